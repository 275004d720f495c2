"""What a failure says of two values that should be equal."""

import math
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.conformance.differences import difference


@attrs.frozen
class Point:
    x: object
    y: object = 0


@dataclass
class Place:
    name: str
    tags: list[str]


class Awkward:
    def __eq__(self, other: object) -> bool:
        raise RuntimeError("no")

    def __repr__(self) -> str:
        return "Awkward()"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary() | st.floats(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.builds(Point, inner),
    max_leaves=8,
)


@given(VALUES)
def test_a_value_does_not_differ_from_itself(value: object) -> None:
    assert difference(value, value) is None


@given(VALUES, VALUES)
def test_values_that_are_not_equal_differ(one: object, other: object) -> None:
    if one != other and repr(one) != repr(other):
        assert difference(one, other) is not None


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (math.nan, float("nan")),
        ([1, 2], (1, 2)),
        ({"a": 1}, OrderedDict(a=1)),
        ({1, 2}, frozenset({2, 1})),
        (Decimal("1.0"), Decimal("1.00")),
        (Point(1), Point(1)),
        (Place("a", ["b"]), Place("a", ["b"])),
        (date(2026, 1, 1), date(2026, 1, 1)),
        (b"", b""),
    ],
)
def test_values_that_mean_the_same_do_not_differ(expected: object, actual: object) -> None:
    assert difference(expected, actual) is None


@pytest.mark.parametrize(
    ("expected", "actual", "says"),
    [
        (1, 2, "  expected: 1\n  got:      2"),
        (1, True, "  expected: 1 (int)\n  got:      True (bool)"),
        (1, 1.0, "  expected: 1 (int)\n  got:      1.0 (float)"),
        (None, 0, "  expected: None (NoneType)\n  got:      0 (int)"),
        ("a", b"a", "  expected: 'a' (str)\n  got:      b'a' (bytes)"),
        ([1], [], "  expected: 1 item: [1]\n  got:      0 items: []"),
        ([1, [2]], [1, [3]], "  at [1][0]\n  expected: 2\n  got:      3"),
        ({"a": 1}, {}, "  expected: the key 'a'\n  got:      only []"),
        ({}, {"a": 1}, "  expected: only []\n  got:      the key 'a' too"),
        ({"a": {"b": 1}}, {"a": {"b": 2}}, "  at ['a']['b']\n  expected: 1\n  got:      2"),
        ({1}, {2}, "  expected: {1}\n  got:      without {1}, with {2} too"),
        ({1}, {1, 2}, "  expected: {1}\n  got:      with {2} too"),
        (set(), {"b", "a"}, "  expected: set()\n  got:      with {'a', 'b'} too"),
        (
            frozenset("bca"),
            frozenset("c"),
            "  expected: frozenset({'a', 'b', 'c'})\n  got:      without frozenset({'a', 'b'})",
        ),
        (Point([1]), Point([2]), "  at .x[0]\n  expected: 1\n  got:      2"),
        (Point(1), 1, "  expected: Point(x=1, y=0) (Point)\n  got:      1 (int)"),
        (
            Place("a", ["b"]),
            Place("a", ["c"]),
            "  at .tags[0]\n  expected: 'b'\n  got:      'c'",
        ),
        (
            Point(1),
            Place("a", []),
            "  expected: Point(x=1, y=0)\n  got:      Place(name='a', tags=[])",
        ),
        (
            "x" * 50 + "a" + "y" * 50,
            "x" * 50 + "b" + "y" * 49,
            (
                f"  at from 30\n  expected: '{'x' * 20}a{'y' * 19}' of 101\n"
                f"  got:      '{'x' * 20}b{'y' * 19}' of 100"
            ),
        ),
        (
            b"x" * 60,
            b"x" * 50,
            f"  at from 30\n  expected: {b'x' * 30!r} of 60\n  got:      {b'x' * 20!r} of 50",
        ),
        (
            [Awkward()],
            [Awkward()],
            (
                "  at [0]\n  expected: Awkward()\n"
                "  got:      Awkward(), and == raised RuntimeError: no"
            ),
        ),
    ],
)
def test_the_first_difference_is_shown_with_its_place(
    expected: Any, actual: Any, says: str
) -> None:
    assert difference(expected, actual) == says
