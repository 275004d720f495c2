"""The entities that the tests of repositories store, and repositories for them."""

from dataclasses import dataclass, field
from typing import Any

import attrs

from fakes.repository import FakeRepository, Serial

__all__ = ["Account", "Person", "Team", "a_repository", "accounts", "ids", "some_people", "teams"]


@attrs.frozen
class Person:
    """Immutable, with a key that is given."""

    id: int
    name: str = ""
    age: int | None = None
    email: str | None = None
    tenant: str = "a"


@dataclass
class Account:
    """Mutable, with a key that is generated and a version."""

    id: int | None = None
    owner: str = ""
    tags: list[str] = field(default_factory=list)
    version: int = 1


@attrs.frozen
class Team:
    """Immutable itself, but what it holds is not."""

    name: str
    members: list[str]


def a_repository(**settings: Any) -> FakeRepository[Person, int]:
    return FakeRepository(Person, key=lambda person: person.id, **settings)


def accounts(**settings: Any) -> FakeRepository[Account, int]:
    return FakeRepository(Account, key=lambda account: account.id, generated=Serial(), **settings)


def teams() -> FakeRepository[Team, str]:
    return FakeRepository(Team, key=lambda team: team.name)


def some_people(**settings: Any) -> FakeRepository[Person, int]:
    people = a_repository(**settings)
    people.add_all(
        [
            Person(3, "Ada", 36),
            Person(1, "Eve", 20),
            Person(4, "Bob", None),
            Person(2, "Ada", 50),
        ]
    )
    return people


def ids(found: Any) -> list[int]:
    return [person.id for person in found]
