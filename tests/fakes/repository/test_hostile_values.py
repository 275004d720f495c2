"""Values whose own code misbehaves: taken for what they are, or refused by a typed error."""

from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, Protocol

import attrs
import pytest

from fakes.repository import (
    Descending,
    FakeRepository,
    FakeUnitOfWork,
    InvalidEntity,
    InvalidKey,
    InvalidQuery,
    InvalidSetting,
    InvalidWhere,
    attribute,
)


@attrs.frozen
class Thing:
    id: Any
    value: Any = None


def things(**settings: Any) -> FakeRepository[Thing, Any]:
    return FakeRepository(Thing, key="id", **settings)


class Text(str):
    __slots__ = ()
    __hash__ = None  # type: ignore[assignment]


class Octets(bytes):
    __hash__ = None  # type: ignore[assignment]


class Number(int):
    __hash__ = None  # type: ignore[assignment]

    def __lt__(self, other: object) -> bool:
        raise ZeroDivisionError


class Real(float):
    __hash__ = None  # type: ignore[assignment]

    def __ne__(self, other: object) -> bool:
        raise ZeroDivisionError


SUBCLASSED = [(Text("a"), "a"), (Octets(b"a"), b"a"), (Number(1), 1), (Real(1.5), 1.5)]


@pytest.mark.parametrize(("given", "same"), SUBCLASSED, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("settings", [{}, {"unique": ["value"]}, {"indexes": ["value"]}], ids=str)
def test_a_value_of_a_subclass_is_the_same_as_the_plain_value(
    settings: Any, given: Any, same: Any
) -> None:
    store = things(**settings)
    store.add(Thing(given, given))

    assert store.find(same) is not None
    assert [thing.id for thing in store.all(value=same)] == [given]
    with pytest.raises(InvalidWhere):
        attribute("value").equals(given)
    assert len(store.select(order_by="value", limit=1)) == 1
    store.delete(given)
    assert store.count() == store.count(attribute("value").equals(same)) == 0


class Violent:
    """Can be hashed and told from nothing else: comparing it raises."""

    def __hash__(self) -> int:
        return 1

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        raise ZeroDivisionError

    def __lt__(self, other: object) -> bool:
        return False


def test_values_that_cannot_be_compared_are_different() -> None:
    store = things(unique=["value"])
    one, other = Violent(), Violent()
    store.add_all([Thing(1, one), Thing(2, other)])

    assert store.count(attribute("value").is_in([Violent(), 5])) == 0
    for key in (1, 2):
        store.delete(key)
    assert store.count() == 0


def test_keys_that_cannot_be_compared_are_different() -> None:
    store = things()
    store.add_all([Thing(Violent()), Thing(Violent())])

    assert store.count() == 2
    with pytest.raises(InvalidKey) as caught:
        store.add(Thing(type("Loose", (bytearray,), {})()))
    assert str(caught.value) == (
        "key: must be hashable and have an order: unhashable type: 'Loose'"
    )


class Shade(Enum):
    DARK = (1, 2)


def test_members_of_enumerations_are_keys_whatever_their_value() -> None:
    store = things()
    store.add(Thing(Shade.DARK))

    assert store.get(Shade.DARK) == Thing(Shade.DARK)


def test_nothing_is_committed_by_half() -> None:
    one, other = things(), things(indexes=["value"])

    with FakeUnitOfWork(one, other) as work:
        work.on(one).add(Thing(1, "a"))
        work.on(other).add(Thing(1, Text("a")))
        with pytest.raises(InvalidEntity):
            work.on(other).add(Thing(2, []))
        work.commit()

    assert one.count() == other.count() == 1
    assert not one.table.committed.claims


class Fickle:
    """An entity whose attribute says something else whenever it is asked."""

    def __init__(self, id: int) -> None:
        self.id = id

    @property
    def asked(self) -> int:
        Fickle.times += 1
        if Fickle.times > Fickle.patience:
            raise ZeroDivisionError
        return Fickle.times

    times = 0
    patience = 10**9


@pytest.mark.parametrize("setting", ["unique", "indexes"])
def test_an_entity_is_forgotten_under_the_value_under_which_it_was_filed(setting: str) -> None:
    settings: Any = {setting: ["asked"]}
    store: FakeRepository[Fickle, int] = FakeRepository(Fickle, key="id", **settings)
    store.add_all([Fickle(1), Fickle(2)])
    store.select(order_by="asked", limit=1)

    store.delete(1)
    store.update(Fickle(2))

    assert store.count() == 1
    assert len(store.table.committed.filed) == 1


def test_a_commit_asks_no_entity_for_anything() -> None:
    store: FakeRepository[Fickle, int] = FakeRepository(Fickle, key="id", unique=["asked"])
    with FakeUnitOfWork(store) as work:
        work.on(store).add(Fickle(1))
        Fickle.patience = Fickle.times
        try:
            work.commit()
        finally:
            Fickle.patience = 10**9
    assert store.count() == 1


class Priority:
    """It has an order, and its `==` tells objects apart."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __lt__(self, other: "Priority") -> bool:
        return self.number < other.number


def test_values_that_are_not_less_than_each_other_tie() -> None:
    store = things(indexes=["value"])
    store.add_all(Thing(key, Priority(key // 2)) for key in range(6))

    def keys(order_by: Any, **paging: Any) -> list[int]:
        return [thing.id for thing in store.select(order_by=order_by, **paging)]

    assert keys("value", limit=4) == [0, 1, 2, 3]
    assert keys(Descending("value"), limit=4) == [5, 4, 3, 2]
    assert keys((Descending("value"), "id")) == [4, 5, 2, 3, 0, 1]
    assert store.count(attribute("value").at_most(Priority(1))) == 4
    assert store.count(attribute("value").less_than(Priority(1))) == 2
    store.delete(2)
    assert keys("value", limit=4) == [0, 1, 3, 4]


class Unsteady:
    """It has an order for a while."""

    steady = True

    def __lt__(self, other: object) -> bool:
        if not Unsteady.steady:
            raise ZeroDivisionError
        return False


def test_a_delete_never_fails() -> None:
    store = things(indexes=["value"])
    store.add_all([Thing(1, Unsteady()), Thing(2, Unsteady()), Thing(3, Unsteady())])
    store.select(order_by="value", limit=1)
    Unsteady.steady = False
    try:
        for key in (3, 2, 1):
            store.delete(key)
    finally:
        Unsteady.steady = True
    assert store.count() == 0


def test_numbers_of_kinds_that_do_not_compare_are_deleted() -> None:
    store = things(indexes=["value"])
    store.add_all([Thing(1, Fraction(1, 2)), Thing(2, 1)])
    store.select(order_by="value", limit=1)
    store.add(Thing(3, Decimal(5)))

    for key in (1, 2, 3):
        store.delete(key)
    assert store.count() == 0


def test_a_number_of_a_subclass_is_a_limit() -> None:
    store = things()
    store.add_all([Thing(1), Thing(2)])

    assert len(store.select(limit=Number(1), offset=Number(1))) == 1
    with pytest.raises(InvalidQuery) as caught:
        store.select(limit=Number(0))
    assert str(caught.value) == "limit: must be an int of at least 1, not 0"


class Port(Protocol):
    id: int


def test_a_protocol_is_no_class_of_entities() -> None:
    make: Any = FakeRepository
    with pytest.raises(InvalidSetting) as caught:
        make(Port, key="id")
    assert str(caught.value) == (
        "entity: must be a class that tells its instances: Instance and class checks can only be "
        "used with @runtime_checkable protocols"
    )
