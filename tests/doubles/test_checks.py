"""Values against hints: what passes, what does not, and the words that say why."""

# Every spelling of a hint is tested: the old ones, and those that name nothing.
# ruff: noqa: F821, PYI061, UP006, UP007, UP044, UP045

import collections
import collections.abc
import enum
import io
import subprocess
import sys
import typing
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import count
from textwrap import dedent
from types import MappingProxyType, NoneType
from typing import (
    Annotated,
    Any,
    Generic,
    Literal,
    LiteralString,
    Never,
    NewType,
    NoReturn,
    Optional,
    ParamSpec,
    Protocol,
    Self,
    TypedDict,
    TypeVar,
    TypeVarTuple,
    Union,
    Unpack,
    runtime_checkable,
)
from unittest.mock import Mock, create_autospec

import pytest
import typing_extensions
from hypothesis import assume, given
from hypothesis import strategies as st
from typeguard import CollectionCheckStrategy, TypeCheckError, check_type

from doubles._annotations.checks import check_of
from doubles._annotations.hints import Unresolved

ATOMS = frozenset({int, str, bytes, float, complex, bool, NoneType})

T = TypeVar("T")
P = ParamSpec("P")
Ts = TypeVarTuple("Ts")
Bound = TypeVar("Bound", bound="User")
Number = TypeVar("Number", int, str)
UserId = NewType("UserId", int)


class User:
    def __repr__(self) -> str:
        return "<user>"


class Admin(User):
    pass


class Mute:
    def __repr__(self) -> str:
        raise RuntimeError


class Poem:
    def __repr__(self) -> str:
        return "<a poem\n  of two lines>"


class Box(Generic[T]):
    def __repr__(self) -> str:
        return "<box>"


class Color(enum.Enum):
    RED = 1
    BLUE = 2


class Level(enum.IntEnum):
    LOW = 1


class Movie(TypedDict):
    title: str


class Point(typing.NamedTuple):
    x: int
    y: str


class Named(Protocol):
    name: str


class Reader(Protocol[T]):
    def read(self, size: int) -> T: ...


class Handler(Protocol):
    def __call__(self, event: str) -> None: ...


class Factory(Protocol):
    @classmethod
    def make(cls) -> int: ...


class TextReader:
    def read(self, size: int) -> str:
        return "x" * size

    def __repr__(self) -> str:
        return "<text reader>"


class TextReaderByName(TextReader, Reader[str]):
    pass


class SlottedReader:
    __slots__ = ()

    def read(self, size: int) -> str:
        return "x" * size


class Maker:
    @classmethod
    def make(cls) -> int:
        return 1


class Person:
    def __init__(self, name: Any) -> None:
        self.name = name

    def __repr__(self) -> str:
        return "<person>"


class Moody(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return instance == "moody"


class Mood(metaclass=Moody):
    pass


class Explosive(type):
    def __instancecheck__(cls, instance: object) -> bool:
        raise RuntimeError


class Bomb(metaclass=Explosive):
    pass


class LazyList(list[Any]):
    """Computes its items: to look at them would be to compute them."""

    def __iter__(self) -> Iterator[Any]:
        raise AssertionError("its items were looked at")


class LazyDict(dict[Any, Any]):
    def items(self) -> Any:
        raise AssertionError("its items were looked at")


Json = typing_extensions.TypeAliasType(
    "Json", Union[dict[str, "Json"], list["Json"], str, int, None]
)
Tree = typing_extensions.TypeAliasType("Tree", "T | list[Tree[T]]", type_params=(T,))
Loop = typing_extensions.TypeAliasType("Loop", "Loop")


def a_function(event: str) -> None: ...


def another_function(event: str, urgency: int) -> None: ...


class DoubleOfUser:
    __doubles_spec__ = User


class DoubleOfReader:
    __doubles_spec__ = Reader[str]


PASSING: list[tuple[object, object]] = [
    (int, 1),
    (int, True),
    (int, Level.LOW),
    (float, 1.5),
    (float, 1),
    (complex, 1),
    (complex, 1.5),
    (str, "x"),
    (bytes, b"x"),
    (None, None),
    (NoneType, None),
    (User, User()),
    (User, Admin()),
    (User, Mock(spec=User)),
    (User, create_autospec(User, instance=True)),
    (User, DoubleOfUser()),
    (int, Mock()),
    (list[int], [Mock()]),
    (Mood, "moody"),
    (Bomb, 1),
    (list[Bomb], [1]),
    (object, object()),
    (Any, object()),
    (T, object()),
    (Self, object()),
    (Unresolved("Usr", "why"), object()),
    ("User", object()),
    (P.args, ()),
    (Unpack[Ts], ()),
    (Annotated[int, "x"], 1),
    (typing_extensions.ReadOnly[int], 1),
    (typing.Final, 1),
    (typing.TypeGuard[int], True),
    (typing_extensions.TypeIs[int], False),
    (LiteralString, "x"),
    (UserId, 1),
    (Bound, Admin()),
    (Number, "x"),
    (int | None, None),
    (Optional[User], User()),
    (int | str | list[int], [1]),
    (int | Any, object()),
    (Literal["a", "b"], "b"),
    (Literal[1, None], None),
    (Literal[Color.RED], Color.RED),
    (Literal[b"x"], b"x"),
    (Color, Color.RED),
    (list[int], []),
    (list[int], [1, True]),
    (list[Any], ["x", None]),
    (list, ["x"]),
    (typing.List, ["x"]),
    (list[User], [Admin()]),
    (list[list[int]], [[1], [2]]),
    (set[str], {"x"}),
    (frozenset[str], frozenset("x")),
    (deque[int], deque([1])),
    (Counter[str], Counter("ab")),
    (dict[str, int], {"a": 1}),
    (dict[str, Any], {"a": object()}),
    (dict[str, User], {"a": Admin()}),
    (dict[UserId, list[int]], {1: [1]}),
    (OrderedDict[str, int], OrderedDict(a=1)),
    (defaultdict[str, int], defaultdict(int, a=1)),
    (Mapping[str, int], {"a": 1}),
    (Mapping[str, int], MappingProxyType({1: "not looked at"})),
    (dict[str, int], LazyDict({1: 1})),
    (collections.abc.MutableMapping[str, int], {"a": 1}),
    (collections.abc.KeysView[str], {"a": 1}.keys()),
    (collections.abc.ValuesView[int], {"a": 1}.values()),
    (collections.abc.ItemsView[str, int], {"a": 1}.items()),
    (Sequence[int], (1, 2)),
    (Sequence[int], range(10**12)),
    (Sequence[int], b"xyz"),
    (Sequence[str], "xyz"),
    (Sequence[str], ""),
    (list[int], LazyList(["not looked at"])),
    (Iterable[int], iter(["not looked at"])),
    (Iterator[int], iter(["not looked at"])),
    (tuple[int, str], (1, "x")),
    (tuple[int, str], Point(1, "x")),
    (tuple[int, ...], ()),
    (tuple[int, ...], (1, 2)),
    (tuple[Any, ...], (1, "x")),
    (tuple[()], ()),
    (tuple, (1, "x")),
    (typing.Tuple, (1, "x")),
    (tuple[int, *tuple[str, ...]], (1, "x", "y")),
    (tuple[int, *tuple[str, ...], bytes], (1, b"x")),
    (tuple[int, *tuple[str, bytes]], (1, "x", b"y")),
    (tuple[int, *Ts], (1, "x", b"y")),
    (tuple[int, Unpack[tuple[str, ...]]], (1, "x")),
    (type, int),
    (type[int], bool),
    (type[float], int),
    (type[Any], int),
    (type[int | str], str),
    (type[T], int),
    (type[Bound], Admin),
    (type[Number], str),
    (type[Named], int),
    (type[list[int]], list[int]),
    (Callable, a_function),
    (Callable[[int], str], a_function),
    (Callable[..., Any], User),
    (Box[int], Box()),
    (Movie, {"title": "x"}),
    (list[Movie], [{"title": "x"}]),
    (typing.TextIO, io.StringIO()),
    (typing.IO[bytes], io.BytesIO()),
    (AbstractContextManager[int], nullcontext()),
    (typing.SupportsInt, 3),
    (Reader[str], TextReader()),
    (Reader[str], SlottedReader()),
    (Reader[str], TextReaderByName()),
    (Reader[str], DoubleOfReader()),
    (Reader, DoubleOfReader()),
    (Reader, TextReaderByName()),
    (Reader[str], Mock(spec=TextReaderByName)),
    (Named, Person("x")),
    (Handler, a_function),
    (Handler, User),
    (Factory, Maker),
    (Factory, Maker()),
    (Json, {"a": [1, None, {"b": "c"}]}),
    (list[Json], [{"a": 1}]),
    (Tree[int], [1, [2, [3]]]),
    (Loop, 1),
    (Literal[[]], []),
]

REFUSED: list[tuple[object, object, str]] = [
    (int, "1", "'1' is a str, not an int"),
    (int, None, "None is not an int"),
    (int, 1.0, "1.0 is a float, not an int"),
    (float, "x", "'x' is a str, not a float"),
    (bytes, bytearray(b"x"), "bytearray(b'x') is a bytearray, not a bytes"),
    (bool, 1, "1 is an int, not a bool"),
    (None, 1, "1 is an int, not None"),
    (User, "x", "'x' is a str, not a User"),
    (User, Mock, f"{Mock!r} is a class, not a User"),
    (User, DoubleOfReader(), None),
    (Admin, User(), "<user> is a User, not an Admin"),
    (Mood, "x", "'x' is a str, not a Mood"),
    (Never, 1, "1 is an int, not Never"),
    (NoReturn, None, "None is not NoReturn"),
    (LiteralString, 1, "1 is an int, not a str"),
    (UserId, "x", "'x' is a str, not an int"),
    (Bound, 1, "1 is an int, not a User"),
    (Number, 1.5, "1.5 is a float, not int | str"),
    (typing.TypeGuard[int], 1, "1 is an int, not a bool"),
    (int | None, "x", "'x' is a str, not int | None"),
    (None | int, "x", "'x' is a str, not None | int"),
    (list[int] | None, ["x"], "item 0, 'x', is a str, not an int"),
    (list[int] | list[str], [1, "x"], "[1, 'x'] is not list[int] | list[str]"),
    (list[int] | dict[str, int], 1, "1 is an int, not list[int] | dict[str, int]"),
    (Literal["a", "b"], "c", "'c' is not Literal['a', 'b']"),
    (Literal["a"] | int, "c", "'c' is not Literal['a'] | int"),
    (Literal[1], True, "True is a bool, not Literal[1]"),
    (Literal[1], [], "[] is a list, not Literal[1]"),
    (Literal[Color.RED], Color.BLUE, "<Color.BLUE: 2> is not Literal[Color.RED]"),
    (list[int], (1,), "(1,) is a tuple, not list[int]"),
    (list[int], [1, "x"], "item 1, 'x', is a str, not an int"),
    (list[list[int]], [[], [1, None]], "item 1 of item 1, None, is not an int"),
    (list[Literal["a"]], ["a", "b"], "item 1, 'b', is not Literal['a']"),
    (set[int], {"x"}, "an item, 'x', is a str, not an int"),
    (set[int], [1], "[1] is a list, not set[int]"),
    (deque[int], deque(["x"]), "item 0, 'x', is a str, not an int"),
    (Counter[str], Counter([1]), "an item, 1, is an int, not a str"),
    (Iterable[int], {"x": 1}, "an item, 'x', is a str, not an int"),
    (Iterable[int], {1: "x"}.values(), "an item, 'x', is a str, not an int"),
    (Sequence[int], "x", "item 0, 'x', is a str, not an int"),
    (Sequence[str], range(3), "item 0, 0, is an int, not a str"),
    (Sequence[int], {1}, "{1} is a set, not Sequence[int]"),
    (dict[str, int], [1], "[1] is a list, not dict[str, int]"),
    (dict[str, int], {1: 1}, "a key, 1, is an int, not a str"),
    (dict[str, int], {"a": "x"}, "the value of key 'a', 'x', is a str, not an int"),
    (
        dict[str, list[int]],
        {"a": ["x"]},
        "item 0 of the value of key 'a', 'x', is a str, not an int",
    ),
    (Mapping[str, int], OrderedDict(a="x"), "the value of key 'a', 'x', is a str, not an int"),
    (
        collections.abc.ItemsView[str, int],
        {"a": "x"}.items(),
        "item 1 of an item, 'x', is a str, not an int",
    ),
    (tuple[int, str], [1, "x"], "[1, 'x'] is a list, not tuple[int, str]"),
    (tuple[int, str], (1,), "(1,) has 1 item, not the 2 of tuple[int, str]"),
    (tuple[int, str], (1, "x", 2), "(1, 'x', 2) has 3 items, not the 2 of tuple[int, str]"),
    (tuple[int, str], (1, 2), "item 1, 2, is an int, not a str"),
    (tuple[int, ...], (1, "x"), "item 1, 'x', is a str, not an int"),
    (tuple[()], (1,), "(1,) has 1 item, not the 0 of tuple[()]"),
    (
        tuple[int, *tuple[str, ...], bytes],
        (1,),
        "(1,) has 1 item, not the at least 2 of tuple[int, *tuple[str, ...], bytes]",
    ),
    (tuple[int, *tuple[str, ...], bytes], (1, 2, b""), "item 1, 2, is an int, not a str"),
    (tuple[int, *tuple[str, ...], bytes], (1, "x", 3), "item 2, 3, is an int, not a bytes"),
    (type[int], 1, "1 is an int, not type[int]"),
    (type[int], str, "<class 'str'> is not a subclass of int"),
    (type[Bound], int, "<class 'int'> is not a subclass of User"),
    (type[Number], float, "<class 'float'> is not a subclass of int | str"),
    (type[int | str], float, "<class 'float'> is not a subclass of int | str"),
    (Callable[[int], str], 1, "1 is an int, not Callable[[int], str]"),
    (Box[int], 1, "1 is an int, not Box[int]"),
    (Movie, 1, "1 is an int, not a Movie"),
    (
        Movie,
        {"title": 1},
        "{'title': 1} is not a Movie: value of key 'title' of dict is not an instance of str",
    ),
    (typing.SupportsInt, "x", "'x' is a str, not a SupportsInt"),
    (Reader[str], 1, "1 is an int, not Reader[str]"),
    (Reader[int], TextReader(), "<text reader> is a TextReader, not Reader[int]"),
    (Reader[int], TextReaderByName(), "<text reader> is a TextReaderByName, not Reader[int]"),
    (Reader[int], DoubleOfReader(), None),
    (Reader[str], TextReader, f"{TextReader!r} is a class, not Reader[str]"),
    (Named, Person(1), "<person> is a Person, not a Named"),
    (Handler, 1, "1 is an int, not a Handler"),
    (Json, {"a": [b""]}, None),
    (Tree[int], [1, ["x"]], None),
    (str, b"x" * 100, f"b'{'x' * 75}... is a bytes, not a str"),
    (list[int], [Mute()], None),
    (int, Poem(), "<a poem of two lines> is a Poem, not an int"),
    (int, Mute(), "<Mute whose repr raised RuntimeError> is a Mute, not an int"),
]


@pytest.mark.parametrize(("hint", "value"), PASSING, ids=map(str, count()))
def test_a_value_of_the_type_passes(hint: object, value: object) -> None:
    assert check_of(hint).reason(value) is None
    assert check_of(hint).reason(value, None) is None


@pytest.mark.parametrize(("hint", "value", "reason"), REFUSED, ids=map(str, count()))
def test_a_value_of_another_type_is_refused_with_the_reason(
    hint: object, value: object, reason: str | None
) -> None:
    found = check_of(hint).reason(value)

    assert found is not None
    assert reason is None or found == reason


def test_a_function_that_takes_other_arguments_is_not_a_callback_of_the_protocol() -> None:
    assert check_of(Handler).reason(another_function) == (
        f"{another_function!r} is a function, not a Handler"
    )


def test_classes_of_one_name_are_told_apart() -> None:
    class User:
        def __repr__(self) -> str:
            return "<another user>"

    module = __name__
    assert check_of(globals()["User"]).reason(User()) == (
        f"<another user> is a {module}.{User.__qualname__}, not a {module}.User"
    )


class TestAtoms:
    @pytest.mark.parametrize(
        ("hint", "atoms"),
        [
            (int, {int, bool}),
            (bool, {bool}),
            (str, {str}),
            (bytes, {bytes}),
            (float, {float, int, bool}),
            (complex, {complex, float, int, bool}),
            (None, {NoneType}),
            (int | None, {int, bool, NoneType}),
            (Optional[str], {str, NoneType}),
            (UserId, {int, bool}),
            (Number, {int, bool, str}),
            (list[int] | str, {str}),
            (User | None, {NoneType}),
            (User, set()),
            (Literal["a"], set()),
            (Literal["a"] | None, {NoneType}),
            (list[int], set()),
            (collections.abc.Hashable, ATOMS),
            (collections.abc.Sequence, {str, bytes}),
            (Mood, set()),
            (Any, ATOMS),
        ],
        ids=map(str, count()),
    )
    def test_are_the_immutable_classes_whose_instances_all_pass(
        self, hint: object, atoms: set[type]
    ) -> None:
        assert check_of(hint).atoms == atoms

    def test_the_exact_classes_also_hold_the_mutable_ones(self) -> None:
        assert check_of(User | None).exact == {User, NoneType}
        assert check_of(list[int]).exact == set()


class TestAlways:
    @pytest.mark.parametrize(
        "hint",
        [Any, object, T, Self, Unresolved("x", ""), P.args, int | Any, Annotated[Any, 1], "x"],
        ids=map(str, count()),
    )
    def test_holds_where_every_value_passes(self, hint: object) -> None:
        assert check_of(hint).always

    @pytest.mark.parametrize("hint", [int, list[Any], tuple[Any], type[Any], Never, Json])
    def test_does_not_hold_where_some_value_may_not(self, hint: object) -> None:
        assert not check_of(hint).always


class TestLimit:
    @pytest.mark.parametrize(
        ("hint", "value"),
        [
            (list[int], [1, 2, "x"]),
            (tuple[int, ...], (1, 2, "x")),
            (dict[str, int], {"a": 1, "b": 2, "c": "x"}),
            (tuple[str, *tuple[int, ...]], ("x", 1, 2, "x")),
        ],
        ids=map(str, count()),
    )
    def test_is_how_many_items_are_looked_at(self, hint: object, value: object) -> None:
        check = check_of(hint)

        assert check.reason(value, 2) is None
        assert check.reason(value, 3) is not None
        assert check.reason(value, None) is not None

    def test_is_a_hundred_unless_told(self) -> None:
        assert check_of(list[int]).reason([1] * 100 + ["x"]) is None
        assert check_of(list[int]).reason([1] * 99 + ["x"]) is not None

    def test_goes_for_typed_dicts_too(self) -> None:
        class Cast(TypedDict):
            names: list[str]

        check = check_of(Cast)

        assert check.reason({"names": ["x", 1]}, 100) is None
        assert check.reason({"names": ["x", 1]}, None) == (
            "{'names': ['x', 1]} is not a Cast: "
            "item 1 of value of key 'names' of dict is not an instance of str"
        )


def test_a_typed_dict_whose_own_annotations_cannot_be_resolved_lets_dicts_pass() -> None:
    class Odd(TypedDict):
        title: "Usr"

    assert check_of(Odd).reason({"title": 1}) is None


def test_a_hint_that_breaks_the_rules_lets_everything_pass() -> None:
    class Odd(NewType):
        @property
        def __supertype__(self) -> object:
            raise RuntimeError

        @__supertype__.setter
        def __supertype__(self, value: object) -> None: ...

    assert check_of(Odd("Odd", int)).always


def test_no_item_is_taken_from_an_iterator() -> None:
    items = iter([1, "x"])

    check_of(Iterable[int]).reason(items)
    check_of(Iterator[int]).reason(items)

    assert list(items) == [1, "x"]


def test_no_property_of_a_value_is_read() -> None:
    class Careful:
        @property
        def name(self) -> str:
            raise AssertionError("it was read")

    @runtime_checkable
    class Checkable(Protocol):
        @property
        def name(self) -> str: ...

    assert check_of(Checkable).reason(Careful()) is None


def test_a_check_is_compiled_once() -> None:
    assert check_of(dict[str, int | None]) is check_of(dict[str, int | None])


def test_equal_unions_keep_the_order_they_were_written_in() -> None:
    assert check_of(int | str).reason(None) == "None is not int | str"
    assert check_of(str | int).reason(None) == "None is not str | int"


def test_typeguard_is_imported_only_for_what_needs_it() -> None:
    program = """
        import sys
        from collections.abc import Callable, Mapping
        from typing import Literal, Optional, TypedDict
        from doubles._annotations.checks import check_of

        for hint in (int, Optional[str], list[int], Mapping[str, int], tuple[int, ...],
                     Literal["a"], type[int], Callable[[int], str]):
            check_of(hint).reason({"a": 1})
        assert "typeguard" not in sys.modules

        class Movie(TypedDict):
            title: str

        check_of(Movie).reason({})
        assert "typeguard" in sys.modules
    """

    subprocess.run([sys.executable, "-c", dedent(program)], check=True)


# --- any hint, any value --------------------------------------------------------------------------

LEAVES: dict[Any, st.SearchStrategy[object]] = {
    int: st.integers() | st.booleans(),
    str: st.text(max_size=3),
    bytes: st.binary(max_size=3),
    float: st.floats() | st.integers(),
    bool: st.booleans(),
    None: st.none(),
    Literal["a", 1]: st.sampled_from(["a", 1]),
    Color: st.sampled_from(Color),
    User: st.builds(User) | st.builds(Admin),
    type[User]: st.sampled_from([User, Admin]),
    Any: st.just(User),
}
HASHABLE = [int, str, bytes, bool, None]

Case = tuple[Any, st.SearchStrategy[object]]


def of_one(inner: Case) -> list[Case]:
    hint, values = inner
    some = st.lists(values, max_size=3)
    return [
        (list[hint], some),
        (Sequence[hint], some | some.map(tuple)),
        (Iterable[hint], some | some.map(tuple) | some.map(deque)),
        (tuple[hint, ...], some.map(tuple)),
        (deque[hint], some.map(deque)),
        (Optional[hint], values | st.none()),
        (dict[str, hint], st.dictionaries(st.text(max_size=2), values, max_size=3)),
        (Mapping[str, hint], st.dictionaries(st.text(max_size=2), values, max_size=3)),
    ]


def of_two(first: Case, second: Case) -> list[Case]:
    return [
        (tuple[first[0], second[0]], st.tuples(first[1], second[1])),
        (Union[first[0], second[0]], first[1] | second[1]),
    ]


def over(inner: st.SearchStrategy[Case]) -> st.SearchStrategy[Case]:
    hashable = st.sampled_from([(hint, LEAVES[hint]) for hint in HASHABLE])
    return st.one_of(
        inner.flatmap(lambda one: st.sampled_from(of_one(one))),
        st.tuples(inner, inner).flatmap(lambda two: st.sampled_from(of_two(*two))),
        hashable.map(lambda one: (set[one[0]], st.sets(one[1], max_size=3))),
    )


cases = st.recursive(st.sampled_from(list(LEAVES.items())), over, max_leaves=4)


def typeguard_accepts(hint: Any, value: object) -> bool:
    try:
        check_type(value, hint, collection_check_strategy=CollectionCheckStrategy.ALL_ITEMS)
    except TypeCheckError:
        return False
    return True


@given(st.data(), cases)
def test_every_value_made_for_a_hint_passes(data: st.DataObject, case: Case) -> None:
    hint, values = case

    assert check_of(hint).reason(data.draw(values), None) is None


@given(st.data(), cases, cases)
def test_typeguard_agrees(data: st.DataObject, case: Case, other: Case) -> None:
    hint, value = case[0], data.draw(case[1] | other[1])
    # It does not look at the items of these.
    assume("Iterable" not in str(hint) and "deque" not in str(hint))
    check = check_of(hint)

    assert (check.reason(value, None) is None) == typeguard_accepts(hint, value)


@given(st.data(), cases, cases)
def test_the_atoms_tell_what_the_check_says(data: st.DataObject, case: Case, other: Case) -> None:
    value, check = data.draw(other[1]), check_of(case[0])

    if type(value) in check.atoms or check.always:
        assert check.reason(value, None) is None


hints = st.sampled_from([hint for hint, _ in PASSING] + [hint for hint, *_ in REFUSED])
values = st.sampled_from([value for _, value in PASSING] + [value for _, value, _ in REFUSED])


@given(hints, values)
def test_nothing_is_raised_whatever_the_value(hint: object, value: object) -> None:
    reason = check_of(hint).reason(value)

    assert reason is None or (len(reason) < 400 and reason)
