"""The strategies for repositories draw what they say."""

import datetime as dt
import enum
import uuid
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.repository import Descending, FakeRepository, Page, Where
from fakes.repository._values import is_nan
from fakes.strategies.repository import conditions, orders, pages, patterns, texts, values


class Colour(enum.Enum):
    RED = 1


@attrs.frozen
class Car:
    number: int
    colour: Colour
    name: str | None
    extra: object


@given(texts(), texts(nul=False))
def test_texts_can_be_encoded_and_have_no_nul_on_demand(one: str, other: str) -> None:
    assert one.encode().decode() == one
    assert "\x00" not in other


@given(patterns())
def test_patterns_end_in_no_lone_backslash(pattern: str) -> None:
    assert (len(pattern) - len(pattern.rstrip("\\"))) % 2 == 0


@pytest.mark.parametrize(
    "cls", [str, int, float, bool, bytes, Decimal, dt.date, dt.datetime, uuid.UUID, Colour]
)
@given(data=st.data())
def test_values_are_of_their_class_and_never_nan(cls: type[object], data: st.DataObject) -> None:
    value = data.draw(values(cls))
    assert isinstance(value, cls)
    assert not is_nan(value)


@given(conditions(Car), orders(Car), pages(st.builds(Car)))
def test_queries_are_about_the_attributes_of_the_class(
    where: Where, order: tuple[str | Descending, ...], page: Page[Car]
) -> None:
    names = {"number", "colour", "name", "extra"}
    assert where.attributes() <= names
    assert {one if isinstance(one, str) else one.attribute for one in order} <= names
    assert all(isinstance(car, Car) for car in page)
    assert page.next is None


@attrs.frozen
class Bag:
    id: int
    strings: list[str]
    counts: dict[str, int]
    pair: tuple[int, str]
    colours: frozenset[Colour]
    colour: Colour | None
    kind: type
    either: int | str
    moment: dt.datetime
    number: complex


@given(conditions(Bag))
def test_every_condition_means_something_for_the_class(where: Where) -> None:
    bags: FakeRepository[Bag, int] = FakeRepository(Bag, key="id")
    moment = dt.datetime(2024, 2, 29)  # noqa: DTZ001 - as they are drawn
    bags.add(Bag(1, [], {}, (1, "a"), frozenset(), Colour.RED, int, "a", moment, 1j))

    assert bags.count(where) in {0, 1}
