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


@pytest.mark.parametrize(
    "cls", [Everything, FrozenDataclass, FrozenSlotted, Named, FrozenModel, Colour, int, str]
)
def test_nothing_is_copied_where_nothing_can_change(cls: type[object]) -> None:
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
