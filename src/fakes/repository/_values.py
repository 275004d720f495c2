"""How values of attributes compare as a database compares them: for equality and for order."""

from collections.abc import Hashable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import isnan
from typing import Any, Final, cast
from uuid import UUID

from fakes.repository._text import TextComparison

__all__ = ["Guarded", "equality_key", "exact", "has_nul", "is_nan", "kind_of", "order_key"]

_BOOLEAN: Final = "a boolean"
_NUMBER: Final = "a number"

_KINDS: Final[dict[type, str]] = {
    bool: _BOOLEAN,  # before int, of which it is a subclass, as datetime is of date
    int: _NUMBER,
    float: _NUMBER,
    Decimal: _NUMBER,
    Fraction: _NUMBER,
    str: "text",
    bytes: "bytes",
    datetime: "a date and time",
    date: "a date",
    time: "a time",
    timedelta: "a duration",
    UUID: "a UUID",
}

_PARTIAL = (complex, tuple, frozenset, set, list, dict)
"""Classes in which some pairs have no order, or whose items may have none."""


_NO_ORDER: Final = cast(Any, object).__lt__

_UNGUARDED: Final = frozenset({int, bytes, datetime, date, time, timedelta, UUID})
"""The classes of values that are themselves what they have in common with their equals."""

_HARMLESS: Final = _UNGUARDED | {float, Decimal, Fraction}


def is_nan(value: object) -> bool:
    """Whether the value is a number that is none."""
    if isinstance(value, Decimal):
        return Decimal.is_nan(value)
    return isinstance(value, float) and isnan(value)


def has_nul(value: object) -> bool:
    """Whether the value is a text with a NUL in it."""
    return isinstance(value, str) and str.__contains__(value, "\0")


def exact(value: Any) -> Any:
    """The same text, number or bytes without what a subclass makes of it."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int.__int__(value)
    if isinstance(value, float):
        return float.__float__(value)
    return bytes.__bytes__(value) if isinstance(value, bytes) else value


class Guarded:
    """Equals what its value equals; where the value's own code raises, it equals nothing.

    Raises:
        Exception: Whatever the value raises where it cannot be hashed.
    """

    __slots__ = ("_hash", "_value")

    def __init__(self, value: object) -> None:
        self._hash = hash(value)
        self._value = value

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        compared = other._value if isinstance(other, Guarded) else other
        try:
            return bool(self._value == compared)
        except Exception:  # noqa: BLE001 - the value's own code may raise anything
            return False


def equality_key(value: object, text: TextComparison) -> Hashable:
    """What two values have in common if and only if they are equal; None has a key like any.

    Text is compared as `text` says. A boolean is no number, and NaN equals itself, as in
    PostgreSQL.

    Raises:
        TypeError: The value cannot be hashed.
    """
    if type(value) in _UNGUARDED:
        return value
    value = exact(value)
    if isinstance(value, str):
        return text.key(value)
    if isinstance(value, bool):
        return (_BOOLEAN, value)
    if is_nan(value):
        return (_NUMBER, "NaN")
    return value if type(value) in _HARMLESS else Guarded(value)


def order_key(value: object, text: TextComparison) -> tuple[str, int, Any]:
    """What values are sorted by: first by what kind of value they are, which the key begins with.

    NaN is the greatest number, as in PostgreSQL. Times with a zone and without are two kinds.

    Raises:
        TypeError: The value has no order, as None, a dict and a tuple have none.
    """
    if type(value) is int:
        return (_NUMBER, 0, value)
    value = exact(value)
    kind = kind_of(cast(Any, type(value)))
    if isinstance(value, str):
        return (kind, 0, text.order(value))
    if isinstance(value, datetime | time):
        return (kind if value.utcoffset() is None else f"{kind} with a zone", 0, value)
    if is_nan(value):
        return (kind, 1, 0)
    return (kind, 0, value if type(value).__eq__ is not object.__eq__ else _Ranked(value))


class _Ranked:
    """A value of a class that has an order and no `==` that goes with it."""

    __slots__ = ("_value",)

    def __init__(self, value: Any) -> None:
        self._value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Ranked) and not (self < other or other < self)

    def __lt__(self, other: "_Ranked") -> bool:
        return bool(self._value < other._value)

    def __le__(self, other: "_Ranked") -> bool:
        return not other < self


@lru_cache(maxsize=1024)
def kind_of(cls: Any) -> str:
    """What kind of values the instances of a class are, between which there is an order.

    Raises:
        TypeError: They have none.
    """
    for known, kind in _KINDS.items():
        if issubclass(cls, known):
            return kind
    if issubclass(cls, _PARTIAL) or cls.__lt__ is _NO_ORDER:
        raise TypeError(f"{cls.__qualname__} has no order")
    return f"a {cls.__qualname__}"
