"""What `check_shape` and `has_shape` see, and the whole text in which they tell it."""

import builtins
import functools
import math
from abc import ABC, abstractmethod
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Coroutine,
    Hashable,
    Iterator,
    Sequence,
)
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import (
    Any,
    ClassVar,
    Final,
    Generic,
    Literal,
    NamedTuple,
    NewType,
    Protocol,
    Self,
    TypedDict,
    TypeVar,
    cast,
    overload,
)

import attrs
import pytest

import doubles
from doubles import ShapeError, SpecError, check_shape, has_shape

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class User:
    pass


class Admin(User):
    pass


class Users(Protocol):
    def find_by_id(self, user_id: int) -> User | None: ...
    def save(self, user: User, *, flush: bool = True) -> User: ...


class Tool:
    """An implementation of no Protocol in particular."""


def told(implementation: object, spec: object) -> str:
    """The whole text of the failure."""
    with pytest.raises(ShapeError) as caught:
        check_shape(implementation, spec)
    assert str(caught.value).splitlines()[1:] == [
        f"  {mismatch}" for mismatch in caught.value.mismatches
    ]
    assert not has_shape(implementation, cast(Callable[..., object], spec))
    return str(caught.value)


def told_of(implementation: object, spec: object) -> tuple[str, ...]:
    """The mismatches alone."""
    told(implementation, spec)
    with pytest.raises(ShapeError) as caught:
        check_shape(implementation, spec)
    return caught.value.mismatches


def fits(implementation: object, spec: object) -> bool:
    return has_shape(implementation, cast(Callable[..., object], spec))


# --- the whole report ----------------------------------------------------------------------------


def test_every_mismatch_is_told_at_once_in_the_order_of_the_spec() -> None:
    class MemoryUsers:
        def find_by_ident(self, user_id: int) -> User | None: ...

        def save(self, user: Admin, flush: bool) -> str: ...

    assert told(MemoryUsers(), Users) == (
        "MemoryUsers does not have the shape of Users: 4 mismatches in 2 of 2 members.\n"
        "  find_by_id: is missing; did you mean find_by_ident?\n"
        "  save: takes 'user' as Admin; Users passes User\n"
        "  save: requires 'flush'; Users gives it a default\n"
        "  save: returns str; Users promises User"
    )


def test_one_mismatch_is_told_in_the_singular() -> None:
    class MemoryUsers:
        def find_by_id(self, user_id: int) -> User | None: ...

    assert told(MemoryUsers(), Users) == (
        "MemoryUsers does not have the shape of Users: 1 mismatch in 1 of 2 members.\n"
        "  save: is missing"
    )


def test_an_implementation_of_the_right_shape_passes() -> None:
    class MemoryUsers:
        def find_by_id(self, user_id: int) -> Admin | None: ...

        def save(self, user: object, flush: bool = False, twice: bool = False) -> User: ...

    check_shape(MemoryUsers(), Users)
    check_shape(MemoryUsers, Users)

    assert has_shape(MemoryUsers(), Users)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (
            "Users",
            """A spec is a Protocol, an ABC or a class, not the string 'Users'.
Remedy: pass the class itself: Users.""",
        ),
        (
            3,
            """A spec is a Protocol, an ABC or a class, not an instance of int.
Remedy: pass its class, int; to wrap the object itself: spy(...).""",
        ),
    ],
)
def test_what_is_no_spec_is_refused(spec: object, message: str) -> None:
    with pytest.raises(SpecError) as checked:
        check_shape(Tool(), spec)
    with pytest.raises(SpecError) as asked:
        fits(Tool(), spec)

    assert str(checked.value) == str(asked.value) == message


def test_a_near_miss_is_not_a_name_that_serves_another_member() -> None:
    class Pair(Protocol):
        def load(self) -> int: ...
        def loads(self) -> int: ...

    class Loader:
        def load(self) -> int: ...

    assert told_of(Loader(), Pair) == ("loads: is missing",)


def test_a_near_miss_of_a_dunder_is_more_than_its_underscores() -> None:
    class Opening(Protocol):
        def __aenter__(self) -> Awaitable[int]: ...
        def __getitem__(self, n: int) -> int: ...

    class Opener:
        def __enter__(self) -> int: ...
        def __iter__(self) -> Iterator[int]: ...

    assert told_of(Opener(), Opening) == (
        "__aenter__: is missing; did you mean __enter__?",
        "__getitem__: is missing",
    )


def test_a_near_miss_may_be_an_attribute_of_the_instance() -> None:
    class Labelled(Protocol):
        label: str

    class Box:
        def __init__(self) -> None:
            self.lable = "red"

    assert told_of(Box(), Labelled) == ("label: is missing; did you mean lable?",)


# --- what can be an implementation ---------------------------------------------------------------


def test_a_class_stands_for_its_instances() -> None:
    class Counted(Protocol):
        def count(self) -> int: ...

    class Wrong:
        def count(self) -> str: ...

    assert told(Wrong, Counted) == (
        "Wrong does not have the shape of Counted: 1 mismatch in 1 of 1 members.\n"
        "  count: returns str; Counted promises int"
    )


def test_a_class_with_type_arguments_stands_for_its_instances() -> None:
    class Store(Protocol[K, V]):
        def get(self, key: K) -> V: ...

    class Memory(Generic[K, V]):
        def get(self, key: K) -> V: ...

    assert fits(Memory[str, int], Store[str, int])
    assert fits(Memory[str, int](), Store[str, int])
    assert fits(Memory(), Store[str, int])
    assert told_of(Memory[int, int], Store[str, int]) == (
        "get: takes 'key' as int; Store[str, int] passes str",
    )
    assert told_of(Memory[str, str](), Store[str, int]) == (
        "get: returns str; Store[str, int] promises int",
    )


class Judge(Protocol):
    def __call__(self, score: int) -> bool: ...


def passes(score: int) -> bool:
    return score > 50


def grade(points: int, curve: str) -> bool:
    return bool(points and curve)


class Exam:
    def passes(self, score: int) -> bool:
        return score > 50


def test_a_plain_function_has_the_shape_of_a_call_protocol() -> None:
    assert fits(passes, Judge)
    assert fits(Exam().passes, Judge)
    assert fits(functools.partial(grade, curve="b", points=1), Judge) is False
    assert fits(lambda score: score > 50, Judge)
    assert told(grade, Judge) == (
        "grade() does not have the shape of Judge: 2 mismatches in 1 of 1 members.\n"
        "  __call__: names parameter 1 'points'; Judge names it 'score'\n"
        "  __call__: requires 'curve', which Judge does not pass"
    )


def test_a_builtin_function_without_annotations_is_judged_by_its_parameters() -> None:
    class Rounded(Protocol):
        def __call__(self, x: float, /) -> int: ...

    assert fits(math.floor, Rounded)
    assert fits(builtins.max, Rounded)
    assert told_of(math.floor, Judge) == (
        "__call__: names parameter 1 'x'; Judge names it 'score'",
    )


def test_a_module_can_be_an_implementation() -> None:
    module = ModuleType("pricing")
    exec("rate: float = 0.2\ndef price(net: float) -> float: ...", module.__dict__)

    class Pricing(Protocol):
        rate: float

        def price(self, net: float) -> float: ...
        def refund(self, net: float) -> float: ...

    assert told(module, Pricing) == (
        "the module pricing does not have the shape of Pricing: 1 mismatch in 1 of 3 members.\n"
        "  refund: is missing"
    )


def test_an_object_of_no_class_of_its_own_has_no_members() -> None:
    assert told_of(object(), Judge) == ("__call__: is missing",)


def test_an_abc_and_a_class_are_specs_too() -> None:
    class Base(ABC):
        @abstractmethod
        def area(self) -> float: ...

    class Concrete:
        def area(self) -> float:
            return 1.0

    class Square:
        def area(self) -> str: ...

    assert told_of(Square(), Base) == ("area: returns str; Base promises float",)
    assert told_of(Square(), Concrete) == ("area: returns str; Concrete promises float",)


def test_a_double_of_the_protocol_has_its_shape() -> None:
    assert has_shape(doubles.stub(Users), Users)
    assert has_shape(doubles.mock(Users), Users)
    assert has_shape(type(doubles.stub(Users)), Users)
    assert told_of(doubles.stub(Users), Judge) == ("__call__: is missing",)


class Sized(Protocol):
    def __len__(self) -> int: ...
    def __getitem__(self, index: int, /) -> int: ...


def test_classes_written_in_c_are_known_by_presence() -> None:
    assert fits([1, 2], Sized)
    assert fits({1: 2}, Sized)
    assert told_of({1}, Sized) == ("__getitem__: is missing",)


def test_a_proxy_is_believed() -> None:
    class Proxy:
        def __getattr__(self, name: str) -> object:
            raise AssertionError(name)

    assert fits(Proxy(), Users)


def test_a_module_that_answers_any_name_is_believed() -> None:
    module = ModuleType("lazy")
    exec("def __getattr__(name): raise AssertionError", module.__dict__)

    assert fits(module, Users)


def test_no_property_is_read() -> None:
    class Named(Protocol):
        @property
        def name(self) -> str: ...

    class Costly:
        @property
        def name(self) -> str:
            raise AssertionError("read")

    check_shape(Costly(), Named)


# --- sync and async ------------------------------------------------------------------------------


class Fetcher(Protocol):
    async def fetch(self, key: str) -> int: ...


def test_a_sync_method_is_no_async_one() -> None:
    class Sync:
        def fetch(self, key: str) -> int: ...

    class Untyped:
        def fetch(self, key):  # type: ignore[no-untyped-def]
            return 1

    text = "fetch: is sync; Fetcher declares it with async def"
    assert told_of(Sync(), Fetcher) == told_of(Untyped(), Fetcher) == (text,)


def test_an_async_method_is_no_sync_one() -> None:
    class Reader(Protocol):
        def fetch(self, key: str) -> int: ...

    class Async:
        async def fetch(self, key: str) -> int: ...

    assert told_of(Async(), Reader) == ("fetch: is async; Reader declares it with def",)


def test_a_sync_method_may_return_the_coroutine_of_another() -> None:
    class Delegating:
        def fetch(self, key: str) -> Coroutine[Any, Any, int]: ...

    class Believed:
        def fetch(self, key: str) -> Any: ...

    class Decorated:
        @functools.lru_cache  # noqa: B019
        def fetch(self, key: str): ...  # type: ignore[no-untyped-def]

    assert fits(Delegating(), Fetcher)
    assert fits(Believed(), Fetcher)
    assert fits(Decorated(), Fetcher)


def test_what_can_be_awaited_may_be_of_the_wrong_type() -> None:
    class Delegating:
        def fetch(self, key: str) -> Coroutine[Any, Any, str]: ...

    class Future(Protocol):
        def fetch(self) -> Awaitable[int]: ...

    class Wrong:
        async def fetch(self) -> str: ...

    class Right:
        async def fetch(self) -> int: ...

    assert fits(Right(), Future)
    assert told_of(Delegating(), Fetcher) == (
        "fetch: returns Coroutine[Any, Any, str]; Fetcher promises Coroutine[Any, Any, int]",
    )
    assert told_of(Wrong(), Future) == (
        "fetch: returns Coroutine[Any, Any, str]; Future promises Awaitable[int]",
    )


def test_an_async_generator_is_declared_with_def() -> None:
    class Right(Protocol):
        def rows(self) -> AsyncIterator[int]: ...

    class Wrong(Protocol):
        async def rows(self) -> AsyncIterator[int]: ...

    class Table:
        async def rows(self) -> AsyncIterator[int]:
            yield 1

    assert fits(Table(), Right)
    assert told(Table(), Wrong) == (
        "Table does not have the shape of Wrong: 1 mismatch in 1 of 1 members.\n"
        "  rows: is sync; Wrong declares it with async def "
        "(which an async generator is not: declare it there with def)"
    )


def test_a_decorated_context_manager_is_what_it_returns() -> None:
    class Opening(Protocol):
        def open(self) -> AbstractContextManager[int]: ...

    class Opener:
        @contextmanager
        def open(self) -> Iterator[int]:
            yield 1

    assert fits(Opener(), Opening)


# --- parameters ----------------------------------------------------------------------------------


def implementing(signature: str, *, names: dict[str, object] | None = None) -> object:
    """An object whose method `m` has this signature."""
    namespace: dict[str, object] = {"__name__": __name__, **(names or {})}
    exec(f"class Tool:\n    def m{signature}: ...", namespace)
    return cast(type, namespace["Tool"])()


def specified(signature: str) -> object:
    namespace: dict[str, object] = {"__name__": __name__, "Protocol": Protocol}
    exec(f"class P(Protocol):\n    def m{signature}: ...", namespace)
    return namespace["P"]


@pytest.mark.parametrize(
    ("own", "wanted"),
    [
        ("(self, a)", "(self, a)"),
        ("(self, a)", "(self, a, /)"),
        ("(self, b)", "(self, a, /)"),
        ("(self, a)", "(self, *, a)"),
        ("(self, a=1)", "(self, a)"),
        ("(self, a, b=1)", "(self, a)"),
        ("(self, a, *, b=1)", "(self, a)"),
        ("(self, *args, **kwargs)", "(self, a, b=1, *, c, d=2, **rest)"),
        ("(self, *args)", "(self, a, b, /)"),
        ("(self, **kwargs)", "(self, *, a, b)"),
        ("(self, *args, a=1)", "(self, a, *args)"),
        ("(self, b, a)", "(self, *, a, b)"),
        ("(self, a, b)", "(self, *args, **kwargs)"),
        ("(self, a, b)", "(self, a, *args, **kwargs)"),
        ("(*args)", "(self, a, /)"),
        ("(self, a=1, *args)", "(self, *args)"),
        ("(self, a=1, **kwargs: int)", "(self, **kwargs: int)"),
        ("(self, a: str = '', /, **kwargs: int)", "(self, **kwargs: int)"),
    ],
)
def test_every_call_of_the_spec_is_taken(own: str, wanted: str) -> None:
    check_shape(implementing(own), specified(wanted))


@pytest.mark.parametrize(
    ("own", "wanted", "mismatches"),
    [
        ("(self)", "(self, a)", ["takes no 'a', which P passes"]),
        ("(self)", "(self, *, a)", ["takes no 'a', which P passes by keyword"]),
        ("(self, a, b)", "(self, a)", ["requires 'b', which P does not pass"]),
        ("(self, *, b)", "(self)", ["requires 'b', which P does not pass"]),
        ("(self, a)", "(self, a=1)", ["requires 'a'; P gives it a default"]),
        ("(self, *, a)", "(self, *, a=1)", ["requires 'a'; P gives it a default"]),
        ("(self, b)", "(self, a)", ["names parameter 1 'b'; P names it 'a'"]),
        (
            "(self, b, a)",
            "(self, a, b)",
            [
                "takes 'a' as parameter 2; P passes it as parameter 1",
                "takes 'b' as parameter 1; P passes it as parameter 2",
            ],
        ),
        ("(self, a, /)", "(self, a)", ["takes 'a' by position only; P lets callers name it"]),
        ("(self, *args)", "(self, a)", ["takes 'a' by position only; P lets callers name it"]),
        ("(self, *, a)", "(self, a)", ["takes 'a' by keyword only; P passes it by position too"]),
        ("(self, a, /)", "(self, *, a)", ["takes 'a' by position only; P passes it by keyword"]),
        ("(self, a, /, **kw)", "(self, *, a)", ["requires 'a', which P does not pass"]),
        (
            "(self, *args, a)",
            "(self, a)",
            ["takes 'a' by keyword only; P passes it by position too"],
        ),
        ("(self)", "(self, *args: int)", ["takes no '*args'; P passes any number by position"]),
        ("(self)", "(self, **kwargs: int)", ["takes no '**kwargs'; P passes any keyword"]),
        (
            "(self, a, b)",
            "(self, b, /, *, a)",
            [
                "takes 'a' as parameter 1; P passes it by keyword",
                "requires 'b', which P does not pass",
            ],
        ),
        ("(self, a: int)", "(self, a: str)", ["takes 'a' as int; P passes str"]),
        ("(self, *, a: int)", "(self, *, a: str)", ["takes 'a' as int; P passes str"]),
        ("(self, *args: int)", "(self, a: str, /)", ["takes '*args' as int; P passes str"]),
        ("(self, **kw: int)", "(self, *, a: str)", ["takes '**kw' as int; P passes str"]),
        (
            "(self, *args: object, **kw: int)",
            "(self, a: str)",
            ["takes '**kw' as int; P passes str"],
        ),
        ("(self, *args: int)", "(self, *args: str)", ["takes '*args' as int; P passes str"]),
        ("(self, **kw: int)", "(self, **kw: str)", ["takes '**kw' as int; P passes str"]),
        (
            "(self, a: int = 1, *args: str)",
            "(self, *args: str)",
            ["takes 'a' as int; P passes str"],
        ),
        (
            "(self, a: int = 1, **kw: str)",
            "(self, **kw: str)",
            ["takes 'a' as int; P passes str"],
        ),
        (
            "(self, a: int, /, b: int = 1, **kw: str)",
            "(self, a: int, /, **kw: str)",
            ["takes 'b' as int; P passes str"],
        ),
        (
            "(self, a: int, **kw: str)",
            "(self, a: int, /, **kw: str)",
            ["takes 'a' as int; P passes str"],
        ),
        (
            "(self, a=1, *args)",
            "(self, b, /, a=1, *args)",
            ["takes 'a' as parameter 1; P passes it by keyword"],
        ),
        (
            "(self, a, *args)",
            "(self, *args, a)",
            ["takes 'a' as parameter 1; P passes it by keyword"],
        ),
    ],
)
def test_every_call_that_is_refused_is_told(own: str, wanted: str, mismatches: list[str]) -> None:
    told = told_of(implementing(own), specified(wanted))

    assert told == tuple(f"m: {mismatch}" for mismatch in mismatches)


# --- annotations ---------------------------------------------------------------------------------


class Parser(Protocol):
    def parse(self, text: str) -> Sequence[User]: ...


def test_parameters_may_take_more_and_returns_give_less() -> None:
    class Wider:
        def parse(self, text: str | bytes) -> list[Admin]: ...

    class Narrower:
        def parse(self, text: Literal["a"]) -> Sequence[object]: ...

    assert fits(Wider(), Parser)
    assert told_of(Narrower(), Parser) == (
        "parse: takes 'text' as Literal['a']; Parser passes str",
        "parse: returns Sequence[object]; Parser promises Sequence[User]",
    )


def test_an_annotation_that_is_missing_or_cannot_be_resolved_is_not_held_against_it() -> None:
    class Untyped:
        def parse(self, text): ...  # type: ignore[no-untyped-def]

    class Unknown:
        def parse(self, text: "Txet") -> "list[Resu]": ...  # type: ignore[name-defined]  # noqa: F821

    class Open:
        def parse(self, text: T) -> T: ...

    assert fits(Untyped(), Parser)
    assert fits(Unknown(), Parser)
    assert fits(Open(), Parser)


def test_self_is_the_implementation() -> None:
    class Merging(Protocol):
        def merge(self, other: Self) -> Self: ...

    class Set:
        def merge(self, other: "Set") -> "Set": ...

    class Odd:
        def merge(self, other: "Odd") -> int: ...

    assert fits(Set(), Merging)
    assert told_of(Odd(), Merging) == ("merge: returns int; Merging promises Merging",)


def test_self_is_the_implementation_of_a_generic_protocol() -> None:
    class Merging(Protocol[T]):
        def merge(self, other: Self, item: T) -> list[Self]: ...

    class Set:
        def merge(self, other: "Set", item: int) -> "list[Set]": ...

    assert fits(Set(), Merging[int])
    assert told_of(Set(), Merging[str]) == ("merge: takes 'item' as int; Merging[str] passes str",)


def test_inherited_members_have_the_arguments_of_the_base() -> None:
    class Store(Protocol[K, V]):
        def get(self, key: K) -> V: ...

    class Memory(Generic[K, V]):
        def get(self, key: K) -> V: ...

    class ByName(Memory[str, User]): ...

    assert fits(ByName(), Store[str, User])
    assert told_of(ByName(), Store[int, User]) == (
        "get: takes 'key' as str; Store[int, User] passes int",
    )


class Node(Protocol):
    @property
    def next(self) -> "Node | None": ...


class Link:
    @property
    def next(self) -> "Link | None": ...


class Chain:
    @property
    def next(self) -> "Broken": ...


class Broken:
    @property
    def next(self) -> int: ...


def test_a_protocol_may_mention_itself() -> None:
    assert fits(Link(), Node)
    assert told_of(Chain(), Node) == ("next: is Broken; Node declares Node | None",)


class Growing(Protocol[T]):
    def grow(self) -> "Growing[list[T]]": ...


class Grower(Generic[T]):
    def grow(self) -> "Grower[list[T]]": ...


def test_a_protocol_that_grows_without_end_is_undecided() -> None:
    assert fits(Grower[int](), Growing[int])


def test_a_parameter_typed_with_no_class_is_undecided() -> None:
    class Odd(Protocol):
        def m(self, a: "Protocol") -> None: ...  # type: ignore[valid-type]

    class Taking:
        def m(self, a: int) -> None: ...

    class Returning(Protocol):
        def m(self) -> Hashable: ...

    class Function:
        def m(self) -> Callable[[], int]: ...

    class Callback(Protocol):
        def m(self) -> Judge: ...

    assert told_of(Taking(), Odd) == ("m: takes 'a' as int; Odd passes Protocol",)
    assert fits(Function(), Returning)
    assert fits(Function(), Callback)


# --- class methods, static methods, overloads ----------------------------------------------------


def test_class_and_static_methods() -> None:
    class Making(Protocol):
        @classmethod
        def make(cls, size: int) -> int: ...
        @staticmethod
        def check(size: int) -> bool: ...
        def plain(self, size: int) -> int: ...

    class Good:
        @staticmethod
        def make(size: int) -> int: ...
        @classmethod
        def check(cls, size: int) -> bool: ...
        @staticmethod
        def plain(size: int) -> int: ...

    class Bad:
        def make(self, size: int) -> int: ...
        def check(self, size: int) -> bool: ...
        def plain(self, size: int) -> int: ...

    assert fits(Good(), Making)
    assert told_of(Bad(), Making) == (
        "make: is an instance method; Making declares a class method",
        "check: is an instance method; Making declares a static method",
    )


class Lookup(Protocol):
    @overload
    def get(self, key: int) -> int: ...
    @overload
    def get(self, key: str, *, strict: bool = ...) -> str: ...


class TwoWays:
    @overload
    def get(self, key: int) -> int: ...
    @overload
    def get(self, key: str, *, strict: bool = ...) -> str: ...
    def get(self, key: Any, *, strict: bool = False) -> Any: ...


class OtherWays:
    @overload
    def get(self, key: bytes) -> int: ...
    @overload
    def get(self, key: str, *, strict: bool = ...) -> str: ...
    def get(self, key: Any, *, strict: bool = False) -> Any: ...


class Reversed:
    @overload
    def get(self, key: str, *, strict: bool = ...) -> str: ...
    @overload
    def get(self, key: int) -> int: ...
    def get(self, key: Any, *, strict: bool = False) -> Any: ...


class Hidden:
    @overload
    def get(self, key: int) -> object: ...
    @overload
    def get(self, key: int) -> int: ...
    @overload
    def get(self, key: str, *, strict: bool = ...) -> str: ...
    def get(self, key: Any, *, strict: bool = False) -> Any: ...


def test_every_overload_is_served_by_one() -> None:
    class OneWay:
        def get(self, key: int | str, *, strict: bool = False) -> Any: ...

    class Single(Protocol):
        def get(self, key: str) -> str: ...

    assert fits(TwoWays(), Lookup)
    assert fits(OneWay(), Lookup)
    assert fits(TwoWays(), Single)
    assert told_of(OtherWays(), Lookup) == ("get: has no overload for (key: int) -> int",)


def test_overloads_come_in_the_same_order() -> None:
    assert told_of(Reversed(), Lookup) == (
        "get: has another overload before the one for (key: str, *, strict: bool = ...) -> str",
    )
    assert told_of(Hidden(), Lookup) == (
        "get: has another overload before the one for (key: int) -> int",
    )


def test_one_signature_fails_an_overload_by_name() -> None:
    class OneWay:
        def get(self, key: int) -> int: ...

    overload = "(key: str, *, strict: bool = ...) -> str"
    assert told_of(OneWay(), Lookup) == (
        f"get: for {overload}: takes 'key' as int; Lookup passes str",
        f"get: for {overload}: takes no 'strict', which Lookup passes by keyword",
        f"get: for {overload}: returns int; Lookup promises str",
    )


class Odd(Protocol):
    @overload
    def m(self, a: int, /, b: int) -> int: ...
    @overload
    def m(self, a: str, /) -> str: ...
    @overload
    def m(self, *args: bytes, c, **kwargs: bytes) -> bytes: ...  # type: ignore[no-untyped-def]


def test_overloads_are_written_as_their_author_did() -> None:
    class Nothing:
        @overload
        def m(self, a: list[int]) -> None: ...
        @overload
        def m(self, a: set[int]) -> None: ...
        def m(self, a: Any) -> None: ...

    assert told_of(Nothing(), Odd) == (
        "m: has no overload for (a: int, /, b: int) -> int",
        "m: has no overload for (a: str, /) -> str",
        "m: has no overload for (*args: bytes, c, **kwargs: bytes) -> bytes",
    )


# --- attributes and properties -------------------------------------------------------------------


class Labelled(Protocol):
    label: str


class Sealed(Protocol):
    @property
    def label(self) -> str: ...


class Kinded(Protocol):
    label: ClassVar[str]


def test_attributes_and_properties_serve_each_other_where_nothing_is_lost() -> None:
    class Plain:
        label: str = ""

    class Bare:
        label = ""

    class Settable:
        @property
        def label(self) -> str: ...
        @label.setter
        def label(self, value: str) -> None: ...

    class Fixed:
        @property
        def label(self) -> str: ...

    class Constant:
        label: Final[str] = ""

    class OfClass:
        label: ClassVar[str] = ""

    for spec in (Labelled, Sealed):
        assert fits(Plain(), spec)
        assert fits(Settable(), spec)
    assert fits(Fixed(), Sealed)
    assert fits(Constant(), Sealed)
    assert fits(OfClass(), Sealed)
    assert fits(OfClass(), Kinded)
    assert told_of(Fixed(), Labelled) == ("label: is read-only; Labelled lets it be set",)
    assert told_of(Constant(), Labelled) == ("label: is read-only; Labelled lets it be set",)
    assert told_of(OfClass(), Labelled) == (
        "label: is a ClassVar; Labelled declares an attribute of the instance",
    )
    assert told_of(Plain(), Kinded) == (
        "label: is an attribute of the instance; Kinded declares a ClassVar",
    )
    assert told_of(Bare(), Kinded) == ("label: has no annotation; Kinded declares a ClassVar",)


def test_an_attribute_that_is_set_has_exactly_the_type() -> None:
    class Wide(Protocol):
        label: object

    class Narrow:
        label: str = ""

    class Other:
        label: int = 1

    assert told_of(Narrow(), Wide) == ("label: is str; Wide lets a object be set",)
    assert told_of(Other(), Labelled) == ("label: is int; Labelled declares str",)


def test_fields_of_frozen_classes_cannot_be_set() -> None:
    @attrs.frozen
    class Frozen:
        label: str = ""

    @dataclass(frozen=True)
    class FrozenToo:
        label: str = ""

    class Row(NamedTuple):
        label: str = ""

    class Listed(tuple[int]):  # noqa: SLOT001
        label: str = ""

    for frozen in (Frozen(), FrozenToo(), Row()):
        assert fits(frozen, Sealed)
        assert told_of(frozen, Labelled) == ("label: is read-only; Labelled lets it be set",)
    assert fits(Listed(), Labelled)


def test_an_attribute_that_only_init_sets_is_there() -> None:
    class Set:
        def __init__(self, label: str) -> None:
            self.label = label

    class SetElsewhere:
        def __init__(self, other: Tool) -> None:
            other.label = "x"  # type: ignore[attr-defined]

    assert fits(Set("x"), Labelled)
    assert fits(Set, Labelled)
    assert told_of(SetElsewhere, Labelled) == ("label: is missing",)
    assert told_of(SetElsewhere(Tool()), Labelled) == ("label: is missing",)


def test_slots_are_attributes() -> None:
    class Slotted:
        __slots__ = ("label",)

    assert fits(Slotted(), Labelled)


class Film(TypedDict):
    title: str


UserId = NewType("UserId", int)


def test_a_value_without_an_annotation_is_judged_by_its_class() -> None:
    class Counter(Protocol):
        count: int

    class Rich(Protocol):
        film: Film
        number: UserId
        mode: Literal["r"]

    class Worded:
        def __init__(self) -> None:
            self.count = "one"

    class Valued:
        count = Tool()

    class Many:
        film = {"title": "Ran"}  # noqa: RUF012
        number = 3
        mode = "r"

    assert fits(Many(), Rich)
    assert told_of(Worded(), Counter) == ("count: is 'one'; Counter declares int",)
    assert told_of(Valued(), Counter) == ("count: is a value of type Tool; Counter declares int",)


def test_a_method_is_no_attribute_and_an_attribute_no_method() -> None:
    class Method:
        def label(self) -> str: ...

    class Attribute:
        label: str = ""

    class Value:
        label = 1

    class Nothing:
        label = None

    class Property:
        @property
        def label(self) -> str: ...

    class Labelling(Protocol):
        def label(self) -> str: ...

    assert told_of(Method(), Labelled) == (
        "label: is a method; Labelled declares an attribute that can be set",
    )
    assert told_of(Method(), Sealed) == (
        "label: is a method; Sealed declares a property of type str",
    )
    assert told_of(Attribute(), Labelling) == (
        "label: is an attribute of type str; Labelling declares a method",
    )
    assert told_of(Property(), Labelling) == (
        "label: is a property of type str; Labelling declares a method",
    )
    assert told_of(Value(), Labelling) == ("label: is 1; Labelling declares a method",)
    assert told_of(Nothing(), Labelling) == ("label: is None; Labelling declares a method",)


def test_an_attribute_that_can_be_called_serves_a_method() -> None:
    class Convert(Protocol):
        def convert(self, text: str, /) -> int: ...

    class Typed:
        convert: Callable[[str], int]

    class Loose:
        convert: Callable[..., int]

    class Bare:
        convert: Callable  # type: ignore[type-arg]

    class Set:
        def __init__(self) -> None:
            self.convert = int

    class Wrong:
        convert: Callable[[bytes], str]

    for right in (Typed(), Loose(), Bare(), Set()):
        assert fits(right, Convert)
    assert told_of(Wrong(), Convert) == (
        "convert: takes '_0' as bytes; Convert passes str",
        "convert: returns str; Convert promises int",
    )


def test_a_method_serves_a_property_that_is_called() -> None:
    class Convert(Protocol):
        @property
        def convert(self) -> Callable[[str], int]: ...

    class Anything(Protocol):
        @property
        def convert(self) -> object: ...

    class Right:
        def convert(self, text: str) -> int: ...

    class Wrong:
        async def convert(self, text: bytes) -> int: ...

    assert fits(Right(), Convert)
    assert fits(Right(), Anything)
    assert told_of(Wrong(), Convert) == (
        "convert: takes 'text' as bytes; Convert passes str",
        "convert: returns Coroutine[Any, Any, int]; Convert promises int",
    )


def test_no_hash_is_no_hash() -> None:
    class Keyed(Protocol):
        def __hash__(self) -> int: ...

    class Unhashable:
        def __eq__(self, other: object) -> bool: ...

    assert fits(Tool(), Keyed)
    assert told_of(Unhashable(), Keyed) == ("__hash__: is None; Keyed declares a method",)
