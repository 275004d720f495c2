"""Arguments kept as they were when the call was made; how they are compared is in `compare`.

Built-in containers are copied structurally with their leaves by reference. A mutable attrs,
dataclass or pydantic instance is kept by reference together with a shallow copy of its fields.
Everything else is kept by reference. Nothing is ever copied deeply: a deep copy would make
`save(user)` unverifiable once the repository sets the id.
"""

import dataclasses
import datetime as dt
import decimal
import fractions
import functools
import uuid
from collections.abc import Callable, Iterator
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any, cast

import attrs

from doubles._engine.members import is_frozen

ATOMS: frozenset[type] = frozenset(
    {
        *(int, str, bytes, float, complex, bool, type(None), type(...), type(NotImplemented)),
        *(decimal.Decimal, fractions.Fraction, uuid.UUID, range, slice),
        *(dt.date, dt.datetime, dt.time, dt.timedelta, dt.timezone),
    }
)
"""Classes whose instances cannot change and compare by value, their hash agreeing."""

_REFERENCES = (type, FunctionType, MethodType, BuiltinFunctionType, frozenset)


@attrs.frozen(eq=False)
class Entity:
    """A mutable object that was an argument, and a shallow copy of it as it then was."""

    original: object
    as_it_was: object

    def changes(self) -> Iterator[tuple[str, object, object]]:
        """Each field that changed since: its name, its value then, its value now."""
        for name in field_names(type(self.original)):
            then = getattr(self.as_it_was, name, None)
            now = getattr(self.original, name, None)
            if then is not now:
                yield name, then, now


def keep(value: object) -> object:
    """`value` in a form that later changes to it do not reach."""
    cls = type(value)
    if cls in ATOMS:
        return value
    if (copy := _CONTAINERS.get(cast(type, cls))) is not None:
        return copy(value, {})
    copy_fields = _copier_of(cast(Any, cls))
    return value if copy_fields is None else Entity(value, copy_fields(value))


_Copies = dict[int, Any]
"""The copies of the containers met so far: one may be in many places, and in itself."""


def _kept_item(item: Any, copies: _Copies) -> Any:
    """An item of a container: containers are copied further, leaves stay as they are."""
    copy = _CONTAINERS.get(item.__class__)
    if copy is None:
        return item
    return copies[id(item)] if id(item) in copies else copy(item, copies)


def _kept_list(items: list[Any], copies: _Copies) -> list[Any]:
    kept: list[Any] = []
    copies[id(items)] = kept
    kept += [item if type(item) in ATOMS else _kept_item(item, copies) for item in items]
    return kept


def _kept_tuple(items: tuple[Any, ...], copies: _Copies) -> tuple[Any, ...]:
    copies[id(items)] = items  # for a list in it that holds it
    kept = tuple([item if type(item) in ATOMS else _kept_item(item, copies) for item in items])
    copies[id(items)] = kept
    return kept


def _kept_dict(items: dict[Any, Any], copies: _Copies) -> dict[Any, Any]:
    kept: dict[Any, Any] = {}
    copies[id(items)] = kept
    kept.update((key, _kept_item(item, copies)) for key, item in items.items())
    return kept


_CONTAINERS: dict[type, Callable[[Any, _Copies], object]] = {
    list: _kept_list,
    tuple: _kept_tuple,
    dict: _kept_dict,
    set: lambda items, _: set(items),
    bytearray: lambda items, _: bytearray(items),
}


def as_it_was(kept: object) -> object:
    """What a matcher or a reader should see of a kept argument."""
    return kept.as_it_was if isinstance(kept, Entity) else kept


def field_names(cls: type, *, compared: bool = False) -> tuple[str, ...]:
    """The fields of an attrs, dataclass or pydantic class, or those that its `==` compares.

    Empty for any other class.
    """
    return _field_names(cast(Any, cls), compared=compared)


@functools.lru_cache(maxsize=1024)
def _field_names(cls: Any, *, compared: bool) -> tuple[str, ...]:
    if dataclasses.is_dataclass(cls):
        return tuple(f.name for f in dataclasses.fields(cls) if f.compare or not compared)
    if attrs.has(cls):
        return tuple(a.name for a in attrs.fields(cls) if a.eq or not compared)
    return tuple(getattr(cls, "__pydantic_fields__", ()))


@functools.lru_cache(maxsize=1024)
def _copier_of(cls: Any) -> Callable[[Any], object] | None:
    """How instances of `cls` are copied, decided once per class; None: by reference."""
    if issubclass(cls, _REFERENCES) or hasattr(cls, "_sa_class_manager"):
        return None
    if hasattr(cls, "__del__"):
        return None  # a copy would be finalised too, and with it what the original holds
    if cls.__new__ is not object.__new__:
        return None  # an exception, or a class that decides by itself what a new instance is
    if is_frozen(cls):
        return None
    if hasattr(cls, "__pydantic_fields__") and not dataclasses.is_dataclass(cls):
        return cast(Callable[[Any], object], cls.__copy__)
    return _copy_fields if dataclasses.is_dataclass(cls) or attrs.has(cls) else None


def _copy_fields(value: object) -> object:
    cls = type(value)
    copy = object.__new__(cls)
    state = getattr(value, "__dict__", None)
    if state is not None:
        copy.__dict__.update(state)
    for name in field_names(cls):
        if (state is None or name not in state) and hasattr(value, name):
            object.__setattr__(copy, name, getattr(value, name))
    return copy
