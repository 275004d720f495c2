"""Copies of entities: they share nothing with the original that can change."""

import copy
import dataclasses
import datetime as dt
import threading
from collections import OrderedDict, defaultdict, deque
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pydantic
import pytest
from hypothesis import given

from fakes.repository.errors import InvalidEntity
from tests.fakes.repository.copies import AttrsPlain, Holder, Mutable, copied, trees


@attrs.define
class AttrsSlotted:
    a: int
    items: list[int] = attrs.field(factory=list)
    later: int = attrs.field(init=False, eq=False)


@dataclasses.dataclass
class Counted:
    a: int
    items: list[int] = dataclasses.field(default_factory=list)
    made: int = dataclasses.field(init=False, default=0)

    def __post_init__(self) -> None:
        self.made += 1


@dataclasses.dataclass(slots=True)
class DataclassSlotted:
    a: int
    items: list[int] = dataclasses.field(default_factory=list)


class Model(pydantic.BaseModel):
    a: int
    items: list[int] = []


class Plain:
    def __init__(self, a: int) -> None:
        self.a = a
        self.items = [a]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Plain) and vars(self) == vars(other)


class PlainSlotted:
    __slots__ = ("__weakref__", "a", "items", "unset")

    def __init__(self, a: int) -> None:
        self.a = a
        self.items = [a]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PlainSlotted) and (self.a, self.items) == (other.a, other.items)


@attrs.frozen
class FrozenWithList:
    a: int
    items: list[int]


@pytest.mark.parametrize(
    "entity",
    [
        AttrsSlotted(1, [1]),
        AttrsPlain(1, [1]),
        Counted(1, [1]),
        DataclassSlotted(1, [1]),
        Model(a=1, items=[1]),
        Plain(1),
        PlainSlotted(1),
        FrozenWithList(1, [1]),
    ],
    ids=lambda entity: type(entity).__name__,
)
def test_every_kind_of_class_is_copied_with_what_it_holds(entity: Any) -> None:
    twin = copied(entity)
    assert type(twin) is type(entity)
    assert twin == entity
    assert twin is not entity
    assert twin.items is not entity.items
    twin.items.append(2)
    assert twin != entity


def test_no_constructor_runs_again() -> None:
    counted = Counted(1)
    assert copied(counted).made == counted.made == 1


def test_attributes_that_no_field_declares_are_copied_too() -> None:
    entity = AttrsPlain(1)
    entity.extra = [1]  # type: ignore[attr-defined]
    assert copied(entity).extra == [1]  # type: ignore[attr-defined]
    assert copied(entity).extra is not entity.extra  # type: ignore[attr-defined]


def test_what_a_model_says_was_set_is_copied() -> None:
    assert copied(Model(a=1)).model_fields_set == {"a"}
    assert copied(Model(a=1, items=[])).model_fields_set == {"a", "items"}


class OwnRules:
    """It decides by itself how it is copied."""

    def __init__(self, a: int) -> None:
        self.a = a

    def __deepcopy__(self, memo: object) -> "OwnRules":
        return OwnRules(self.a + 1)


@pytest.mark.parametrize(
    "value",
    [
        deque([[1]], maxlen=3),
        OrderedDict(a=[1]),
        defaultdict(list, a=[1]),
        bytearray(b"a"),
        {"a": [1], (1, 2): {3}},
        [[1], {2}, {3: [4]}],
    ],
    ids=lambda value: type(value).__name__,
)
def test_containers_are_copied_with_their_items(value: Any) -> None:
    twin = copied(Holder(value)).held
    assert type(twin) is type(value)
    assert twin == value == copy.deepcopy(value)
    assert twin is not value


def test_a_class_with_rules_of_its_own_is_copied_by_them() -> None:
    assert copied(Holder(OwnRules(1))).held.a == 2


@pytest.mark.parametrize("value", [ZoneInfo("UTC"), dt.UTC, len, copied, int, Path("a"), 5])
def test_what_cannot_change_stays_itself(value: object) -> None:
    assert copied(Holder([value])).held[0] == value


def test_what_is_shared_is_shared_in_the_copy() -> None:
    shared = [1]
    twin = copied(Holder([shared, (shared,), {1: shared}, Mutable(shared)]))  # type: ignore[arg-type]
    first, (second,), third, fourth = twin.held
    assert first is second is third[1] is fourth.a
    assert first is not shared


def test_what_leads_back_to_the_entity_does_so_in_the_copy() -> None:
    for cls in (Holder, Mutable):
        ring = cls([])
        items: Any = attrs.astuple(ring, recurse=False)[0]
        items.append(ring)
        items.append((items, ring))
        twin = copied(ring)
        copied_items = attrs.astuple(twin, recurse=False)[0]
        assert copied_items[0] is twin
        assert copied_items[1][0] is copied_items
        assert copied_items[1][1] is twin


def test_a_tuple_whose_item_leads_back_to_it_does_so_in_the_copy() -> None:
    items: list[Any] = []
    pair = (items, 1)
    items.append(pair)
    twin: Any = copied(Holder(pair)).held
    assert twin[0][0] is twin
    assert twin[0] is not items


def test_a_frozen_entity_that_leads_back_to_itself_is_copied_or_kept() -> None:
    pair = Holder(None)
    object.__setattr__(pair, "held", (pair,))
    twin = copied(pair)
    assert twin.held[0] is twin


@pytest.mark.parametrize(
    ("entity", "field"),
    [
        (Holder(threading.Lock()), "held"),
        (Mutable({"a": [1, threading.Lock()]}), "a['a'][1]"),  # type: ignore[arg-type]
        (Plain(threading.Lock()), "a"),  # type: ignore[arg-type]
        (Holder(Holder((threading.Lock(),))), "held.held[0]"),
    ],
)
def test_what_cannot_be_copied_is_named_with_the_way_to_it(entity: object, field: str) -> None:
    with pytest.raises(InvalidEntity) as raised:
        copied(entity)
    assert raised.value.field == field
    assert raised.value.reason.startswith("cannot be copied, being of lock: TypeError(")


def test_an_open_file_cannot_be_copied() -> None:
    with Path(__file__).open() as file, pytest.raises(InvalidEntity) as raised:
        copied(Holder([file]))
    assert raised.value.field == "held[0]"
    assert raised.value.reason.startswith("cannot be copied, being of TextIOWrapper: TypeError(")


def test_a_generator_cannot_be_copied() -> None:
    with pytest.raises(InvalidEntity) as raised:
        copied(Holder({"numbers": (number for number in [1])}))
    assert raised.value.field == "held['numbers']"
    assert raised.value.reason.startswith("cannot be copied, being of generator: TypeError(")


class Vicious:
    def __reduce_ex__(self, protocol: object) -> Any:
        raise RuntimeError("reduce")

    def __repr__(self) -> str:
        raise RuntimeError("repr")


def test_what_raises_when_it_is_copied_is_a_typed_error() -> None:
    with pytest.raises(InvalidEntity) as raised:
        copied(Vicious())
    assert str(raised.value) == (
        "entity: cannot be copied, being of Vicious: RuntimeError('reduce')"
    )
    with pytest.raises(InvalidEntity) as raised:
        copied(Holder({Vicious()}))
    assert str(raised.value) == (
        "held{}: cannot be copied, being of Vicious: RuntimeError('reduce')"
    )


def test_what_is_nested_too_deeply_is_a_typed_error() -> None:
    nested: list[Any] = []
    for _ in range(100_000):
        nested = [nested]
    with pytest.raises(InvalidEntity, match=r"^entity: has more than 100 levels, one in another$"):
        copied(Holder(nested))
    while nested:  # taken apart by hand: freeing so much at once is another recursion
        nested = nested[0]


def things_that_can_change(value: Any, found: dict[int, object]) -> dict[int, object]:
    match value:
        case list() | set() | dict() | Mutable() | AttrsPlain():
            found[id(value)] = value
        case _:
            pass
    match value:
        case dict():
            parts = [*value, *value.values()]
        case list() | tuple() | set() | frozenset():
            parts = [*value]
        case Holder() | Mutable() | AttrsPlain():
            parts = [*attrs.astuple(value, recurse=False)]
        case _:
            parts = []
    for part in parts:
        things_that_can_change(part, found)
    return found


@given(trees)
def test_a_copy_equals_the_entity_and_shares_nothing_with_it_that_can_change(tree: object) -> None:
    entity = Holder(tree)
    twin = copied(entity)
    assert twin == entity
    assert not things_that_can_change(twin, {}).keys() & things_that_can_change(entity, {}).keys()
