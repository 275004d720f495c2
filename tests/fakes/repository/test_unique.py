"""Unique attributes, alone and together."""

import copy
import pickle
from typing import Any

import pytest

from fakes.repository import (
    MARIADB_10_11_UTF8MB4_GENERAL_CI,
    POSTGRESQL_15_C_UTF8,
    SQLITE_3,
    ConstraintViolation,
    DuplicateKey,
    FakeUnitOfWork,
    InvalidEntity,
    Profile,
)
from tests.fakes.repository.people import Person, a_repository


def test_a_second_entity_with_a_unique_value_is_refused() -> None:
    people = a_repository(unique=["email"])
    people.add(Person(1, email="a@b.se"))
    before = people.snapshot()

    for write in (people.add, people.save):
        with pytest.raises(ConstraintViolation) as caught:
            write(Person(2, email="a@b.se"))
        assert str(caught.value) == ("Another Person has email='a@b.se': the one with the key 1.")
        assert people.snapshot() == before
    assert caught.value.attributes == ("email",)
    assert caught.value.values == ("a@b.se",)
    assert caught.value.owner == 1


def test_an_update_to_anothers_unique_value_is_refused() -> None:
    people = a_repository(unique=["email"])
    people.add_all([Person(1, email="a@b.se"), Person(2, email="b@b.se")])

    with pytest.raises(ConstraintViolation):
        people.update(Person(2, email="a@b.se"))

    assert people.get(2).email == "b@b.se"


def test_an_entity_may_keep_its_unique_value_and_change_the_rest() -> None:
    people = a_repository(unique=["email"])
    people.add(Person(1, email="a@b.se"))

    assert people.update(Person(1, "Ada", email="a@b.se")).name == "Ada"
    assert people.one(email="a@b.se") == people.get(1)


def test_a_unique_value_is_free_after_a_change_a_delete_and_a_rollback() -> None:
    people = a_repository(unique=["email"])
    people.add(Person(1, email="a@b.se"))

    people.update(Person(1, email="b@b.se"))
    people.add(Person(2, email="a@b.se"))
    people.delete(1)
    people.add(Person(3, email="b@b.se"))
    with FakeUnitOfWork(people) as work:
        work.on(people).add(Person(4, email="c@b.se"))
    people.add(Person(5, email="c@b.se"))

    assert [person.email for person in people.all()] == ["a@b.se", "b@b.se", "c@b.se"]


def test_none_is_never_the_same_as_none() -> None:
    people = a_repository(unique=["email", ("name", "age")])

    people.add_all([Person(1, "Ada"), Person(2, "Ada"), Person(3, "Ada", 36)])

    assert people.count() == 3


def test_several_attributes_are_unique_together() -> None:
    people = a_repository(unique=[("tenant", "name")])
    people.add_all([Person(1, "Ada", tenant="a"), Person(2, "Ada", tenant="b")])

    with pytest.raises(ConstraintViolation) as caught:
        people.add(Person(3, "Ada", tenant="a"))

    assert str(caught.value) == (
        "Another Person has tenant='a', name='Ada': the one with the key 1."
    )


@pytest.mark.parametrize(
    ("profile", "clashing"),
    [
        (Profile(), []),
        (SQLITE_3, []),
        (POSTGRESQL_15_C_UTF8, []),
        (MARIADB_10_11_UTF8MB4_GENERAL_CI, ["Ada", "ada ", "\u00e4da"]),
    ],
    ids=["plain", "SQLite", "PostgreSQL", "MariaDB"],
)
def test_the_profile_says_which_texts_are_the_same(profile: Profile, clashing: list[str]) -> None:
    people = a_repository(unique=["name"], profile=profile)
    people.add(Person(0, "ada"))

    refused = []
    for number, name in enumerate(["Ada", "ada ", "\u00e4da", "eda"], 1):
        try:
            people.add(Person(number, name))
        except ConstraintViolation:
            refused.append(name)

    assert refused == clashing


def test_the_profile_says_which_keys_are_the_same() -> None:
    from tests.fakes.repository.people import Team, teams

    assert teams().find("RED") is None
    from fakes.repository import FakeRepository

    folding = FakeRepository(Team, key="name", profile=MARIADB_10_11_UTF8MB4_GENERAL_CI)
    folding.add(Team("red", []))

    assert folding.get("RED ") == Team("red", [])
    with pytest.raises(DuplicateKey):
        folding.add(Team("Red", []))


class Hostile:
    """Raises when it is compared."""

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("no")

    def __hash__(self) -> int:
        return 7

    def __repr__(self) -> str:
        return "Hostile()"


class Unequal:
    """Does not equal itself."""

    __hash__ = None

    def __eq__(self, other: object) -> bool:
        return False

    def __repr__(self) -> str:
        return "Unequal()"


class Aloof(Unequal):
    def __hash__(self) -> int:
        return 7


@pytest.mark.parametrize("setting", [{"unique": ["email"]}, {"indexes": ["email"]}], ids=str)
@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ([], "must be hashable and comparable: TypeError: unhashable type: 'list'"),
        (Hostile(), "must equal itself, which Hostile() does not"),
        (Aloof(), "must equal itself, which Unequal() does not"),
    ],
    ids=["unhashable", "hostile", "aloof"],
)
def test_a_value_that_no_index_can_keep_is_refused(
    setting: dict[str, Any], value: Any, wanted: str
) -> None:
    people = a_repository(**setting)
    people.add(Person(1, email="a@b.se"))
    before = people.snapshot()

    for write, person in (
        (people.add, Person(2, email=value)),
        (people.save, Person(1, email=value)),
    ):
        with pytest.raises(InvalidEntity) as caught:
            write(person)
        assert str(caught.value) == f"email: {wanted}"
        assert people.snapshot() == before


def test_numbers_and_booleans_are_not_the_same_value() -> None:
    people = a_repository(unique=["email"])
    values: list[Any] = [1, True, "1", float("nan"), b"1"]

    people.add_all([Person(number, email=value) for number, value in enumerate(values)])

    with pytest.raises(ConstraintViolation):
        people.add(Person(9, email=1.0))
    with pytest.raises(ConstraintViolation):
        people.add(Person(9, email=float("nan")))


def test_two_entities_can_exchange_unique_values_in_a_unit_of_work() -> None:
    people = a_repository(unique=["email"])
    people.add_all([Person(1, email="a@b.se"), Person(2, email="b@b.se")])

    with FakeUnitOfWork(people) as work:
        inside = work.on(people)
        inside.update(Person(1))
        inside.update(Person(2, email="a@b.se"))
        inside.update(Person(1, email="b@b.se"))
        work.commit()

    assert [person.email for person in people.all()] == ["b@b.se", "a@b.se"]
    assert people.one(email="a@b.se") == people.get(2)


def test_errors_can_be_copied_and_pickled() -> None:
    error = ConstraintViolation("Person", ["email"], ["a@b.se"], None)

    for twin in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert str(twin) == "Another Person has email='a@b.se'."
        assert (twin.attributes, twin.values, twin.owner) == (("email",), ("a@b.se",), None)
