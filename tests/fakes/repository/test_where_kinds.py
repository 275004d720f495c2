"""Equalities that can never hold are refused, by the annotations of the entities."""

import enum
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Generic, Literal, NewType, TypeVar
from uuid import UUID

import attrs
import pytest

from fakes.repository import FakeRepository, InvalidWhere, Where, attribute, matching

T = TypeVar("T")


class Status(enum.Enum):
    PAID = "paid"


class Colour(enum.StrEnum):
    RED = "red"


class Size(enum.IntEnum):
    SMALL = 1


class Mapped(Generic[T]):
    """A descriptor, as an ORM declares attributes with."""

    def __get__(self, instance: object, owner: object) -> T: ...


class Label(str):
    """A text with another name."""

    __slots__ = ()


Number = NewType("Number", int)
FIVE, X = Number(5), Label("x")


NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
DAY = date(2026, 1, 2)
PRICE = Decimal("1.5")
TOKEN = UUID(int=1)


@attrs.frozen
class Order:
    id: int
    name: str = "Ada"
    age: int | None = 36
    status: Status = Status.PAID
    colour: Colour = Colour.RED
    size: Size = Size.SMALL
    price: Decimal = PRICE
    weight: float = 2.0
    at: datetime = NOON
    day: date = DAY
    open: bool = True
    code: str | int = "x"
    number: Number = FIVE
    token: Annotated[UUID, "random"] = TOKEN
    label: Label = X
    kind: Literal["a"] = "a"
    unknown: Any = 1
    mapped: Mapped[int] = 5  # type: ignore[assignment]
    thing: object = 1


@pytest.fixture
def orders() -> FakeRepository[Order, int]:
    store = FakeRepository(Order, key=lambda order: order.id, indexes=["name"], unique=["age"])
    store.add(Order(1))
    return store


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("status", "paid", "status: must be a Status, not 'paid'"),
        ("name", 5, "name: must be a str, not 5"),
        ("id", "1", "id: must be an int, not '1'"),
        ("id", True, "id: must be an int, not True"),
        ("age", "36", "age: must be an int, not '36'"),
        ("open", 1, "open: must be a bool, not 1"),
        ("at", DAY, "at: must be a datetime, not datetime.date(2026, 1, 2)"),
        ("code", b"x", "code: must be a str or int, not b'x'"),
        ("number", "5", "number: must be an int, not '5'"),
        ("token", str(TOKEN), f"token: must be a UUID, not '{TOKEN}'"),
        ("name", Status.PAID, "name: must be a str, not <Status.PAID: 'paid'>"),
    ],
)
@pytest.mark.parametrize(
    "asked",
    [
        lambda store, name, value: store.all(**{name: value}),
        lambda store, name, value: store.one(attribute(name).equals(value)),
        lambda store, name, value: store.select(attribute(name).is_in([value])),
        lambda store, name, value: store.select(matching(**{name: value}), limit=1),
        lambda store, name, value: store.count(~matching(**{name: value}) | matching(id=1)),
    ],
    ids=["all", "one", "is_in", "page", "inside"],
)
def test_a_value_that_the_attribute_cannot_have_is_refused(
    orders: FakeRepository[Order, int],
    asked: Callable[..., object],
    name: str,
    value: object,
    message: str,
) -> None:
    with pytest.raises(InvalidWhere) as raised:
        asked(orders, name, value)
    assert str(raised.value) == message
    assert raised.value.field == name


@pytest.mark.parametrize(
    ("where", "found"),
    [
        (matching(colour="red"), 1),
        (matching(colour=Colour.RED), 1),
        (matching(name=Label("Ada")), 1),
        (matching(label="x"), 1),
        (matching(size=1), 1),
        (matching(price=1.5), 1),
        (matching(at=NOON), 1),
        (matching(price=Fraction(3, 2)), 1),
        (matching(weight=2), 1),
        (matching(age=36.0), 1),
        (matching(day=NOON), 0),
        (matching(code=1), 0),
        (matching(number=5), 1),
        (matching(kind="b"), 0),
        (matching(unknown="1"), 0),
        (matching(thing="1"), 0),
        (matching(mapped=5), 1),
        (matching(age=None), 0),
        (attribute("status").is_in([]), 0),
    ],
)
def test_a_value_that_equals_one_of_the_attribute_is_found_whatever_its_class(
    orders: FakeRepository[Order, int], where: Where, found: int
) -> None:
    assert orders.count(where) == len(orders.all(where)) == found


class Plain:
    def __init__(self, id: int) -> None:
        self.id = id
        self.name = "Ada"


def test_attributes_without_annotations_may_have_any_value() -> None:
    store = FakeRepository(Plain, key="id")
    store.add(Plain(1))
    assert store.all(name=5) == store.all(id="1") == []


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        (
            attribute("name") == "Ada",
            'False; compare with attribute("name").equals(value), not with ==',
        ),
        (
            attribute("name"),
            "Attribute(name='name'); say what it must be, as in attribute(\"name\").equals(value)",
        ),
        ("Ada", "'Ada'"),
    ],
)
def test_what_is_no_condition_is_refused_with_the_way_to_write_one(
    orders: FakeRepository[Order, int], given: Any, hint: str
) -> None:
    asked: list[Callable[[Any], object]] = [
        orders.select,
        orders.count,
        orders.one,
        orders.all,
        lambda where: orders.all(where, name="Ada"),
    ]
    for ask in asked:
        with pytest.raises(InvalidWhere) as raised:
            ask(given)
        assert str(raised.value) == f"where: must be a condition, not {hint}"
