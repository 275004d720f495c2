"""The users, and the repository of them that each contestant offers."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import cache
from typing import Any, Protocol

from attrs import evolve, frozen

from benchmarks.fakes.contestants import Contestant

__all__ = ["User", "Users", "UsersContestant", "population", "renamed", "user"]


@frozen
class User:
    """A frozen entity with a key, an attribute to search, and one to look up."""

    id: int
    name: str
    email: str


def user(number: int) -> User:
    """The user with this number, as in every set of sample data."""
    return User(number, f"User {number}", f"user{number}@example.com")


def renamed(number: int) -> User:
    """The same user under another name."""
    return evolve(user(number), name=f"Renamed {number}")


@cache
def population(size: int) -> tuple[User, ...]:
    """The users before number `size`; contestants whose entities they can be share them."""
    return tuple(user(number) for number in range(size))


class Users(Protocol):
    """What an application asks of its users. The entity is a `User` or has its attributes."""

    def add(self, user: Any, /) -> Any: ...
    def get(self, key: int, /) -> Any: ...
    def delete(self, key: int, /) -> object: ...
    def find_by_email(self, email: str, /) -> Any: ...
    def page(self, offset: int, limit: int, /) -> Sequence[Any]:
        """At most `limit` users, in the order of their keys, after the first `offset`."""
        ...

    def cursor(self, offset: int, /) -> Any:
        """What `page_behind` takes for the users after the first `offset`."""
        ...

    def page_behind(self, cursor: Any, limit: int, /) -> Sequence[Any]:
        """At most `limit` users, in the order of their keys, behind that cursor."""
        ...

    def search_by_name_pattern(self, pattern: str, /) -> Sequence[Any]:
        """The users whose name begins with what stands before the percent sign."""
        ...

    def roll_back(self, changed: Sequence[Any], /) -> Any:
        """Update these in a unit of work, read the last of them, leave without a commit."""
        ...


class UsersContestant(Contestant[Users], Protocol):
    """A way to get a repository of users."""

    def user(self, number: int, /) -> Any:
        """A new entity with that number, as its repository stores it."""
        ...

    def renamed(self, number: int, /) -> Any:
        """The entity with that number under another name."""
        ...

    def opened_with_index(self, size: int, /) -> AbstractContextManager[Users]:
        """The same repository as `opened` gives, with an index of the email addresses."""
        ...
