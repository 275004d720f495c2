"""What conditions and orders mean, told once more: slowly, and by SQL's logic of three values.

Nothing here is shared with what `FakeRepository` finds by. What a database has of its own is asked
of the profile.
"""

import operator
from collections.abc import Callable, Iterable, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import Any, cast

from fakes.repository import (
    Comparison,
    Conjunction,
    Descending,
    Disjunction,
    IgnoringCase,
    IsNull,
    Membership,
    Negation,
    Operator,
    Order,
    Profile,
    TextMatch,
    Where,
)

__all__ = ["ORDERED", "Truth", "in_order", "truth"]

Truth = bool | None
"""True, false or, as None, unknown."""

ORDERED = (int, float, Decimal, str, date, time, timedelta)
"""The classes whose values have an order in every database."""


def truth(where: Where, entity: object, profile: Profile) -> Truth:
    """Whether the condition is true of the entity; None where that is unknown."""
    match where:
        case Conjunction(parts=parts):
            return _all_of(truth(part, entity, profile) for part in parts)
        case Disjunction(parts=parts):
            return _not(_all_of(_not(truth(part, entity, profile)) for part in parts))
        case Negation(part=part):
            return _not(truth(part, entity, profile))
        case IsNull(attribute=name):
            return getattr(entity, name) is None
        case Membership(values=()):
            return False
        case _:
            value: object = getattr(entity, cast(Comparison, where).attribute)
            return None if value is None else _is_true_of(value, where, profile)


def in_order(
    entities: Iterable[Any], order_by: Sequence[Order], key: Sequence[str], profile: Profile
) -> list[Any]:
    """The entities in the order: by the attributes, and then by key as the last of them says."""
    pairs = [
        (each.attribute, True) if isinstance(each, Descending) else (each, False)
        for each in order_by
    ]
    last_descends = pairs[-1][1] if pairs else False
    found = list(entities)
    # Python's sort keeps what is equal in its place: the least important comes first.
    for name, descends in reversed([*pairs, *((name, last_descends) for name in key)]):
        found.sort(key=_place_of(name, profile), reverse=descends)
    return found


def _place_of(name: str, profile: Profile) -> Callable[[object], tuple[bool, Any]]:
    def place(entity: object) -> tuple[bool, Any]:
        value: object = getattr(entity, name)
        if value is None:
            return (profile.nulls == "last", 0)
        return (
            profile.nulls == "first",
            profile.text.order(value) if isinstance(value, str) else value,
        )

    return place


def _all_of(parts: Iterable[Truth]) -> Truth:
    listed = list(parts)
    if False in listed:
        return False
    return None if None in listed else True


def _not(part: Truth) -> Truth:
    return None if part is None else not part


def _is_true_of(value: Any, where: Where, profile: Profile) -> bool:
    match where:
        case Membership(values=values):
            return any(_equal(value, each, profile) for each in values)
        case TextMatch(pattern=pattern):
            return _like(value, pattern, profile)
        case IgnoringCase(text=text):
            return profile.lower.lower_key(value) == profile.lower.lower_key(text)
        case _:
            return _compares(value, cast(Comparison, where), profile)


def _equal(value: object, other: object, profile: Profile) -> bool:
    if isinstance(value, str) and isinstance(other, str):
        return profile.text.key(value) == profile.text.key(other)
    return value == other


def _compares(value: Any, where: Comparison, profile: Profile) -> bool:
    other: Any = where.value
    if where.operator is Operator.EQUALS:
        return _equal(value, other, profile)
    if isinstance(value, str):
        value, other = profile.text.order(value), profile.text.order(other)
    return bool(_COMPARED[where.operator](value, other))


_COMPARED: dict[Operator, Callable[[Any, Any], object]] = {
    Operator.LESS_THAN: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.MORE_THAN: operator.gt,
    Operator.AT_LEAST: operator.ge,
}


def _like(text: str, pattern: str, profile: Profile) -> bool:
    """By trying every length of what a `%` stands for, from the end of the pattern to its start."""
    folded = profile.like.folded
    if profile.like_reads == "up to NUL":
        text, pattern = text.partition("\0")[0], pattern.partition("\0")[0]
    text = folded(text)
    # Whether what is left of the text from each place on is like what was read of the pattern.
    rest = [False] * len(text) + [True]
    for unit in reversed(list(_units(pattern))):
        if unit == "%":
            rest = [*accumulate(reversed(rest), max)][::-1]
        else:
            literal = "" if unit == "_" else folded(unit[-1])
            rest = [
                place < len(text) and rest[place + 1] and literal in ("", text[place])
                for place in range(len(rest))
            ]
    return rest[0]


def _units(pattern: str) -> Iterable[str]:
    """The characters of a pattern, each with the backslash before it."""
    escaped = ""
    for character in pattern:
        if character == "\\" and not escaped:
            escaped = character
        else:
            yield escaped + character
            escaped = ""
    if escaped:
        yield escaped
