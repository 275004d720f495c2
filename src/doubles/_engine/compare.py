"""Whether an expected value is the argument that a double was called with."""

import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import Enum
from typing import Any, cast

from doubles._engine.capture import ATOMS, Entity, field_names
from doubles.matchers import Matcher


def equal(expected: object, kept: object) -> bool:
    """Whether `expected` is the kept argument itself, or equals it as it was at the call."""
    return _equal(expected, kept, set())


def all_equal(expected: Sequence[object], kept: Sequence[object]) -> bool:
    """Whether two sequences are as long and equal item by item."""
    return _all_equal(expected, kept, set())


_Pairs = set[tuple[int, int]]
"""The pairs of containers under comparison: one may be in many places, and in itself."""


def _equal(expected: object, kept: object, pairs: _Pairs) -> bool:
    if type(expected) in ATOMS and type(kept) in ATOMS:
        return expected is kept or expected == kept
    if isinstance(kept, Entity):
        return expected is kept.original or _equal(expected, kept.as_it_was, pairs)
    if expected is kept:
        return True
    if type(expected) is type(kept) and isinstance(expected, list | tuple | dict):
        # Item by item, because the items may be arrays, which no container can compare.
        pair = (id(cast(object, expected)), id(kept))
        if pair in pairs:
            return True  # as far as this place can tell; where it was met first decides
        pairs.add(pair)
        if isinstance(expected, dict):
            return _equal_mappings(
                cast(dict[object, object], expected), cast(dict[object, object], kept), pairs
            )
        return _all_equal(cast(Sequence[object], expected), cast(Sequence[object], kept), pairs)
    return _equal_leaves(expected, kept)


def _all_equal(expected: Sequence[object], kept: Sequence[object], pairs: _Pairs) -> bool:
    return len(expected) == len(kept) and all(
        _equal(one, other, pairs) for one, other in zip(expected, kept, strict=True)
    )


def _equal_mappings(
    expected: dict[object, object], kept: dict[object, object], pairs: _Pairs
) -> bool:
    same_keys = expected.keys() == kept.keys()
    return same_keys and all(_equal(item, kept[key], pairs) for key, item in expected.items())


def _equal_leaves(expected: object, kept: object) -> bool:
    shape, kept_shape = _shape(expected), _shape(kept)
    if None not in (shape, kept_shape) and shape != kept_shape:
        return False  # where arrays cannot be stretched to one shape, comparing them raises
    try:
        verdict = cast(object, expected == kept)
    except (TypeError, ValueError):
        if (shape, kept_shape) != (None, None):
            return False  # an array, which something else cannot be compared with
        if type(expected) is not type(kept) or not field_names(type(expected)):
            raise
        return _equal_fields(expected, kept)  # one of the fields is an array
    if isinstance(verdict, bool):
        return verdict
    # An array compares item by item, and stretches one operand to the shape of the other.
    return (not _shape(verdict) or shape == kept_shape) and _is_true(verdict)


def is_exact(expected: object) -> bool:
    """Whether what equals `expected` hashes alike, so that a dict finds it."""
    cls = type(expected)
    if cls is tuple:
        return all(map(is_exact, cast(tuple[object, ...], expected)))
    if cls is slice:
        return False  # not hashable before Python 3.12
    if isinstance(expected, Decimal):
        return not expected.is_nan()
    if cls in ATOMS:
        return expected == expected  # noqa: PLR0124 - NaN is not
    return isinstance(expected, Enum) and cast(Any, cls).__hash__ is not None


def key_of(arguments: Sequence[object]) -> object:
    """The key of a call's arguments in a dict, as generated methods spell it."""
    return arguments[0] if len(arguments) == 1 else tuple(arguments)


def stands_for_others(expected: object) -> bool:
    """Whether an expected value may equal things of other types than its own, as matchers do.

    Our matchers, dirty-equals, hamcrest wrappers and `unittest.mock.ANY` all define an `__eq__`
    that is not one of a plain value's.
    """
    return _stands_for_others(expected, set())


def _stands_for_others(expected: object, seen: set[int]) -> bool:
    cls = type(expected)
    if isinstance(expected, Matcher):
        return True
    if cls in ATOMS or cls.__eq__ is object.__eq__ or id(expected) in seen:
        return False
    if isinstance(expected, list | tuple | set | frozenset | dict):
        seen.add(id(cast(object, expected)))
        container = cast(Any, expected)
        items: Iterable[object] = container.values() if isinstance(expected, dict) else container
        return any(_stands_for_others(item, seen) for item in items)
    return not (_is_of_standard_library(cls) or hasattr(cls, "__array__") or field_names(cls))


def _is_of_standard_library(cls: type) -> bool:
    """Whether a class is a plain value's: of the standard library, only mocks equal others."""
    root = cls.__module__.partition(".")[0]
    return root in sys.stdlib_module_names and root != "unittest"


def _shape(value: object) -> tuple[object, ...] | None:
    """The shape of an array; `()` for a scalar of an array library; None for anything else."""
    shape = getattr(value, "shape", None)
    return cast(tuple[object, ...], shape) if isinstance(shape, tuple) else None


def _equal_fields(expected: object, kept: object) -> bool:
    return all(
        equal(getattr(expected, name), getattr(kept, name))
        for name in field_names(type(expected), compared=True)
    )


def _is_true(verdict: object) -> bool:
    """The truth of what `==` returned; an array of verdicts is true when all of it is."""
    try:
        return bool(verdict)
    except (TypeError, ValueError):
        every = getattr(verdict, "all", None)
        return callable(every) and _is_true(every())
