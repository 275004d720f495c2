"""Finders of one's own: what subclasses and tests use to find entities by values."""

import pytest

from fakes.repository import FakeRepository, FakeUnitOfWork, SeveralFound, matching
from tests.fakes.repository.people import Person, ids, some_people


def test_finders_of_ones_own_take_values_by_name() -> None:
    class FakePeople(FakeRepository[Person, int]):
        def __init__(self) -> None:
            super().__init__(Person, key=lambda person: person.id, indexes=["name"])

        def named(self, name: str) -> list[Person]:
            return self.all(name=name)

        def oldest(self) -> Person | None:
            return self.one(age=50)

        def adults(self) -> list[Person]:
            return self.where(lambda person: person.age is not None and person.age >= 36)

    people = FakePeople()
    people.add_all(some_people().all())

    assert ids(people.named("Ada")) == [2, 3]
    assert people.oldest() == Person(2, "Ada", 50)
    assert ids(people.adults()) == [2, 3]
    assert repr(people) == "<FakePeople of Person: 4 stored>"
    with FakeUnitOfWork(people) as work:
        inside = work.on(people)
        inside.delete(3)
        assert ids(inside.named("Ada")) == [2]


def test_a_value_of_none_is_found_where_the_attribute_is_none() -> None:
    people = some_people()

    assert people.one(age=None) == Person(4, "Bob")
    assert people.one(matching(name="Ada"), age=36) == Person(3, "Ada", 36)
    assert people.one(name="Zoe") is None


def test_several_where_one_was_expected_is_an_error() -> None:
    with pytest.raises(SeveralFound) as caught:
        some_people().one(name="Ada")

    assert str(caught.value) == (
        "Several match <Where name = 'Ada'>, where at most one Person was expected: "
        "those with the keys 2, 3."
    )
    assert caught.value.keys == (2, 3)
