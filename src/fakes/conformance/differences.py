"""Where two values differ, in words: equal types and equal parts, to the last one."""

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import is_dataclass
from typing import Any, cast

import attrs

from doubles._texts.shown import shown

__all__ = ["difference"]

_SCALARS = (bool, int, float, complex, str, bytes, bytearray)
_AROUND = 20


def difference(expected: object, actual: object, place: str = "") -> str | None:
    """The first difference between two values, or None.

    Values are equal when `==` says so and, so that an adapter may not return 1 for True, when the
    numbers and texts in them are of the same type; NaN equals NaN. `place` says where the values
    are in what holds them.

    >>> print(difference([1, {"a": 2}], [1, {"a": True}]))
      at [1]['a']
      expected: 2 (int)
      got:      True (bool)
    """
    if _same_scalar(expected, actual):
        return None
    found = _inside(expected, actual, place)
    if found is not None:
        return found
    return None if _parts_decide(expected, actual) else _of_wholes(expected, actual, place)


def _same_scalar(expected: object, actual: object) -> bool:
    if type(expected) is not type(actual) or not isinstance(expected, _SCALARS):
        return False
    both_nan = isinstance(expected, float) and math.isnan(expected) and actual != actual  # noqa: PLR0124
    return both_nan or expected == actual


def _parts_decide(expected: object, actual: object) -> bool:
    """Whether values without a difference in their parts have none."""
    if _fields(expected):
        return type(expected) is type(actual)
    return _both(Sequence, expected, actual) or _both(Mapping, expected, actual)


def _inside(expected: object, actual: object, place: str) -> str | None:
    if type(expected) is type(actual) and (names := _fields(expected)):
        for name in names:
            pair = (getattr(expected, name, None), getattr(actual, name, None))
            if found := difference(*pair, f"{place}.{name}"):
                return found
    elif _both(Mapping, expected, actual):
        return _inside_mapping(cast(Any, expected), cast(Any, actual), place)
    elif _both(Sequence, expected, actual):
        return _inside_sequence(cast(Any, expected), cast(Any, actual), place)
    return None


def _inside_mapping(
    expected: Mapping[object, object], actual: Mapping[object, object], place: str
) -> str | None:
    if missing := [key for key in expected if key not in actual]:
        return _text(place, f"the key {shown(missing[0])}", f"only {shown(list(actual))}")
    if extra := [key for key in actual if key not in expected]:
        return _text(place, f"only {shown(list(expected))}", f"the key {shown(extra[0])} too")
    for key, value in expected.items():
        if found := difference(value, actual[key], f"{place}[{shown(key)}]"):
            return found
    return None


def _inside_sequence(
    expected: Sequence[object], actual: Sequence[object], place: str
) -> str | None:
    for index, pair in enumerate(zip(expected, actual, strict=False)):
        if found := difference(*pair, f"{place}[{index}]"):
            return found
    if len(expected) != len(actual):
        wanted = f"{_items(len(expected))}: {shown(expected)}"
        return _text(place, wanted, f"{_items(len(actual))}: {shown(actual)}")
    return None


def _items(count: int) -> str:
    return f"{count} item{'' if count == 1 else 's'}"


def _of_wholes(expected: object, actual: object, place: str) -> str | None:
    alike = {type(expected), type(actual)}
    if len(alike) > 1 and any(issubclass(cls, _SCALARS) for cls in alike):
        names = [f"({cls.__name__})" for cls in (type(expected), type(actual))]
        return _text(place, f"{shown(expected)} {names[0]}", f"{shown(actual)} {names[1]}")
    try:
        if expected == actual:
            return None
    except Exception as error:  # noqa: BLE001 - the value's own code may raise anything
        problem = f"{shown(actual)}, and == raised {type(error).__name__}: {error}"
        return _text(place, shown(expected), problem)
    if isinstance(expected, (str, bytes, bytearray)):
        return _of_texts(expected, cast(Any, actual), place)
    if _both(AbstractSet, expected, actual):
        return _of_sets(cast(Any, expected), cast(Any, actual), place)
    return _text(place, shown(expected), shown(actual))


def _of_texts(expected: str | bytes | bytearray, actual: Any, place: str) -> str:
    if max(len(expected), len(actual)) <= 2 * _AROUND:
        return _text(place, shown(expected), shown(actual))
    shorter = min(len(expected), len(actual))
    at = next((i for i in range(shorter) if expected[i] != actual[i]), shorter)
    around = slice(max(0, at - _AROUND), at + _AROUND)
    return _text(
        f"{place} from {around.start}".strip(),
        f"{shown(expected[around])} of {len(expected)}",
        f"{shown(actual[around])} of {len(actual)}",
    )


def _of_sets(expected: AbstractSet[object], actual: AbstractSet[object], place: str) -> str:
    lost, extra = expected - actual, actual - expected
    missing = f"without {shown(lost)}" if lost else ""
    beside = f"with {shown(extra)} too" if extra else ""
    return _text(place, shown(expected), ", ".join(filter(None, (missing, beside))))


def _text(place: str, expected: str, actual: str) -> str:
    where = (f"  at {place}",) if place else ()
    return "\n".join((*where, f"  expected: {expected}", f"  got:      {actual}"))


def _both(kind: type, *values: object) -> bool:
    return all(isinstance(value, kind) and not isinstance(value, _SCALARS) for value in values)


def _fields(value: object) -> tuple[str, ...]:
    """The fields that take part in a comparison, of an attrs class or a dataclass."""
    cls: Any = type(value)
    if attrs.has(cls):
        return tuple(field.name for field in attrs.fields(cls) if field.eq)
    if is_dataclass(cls):
        own: dict[str, Any] = cls.__dataclass_fields__
        return tuple(name for name, field in own.items() if field.compare)
    return ()
