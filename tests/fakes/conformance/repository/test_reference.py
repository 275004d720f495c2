"""The reference that conditions and orders are compared with, the edges of values, and changes."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.conformance.repository import REPOSITORY
from fakes.conformance.repository.edges import edges_of, mutated
from fakes.conformance.repository.reference import in_order, truth
from fakes.repository import (
    MARIADB_10_11_UTF8MB4_GENERAL_CI,
    POSTGRESQL_15_C_UTF8,
    SQLITE_3,
    Descending,
    FakeRepository,
    Profile,
    Where,
    attribute,
    matching,
)
from fakes.strategies.repository import conditions, orders, profiles

NAME, AGE = attribute("name"), attribute("age")
PLAIN = Profile()


@attrs.frozen
class Person:
    id: int
    name: str | None = "Ada"
    age: int | None = 36


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (matching(), True),
        (NAME.equals("Ada"), True),
        (NAME.equals("ada"), False),
        (NAME.equals_ignoring_case("ADA"), True),
        (NAME.is_in([]), False),
        (NAME.is_in(["Eve", "Ada"]), True),
        (NAME.is_null(), False),
        (NAME.like("A_a"), True),
        (NAME.like("A\\_a"), False),
        (NAME.like("%d%"), True),
        (NAME.like("%d"), False),
        (NAME.starts_with("A%"), False),
        (NAME.contains("d"), True),
        (AGE.less_than(36), False),
        (AGE.at_most(36), True),
        (AGE.more_than(36), False),
        (AGE.at_least(36), True),
        (AGE.equals(36) & NAME.equals("Eve"), False),
        (AGE.equals(36) | NAME.equals("Eve"), True),
        (~AGE.equals(36), False),
    ],
)
def test_a_condition_is_true_or_false_of_values(where: Where, expected: bool) -> None:
    assert truth(where, Person(1), PLAIN) is expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (AGE.equals(1), None),
        (~AGE.equals(1), None),
        (AGE.is_in([1]), None),
        (AGE.is_in([]), False),
        (AGE.is_null(), True),
        (AGE.equals(1) & NAME.equals("Eve"), False),
        (AGE.equals(1) & NAME.equals("Ada"), None),
        (AGE.equals(1) | NAME.equals("Ada"), True),
        (AGE.equals(1) | NAME.equals("Eve"), None),
    ],
)
def test_a_condition_on_nothing_is_unknown(where: Where, expected: bool | None) -> None:
    assert truth(where, Person(1, age=None), PLAIN) is expected


def test_like_reads_up_to_a_nul_where_the_database_does() -> None:
    person = Person(1, "ab\x00c")

    assert truth(NAME.like("AB"), person, SQLITE_3) is True
    assert truth(NAME.like("a\\\x00"), Person(1, "a\\"), SQLITE_3) is True
    assert truth(NAME.like("ab"), person, PLAIN) is False


def test_nulls_are_where_the_profile_says_and_ties_are_broken_by_key() -> None:
    people = [Person(2), Person(1, age=None), Person(3), Person(4, age=1)]

    def ids(*order_by: Any, profile: Profile = PLAIN) -> list[int]:
        return [person.id for person in in_order(people, order_by, ("id",), profile)]

    assert ids() == [1, 2, 3, 4]
    assert ids("age") == [1, 4, 2, 3]
    assert ids("age", profile=POSTGRESQL_15_C_UTF8) == [4, 2, 3, 1]
    assert ids(Descending("age")) == [3, 2, 4, 1]
    assert ids("name", Descending("id")) == [4, 3, 2, 1]


PEOPLE = st.lists(
    st.builds(
        Person,
        st.integers(0, 50),
        st.none() | st.text("aAüÜ%_ ", max_size=4),
        st.none() | st.integers(-3, 3),
    ),
    max_size=6,
    unique_by=lambda person: person.id,
)


@settings(max_examples=50)
@given(people=PEOPLE, where=conditions(Person), order=orders(Person), profile=profiles())
def test_the_reference_and_the_fake_are_of_one_mind(
    people: list[Person], where: Where, order: Any, profile: Profile
) -> None:
    fake = FakeRepository(Person, key="id", profile=attrs.evolve(profile, stores_nul=True))
    fake.add_all(people)
    order_by = {each if isinstance(each, str) else each.attribute: each for each in order}
    listed = list(order_by.values())

    found = fake.select(where, order_by=listed)

    expected = [each for each in people if truth(where, each, profile)]
    assert list(found) == in_order(expected, listed, ("id",), profile)


def test_alike_texts_are_equal_where_the_profile_says() -> None:
    assert truth(NAME.equals("ADA "), Person(1), MARIADB_10_11_UTF8MB4_GENERAL_CI) is True


LIMITS = REPOSITORY.limits


@pytest.mark.parametrize(
    "value", [True, "a", b"a", 1, 0.5, datetime(2024, 1, 1, tzinfo=UTC), Decimal(1)], ids=repr
)
def test_edges_are_of_the_class_of_the_value(value: object) -> None:
    edges = edges_of(value, LIMITS, nul=True)

    assert edges
    assert {type(edge) for edge in edges} == {type(value)}


def test_the_edges_of_what_has_none_are_none() -> None:
    assert edges_of(["a"], LIMITS, nul=True) == []
    assert edges_of(None, LIMITS, nul=True) == []


def test_limits_are_kept_and_nul_is_left_out_on_demand() -> None:
    texts = edges_of("a", {**LIMITS, "text": 10}, nul=False)

    assert max(map(len, map(str, texts[-1:]))) == 10
    assert not any("\x00" in str(text) for text in texts)
    assert 2**31 - 1 in edges_of(1, {**LIMITS, "integer": 2**31 - 1}, nul=True)


def test_times_have_a_zone_where_the_value_has_one() -> None:
    aware = edges_of(datetime(2024, 1, 1, tzinfo=UTC), LIMITS, nul=True)
    naive = edges_of(datetime(2024, 1, 1), LIMITS, nul=True)  # noqa: DTZ001

    assert {each.tzinfo for each in aware if isinstance(each, datetime)} == {UTC}
    assert {each.tzinfo for each in naive if isinstance(each, datetime)} == {None}


@dataclass
class Basket:
    id: int = 1
    owner: str | None = None
    items: list[Any] = field(default_factory=list)
    inside: tuple[Any, ...] = ()


@attrs.frozen
class Frozen:
    items: Any = 1


def test_all_that_can_be_changed_is_changed() -> None:
    items: list[Any] = [{"a": [1]}]
    basket = Basket(1, None, items, ({1}, bytearray(b"a"), SimpleNamespace(b=1)))
    inside: Any = basket.inside

    assert mutated(basket, ("id",))

    assert (basket.id, basket.owner, basket.items) == (1, "mutated", None)
    assert items == [{"a": [1, None], "mutated": None}, None]
    assert inside == ({1, "mutated"}, bytearray(b"a\x00"), SimpleNamespace(b=None))


def test_what_cannot_be_changed_is_said_to_be_so() -> None:
    assert not mutated(Frozen())
    assert mutated(Frozen([]))
