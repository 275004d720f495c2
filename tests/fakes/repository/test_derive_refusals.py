"""`derive` refuses what it cannot derive, with one reason for each method."""

import copy
import pickle
from collections.abc import Callable
from typing import Any, Protocol, overload

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.errors import InvalidValue
from fakes.repository import FakeRepository, NoneMatches, RepositoryError, UnderivablePort, derive
from fakes.repository.where import matching


@attrs.frozen
class User:
    id: int
    name: str
    email: str | None = None
    a: int = 0
    b: int = 0
    a_and_b: int = 0


@pytest.fixture
def store() -> FakeRepository[User, int]:
    return FakeRepository(User, key=lambda user: user.id)


def refusal(store: object, port: Any, **supplied: Any) -> UnderivablePort:
    with pytest.raises(UnderivablePort) as raised:
        derive(port, store, **supplied)  # type: ignore[arg-type]
    return raised.value


def test_all_reasons_come_at_once_with_the_remedy(store: FakeRepository[User, int]) -> None:
    class Users(Protocol):
        def find_by_emial(self, email: str) -> User | None: ...
        def get(self, key: int) -> User: ...
        def promote(self, user: User) -> None: ...

    error = refusal(store, Users)
    assert str(error) == (
        "Users cannot be derived from a repository of User:\n"
        "  find_by_emial: emial: User has no such attribute; did you mean email?\n"
        "  promote: the name tells nothing that can be derived\n"
        "Remedy: pass a function for each: derive(Users, store, find_by_emial=...)."
    )
    assert list(error.reasons) == ["find_by_emial", "promote"]
    assert isinstance(error, TypeError)


def reason_for(store: FakeRepository[User, int], method: Callable[..., Any]) -> str:
    name = method.__name__
    port = type("Port", (Protocol,), {name: method})
    return refusal(store, port).reasons[name]


def fnd_by_email(self: object, email: str) -> User | None: ...
def list_al(self: object) -> list[User]: ...
def find_by_email(self: object, email: int) -> User | None: ...
def find_by_name(self: object) -> User | None: ...
def find_by_id(self: object, user_id: int) -> str: ...
def get_by_id(self: object, user_id: int): ...  # type: ignore[no-untyped-def]
def list_by_name(self: object, name: str) -> User | None: ...
def count_by_name(self: object, name: str) -> str: ...
def count_by_email(self: object, email: str, limit: int) -> int: ...
def exists_by_name(self: object, name: str) -> None: ...
def delete_by_name(self: object, name: str) -> str: ...
def count_by_a_and_b(self: object, a: int) -> int: ...
def count_by_x_and_y(self: object, x: int, y: int) -> int: ...
def search_by_a(self: object, a: int) -> list[User]: ...
def search_by_id(self: object, text: str) -> list[User]: ...
def add(self: object, name: str) -> None: ...
def save(self: object, user: User, force: bool) -> None: ...
def update(self: object, user: User) -> int: ...
def exists(self: object) -> bool: ...
def delete(self: object, key: int) -> int: ...
def get(self: object, key: int) -> "Missing": ...  # type: ignore[name-defined]  # noqa: F821
def find_by_a(self: object, *a: int) -> list[User]: ...
def list_all(self: object, status: str) -> list[User]: ...
def list_by_b(self: object, a: int) -> list[User]: ...
def exists_by_a(self: object, a: int | None = None) -> bool: ...
def count_by_id(self: object, id: int | str | None) -> int: ...
def search_by_email(self: object, text: str | None) -> list[User]: ...


@pytest.mark.parametrize(
    ("method", "reason"),
    [
        (
            fnd_by_email,
            "the name tells nothing that can be derived; did you mean find_by_email?",
        ),
        (list_al, "the name tells nothing that can be derived; did you mean list_all?"),
        (find_by_email, "email takes int, and User.email is str | None"),
        (find_by_name, "takes (), where the name asks for a value for each of name"),
        (
            find_by_id,
            (
                "returns str, and could return User | None or User or list[User] or "
                "tuple[User, ...] or Page[User]"
            ),
        ),
        (get_by_id, "does not say what it returns"),
        (
            list_by_name,
            "returns User | None, and could return list[User] or tuple[User, ...] or Page[User]",
        ),
        (count_by_name, "returns str, and could return int"),
        (count_by_email, "takes limit, and does not return several"),
        (exists_by_name, "returns None, and could return bool"),
        (delete_by_name, "returns str, and could return None or int"),
        (count_by_a_and_b, "may be about (a, b) or (a_and_b)"),
        (
            count_by_x_and_y,
            "x: User has no such attribute; y: User has no such attribute",
        ),
        (search_by_id, "text takes str, and User.id is int"),
        (search_by_a, "a takes int, and only text is searched"),
        (add, "name takes str, not User"),
        (save, "takes (user, force) instead of the entity"),
        (update, "returns int, and could return User or None"),
        (exists, "takes no key"),
        (delete, "returns int, and could return None"),
        (get, "Missing cannot be resolved: name 'Missing' is not defined"),
        (find_by_a, "takes any number of a"),
        (list_all, "takes (status), where the name asks for no value"),
        (list_by_b, "takes a where the name asks for b"),
        (exists_by_a, "a takes int | None, and None would find nothing: User.a is int"),
        (count_by_id, "id takes int | str | None, and None would find nothing: User.id is int"),
        (search_by_email, "text takes str | None, and only text is searched"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_method_that_cannot_be_derived_is_refused_with_the_reason(
    store: FakeRepository[User, int], method: Callable[..., Any], reason: str
) -> None:
    assert reason_for(store, method) == reason


def test_only_methods_are_derived(store: FakeRepository[User, int]) -> None:
    class Users(Protocol):
        size: int

        @property
        def label(self) -> str: ...
        @staticmethod
        def find_by_id(id: int) -> User | None: ...
        @overload
        def get(self, key: int) -> User: ...
        @overload
        def get(self, key: str) -> User: ...

    assert refusal(store, Users, label=lambda: "x").reasons == {
        "size": "is declared as attribute; only methods are derived",
        "label": "is declared as property; only methods can be passed",
        "find_by_id": "is declared as static method; only methods are derived",
        "get": "is overloaded",
    }


def test_what_is_passed_must_be_a_function_for_a_method_of_the_port(
    store: FakeRepository[User, int],
) -> None:
    class Users(Protocol):
        def get(self, key: int) -> User: ...
        def promote(self, user: User) -> None: ...

    error = refusal(store, Users, promoted=print, promote=5, x=print)
    assert error.reasons == {"promote": "was passed 5, which is no function"}
    assert error.surplus == {
        "promoted": (
            "was passed, and Users has no such method; remove it, or did you mean promote?"
        ),
        "x": "was passed, and Users has no such method; remove it",
    }
    assert str(error) == (
        "Users cannot be derived from a repository of User:\n"
        "  promote: was passed 5, which is no function\n"
        "  promoted: was passed, and Users has no such method; remove it, or did you mean promote?"
        "\n  x: was passed, and Users has no such method; remove it\n"
        "Remedy: pass a function for each method: derive(Users, store, promote=...)."
    )


def test_what_is_only_too_much_has_no_other_remedy(store: FakeRepository[User, int]) -> None:
    class Users(Protocol):
        def get(self, key: int) -> User: ...

    assert str(refusal(store, Users, gat=print)) == (
        "Users cannot be derived from a repository of User:\n"
        "  gat: was passed, and Users has no such method; remove it, or did you mean get?"
    )


class NoProtocol:
    def get(self, key: int) -> User: ...


@pytest.mark.parametrize("port", [NoProtocol, User(1, "a"), 5, None, Protocol, print])
def test_a_port_must_be_a_protocol(store: FakeRepository[User, int], port: Any) -> None:
    with pytest.raises(InvalidValue, match=r"^port: must be a Protocol, not "):
        derive(port, store)


@given(st.from_type(type).flatmap(st.from_type) | st.integers() | st.text())
def test_a_store_must_be_a_fake_repository(store: object) -> None:
    class Users(Protocol):
        def get(self, key: int) -> User: ...

    with pytest.raises(InvalidValue, match=r"^store: must be a FakeRepository, not "):
        derive(Users, store)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "error",
    [
        UnderivablePort("Users", "User", {"x": "no"}),
        UnderivablePort("Users", "User", {}, {"x": "no"}),
        NoneMatches("User", matching(name="a")),
    ],
)
def test_errors_are_copied_and_pickled_whole(error: Exception) -> None:
    for twin in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert type(twin) is type(error)
        assert str(twin) == str(error)
        assert vars(twin) == vars(error)


class Vicious:
    """Whatever is done with it raises."""

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("eq")

    def __hash__(self) -> int:
        raise RuntimeError("hash")

    def __repr__(self) -> str:
        raise RuntimeError("repr")


anything = st.one_of(
    st.none(),
    st.integers(),
    st.floats(),
    st.text(st.characters()),
    st.binary(),
    st.lists(st.integers(), max_size=2),
    st.builds(Vicious),
    st.builds(User),
)


class Users(Protocol):
    def add(self, user: User) -> None: ...
    def save(self, user: User) -> None: ...
    def update(self, user: User) -> User: ...
    def delete(self, user: User) -> None: ...
    def delete_by_id(self, id: int) -> None: ...
    def get(self, key: int) -> User: ...
    def exists(self, key: int) -> bool: ...
    def find_by_name_and_email(self, name: str, email: str | None) -> list[User]: ...
    def list_by_a(self, a: int, limit: int, offset: int, order_by: str) -> list[User]: ...
    def search_by_name(self, part: str) -> list[User]: ...
    def search_by_name_pattern(self, pattern: str) -> list[User]: ...


METHODS = [name for name in vars(Users) if not name.startswith("_")]
SEVERAL = {"find_by_name_and_email": 2, "list_by_a": 4}


@given(st.sampled_from(METHODS), st.data())
def test_whatever_is_passed_to_a_derived_method_is_done_or_a_typed_error(
    name: str, data: st.DataObject
) -> None:
    store = FakeRepository(User, key=lambda user: user.id)
    store.add(User(1, "Ada"))
    before = store.snapshot()
    arguments = [data.draw(anything) for _ in range(SEVERAL.get(name, 1))]
    try:
        getattr(derive(Users, store), name)(*arguments)
    except (InvalidValue, RepositoryError):
        assert store.snapshot() == before
