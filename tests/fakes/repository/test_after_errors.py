"""What a unit of work can do after an operation in it has failed, by profile."""

import pytest

from fakes.repository import (
    POSTGRESQL_15_C_UTF8,
    DuplicateKey,
    FakeRepository,
    FakeUnitOfWork,
    NotFound,
    TransactionAborted,
)
from tests.fakes.repository.people import Person, a_repository


def test_after_an_error_the_default_goes_on() -> None:
    people = a_repository()

    with FakeUnitOfWork(people) as work:
        inside = work.on(people)
        inside.add(Person(1))
        with pytest.raises(DuplicateKey):
            inside.add(Person(1))
        inside.add(Person(2))
        work.commit()

    assert people.count() == 2


def aborted(
    people: FakeRepository[Person, int], work: FakeUnitOfWork
) -> FakeRepository[Person, int]:
    """The repository in a unit of work in which an error has happened."""
    inside = work.on(people)
    inside.add(Person(1))
    with pytest.raises(DuplicateKey):
        inside.add(Person(1))
    return inside


def test_after_an_error_postgresql_allows_nothing_but_to_roll_back() -> None:
    people = a_repository(profile=POSTGRESQL_15_C_UTF8)

    with FakeUnitOfWork(people) as work:
        inside = aborted(people, work)
        assert repr(inside) == "<FakeRepository of Person: in a unit of work that was aborted>"
        for refused in (
            lambda: inside.add(Person(2)),
            lambda: inside.add_all([]),
            lambda: inside.save(Person(2)),
            lambda: inside.get(1),
            lambda: inside.delete(1),
            inside.all,
            inside.count,
            lambda: inside.select(limit=1),
            lambda: inside.all(id=1),
            lambda: work.savepoint().__enter__(),
            work.commit,
        ):
            with pytest.raises(TransactionAborted) as caught:
                refused()
            assert str(caught.value) == (
                "The unit of work can only be rolled back, entirely or to a savepoint, since an "
                "operation in it failed: Stored already: a Person with the key 1. "
                "Update it, or save whichever it is."
            )
        assert repr(work) == "<FakeUnitOfWork: was rolled back>"

    assert people.count() == 0


def test_after_an_error_a_savepoint_makes_the_unit_usable_again() -> None:
    people = a_repository(profile=POSTGRESQL_15_C_UTF8)

    with FakeUnitOfWork(people) as work:
        inside = work.on(people)
        inside.add(Person(1))
        with pytest.raises(DuplicateKey), work.savepoint():
            inside.add(Person(2))
            inside.add(Person(1))
        with pytest.raises(TransactionAborted), work.savepoint():
            inside.add(Person(3))
            with pytest.raises(DuplicateKey):
                inside.add(Person(1))
        work.commit()

    assert people.all() == [Person(1)]


def test_a_missing_entity_is_no_error_of_the_database() -> None:
    people = a_repository(profile=POSTGRESQL_15_C_UTF8)

    with FakeUnitOfWork(people) as work:
        inside = work.on(people)
        with pytest.raises(NotFound):
            inside.delete(1)
        inside.add(Person(1))
        work.commit()

    assert people.count() == 1
