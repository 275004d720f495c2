"""`derive`: a user's own port written over a repository, from the names of its methods.

How it is done is in `_deriving`, which is imported when it is first used: with what it needs of
`doubles`, it takes as long as the rest of the package.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from fakes.repository.fake import FakeRepository

__all__ = ["derive"]

T = TypeVar("T")


def derive(
    port: Callable[..., T],
    store: FakeRepository[Any, Any],
    /,
    **supplied: Callable[..., object],
) -> T:
    """An object with the methods of `port`, a Protocol, each carried out by the store.

    What a method does is read from its name and its annotations, and it is async where the port
    says so. A function passed by a method's name takes its place, and is given its arguments; it
    must have a signature that fits.

    >>> from typing import Protocol
    >>> import attrs
    >>> @attrs.frozen
    ... class User:
    ...     id: int
    ...     email: str
    >>> class Users(Protocol):
    ...     def add(self, user: User) -> None: ...
    ...     def find_by_email(self, email: str) -> User | None: ...
    ...     def domains(self) -> set[str]: ...
    >>> store = FakeRepository(User, key=lambda user: user.id)
    >>> users = derive(Users, store, domains=lambda: {u.email.split("@")[1] for u in store.all()})
    >>> users.add(User(1, "ada@example.com"))
    >>> users.find_by_email("ada@example.com")
    User(id=1, email='ada@example.com')
    >>> users.domains()
    {'example.com'}

    Raises:
        UnderivablePort: It has methods that cannot be derived, or functions were passed that do not
            fit; all of these are listed.
        InvalidSetting: `port` is no Protocol, or `store` no `FakeRepository`.
    """
    from fakes.repository import _deriving

    return cast(T, _deriving.derived(port, store, supplied))
