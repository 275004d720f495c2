"""Type arguments are put in place of type variables in every member of a generic spec."""

import sys
import types
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager
from textwrap import dedent
from typing import (
    Any,
    Concatenate,
    Generic,
    ParamSpec,
    Protocol,
    Self,
    TypeVar,
    TypeVarTuple,
)

import pytest
import typing_extensions

from doubles import (
    AnswerTypeError,
    ArgumentTypeError,
    ShapeError,
    mock,
    reading,
    spy,
    stub,
    verify,
    when,
)
from tests.doubles.telling import line_of

HERE = "tests/doubles/test_generics.py"
K = TypeVar("K")
V = TypeVar("V")
V_co = TypeVar("V_co", covariant=True)
Bound = TypeVar("Bound", bound=str)
P = ParamSpec("P")
Ts = TypeVarTuple("Ts")


class User:
    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"User({self.name!r})"


class Store(Protocol[K, V]):
    last: V

    @property
    def keys(self) -> list[K]: ...
    def get(self, key: K) -> V | None: ...
    def put(self, key: K, *values: V, **named: V) -> None: ...
    def all(self) -> dict[K, list[V]]: ...
    def items(self) -> Iterator[tuple[K, V]]: ...
    def watch(self) -> AsyncIterator[V]: ...
    def locked(self, key: K) -> AbstractContextManager[V]: ...
    def map(self, function: Callable[[V], K]) -> K: ...
    async def load(self, key: K) -> V: ...
    def copied(self) -> Self: ...


class UserStore(Store[str, User], Protocol):
    def named(self, name: str) -> User: ...


class Swapped(Store[V, K], Protocol[K, V]):
    pass


ANN = User("Ann")


class TestTypeArguments:
    @pytest.mark.parametrize("spec", [Store[str, User], UserStore, Swapped[User, str]])
    @pytest.mark.parametrize(
        ("name", "answer", "wrong"),
        [
            ("get", ANN, 1),
            ("get", None, "Ann"),
            ("all", {"a": [ANN]}, {1: [ANN]}),
            ("all", {}, {"a": ["Ann"]}),
            ("load", ANN, "Ann"),
            ("map", "a", ANN),
        ],
        ids=["value", "optional", "key", "nested", "async", "key-result"],
    )
    def test_an_answer_is_held_against_them(
        self, spec: Any, name: str, answer: object, wrong: object
    ) -> None:
        stub(spec, **{name: answer})

        with pytest.raises(AnswerTypeError):
            stub(spec, **{name: wrong})

    @pytest.mark.parametrize("spec", [Store[str, User], UserStore])
    def test_an_argument_is_held_against_them(self, spec: Callable[..., Store[str, User]]) -> None:
        store = mock(spec, get=ANN)

        assert store.get("a") is ANN
        store.put("a", ANN, ANN, other=ANN)
        with pytest.raises(ArgumentTypeError) as raised:
            store.put("a", ANN, "Ann")  # type: ignore[arg-type]
        assert str(raised.value) == (
            f"{store!r}.put refuses the argument 'values': 'Ann' is a str, not a User.\n"
            f"  passed at {HERE}:{line_of(raised)}"
        )
        with pytest.raises(ArgumentTypeError) as raised:
            store.put("a", other="Ann")  # type: ignore[arg-type]
        assert str(raised.value) == (
            f"{store!r}.put refuses the argument 'named': 'Ann' is a str, not a User.\n"
            f"  passed at {HERE}:{line_of(raised)}"
        )
        verify(store.put, "a", ANN, ANN, other=ANN)

    def test_properties_and_attributes_know_them(self) -> None:
        store = mock(Store[str, User], keys=["a"])
        when(reading(lambda: store.last)).returns(ANN)

        assert (store.keys, store.last) == (["a"], ANN)
        with pytest.raises(ArgumentTypeError) as raised:
            store.last = "Ann"  # type: ignore[assignment]
        assert str(raised.value) == (
            "mock(Store[str, User]).last refuses a value: 'Ann' is a str, not a User.\n"
            f"  written at {HERE}:{line_of(raised)}"
        )

    def test_iterators_and_context_managers_know_them(self) -> None:
        store = mock(Store[str, int])
        when(store.items).yields(("a", 1))
        when(store.locked, "a").enters(1)

        assert list(store.items()) == [("a", 1)]
        with store.locked("a") as value:
            assert value == 1
        with pytest.raises(AnswerTypeError) as raised:
            when(store.watch).yields("b")  # type: ignore[arg-type]
        assert str(raised.value) == (
            "mock(Store[str, int]).watch cannot give this answer: "
            "item 0, 'b' is a str, not an int.\n"
            f"  answered at {HERE}:{line_of(raised)}"
        )
        with pytest.raises(AnswerTypeError):
            when(store.locked, "a").enters("b")  # type: ignore[arg-type]

    def test_a_double_is_named_with_them(self) -> None:
        assert repr(stub(Store[str, User])) == "stub(Store[str, User])"
        assert repr(stub(UserStore)) == "stub(UserStore)"

    def test_each_parametrisation_has_its_own_checks(self) -> None:
        assert stub(Store[str, int], get=1).get("a") == 1
        assert stub(Store[int, str], get="a").get(1) == "a"

    def test_without_arguments_everything_goes(self) -> None:
        store: Store[Any, Any] = mock(Store, get=1)

        assert store.get(object()) == 1
        store.put(1, "a", other=ANN)

    def test_a_bound_holds_where_no_argument_is_given(self) -> None:
        class Texts(Protocol[Bound]):
            def get(self) -> Bound: ...

        with pytest.raises(AnswerTypeError) as raised:
            stub(Texts, get=1)
        assert str(raised.value) == (
            "stub(Texts).get cannot give this answer: 1 is an int, not a str.\n"
            f"  answered at {HERE}:{line_of(raised)}"
        )

    def test_a_generic_method_takes_any_type(self) -> None:
        class Boxes(Protocol):
            def same(self, item: V) -> V: ...

        boxes = mock(Boxes)
        when(boxes.same, 1).returns(2)
        when(boxes.same, "a").returns("b")

        assert (boxes.same(1), boxes.same("a")) == (2, "b")

    def test_a_default_stands_in_for_an_argument(self) -> None:
        D = typing_extensions.TypeVar("D", default=int)

        class Defaulted(typing_extensions.Protocol[D]):
            def get(self) -> D: ...

        assert stub(Defaulted, get=1).get() == 1
        with pytest.raises(AnswerTypeError):
            stub(Defaulted, get="a")
        assert stub(Defaulted[str], get="a").get() == "a"

    def test_param_specs_and_type_var_tuples(self) -> None:
        class Runner(Protocol[P, V_co]):
            def run(self, *args: P.args, **kwargs: P.kwargs) -> V_co: ...
            def job(self) -> Callable[Concatenate[int, P], V_co]: ...

        class Row(Protocol[*Ts]):
            def cells(self) -> tuple[*Ts]: ...

        runner = mock(Runner[[int, str], bool], run=True)
        row = stub(Row[int, str], cells=(1, "a"))

        assert runner.run(1, "a") is True
        assert row.cells() == (1, "a")
        with pytest.raises(AnswerTypeError):
            stub(Row[int, str], cells=(1, 2))

    def test_self_is_the_spec(self) -> None:
        store = stub(UserStore)
        other = stub(UserStore)
        when(store.copied).returns(other)

        assert store.copied() is other
        with pytest.raises(AnswerTypeError) as raised:
            when(store.copied).returns(ANN)  # type: ignore[arg-type]
        assert (
            str(raised.value)
            .splitlines()[0]
            .startswith("stub(UserStore).copied cannot give this answer: User('Ann') ")
        )

    def test_the_wrong_number_of_arguments_is_pythons_own_error(self) -> None:
        with pytest.raises(TypeError, match="Too few arguments"):
            stub(Store[str])  # type: ignore[misc]


class TestClasses:
    def test_a_generic_class_is_a_spec(self) -> None:
        class Box(Generic[V]):
            def get(self) -> V:
                raise NotImplementedError

        class IntBox(Box[int]):
            pass

        for spec in (Box[int], IntBox):
            assert stub(spec, get=1).get() == 1
            with pytest.raises(AnswerTypeError):
                stub(spec, get="1")

    def test_a_builtin_collection_is_a_spec(self) -> None:
        items = mock(dict[str, int])
        when(items.__getitem__, "a").returns(1)

        assert items["a"] == 1
        assert repr(items) == "mock(dict[str, int])"

    def test_a_spy_is_held_against_a_parametrised_protocol(self) -> None:
        class Getter(Protocol[K, V]):
            def get(self, key: K) -> V: ...

        class Real:
            def get(self, key: str) -> int:
                return len(key)

        assert spy(Real(), Getter[str, int]).get("ab") == 2
        with pytest.raises(ShapeError) as raised:
            spy(Real(), Getter[str, str])
        assert str(raised.value) == (
            "Real does not have the shape of Getter[str, str]: 1 mismatch in 1 of 1 members.\n"
            "  get: returns int; Getter[str, str] promises str"
        )


if sys.version_info >= (3, 12):

    def test_the_syntax_of_python_3_12() -> None:
        module = types.ModuleType("modern")
        source = """
            from typing import Protocol, Self, overload

            type Pair[A, B] = tuple[A, B]
            type Json = dict[str, Json] | list[Json] | str

            class Store[K, V](Protocol):
                def get(self, key: K) -> V | None: ...
                def pair(self) -> Pair[K, V]: ...
                def same[T](self, item: T) -> T: ...
                def copied(self) -> Self: ...
                @overload
                def at(self, key: K) -> V: ...
                @overload
                def at[T](self, key: K, default: T) -> V | T: ...

            class Texts(Store[str, str], Protocol):
                def json(self) -> Json: ...

            type Ints = Store[str, int]
        """
        sys.modules["modern"] = module
        try:
            exec(dedent(source), module.__dict__)
            for spec in (module.Store[str, int], module.Ints):
                store = mock(spec, get=1, pair=("a", 1))
                assert (store.get("a"), store.pair()) == (1, ("a", 1))
                when(store.same, "x").returns("y")
                assert store.same("x") == "y"
                when(store.at, "a", None).returns(None)
                assert store.at("a", None) is None
                with pytest.raises(AnswerTypeError):
                    stub(spec, pair=(1, "a"))
                with pytest.raises(ArgumentTypeError):
                    store.get(1)
            texts = stub(module.Texts, json={"a": ["b"]}, get="x")
            assert (texts.json(), texts.get("a")) == ({"a": ["b"]}, "x")
        finally:
            del sys.modules["modern"]
