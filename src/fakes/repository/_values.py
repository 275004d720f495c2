"""How values of attributes compare as a database compares them: for equality and for order."""

from collections.abc import Hashable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final, cast
from uuid import UUID

from fakes.repository._text import TextComparison

__all__ = ["equality_key", "is_nan", "order_key"]

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

_PARTIAL = (tuple, frozenset, set, list, dict)
"""Classes in which some pairs have no order, or whose items may have none."""


_NO_ORDER: Final = cast(Any, object).__lt__


def is_nan(value: object) -> bool:
    """Whether the value is a number that is none."""
    if isinstance(value, Decimal):
        return value.is_nan()
    return isinstance(value, float) and value != value  # noqa: PLR0124 - only NaN differs


def equality_key(value: object, text: TextComparison) -> Hashable:
    """What two values have in common if and only if they are equal; None has a key like any.

    Text is compared as `text` says. A boolean is no number, and NaN equals itself, as in
    PostgreSQL.

    Raises:
        TypeError: The value cannot be hashed.
    """
    if type(value) is int:  # the most common by far
        return value
    if isinstance(value, str):
        return text.key(value)
    if isinstance(value, bool):
        return (_BOOLEAN, value)
    if is_nan(value):
        return (_NUMBER, "NaN")
    hash(value)
    return value


def order_key(value: object, text: TextComparison) -> tuple[str, int, Any]:
    """What values are sorted by: first by what kind of value they are, which the key begins with.

    NaN is the greatest number, as in PostgreSQL. Times with a zone and without are two kinds.

    Raises:
        TypeError: The value has no order, as None, a dict and a tuple have none.
    """
    if type(value) is int:
        return (_NUMBER, 0, value)
    kind = _kind_of(cast(Any, type(value)))
    if isinstance(value, str):
        return (kind, 0, text.order(value))
    if isinstance(value, datetime | time):
        return (kind if value.utcoffset() is None else f"{kind} with a zone", 0, value)
    return (kind, 1, 0) if is_nan(value) else (kind, 0, value)


@lru_cache(maxsize=1024)
def _kind_of(cls: Any) -> str:
    for known, kind in _KINDS.items():
        if issubclass(cls, known):
            return kind
    if issubclass(cls, _PARTIAL) or cls.__lt__ is _NO_ORDER:
        raise TypeError(f"{cls.__qualname__} has no order")
    return f"a {cls.__qualname__}"
