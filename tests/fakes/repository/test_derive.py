"""`derive`: the methods of a user's own Protocol over a repository, from names and annotations."""

import inspect
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, Protocol, TypeVar, runtime_checkable

import anyio
import attrs
import pytest

from fakes.repository import (
    AsyncRepository,
    FakeRepository,
    FakeUnitOfWork,
    InvalidKey,
    InvalidWhere,
    NoneMatches,
    NotFound,
    Page,
    Repository,
    SeveralFound,
    derive,
    matching,
)

T = TypeVar("T")


@attrs.frozen
class User:
    id: int
    name: str
    email: str | None = None
    status: str = "active"
    terms_and_conditions: bool = False


ADA = User(1, "Ada", "ada@example.com")
BOB = User(2, "Bob", "bob@example.com", "banned")
BEA = User(3, "Bea", None, "active", True)


def filled_store() -> FakeRepository[User, int]:
    store = FakeRepository(User, key=lambda user: user.id, unique=["email"])
    store.add_all([ADA, BOB, BEA])
    return store


@pytest.fixture
def store() -> FakeRepository[User, int]:
    return filled_store()


def answer(store: FakeRepository[User, int], method: Callable[..., Any], *given: object) -> Any:
    """What a derived method of this signature, the only one of its Protocol, answers."""
    port = type("Port", (Protocol,), {method.__name__: method})
    return getattr(derive(port, store), method.__name__)(*given)


@runtime_checkable
class Users(Protocol):
    """The port of the examples."""

    def add(self, user: User) -> None: ...
    def save(self, user: User, /) -> User: ...
    def update(self, user: User) -> None: ...
    def delete(self, user_id: int) -> None: ...
    def get(self, user_id: int) -> User: ...
    def find_by_id(self, user_id: int) -> User | None: ...
    def find_by_email(self, email: str) -> User | None: ...
    def list_by_status(self, status: str, *, limit: int | None = None) -> list[User]:
        """Those of one status, by id."""
        ...

    def list_all(self) -> Sequence[User]: ...
    def count_by_status(self, status: str) -> int: ...
    def exists_by_email(self, email: str) -> bool: ...
    def delete_by_status(self, status: str) -> int: ...
    def search_by_name_pattern(self, pattern: str) -> list[User]: ...


def test_a_whole_port_works_on_the_store(store: FakeRepository[User, int]) -> None:
    users = derive(Users, store)
    dan = User(4, "Dan", "dan@example.com")
    assert users.add(dan) is None
    assert users.save(attrs.evolve(dan, status="new")) == attrs.evolve(dan, status="new")
    users.update(dan)
    assert users.get(4) == dan
    users.delete(4)
    assert users.find_by_id(4) is None
    assert users.find_by_email("ada@example.com") == ADA
    assert users.list_by_status("active") == [ADA, BEA]
    assert users.list_by_status("active", limit=1) == [ADA]
    assert users.list_all() == [ADA, BOB, BEA]
    assert users.count_by_status("active") == 2
    assert users.exists_by_email("bob@example.com")
    assert not users.exists_by_email("eve@example.com")
    assert users.search_by_name_pattern("B%") == [BOB, BEA]
    assert users.delete_by_status("active") == 2
    assert store.all() == [BOB]


def test_what_is_derived_is_an_instance_of_a_runtime_checkable_port(
    store: FakeRepository[User, int],
) -> None:
    assert isinstance(derive(Users, store), Users)


def test_methods_have_the_signature_and_the_docstring_of_the_port(
    store: FakeRepository[User, int],
) -> None:
    method = derive(Users, store).list_by_status
    assert str(inspect.signature(method)) == (
        f"(status: str, *, limit: int | None = None) -> list[{__name__}.User]"
    )
    assert method.__doc__ == "Those of one status, by id."
    assert method.__qualname__ == "Users.list_by_status"


def test_arguments_are_bound_as_the_port_declares_them(store: FakeRepository[User, int]) -> None:
    users = derive(Users, store)
    assert users.find_by_email(email="ada@example.com") == ADA
    with pytest.raises(TypeError, match="positional-only"):
        users.save(user=ADA)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="takes 2 positional arguments but 3 were given"):
        users.list_by_status("active", 1)  # type: ignore[misc]


def test_the_repr_names_the_port_and_the_store(store: FakeRepository[User, int]) -> None:
    assert repr(derive(Users, store)) == f"<Users over {store!r}>"


def test_an_entity_that_must_be_there_and_is_not_raises_not_found(
    store: FakeRepository[User, int],
) -> None:
    def get_by_email(self: object, email: str) -> User: ...

    def find_by_email(self: object, email: str) -> User: ...

    assert answer(store, get_by_email, "ada@example.com") == ADA
    for method in (get_by_email, find_by_email):
        with pytest.raises(NotFound) as raised:
            answer(store, method, "eve@example.com")
        assert str(raised.value) == "No User matches <Where email = 'eve@example.com'>."
        assert isinstance(raised.value, NoneMatches)
        assert raised.value.entity == "User"


def test_get_by_may_answer_none_where_the_port_says_so(store: FakeRepository[User, int]) -> None:
    def get_by_email(self: object, email: str) -> User | None: ...

    assert answer(store, get_by_email, "eve@example.com") is None


def test_several_where_one_is_meant_are_an_error(store: FakeRepository[User, int]) -> None:
    def find_by_status(self: object, status: str) -> User | None: ...

    with pytest.raises(SeveralFound):
        answer(store, find_by_status, "active")


def test_find_by_answers_all_where_the_port_says_so(store: FakeRepository[User, int]) -> None:
    def find_by_status(self: object, status: str) -> Iterable[User]: ...

    assert answer(store, find_by_status, "active") == [ADA, BEA]


def test_several_come_in_the_collection_that_the_port_names(
    store: FakeRepository[User, int],
) -> None:
    def list_by_status(self: object, status: str) -> tuple[User, ...]: ...

    def find_all(self: object, limit: int, offset: int = 0) -> Page[User]: ...

    assert answer(store, list_by_status, "active") == (ADA, BEA)
    page = answer(store, find_all, 2)
    assert isinstance(page, Page)
    assert list(page) == [ADA, BOB]
    assert page.next is not None


def test_several_attributes_are_joined_by_and(store: FakeRepository[User, int]) -> None:
    def find_by_name_and_status(self: object, name: str, status: str) -> User | None: ...

    def count_by_status_and_terms_and_conditions(
        self: object, status: str, agreed: bool
    ) -> int: ...

    assert answer(store, find_by_name_and_status, "Ada", "active") == ADA
    assert answer(store, find_by_name_and_status, "Ada", "banned") is None
    assert answer(store, count_by_status_and_terms_and_conditions, "active", True) == 1


def test_parameters_named_like_the_attributes_may_come_in_any_order(
    store: FakeRepository[User, int],
) -> None:
    def find_by_name_and_status(self: object, status: str, name: str) -> User | None: ...

    assert answer(store, find_by_name_and_status, "active", "Ada") == ADA


def test_none_finds_what_has_none(store: FakeRepository[User, int]) -> None:
    def find_by_email(self: object, email: str | None) -> User | None: ...

    assert answer(store, find_by_email, None) == BEA


def test_a_search_without_a_pattern_is_for_a_part_of_the_text(
    store: FakeRepository[User, int],
) -> None:
    def search_by_name(self: object, text: str) -> list[User]: ...

    assert answer(store, search_by_name, "o") == [BOB]
    assert answer(store, search_by_name, "%") == []


def test_a_search_may_be_in_several_attributes(store: FakeRepository[User, int]) -> None:
    def search_by_name_and_email(self: object, name: str, email: str) -> list[User]: ...

    assert answer(store, search_by_name_and_email, "B", "example") == [BOB]


def test_a_pattern_that_ends_in_a_lone_backslash_is_refused(
    store: FakeRepository[User, int],
) -> None:
    with pytest.raises(InvalidWhere) as raised:
        derive(Users, store).search_by_name_pattern("B\\")
    assert str(raised.value) == (
        "name: the pattern 'B\\\\' ends in a backslash that escapes nothing; double it"
    )


def test_all_may_be_counted_listed_and_deleted(store: FakeRepository[User, int]) -> None:
    class All(Protocol):
        def count(self) -> int: ...
        def count_all(self) -> int: ...
        def all(self) -> list[User]: ...
        def get_all(self) -> list[User]: ...
        def delete_all(self) -> None: ...

    users = derive(All, store)
    assert users.count() == users.count_all() == 3
    assert users.all() == users.get_all() == [ADA, BOB, BEA]
    assert users.delete_all() is None
    assert users.count() == 0


def test_one_is_found_and_deleted_by_its_key(store: FakeRepository[User, int]) -> None:
    class ByKey(Protocol):
        def find(self, key: int) -> User | None: ...
        def exists(self, key: int) -> bool: ...

    users = derive(ByKey, store)
    assert users.find(1) == ADA
    assert users.exists(1)
    assert not users.exists(9)
    with pytest.raises(InvalidKey):
        users.find("1")  # type: ignore[arg-type]


def test_an_entity_may_be_passed_in_place_of_its_key(store: FakeRepository[User, int]) -> None:
    def delete(self: object, user: User) -> None: ...

    answer(store, delete, BOB)
    assert store.all() == [ADA, BEA]


class AsyncUsers(Protocol):
    async def add(self, user: User) -> None: ...
    async def find_by_email(self, email: str) -> User | None: ...
    def get(self, key: int) -> Awaitable[User]: ...
    async def ping(self) -> str: ...
    def pong(self) -> str: ...


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("is_async", [True, False])
def test_methods_are_async_where_the_port_says_so(backend: str, is_async: bool) -> None:
    store = filled_store()

    async def ping_async() -> str:
        return "ping"

    def ping_sync() -> str:
        return "ping"

    ping = ping_async if is_async else ping_sync
    users = derive(AsyncUsers, store, ping=ping, pong=lambda: "pong")

    async def use() -> None:
        await users.add(User(4, "Dan", "dan@example.com"))
        assert await users.find_by_email("dan@example.com") == await users.get(4)
        assert await users.ping() == "ping"

    anyio.run(use, backend=backend)
    assert users.pong() == "pong"
    assert inspect.iscoroutinefunction(users.get)
    assert not inspect.iscoroutinefunction(users.pong)


class EmailTaken(Exception):
    """An error of the user's own domain."""


def test_a_function_passed_by_name_takes_the_place_of_a_method(
    store: FakeRepository[User, int],
) -> None:
    def add(user: User) -> None:
        if store.one(email=user.email):
            raise EmailTaken(user.email)
        store.add(user)

    users = derive(Users, store, add=add)
    with pytest.raises(EmailTaken):
        users.add(User(5, "Eve", "ada@example.com"))
    users.add(user=User(5, "Eve", "eve@example.com"))
    assert users.get(5).name == "Eve"


class Store(Protocol[T]):
    def add(self, entity: T) -> T: ...
    def list_all(self) -> list[T]: ...


def test_a_generic_port_is_derived_with_its_type_arguments(
    store: FakeRepository[User, int],
) -> None:
    assert derive(Store[User], store).list_all() == [ADA, BOB, BEA]


class Extended(Repository[User, int], Protocol):
    def find_by_name(self, name: str) -> User | None: ...


class AsyncExtended(AsyncRepository[User, int], Protocol):
    async def find_by_name(self, name: str) -> User | None: ...


def test_a_port_that_extends_repository_has_the_methods_of_the_store(
    store: FakeRepository[User, int],
) -> None:
    users = derive(Extended, store)
    assert users.select(matching(status="active"), limit=1)[0] == ADA
    assert users.find_by_name("Bob") == users.get(2)
    async_users = derive(AsyncExtended, store)
    assert anyio.run(async_users.count, matching(status="active")) == 2


def test_inside_a_unit_of_work_a_port_is_derived_over_the_store_there(
    store: FakeRepository[User, int],
) -> None:
    with FakeUnitOfWork(store) as work:
        users = derive(Users, work.on(store))
        assert users.delete_by_status("active") == 2
        assert users.list_all() == [BOB]
    assert store.count() == 3


def test_a_value_of_the_wrong_type_is_refused_by_the_name_of_its_parameter(
    store: FakeRepository[User, int],
) -> None:
    users = derive(Users, store)
    with pytest.raises(InvalidWhere) as raised:
        users.find_by_email(5)  # type: ignore[arg-type]
    assert str(raised.value) == "email: 5 is an int, not a str"
