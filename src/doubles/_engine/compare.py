"""Whether an expected value is the argument that a double was called with."""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import cast

from doubles._engine.capture import ATOMS, Entity, field_names
from doubles.matchers import Matcher


def equal(expected: object, kept: object) -> bool:
    """Whether `expected` is the kept argument itself, or equals it as it was at the call."""
    if type(expected) in ATOMS and type(kept) in ATOMS:
        return expected is kept or expected == kept
    if isinstance(kept, Entity):
        return expected is kept.original or equal(expected, kept.as_it_was)
    if expected is kept:
        return True
    if type(expected) is type(kept):
        # Item by item, because the items may be arrays, which no container can compare.
        if isinstance(expected, list | tuple):
            return all_equal(cast(Sequence[object], expected), cast(Sequence[object], kept))
        if isinstance(expected, dict):
            mapping = cast(dict[object, object], expected)
            return _equal_mappings(mapping, cast(dict[object, object], kept))
    return _equal_leaves(expected, kept)


def _equal_mappings(expected: dict[object, object], kept: dict[object, object]) -> bool:
    same_keys = expected.keys() == kept.keys()
    return same_keys and all(equal(item, kept[key]) for key, item in expected.items())


def _equal_leaves(expected: object, kept: object) -> bool:
    shape, kept_shape = _shape(expected), _shape(kept)
    if None not in (shape, kept_shape) and shape != kept_shape:
        return False  # where arrays cannot be stretched to one shape, comparing them raises
    try:
        verdict = cast(object, expected == kept)
    except (TypeError, ValueError):
        if type(expected) is not type(kept) or not field_names(type(expected)):
            raise
        return _equal_fields(expected, kept)  # one of the fields is an array
    if isinstance(verdict, bool):
        return verdict
    # An array compares item by item, and stretches one operand to the shape of the other.
    return (not _shape(verdict) or shape == kept_shape) and _is_true(verdict)


def all_equal(expected: Sequence[object], kept: Sequence[object]) -> bool:
    """Whether two sequences are as long and equal item by item."""
    return len(expected) == len(kept) and all(map(equal, expected, kept))


def is_exact(expected: object) -> bool:
    """Whether what equals `expected` hashes alike, so that a dict finds it."""
    if type(expected) is tuple:
        return all(map(is_exact, cast(tuple[object, ...], expected)))
    if type(expected) is slice:
        return False  # not hashable before Python 3.12
    if type(expected) in ATOMS:
        return expected == expected  # noqa: PLR0124 - NaN is not
    return isinstance(expected, Enum)


def key_of(arguments: Sequence[object]) -> object:
    """The key of a call's arguments in a dict, as generated methods spell it."""
    return arguments[0] if len(arguments) == 1 else tuple(arguments)


def stands_for_others(expected: object) -> bool:
    """Whether an expected value may equal things of other types than its own, as matchers do.

    Our matchers, dirty-equals, hamcrest wrappers and `unittest.mock.ANY` all define an `__eq__`
    that is not one of a plain value's.
    """
    cls = type(expected)
    if isinstance(expected, Matcher):
        return True
    if cls in ATOMS or cls.__eq__ is object.__eq__:
        return False
    if isinstance(expected, list | tuple | set | frozenset):
        return any(map(stands_for_others, cast(Iterable[object], expected)))
    if isinstance(expected, dict):
        return any(map(stands_for_others, cast(dict[object, object], expected).values()))
    if isinstance(expected, int | str | bytes | bytearray | float | complex):
        return False
    return not field_names(cls)


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
