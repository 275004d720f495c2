"""Functions that are passed to `derive` have the signatures of the methods that they stand for."""

from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any, Protocol, TypeVar, overload

import anyio
import attrs
import pytest

from doubles import spy, stub
from fakes.repository import FakeRepository, UnderivablePort, derive

T = TypeVar("T")


@attrs.frozen
class User:
    id: int
    name: str = ""


class Users(Protocol):
    def promote(self, user_id: int, *, by: str = "root") -> User: ...


class AsyncUsers(Protocol):
    async def promote(self, user_id: int) -> User: ...


class Readers(Protocol):
    @overload
    def read(self, key: int) -> User: ...
    @overload
    def read(self, key: str) -> str: ...


class Streams(Protocol):
    def stream(self) -> AsyncIterator[User]: ...


@pytest.fixture
def store() -> FakeRepository[User, int]:
    return FakeRepository(User, key=lambda user: user.id)


def other_name(key: int, *, by: str = "") -> User: ...
def too_few(*, by: str = "") -> User: ...
def too_many(user_id: int, role: str, *, by: str = "") -> User: ...
def other_type(user_id: str, *, by: str = "") -> User: ...
def other_result(user_id: int, *, by: str = "") -> str: ...
async def other_colour(user_id: int, *, by: str = "") -> User: ...
def everything(name: str) -> str: ...


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (
            other_name,
            "was passed a function that names parameter 1 'key'; Users names it 'user_id'",
        ),
        (too_few, "was passed a function that takes no 'user_id', which Users passes"),
        (
            too_many,
            "was passed a function that requires 'role', which Users does not pass",
        ),
        (
            other_type,
            "was passed a function that takes 'user_id' as str; Users passes int",
        ),
        (other_result, "was passed a function that returns str; Users promises User"),
        (other_colour, "was passed a function that is async; Users declares it with def"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_function_with_another_signature_is_refused(
    store: FakeRepository[User, int], function: Any, reason: str
) -> None:
    with pytest.raises(UnderivablePort) as raised:
        derive(Users, store, promote=function)
    assert raised.value.reasons == {"promote": reason}


def test_all_that_differs_is_said(store: FakeRepository[User, int]) -> None:
    with pytest.raises(UnderivablePort) as raised:
        derive(Users, store, promote=everything)
    assert raised.value.reasons == {
        "promote": (
            "was passed a function that names parameter 1 'name'; Users names it 'user_id'; "
            "and takes 'name' as str; Users passes int; "
            "and takes no 'by', which Users passes by keyword; "
            "and returns str; Users promises User"
        )
    }


def exact(user_id: int, *, by: str = "") -> User:
    return User(user_id, by)


class Promoter:
    def promote(self, user_id: int, by: str = "") -> User:
        return User(user_id, by)

    def __call__(self, user_id: int, **options: str) -> User:
        return User(user_id, options["by"])


@pytest.mark.parametrize(
    "function",
    [
        exact,
        lambda user_id, by="": User(user_id, by),
        lambda *args, **kwargs: User(*args, kwargs["by"]),
        Promoter().promote,
        Promoter(),
        partial(exact),
        spy(exact),
        stub(Users, promote=User(1, "x")).promote,
    ],
    ids=["exact", "lambda", "open", "bound", "callable", "partial", "spy", "stub"],
)
def test_a_function_that_takes_every_call_of_the_method_serves(
    store: FakeRepository[User, int], function: Callable[..., Any]
) -> None:
    assert derive(Users, store, promote=function).promote(1, by="x") == User(1, "x")


async def promoted(user_id: int) -> User:
    return User(user_id)


def promoted_at_once(user_id: int) -> User:
    return User(user_id)


@pytest.mark.parametrize(
    "function",
    [promoted, promoted_at_once, lambda user_id: User(user_id, "")],
    ids=["async", "sync", "lambda"],
)
def test_for_an_async_method_both_kinds_of_function_serve(
    store: FakeRepository[User, int], function: Callable[..., Any]
) -> None:
    users = derive(AsyncUsers, store, promote=function)
    assert anyio.run(users.promote, 1) == User(1)


def test_overloads_are_served_by_overloads(store: FakeRepository[User, int]) -> None:
    @overload
    def read(key: int) -> User: ...
    @overload
    def read(key: str) -> str: ...
    def read(key: Any) -> Any:
        return key

    def read_some(key: int) -> User: ...

    assert derive(Readers, store, read=read).read("a") == "a"
    with pytest.raises(UnderivablePort) as raised:
        derive(Readers, store, read=read_some)
    assert "read" in raised.value.reasons


def test_an_async_generator_serves_for_an_async_iterator(
    store: FakeRepository[User, int],
) -> None:
    async def stream() -> AsyncIterator[User]:
        yield User(1)

    async def streamed() -> list[User]:
        return [user async for user in derive(Streams, store, stream=stream).stream()]

    assert anyio.run(streamed) == [User(1)]


def test_a_function_of_which_nothing_is_known_serves(store: FakeRepository[User, int]) -> None:
    class Sizes(Protocol):
        def size(self, items: list[int], /) -> int: ...
        def most(self, *items: int) -> int: ...

    sizes = derive(Sizes, store, size=len, most=max)
    assert (sizes.size([1]), sizes.most(1, 3, 2)) == (1, 3)
