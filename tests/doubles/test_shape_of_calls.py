"""Which calls and types `check_shape` sees refused: parameters, annotations, overloads."""

from collections.abc import Callable, Hashable, Sequence, Sized
from typing import Any, Generic, Literal, Protocol, Self, TypeVar, cast, overload

import pytest

from doubles import check_shape
from tests.doubles.shape_texts import fits, told_of

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")


class User:
    pass


class Admin(User):
    pass


# --- parameters -----------------------------------------------------------------------------------


def implementing(signature: str) -> object:
    """An object whose method `m` has this signature."""
    namespace: dict[str, object] = {"__name__": __name__}
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


# --- annotations ----------------------------------------------------------------------------------


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


def test_a_function_may_be_what_a_protocol_asks_for() -> None:
    class Callback(Protocol):
        def __call__(self) -> int: ...

    class Returning(Protocol):
        def hashed(self) -> Hashable: ...
        def called(self) -> Callback: ...
        def measured(self) -> Sized: ...

    class Function:
        def hashed(self) -> Callable[[], int]: ...
        def called(self) -> Callable[[], int]: ...
        def measured(self) -> Callable[[], int]: ...

    assert told_of(Function(), Returning) == (
        "measured: returns Callable[[], int]; Returning promises Sized",
    )


# --- class methods, static methods, overloads -----------------------------------------------------


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
