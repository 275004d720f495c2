"""Entities in a form that can be hashed and compared throughout, whatever their own `==` says."""

import copyreg
from collections.abc import Callable, Hashable, Iterable, Mapping
from enum import Enum
from typing import Any, Final, cast

from fakes.repository._immutability import is_atom

__all__ = ["freeze"]

_EXACT: Final = frozenset({str, bytes, int, type(None)})
"""Classes whose instances equal only what cannot be told from them."""

_IN_ORDER: Final = frozenset({list, tuple})
_UNORDERED: Final = frozenset({set, frozenset})

_DEEPEST: Final = 110
"""How many levels are looked at; only what is copied by rules of its own may have more."""

Around = tuple[int, ...]
"""The ids of the objects that something is in."""


class _Itself:
    """Something that equals nothing else; it is kept, so that nothing else gets its id."""

    __slots__ = ("_value",)

    def __init__(self, value: object) -> None:
        self._value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and other._value is self._value

    def __hash__(self) -> int:
        return id(self._value)


def freeze(value: object) -> Hashable:
    """A form that is equal for two values if they are of one class and hold the same throughout.

    True, 1 and 1.0 differ, and so do two orders of a dict's items. NaN equals itself. What can be
    neither copied by its parts nor compared is equal only to itself.
    """
    return _frozen(value, ())


def _frozen(value: Any, around: Around) -> Hashable:
    cls: Any = value.__class__
    if cls in _EXACT:
        return cast(Hashable, value)
    if issubclass(cls, Enum):
        return (cls, value.name, repr(value.value))
    if issubclass(cls, type):
        return (cls, _Itself(value))
    if is_atom(cls):
        return (cls, repr(value))
    if id(value) in around:
        return (cls, around[::-1].index(id(value)))
    if len(around) == _DEEPEST:
        return _Itself(value)
    around = (*around, id(value))
    if cls in _IN_ORDER:
        return (cls, _in_order(value, around))
    if cls in _UNORDERED:
        return (cls, frozenset([_frozen(item, around) for item in value]))
    if cls is dict:
        items = value.items()
        return (cls, tuple([(_frozen(key, around), _frozen(item, around)) for key, item in items]))
    return (cls, _parts(value, around))


def _in_order(items: Iterable[object], around: Around) -> Hashable:
    return tuple([_frozen(item, around) for item in items])


def _parts(value: Any, around: Around) -> Hashable:
    """What an object tells of itself to be copied or pickled."""
    reduce: Callable[[Any], Any] | None = copyreg.dispatch_table.get(cast(Any, type(value)))
    try:
        reduced: Any = value.__reduce_ex__(4) if reduce is None else reduce(value)
    except Exception:  # noqa: BLE001 - the value's own code may raise anything
        return _Itself(value)
    if isinstance(reduced, str):
        return reduced  # the name of a global
    parts: tuple[Any, ...] = (*reduced, None, None, None)[:5]
    _, arguments, state, items, pairs = parts
    return (
        _in_order(arguments, around),
        _state(state, around),
        _in_order(items or (), around),
        _in_order(pairs or (), around),
    )


def _state(state: object, around: Around) -> Hashable:
    """The attributes in any order: in a dict, or in one and another for those in slots."""
    if isinstance(state, Mapping):
        items = cast(Mapping[Hashable, object], state).items()
        return frozenset([(_frozen(name, around), _frozen(item, around)) for name, item in items])
    if isinstance(state, tuple):
        return tuple(_state(part, around) for part in cast(tuple[object, ...], state))
    return _frozen(state, around)
