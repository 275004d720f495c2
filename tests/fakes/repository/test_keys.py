"""What a key can be, and what tells two keys apart."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Annotated, Any, NamedTuple, NewType, Protocol
from uuid import UUID

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.repository import (
    FakeRepository,
    InvalidEntity,
    InvalidKey,
    InvalidSetting,
    UnknownAttribute,
)
from tests.fakes.repository.people import Person

CustomerId = NewType("CustomerId", int)


class Shown(Protocol):
    def show(self) -> str: ...


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Size(IntEnum):
    SMALL = 1


def keyed_by(annotation: Any, **settings: Any) -> FakeRepository[Any, Any]:
    """A repository of entities whose key has this annotation."""
    entity = attrs.make_class(
        "Thing",
        {"key": attrs.field(type=annotation), "label": attrs.field(default="")},
        frozen=True,
        slots=True,
    )
    return FakeRepository(entity, key="key", **settings)


def test_a_key_is_a_function_a_name_or_several_names() -> None:
    by_function = FakeRepository(Person, key=lambda person: person.id)
    by_name = FakeRepository(Person, key="id")
    by_names = FakeRepository(Person, key=("tenant", "id"))
    by_tuple = FakeRepository(Person, key=lambda person: (person.tenant, person.id))
    computed = FakeRepository(Person, key=lambda person: person.id * 10)
    single = FakeRepository(Person, key=lambda person: (person.id,))
    for people in (by_function, by_name, by_names, by_tuple, computed, single):
        people.add(Person(1))

    assert single.get((1,)) == Person(1)
    assert by_function.get(1) == by_name.get(1) == by_names.get(("a", 1)) == Person(1)
    assert by_tuple.get(("a", 1)) == computed.get(10) == Person(1)


@pytest.mark.parametrize(
    ("annotation", "key", "wanted"),
    [
        (int, "1", "must be an int, not '1'"),
        (int, True, "must be an int, not True"),
        (int, 1.0, "must be an int, not 1.0"),
        (str, 1, "must be a str, not 1"),
        (str, b"a", "must be a str, not b'a'"),
        (UUID, "a", "must be a UUID, not 'a'"),
        (int | str, 1.5, "must be an int or str, not 1.5"),
        (int | None, "1", "must be an int, not '1'"),
        (CustomerId, "1", "must be an int, not '1'"),
        (Annotated[int, "positive"], "1", "must be an int, not '1'"),
        (tuple[int, ...], "1", "must be a tuple, not '1'"),
        (float, 10**400, f"is too large for a float: 1{'0' * 76}..."),
        (float, float("nan"), "must not be nan, which equals nothing"),
        (Decimal, Decimal("sNaN"), "must not be Decimal('sNaN'), which equals nothing"),
        (object, [], "must be hashable and have an order: unhashable type: 'list'"),
        (object, object, "must be hashable and have an order: type has no order"),
        (object, None, "must not be None"),
        (int, None, "must be an int, not None"),
    ],
    ids=repr,
)
def test_a_key_that_cannot_be_one_is_refused(annotation: Any, key: Any, wanted: str) -> None:
    things = keyed_by(annotation)

    for refused in (things.get, things.find, things.delete):
        with pytest.raises(InvalidKey) as caught:
            refused(key)
        assert str(caught.value) == f"key: {wanted}"
    with pytest.raises(InvalidKey):
        things.add(things.entity(key))
    assert things.count() == 0


class Strange:
    """Does not equal itself."""

    def __init__(self, *, raises: bool = False) -> None:
        self.raises = raises

    def __eq__(self, other: object) -> bool:
        if self.raises:
            raise RuntimeError("no")
        return False

    def __hash__(self) -> int:
        return 1

    def __lt__(self, other: object) -> bool:
        return False

    def __repr__(self) -> str:
        return "Strange()"


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        (Strange(), "key: must equal itself, which Strange() does not"),
        (Strange(raises=True), "key: must equal itself, which Strange() does not"),
    ],
    ids=["unequal", "raises"],
)
def test_a_key_of_a_strange_class_is_refused(key: object, wanted: str) -> None:
    with pytest.raises(InvalidKey) as caught:
        keyed_by(object).find(key)

    assert str(caught.value) == wanted


def test_one_and_one_point_nought_and_true_are_three_keys() -> None:
    things = keyed_by(object)
    for key in (1, 1.0, True, Decimal(1), (1,), (1.0,), (True,), "1", b"1", Size.SMALL):
        things.add(things.entity(key))

    assert things.count() == 10


def test_a_condition_on_the_key_finds_all_that_are_equal() -> None:
    for annotation in (object, int | float, float):
        things = keyed_by(annotation)
        things.add(things.entity(1.0))

        assert things.all(key=1) == things.all(key=1.0) == [things.entity(1.0)]
    for annotation, key, equal, other in (
        (Colour, Colour.RED, Colour.RED, Colour.BLUE),
        (UUID, UUID(int=1), UUID(int=1), UUID(int=2)),
        (str, "a", "a", "b"),
        (int, 1, 1.0, 2.0),
    ):
        things = keyed_by(annotation)
        things.add(things.entity(key))

        assert things.all(key=key) == things.all(key=equal) == [things.entity(key)]
        assert things.all(key=other) == []


def test_a_number_type_that_python_allows_for_another_is_the_same_key() -> None:
    floats, ints = keyed_by(float), keyed_by(int)
    floats.add(floats.entity(1.0))
    ints.add(ints.entity(1))

    assert floats.get(1).key == 1.0
    assert ints.get(Size.SMALL).key == 1


@pytest.mark.parametrize(
    "key",
    [UUID(int=1), date(2026, 1, 1), Colour.RED, (1, "a"), b"\0", "", "\ud800", -1, 2**70],
    ids=repr,
)
def test_keys_of_many_classes_find_their_entity(key: Any) -> None:
    things = keyed_by(object)
    things.add(things.entity(key))

    assert things.get(key).key == key
    assert list(things.select(limit=2)) == [things.entity(key)]


@given(
    st.lists(st.text() | st.sampled_from(["a", "A", "a ", " a", "\u00e9", "e\u0301"]), unique=True)
)
def test_keys_that_differ_in_anything_are_apart(keys: list[str]) -> None:
    things = keyed_by(str)
    for key in keys:
        things.add(things.entity(key, f"label of {key}"))

    assert all(things.get(key).label == f"label of {key}" for key in keys)
    assert things.count() == len(keys)


def test_an_annotation_that_tells_nothing_allows_any_key() -> None:
    for annotation in (Shown, Any, "NoSuchName", None, int | Any):
        things = keyed_by(annotation)
        things.add(things.entity("a"))
        assert things.count() == 1


@attrs.frozen
class OrderId:
    value: int


@dataclass(frozen=True)
class LineId:
    order: OrderId
    line: int


def test_a_key_class_without_an_order_is_ordered_by_its_fields() -> None:
    things = keyed_by(LineId)
    for order, line in ((2, 1), (1, 2), (1, 1)):
        things.add(things.entity(LineId(OrderId(order), line)))

    found = [(thing.key.order.value, thing.key.line) for thing in things.select()]

    assert found == [(1, 1), (1, 2), (2, 1)]


def test_keys_of_an_enumeration_are_ordered_by_their_values() -> None:
    things = keyed_by(Colour)
    things.add_all([things.entity(Colour.RED), things.entity(Colour.BLUE)])

    assert [thing.key for thing in things.select()] == [Colour.BLUE, Colour.RED]


def test_a_compound_key_has_all_its_parts() -> None:
    people = FakeRepository(Person, key=("tenant", "id"))

    for key in (1, ("a",), ("a", 1, 2)):
        with pytest.raises(InvalidKey) as caught:
            people.find(key)
        assert str(caught.value) == f"key: must be a tuple (tenant, id), not {key!r}"
    with pytest.raises(InvalidKey, match=r"^key: must be an int, not '1'$"):
        people.find(("a", "1"))


def test_a_key_that_cannot_be_read_is_refused() -> None:
    people = FakeRepository(Person, key=lambda person: 1 // person.id)

    with pytest.raises(InvalidEntity) as caught:
        people.add(Person(0))

    assert str(caught.value) == (
        "key: cannot be read from Person(id=0, name='', age=None, email=None, tenant='a'): "
        "ZeroDivisionError: integer division or modulo by zero"
    )


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        (7, "must be a function of the entity, a name of an attribute or a tuple of such, not 7"),
        ((), "must be a function of the entity, a name of an attribute or a tuple of such, not ()"),
        (("id", 7), "must be made of names of attributes, not 7"),
        ("not a name", "must be made of names of attributes, not 'not a name'"),
    ],
)
def test_a_key_setting_that_means_nothing_is_refused(key: Any, wanted: str) -> None:
    with pytest.raises(InvalidSetting) as caught:
        FakeRepository(Person, key=key)

    assert str(caught.value) == f"key: {wanted}"


def test_an_unknown_attribute_is_refused_with_the_one_perhaps_meant() -> None:
    with pytest.raises(UnknownAttribute) as caught:
        FakeRepository(Person, key="nme")

    assert str(caught.value) == "nme: Person has no such attribute; did you mean name?"


class Point(NamedTuple):
    x: int
    y: int


class Plain:
    """Sets its attributes in its constructor, so that they cannot be known beforehand."""

    def __init__(self, id: int, name: str = "") -> None:
        self.id = id
        self.name = name

    @property
    def shout(self) -> str:
        return self.name.upper()


def test_named_tuples_and_plain_objects_are_entities_too() -> None:
    points = FakeRepository(Point, key=lambda point: point.x, version="y")
    plains = FakeRepository(Plain, key="id", indexes=["shout"])
    points.add(Point(1, 2))
    plains.add(Plain(1, "Ada"))

    assert points.get(1) == Point(1, 2)
    assert points.update(Point(1, 2)) == Point(1, 3)
    assert [plain.name for plain in plains.all(shout="ADA")] == ["Ada"]
    with pytest.raises(UnknownAttribute, match=r"^nme: Plain has no such attribute$"):
        plains.all(nme="Ada")
    with pytest.raises(UnknownAttribute, match=r"^z: Point has no such attribute$"):
        points.all(z=1)
