"""Units of work: what takes effect together, what is undone, and who sees it when."""

from typing import Any

import pytest

from fakes.repository import (
    ConstraintViolation,
    DuplicateKey,
    FakeUnitOfWork,
    InvalidSetting,
    NotFound,
    UnitOfWorkClosed,
)
from tests.fakes.repository.people import Account, Person, a_repository, accounts


def test_nobody_else_sees_what_was_done_before_the_commit() -> None:
    people = a_repository(indexes=["name"])
    people.add_all([Person(1, "Ada"), Person(2, "Eve")])

    with FakeUnitOfWork(people) as work:
        inside = work.on(people)
        inside.add(Person(3, "Bob"))
        inside.update(Person(2, "Eva"))
        inside.delete(1)

        assert inside.all() == [Person(2, "Eva"), Person(3, "Bob")]
        assert inside.count() == 2
        assert inside.find(1) is None
        assert inside.all(name="Eve") == inside.all(name="Ada") == []
        assert inside.one(name="Bob") == Person(3, "Bob")
        assert people.all() == [Person(1, "Ada"), Person(2, "Eve")]
        assert people.one(name="Eva") is None
        work.commit()

    assert people.all() == [Person(2, "Eva"), Person(3, "Bob")]
    assert people.one(name="Eva") == Person(2, "Eva")


def test_leaving_without_a_commit_rolls_back() -> None:
    people = a_repository(unique=["email"])
    people.add(Person(1, email="a@b.se"))
    before = people.snapshot()

    with FakeUnitOfWork(people) as work:
        inside = work.on(people)
        inside.update(Person(1, email="b@b.se"))
        inside.add(Person(2, email="a@b.se"))

    assert people.snapshot() == before
    people.add(Person(2, email="b@b.se"))


def test_leaving_by_an_exception_rolls_back() -> None:
    people = a_repository()

    with pytest.raises(ZeroDivisionError), FakeUnitOfWork(people) as work:
        work.on(people).add(Person(1))
        1 // 0

    assert people.count() == 0


def test_rolling_back_ends_the_unit() -> None:
    people = a_repository()

    with FakeUnitOfWork(people) as work:
        work.on(people).add(Person(1))
        work.rollback()
        assert repr(work) == "<FakeUnitOfWork: was rolled back>"

    assert people.count() == 0


def test_several_repositories_change_together() -> None:
    people, store = a_repository(), accounts()

    with FakeUnitOfWork(people, store) as work:
        work.on(people).add(Person(1))
        work.on(store).add(Account(owner="Ada"))
        assert people.count() == store.count() == 0
        work.commit()
    with FakeUnitOfWork(people, store) as work:
        work.on(people).add(Person(2))
        work.on(store).add(Account(owner="Eve"))

    assert (people.count(), store.count()) == (1, 1)


def test_a_unit_sees_everything_as_it_was_when_it_began() -> None:
    people = a_repository(indexes=["name"])
    people.add_all([Person(1, "Ada"), Person(2, "Eve"), Person(3, "Bob")])

    with FakeUnitOfWork(people) as work:
        inside = work.on(people)
        people.update(Person(1, "Eva"))
        people.delete(2)
        people.add(Person(4, "Ada"))
        people.update(Person(1, "Evi"))

        assert inside.all() == [Person(1, "Ada"), Person(2, "Eve"), Person(3, "Bob")]
        assert list(inside.select(limit=9)) == inside.all()
        assert inside.count() == 3
        assert inside.all(name="Ada") == [Person(1, "Ada")]
        assert inside.get(2) == Person(2, "Eve")
        assert inside.find(4) is None
        with pytest.raises(NotFound):
            inside.update(Person(4))

    assert people.all() == [Person(1, "Evi"), Person(3, "Bob"), Person(4, "Ada")]


def test_a_unit_sees_only_its_moment_of_several_repositories() -> None:
    people, store = a_repository(), accounts()

    with FakeUnitOfWork(people, store) as work:
        store.add(Account(owner="Ada"))

        assert work.on(store).count() == 0


def test_a_key_taken_since_the_unit_began_is_a_duplicate() -> None:
    people = a_repository()

    with FakeUnitOfWork(people) as work:
        people.add(Person(1, "Ada"))
        with pytest.raises(DuplicateKey):
            work.on(people).add(Person(1, "Eve"))

    assert people.get(1) == Person(1, "Ada")


def test_a_unique_value_taken_since_the_unit_began_is_a_violation() -> None:
    people = a_repository(unique=["email"])

    with FakeUnitOfWork(people) as work:
        people.add(Person(1, email="a@b.se"))
        with pytest.raises(ConstraintViolation) as caught:
            work.on(people).add(Person(2, email="a@b.se"))

    assert caught.value.owner == 1


def test_constraints_hold_between_the_changes_of_one_unit() -> None:
    people = a_repository(unique=["email"])
    people.add(Person(1, email="a@b.se"))

    with FakeUnitOfWork(people) as work:
        inside = work.on(people)
        inside.add(Person(2, email="b@b.se"))
        with pytest.raises(ConstraintViolation) as caught:
            inside.add(Person(3, email="b@b.se"))
        assert caught.value.owner == 2
        with pytest.raises(ConstraintViolation) as caught:
            inside.add(Person(3, email="a@b.se"))
        assert caught.value.owner == 1
        with pytest.raises(DuplicateKey):
            inside.add(Person(2))
        with pytest.raises(DuplicateKey):
            inside.add(Person(1))
        inside.delete(1)
        inside.add(Person(1, email="a@b.se"))
        work.commit()

    assert people.all() == [Person(1, email="a@b.se"), Person(2, email="b@b.se")]


def test_a_savepoint_undoes_its_part_when_an_exception_leaves_it() -> None:
    people = a_repository(unique=["email"])
    people.add(Person(1, email="a@b.se"))

    with FakeUnitOfWork(people) as work:
        inside = work.on(people)
        inside.add(Person(2, email="b@b.se"))
        with pytest.raises(ZeroDivisionError), work.savepoint():
            inside.update(Person(1, email="c@b.se"))
            inside.update(Person(2, email="a@b.se"))
            inside.delete(2)
            inside.add(Person(3, email="d@b.se"))
            1 // 0
        assert inside.all() == [Person(1, email="a@b.se"), Person(2, email="b@b.se")]
        with work.savepoint():
            inside.add(Person(4, email="d@b.se"))
        work.commit()

    assert [person.id for person in people.all()] == [1, 2, 4]
    people.add(Person(5, email="c@b.se"))


def test_savepoints_nest() -> None:
    people = a_repository()

    with FakeUnitOfWork(people) as work:
        inside = work.on(people)
        with work.savepoint():
            inside.add(Person(1))
            with pytest.raises(DuplicateKey), work.savepoint():
                inside.add(Person(2))
                inside.add(Person(1))
        work.commit()

    assert people.all() == [Person(1)]


def test_what_a_savepoint_undid_is_no_longer_claimed() -> None:
    people = a_repository()

    with FakeUnitOfWork(people) as work:
        with pytest.raises(ZeroDivisionError), work.savepoint():
            work.on(people).add(Person(1))
            1 // 0
        people.add(Person(1))
        work.commit()

    assert people.count() == 1


@pytest.mark.parametrize("end", ["commit", "rollback"])
def test_a_savepoint_of_a_unit_that_ended_inside_it_does_nothing(end: str) -> None:
    people = a_repository()

    with FakeUnitOfWork(people) as work, pytest.raises(ZeroDivisionError), work.savepoint():
        work.on(people).add(Person(1))
        getattr(work, end)()
        1 // 0

    assert people.count() == (end == "commit")


def test_several_are_added_to_a_unit_all_or_none() -> None:
    people = a_repository()

    with FakeUnitOfWork(people) as work:
        inside = work.on(people)
        inside.add_all([Person(1)])
        with pytest.raises(DuplicateKey):
            inside.add_all([Person(2), Person(1)])
        work.commit()

    assert people.all() == [Person(1)]


def test_a_unit_is_used_once_and_while_it_is_open() -> None:
    people = a_repository()
    work = FakeUnitOfWork(people)
    for refused in (lambda: work.on(people), work.commit, work.rollback):
        with pytest.raises(UnitOfWorkClosed) as caught:
            refused()
        assert str(caught.value) == (
            "The unit of work has not begun; each is used in one `with` statement, as it begins."
        )
    with work:
        inside = work.on(people)
        with pytest.raises(UnitOfWorkClosed) as caught:
            work.__enter__()
        assert caught.value.state == "is open and cannot begin again"
        work.commit()
        for closed in (work.commit, work.rollback, lambda: work.savepoint().__enter__()):
            with pytest.raises(UnitOfWorkClosed) as caught:
                closed()
            assert caught.value.state == "was committed"
    for late in (lambda: inside.add(Person(1)), inside.all, lambda: inside.get(1), inside.count):
        with pytest.raises(UnitOfWorkClosed):
            late()
    with pytest.raises(UnitOfWorkClosed):
        work.__enter__()

    assert repr(inside) == "<FakeRepository of Person: in a unit of work that was committed>"
    assert people.count() == 0


def test_only_repositories_of_the_unit_can_be_used_in_it() -> None:
    people, other = a_repository(), a_repository()
    strange: Any = "people"

    with pytest.raises(InvalidSetting, match=r"^repositories: must be at least one$"):
        FakeUnitOfWork()
    with pytest.raises(InvalidSetting) as caught:
        FakeUnitOfWork(strange)
    assert str(caught.value) == "repository: must be a FakeRepository, not 'people'"
    with FakeUnitOfWork(people, people) as work:
        with pytest.raises(InvalidSetting) as caught:
            work.on(other)
        assert str(caught.value) == (
            "repository: is no part of this unit of work; name it when you make it: "
            "<FakeRepository of Person: 0 stored>"
        )
        with pytest.raises(InvalidSetting) as caught:
            work.on(work.on(people))
        assert str(caught.value) == (
            "repository: is in a unit of work already: "
            "<FakeRepository of Person: 0 stored, in a unit of work>"
        )
        with pytest.raises(InvalidSetting, match=r"^repository: must be a FakeRepository, not 7$"):
            work.on(7)


def test_units_inside_one_another_are_units_beside_one_another() -> None:
    people = a_repository()

    with FakeUnitOfWork(people) as outer:
        outer.on(people).add(Person(1))
        with FakeUnitOfWork(people) as inner:
            assert inner.on(people).count() == 0
            inner.on(people).add(Person(2))
            inner.commit()
        assert outer.on(people).all() == [Person(1)]
        outer.commit()

    assert people.all() == [Person(1), Person(2)]
