"""Frozen forms of entities: hashable, and equal only for what cannot be told apart."""

import copy
import dataclasses
import datetime as dt
import enum
import re
from collections import OrderedDict, deque
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import attrs
import pydantic
import pytest
from hypothesis import given

from fakes.repository._freezing import freeze
from tests.fakes.repository.copies import trees


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


@attrs.frozen
class Holder:
    held: Any


@attrs.frozen(eq=False)
class Unequal:
    held: Any


@dataclasses.dataclass
class Counted:
    a: int
    secret: int = dataclasses.field(default=0, compare=False)


class Model(pydantic.BaseModel):
    a: list[int]


class Pair(NamedTuple):
    a: int
    b: int


class Slotted:
    __slots__ = ("a",)

    def __init__(self, a: object) -> None:
        self.a = a


@given(trees)
def test_a_copy_has_the_same_form(tree: object) -> None:
    form = freeze(tree)
    assert form == freeze(copy.deepcopy(tree))
    assert hash(form) == hash(freeze(copy.deepcopy(tree)))


@pytest.mark.parametrize(
    "value",
    [
        Holder([1]),
        Unequal({"a": {1, 2}}),
        Counted(1, 2),
        Model(a=[1]),
        Pair(1, 2),
        Slotted([1]),
        deque([1, [2]], maxlen=3),
        OrderedDict(a=[1]),
        Path("a/b"),
        float("nan"),
        Decimal("sNaN"),
        dt.datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC")),
        re.compile("a" * 300),
        bytearray(b"a"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_holds_the_same_has_the_same_form(value: Any) -> None:
    assert freeze([value]) == freeze([copy.deepcopy(value)])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (1, 1.0),
        (0.0, -0.0),
        (Decimal("1.0"), Decimal("1.00")),
        ("a", b"a"),
        ([1], (1,)),
        ({1}, frozenset({1})),
        ({1: 1, 2: 2}, {2: 2, 1: 1}),
        (Colour.RED, Colour.BLUE),
        (Colour.RED, 1),
        (int, bool),
        (
            dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
            dt.datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=dt.UTC),
        ),
        (Counted(1, 2), Counted(1, 3)),
        (Unequal(1), Unequal(2)),
        (Pair(1, 2), (1, 2)),
        (Slotted(1), Slotted(2)),
        (re.compile("a" * 300), re.compile("a" * 300 + "b")),
        (deque([1], 1), deque([1], 2)),
    ],
)
def test_what_can_be_told_apart_has_another_form(one: object, other: object) -> None:
    assert freeze(one) != freeze(other)


def test_attributes_have_no_order() -> None:
    one, other = Counted(1), Counted(1)
    other.__dict__ = dict(reversed(vars(one).items()))
    assert freeze(one) == freeze(other)


def test_what_leads_back_to_itself_has_a_form() -> None:
    ring: list[Any] = [1]
    ring.append(ring)
    twin: list[Any] = [1]
    twin.append(twin)
    assert freeze(ring) == freeze(twin)
    assert freeze(ring) != freeze([1, ring])


class Global:
    def __reduce__(self) -> str:
        return "GLOBAL"


GLOBAL = Global()


class Vicious:
    def __reduce_ex__(self, protocol: object) -> Any:
        raise RuntimeError("reduce")


def test_what_tells_nothing_of_its_parts_equals_only_itself() -> None:
    assert freeze(GLOBAL) == freeze(GLOBAL)
    vicious = Vicious()
    assert freeze([vicious]) == freeze([vicious])
    assert freeze([vicious]) != freeze([Vicious()])
