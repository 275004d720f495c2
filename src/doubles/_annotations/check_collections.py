"""Judges of collections and their items.

Nothing here takes an item from an iterator, or from a collection whose class may compute it: of
those only the class is judged. What an item must be is for its own check to say.
"""

import collections.abc
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from itertools import islice
from typing import Any, cast

from attrs import frozen

from doubles._annotations.generics import arguments_of, describe, origin_of, unpacked
from doubles._annotations.verdicts import Check, Judge, Refusal, refusal
from doubles._texts.shown import shown

CheckOf = Callable[[object], Check]

_views: tuple[object, ...] = tuple(
    view
    for mapping in cast(tuple[dict[object, object], ...], ({}, OrderedDict()))
    for view in (mapping.keys(), mapping.values(), mapping.items())
)
# Iterating over one of these, or over a subclass that does it in the same way, runs no code but
# the interpreter's own and uses nothing up.
_KNOWN: frozenset[type] = frozenset(
    (
        *(list, tuple, set, frozenset, dict, OrderedDict, deque, str, bytes, bytearray, range),
        *map(type, _views),
    )
)
_ITERATIONS = frozenset(cast(Any, cls).__iter__ for cls in _KNOWN)
_PAIRINGS = frozenset(cast(Any, cls).items for cls in (dict, OrderedDict))
# Their items are all of one class.
_OF_ONE_CLASS = frozenset((str, bytes, bytearray, range))

_OF_ITEMS = frozenset(
    (
        list,
        set,
        frozenset,
        deque,
        Counter,
        collections.abc.Iterable,
        collections.abc.Collection,
        collections.abc.Container,
        collections.abc.Reversible,
        collections.abc.Sequence,
        collections.abc.MutableSequence,
        collections.abc.Set,
        collections.abc.MutableSet,
        collections.abc.KeysView,
        collections.abc.ValuesView,
    )
)
_OF_PAIRS = frozenset(
    (dict, defaultdict, OrderedDict, collections.abc.Mapping, collections.abc.MutableMapping)
)


def collection_judge(hint: object, check_of: CheckOf) -> Judge | None:
    """The judge of a parametrised collection; None if the hint is not one."""
    origin, arguments = origin_of(hint), arguments_of(hint)
    if origin in _OF_ITEMS and len(arguments) == 1:
        return partial(_judge_items, hint, origin, check_of(arguments[0]))
    if origin in _OF_PAIRS and len(arguments) == 2:  # noqa: PLR2004
        checks = check_of(arguments[0]), check_of(arguments[1])
        return partial(_judge_pairs, hint, origin, checks)
    if origin is collections.abc.ItemsView:
        return partial(_judge_items, hint, origin, check_of(tuple.__class_getitem__(arguments)))
    if origin is tuple and hasattr(hint, "__args__"):
        return partial(_judge_tuple, _tuple_layout(hint, check_of))
    return None


def _judge_items(
    hint: object, origin: type, check: Check, value: object, limit: int | None
) -> Refusal | None:
    if not isinstance(value, origin):
        return refusal(value, hint)
    cls = type(value)
    if check.always or not (cls in _KNOWN or getattr(cls, "__iter__", None) in _ITERATIONS):
        return None
    items: Any = value
    return _first_refused(items, check, 1 if cls in _OF_ONE_CLASS else limit)


def _judge_pairs(
    hint: object, origin: type, checks: tuple[Check, Check], value: object, limit: int | None
) -> Refusal | None:
    if not isinstance(value, origin):
        return refusal(value, hint)
    if (cls := type(value)) is not dict and getattr(cls, "items", None) not in _PAIRINGS:
        return None
    pairs: Any = value
    keys, values = checks
    for key, item in islice(pairs.items(), limit):
        if type(key) not in keys.exact and (found := keys.judge(key, limit)) is not None:
            return found.inside("a key")
        if type(item) not in values.exact and (found := values.judge(item, limit)) is not None:
            return found.inside(f"the value of key {shown(key)}")
    return None


def _first_refused(
    items: Collection[object], check: Check, limit: int | None, start: int = 0
) -> Refusal | None:
    looked_at = items if limit is None or len(items) <= limit else tuple(islice(items, limit))
    exact = check.exact
    for item in looked_at:
        if type(item) not in exact:
            break
    else:
        return None
    for index, item in enumerate(looked_at, start):
        if type(item) not in exact and (found := check.judge(item, limit)) is not None:
            return found.inside(f"item {index}" if isinstance(items, Sequence) else "an item")
    return None


@frozen
class _TupleLayout:
    """The checks of a tuple's first items, of its last, and of any number between, if any."""

    hint: object
    first: tuple[Check, ...]
    middle: Check | None
    last: tuple[Check, ...]

    @property
    def fixed(self) -> int:
        return len(self.first) + len(self.last)


def _tuple_layout(hint: object, check_of: CheckOf) -> _TupleLayout:
    first: list[Check] = []
    last: list[Check] = []
    middle: Check | None = None
    for item, repeated in _tuple_items(arguments_of(hint)):
        if repeated:
            middle = check_of(item)
        elif middle is None:
            first.append(check_of(item))
        else:
            last.append(check_of(item))
    return _TupleLayout(hint, tuple(first), middle, tuple(last))


def _tuple_items(arguments: tuple[object, ...]) -> Iterable[tuple[object, bool]]:
    """The item hints of a tuple, those it unpacks included; True with one that is repeated."""
    if arguments[1:] == (...,):
        yield arguments[0], True
        return
    for argument in arguments:
        inner = unpacked(argument)
        if inner is None:
            yield argument, False
        elif origin_of(inner) is tuple:
            yield from _tuple_items(arguments_of(inner))
        else:
            yield Any, True  # a TypeVarTuple


def _judge_tuple(layout: _TupleLayout, value: object, limit: int | None) -> Refusal | None:
    if not isinstance(value, tuple):
        return refusal(value, layout.hint)
    items = cast(tuple[object, ...], value)
    size, fixed, after = len(items), layout.fixed, len(items) - len(layout.last)
    if size < fixed or (layout.middle is None and size != fixed):
        return refusal(items, layout.hint, _wrong_length(layout, size))
    for start, checks in ((0, layout.first), (after, layout.last)):
        for index, check in enumerate(checks, start):
            if (found := check.judge(items[index], limit)) is not None:
                return found.inside(f"item {index}")
    if layout.middle is None:
        return None
    start = len(layout.first)
    return _first_refused(items[start:after], layout.middle, limit, start)


def _wrong_length(layout: _TupleLayout, size: int) -> str:
    wanted = f"{layout.fixed}" if layout.middle is None else f"at least {layout.fixed}"
    return f"has {size} item{'' if size == 1 else 's'}, not the {wanted} of {describe(layout.hint)}"
