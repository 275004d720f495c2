"""Which entities are their own copies: those in which nothing can ever change."""

import dataclasses
import datetime as dt
import enum
import uuid
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, ClassVar, Generic, Literal, NamedTuple, NewType, TypeVar, final

import attrs
import pydantic
import pytest

from fakes.repository._copying import copier
from tests.fakes.repository.copies import Base, Holder, Mutable, copied

T = TypeVar("T")
UserId = NewType("UserId", int)


class Colour(enum.Enum):
    RED = 1


@final
@attrs.frozen
class Address:
    city: str


@attrs.frozen
class Everything:
    registry: ClassVar[list[int]] = []
    a: int
    b: "str | None"
    c: tuple[Decimal, ...]
    d: frozenset[uuid.UUID]
    e: Literal["x", "y"]
    f: Annotated[dt.datetime, "when"]
    g: UserId
    h: Colour
    i: Address
    j: tuple[int, tuple[bytes, float]]
    k: type[int]


@dataclasses.dataclass(frozen=True)
class FrozenDataclass:
    a: int


@dataclasses.dataclass(frozen=True, slots=True)
class FrozenSlotted:
    a: int


class Named(NamedTuple):
    a: int


class FrozenModel(pydantic.BaseModel, frozen=True):
    a: int


@attrs.frozen
class Nothing:
    """Of no fields."""


@attrs.frozen
class Category:
    id: int
    parent: "Category | None" = None
    others: tuple["Category", ...] = ()


@pytest.mark.parametrize(
    "entity",
    [
        Everything(
            *(1, "b", (Decimal(1),), frozenset({uuid.UUID(int=1)}), "x", dt.datetime.now(dt.UTC)),
            *(UserId(1), Colour.RED, Address("Paris"), (1, (b"", 1.0)), int),
        ),
        FrozenDataclass(1),
        FrozenSlotted(1),
        Named(1),
        FrozenModel(a=1),
        Nothing(),
        Category(1, Category(2), (Category(3),)),
    ],
    ids=lambda entity: type(entity).__name__,
)
def test_nothing_is_copied_where_nothing_can_change(entity: object) -> None:
    assert copied(entity) is entity


@pytest.mark.parametrize("cls", [Colour, int, str])
def test_values_are_not_even_looked_at(cls: type[object]) -> None:
    assert copier(cls) is None


@attrs.frozen
class Team:
    members: list[str]
    name: str = "red"


def test_a_frozen_entity_that_holds_a_list_is_copied() -> None:
    team = Team(["ada"])
    twin = copied(team)
    assert twin == team
    twin.members.append("bob")
    assert team.members == ["ada"]


class Open(NamedTuple):
    held: object


@attrs.frozen
class OfBase:
    base: Base


class Undecorated(Base):
    """It may have attributes that attrs knows nothing of."""


@pytest.mark.parametrize(
    "value", [1, "a", (1, (2, "b")), frozenset({1}), Base(1), None, Colour.RED]
)
@pytest.mark.parametrize("cls", [Holder, Open])
def test_a_doubtful_attribute_is_judged_by_its_value(cls: Any, value: object) -> None:
    holder = cls(value)
    assert copied(holder) is holder


@pytest.mark.parametrize(
    "value", [[1], {1: [2]}, {1}, ([1],), frozenset({Holder(None), Undecorated(1)}), Mutable(1)]
)
@pytest.mark.parametrize("cls", [Holder, Open])
def test_a_doubtful_attribute_that_can_change_is_copied(cls: Any, value: object) -> None:
    holder = cls(value)
    twin = copied(holder)
    assert twin == holder
    assert twin is not holder
    assert twin.held is not value


def test_a_subclass_that_can_change_is_copied_in_the_place_of_its_frozen_base() -> None:
    plain = OfBase(Base(1))
    assert copied(plain) is plain
    open_ended = Undecorated(1)
    object.__setattr__(open_ended, "more", [1])
    twin = copied(OfBase(open_ended))
    assert twin.base == open_ended
    assert twin.base.more == [1]  # type: ignore[attr-defined]
    assert twin.base.more is not open_ended.more  # type: ignore[attr-defined]


@attrs.frozen
class Unresolved:
    a: "Nowhere"  # type: ignore[name-defined]  # noqa: F821


@attrs.frozen
class Abstract:
    a: Sequence[int]


@attrs.frozen
class GenericBox(Generic[T]):
    a: T


@pytest.mark.parametrize("cls", [Unresolved, Abstract, GenericBox])
def test_what_an_annotation_leaves_open_is_judged_by_the_value(cls: Any) -> None:
    assert copied(cls(5)) == cls(5)
    items = [1]
    assert copied(cls(items)).a is not items


class Config(pydantic.BaseModel, frozen=True, extra="allow"):
    a: int


class Private(pydantic.BaseModel, frozen=True):
    a: int
    _cache: list[int] = pydantic.PrivateAttr(default_factory=list)


@dataclasses.dataclass(frozen=True)
class Lazy:
    a: int

    @cached_property
    def items(self) -> list[int]:
        return [self.a]


@attrs.frozen
class LazyInSlots:
    a: int

    @cached_property
    def items(self) -> list[int]:
        return [self.a]


@dataclasses.dataclass(frozen=True)
class Seeing:
    a: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "seen", [])


class OpenBase:
    """It has a `__dict__`, which the slots of a subclass do not change."""


@attrs.frozen
class OnOpenBase(OpenBase):
    a: int


class WithSlot:
    __slots__ = ("more",)


@attrs.frozen
class OnSlot(WithSlot):
    a: int


@attrs.frozen
class Unset:
    a: int
    b: int = attrs.field(init=False)


@pytest.mark.parametrize("entity", [Team("ada"), Team(("ada",))], ids=repr)  # type: ignore[arg-type]
def test_what_a_field_holds_counts_and_not_its_annotation(entity: Team) -> None:
    assert copied(entity) is entity


@pytest.mark.parametrize("cls", [Base, FrozenDataclass, FrozenSlotted, Named, FrozenModel])
def test_a_list_in_the_place_of_an_immutable_value_is_copied(cls: Any) -> None:
    items = [1]
    entity = cls.model_construct(a=items) if cls is FrozenModel else cls(a=items)
    assert copied(entity) == entity
    assert copied(entity).a is not items


def test_a_frozen_class_whose_instances_hold_more_is_copied_with_that() -> None:
    for cls in (Lazy, LazyInSlots):
        lazy = cls(1)
        lazy.items.append(2)
        twin = copied(lazy)
        twin.items.append(3)
        assert lazy.items == [1, 2]
    seeing = Seeing(1)
    assert copied(seeing).seen == []  # type: ignore[attr-defined]
    assert copied(seeing).seen is not seeing.seen  # type: ignore[attr-defined]
    on_base = OnOpenBase(1)
    on_base.__dict__["more"] = [1]
    assert copied(on_base).more is not on_base.more  # type: ignore[attr-defined]
    on_slot = OnSlot(1)
    object.__setattr__(on_slot, "more", [1])
    assert copied(on_slot).more == [1]
    assert copied(on_slot).more is not on_slot.more


def test_an_attribute_that_was_never_set_is_not_set_in_the_copy() -> None:
    assert copied(Unset(1)).a == 1
    assert not hasattr(copied(Unset(1)), "b")
    assert copied(Holder((Unset(1),))).held[0].a == 1


class Widened(Named):
    """A named tuple with a `__dict__`."""


def test_a_frozen_class_with_more_than_its_fields_is_copied_with_the_rest() -> None:
    config = Config(a=1, b=[1])  # type: ignore[call-arg]
    assert copied(config) == config
    assert copied(config).b is not config.b  # type: ignore[attr-defined]
    private = Private(a=1)
    private._cache.append(5)
    assert copied(private)._cache == [5]
    assert copied(private)._cache is not private._cache
    lazy = Lazy(1)
    assert lazy.items == copied(lazy).items
    assert lazy.items is not copied(lazy).items
    wide = Widened(1)
    wide.more = [1]  # type: ignore[attr-defined]
    assert copied(wide).more == [1]  # type: ignore[attr-defined]
    assert copied(wide).more is not wide.more  # type: ignore[attr-defined]
