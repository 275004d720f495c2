"""Who loses when two units of work get in each other's way."""

from collections.abc import Callable

import attrs
import pytest

from fakes.repository import (
    MARIADB_10_11_UTF8MB4_GENERAL_CI,
    POSTGRESQL_15_C_UTF8,
    SQLITE_3,
    DuplicateKey,
    FakeRepository,
    FakeUnitOfWork,
    Profile,
    TransactionAborted,
    WriteConflict,
)
from tests.fakes.repository.people import Person, a_repository

People = FakeRepository[Person, int]

PROFILES = {
    "plain": Profile(),
    "PostgreSQL": POSTGRESQL_15_C_UTF8,
    "SQLite": SQLITE_3,
    "MariaDB": MARIADB_10_11_UTF8MB4_GENERAL_CI,
}


def older(people: People, key: int = 1) -> Callable[[], Person]:
    """What reads a person now and makes it a year older when it is called."""
    read = people.get(key)
    return lambda: people.update(attrs.evolve(read, age=(read.age or 0) + 1))


@pytest.mark.parametrize("profile", PROFILES)
def test_no_update_is_lost(profile: str) -> None:
    people = a_repository(profile=PROFILES[profile])
    people.add(Person(1, age=0))

    with FakeUnitOfWork(people) as one, FakeUnitOfWork(people) as other:
        first, second = older(one.on(people)), older(other.on(people))
        if profile == "MariaDB":
            with pytest.raises(WriteConflict) as caught:
                first()
            one.rollback()
            second()
            other.commit()
        else:
            first()
            with pytest.raises(WriteConflict) as caught:
                second()
            other.rollback()
            one.commit()

    reasons = {
        "MariaDB": "another unit of work has read it and not ended",
    }
    assert caught.value.reason == reasons.get(
        profile, "another unit of work has written it and not ended"
    )
    assert people.get(1).age == 1


def test_a_conflict_says_what_to_do() -> None:
    people = a_repository()
    people.add(Person(1))

    with FakeUnitOfWork(people) as work:
        work.on(people).delete(1)
        with pytest.raises(WriteConflict) as caught:
            people.update(Person(1))

    assert str(caught.value) == (
        "The Person with the key 1 cannot be written: another unit of work has written it and not "
        "ended. Roll back, and do the whole unit of work again."
    )
    assert (caught.value.entity, caught.value.key) == ("Person", 1)


@pytest.mark.parametrize("profile", ["plain", "PostgreSQL", "SQLite"])
def test_what_was_changed_since_the_unit_began_cannot_be_written(profile: str) -> None:
    people = a_repository(profile=PROFILES[profile])
    people.add(Person(1, age=0))

    for write in (
        lambda inside: inside.update(Person(1)),
        lambda inside: inside.save(Person(1)),
        lambda inside: inside.delete(1),
    ):
        with FakeUnitOfWork(people) as work:
            inside = work.on(people)
            older(people)()
            with pytest.raises(WriteConflict) as caught:
                write(inside)
            assert caught.value.reason == (
                "another unit of work has committed since this one began"
                if profile == "SQLite"
                else "it was changed after this unit of work began"
            )

    assert people.get(1).age == 3


def test_a_key_that_another_unit_has_added_or_deleted_is_not_free_yet() -> None:
    people = a_repository()
    people.add(Person(1))

    with FakeUnitOfWork(people) as work, FakeUnitOfWork(people) as other:
        work.on(people).add(Person(2))
        work.on(people).delete(1)
        for store in (people, other.on(people)):
            for person in (Person(1), Person(2)):
                with pytest.raises(WriteConflict):
                    store.add(person)
                with pytest.raises(WriteConflict):
                    store.save(person)
        work.commit()
        with pytest.raises(WriteConflict, match="it was changed after this unit of work began"):
            other.on(people).add(Person(1))
        with pytest.raises(DuplicateKey):
            other.on(people).add(Person(2))

    people.add(Person(1))


def test_a_unique_value_that_another_unit_has_taken_or_freed_is_not_free_yet() -> None:
    people = a_repository(unique=["email"])
    people.add(Person(1, email="a@b.se"))

    with FakeUnitOfWork(people) as work, FakeUnitOfWork(people) as other:
        work.on(people).update(Person(1, email="b@b.se"))
        for store in (people, other.on(people)):
            for email in ("a@b.se", "b@b.se"):
                with pytest.raises(WriteConflict) as caught:
                    store.add(Person(2, email=email))
                assert caught.value.reason == "another unit of work has written email"
        work.rollback()
        other.on(people).add(Person(2, email="b@b.se"))
        other.commit()

    assert people.count() == 2


def test_postgresql_aborts_the_loser() -> None:
    people = a_repository(profile=POSTGRESQL_15_C_UTF8)
    people.add(Person(1))

    with FakeUnitOfWork(people) as work:
        inside = work.on(people)
        older(people)()
        with pytest.raises(WriteConflict):
            inside.update(Person(1))
        with pytest.raises(TransactionAborted):
            inside.get(1)


def test_sqlite_lets_only_one_unit_write_anything() -> None:
    people = a_repository(profile=SQLITE_3)
    people.add_all([Person(1), Person(2)])

    with FakeUnitOfWork(people) as one, FakeUnitOfWork(people) as other:
        older(one.on(people))()
        for store in (people, other.on(people)):
            with pytest.raises(WriteConflict) as caught:
                older(store, 2)()
            assert caught.value.reason == "another unit of work is writing"
        one.commit()
        with pytest.raises(WriteConflict) as caught:
            older(other.on(people), 2)()
        assert caught.value.reason == "another unit of work has committed since this one began"


def test_others_let_units_write_different_entities() -> None:
    people = a_repository()
    people.add_all([Person(1, age=0), Person(2, age=0)])

    with FakeUnitOfWork(people) as one, FakeUnitOfWork(people) as other:
        older(one.on(people), 1)()
        older(other.on(people), 2)()
        one.commit()
        other.commit()

    assert [person.age for person in people.all()] == [1, 1]


def test_mariadb_lets_a_unit_write_what_only_it_has_read() -> None:
    people = a_repository(profile=MARIADB_10_11_UTF8MB4_GENERAL_CI)
    people.add_all([Person(1, age=0), Person(2, age=0)])

    with FakeUnitOfWork(people) as one, FakeUnitOfWork(people) as other:
        older(one.on(people), 1)()
        older(other.on(people), 2)()
        with pytest.raises(WriteConflict, match="has written it and not ended"):
            people.delete(1)
        one.commit()
        other.commit()

    assert [person.age for person in people.all()] == [1, 1]


def test_a_conflict_of_which_a_database_tells_no_key_is_one_of_the_whole_unit() -> None:
    conflict = WriteConflict("unit of work", None, "the commit was refused")

    assert str(conflict) == (
        "The unit of work cannot be written: the commit was refused. "
        "Roll back, and do the whole unit of work again."
    )
