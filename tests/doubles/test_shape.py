"""What `check_shape` and `has_shape` report, of which implementations, sync and async."""

import builtins
import functools
import math
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Coroutine, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import ModuleType
from typing import Any, Generic, Protocol, TypeVar

import pytest

import doubles
from doubles import SpecError, check_shape, has_shape
from tests.doubles.shape_texts import fits, told, told_of

K = TypeVar("K")
V = TypeVar("V")


class User:
    pass


class Admin(User):
    pass


class Users(Protocol):
    def find_by_id(self, user_id: int) -> User | None: ...
    def save(self, user: User, *, flush: bool = True) -> User: ...


class Tool:
    """An implementation of no Protocol in particular."""


# --- the whole report -----------------------------------------------------------------------------


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


# --- what can be an implementation ----------------------------------------------------------------


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


# --- sync and async -------------------------------------------------------------------------------


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
