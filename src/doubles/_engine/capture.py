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

ATOMS: frozenset[type] = frozenset(
    {
        *(int, str, bytes, float, complex, bool, type(None), type(...), type(NotImplemented)),
        *(decimal.Decimal, fractions.Fraction, uuid.UUID, range, slice),
        *(dt.date, dt.datetime, dt.time, dt.timedelta, dt.timezone),
    }
)
"""Classes whose instances cannot change and compare by value, their hash agreeing."""

_REFERENCES = (type, FunctionType, MethodType, BuiltinFunctionType, frozenset)
_DEEPEST = 40


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
    if (copy := _CONTAINERS.get(cls)) is not None:
        return copy(value, _DEEPEST)
    copy_fields = _copier_of(cast(Any, cls))
    return value if copy_fields is None else Entity(value, copy_fields(value))


def _kept_item(item: object, levels: int) -> Any:
    """An item of a container: containers are copied further, leaves stay as they are."""
    copy = _CONTAINERS.get(type(item))
    return item if copy is None or levels == 0 else copy(item, levels - 1)


def _kept_list(items: list[Any], levels: int) -> list[Any]:
    return [item if type(item) in ATOMS else _kept_item(item, levels) for item in items]


def _kept_tuple(items: tuple[Any, ...], levels: int) -> tuple[Any, ...]:
    return tuple([item if type(item) in ATOMS else _kept_item(item, levels) for item in items])


def _kept_dict(items: dict[Any, Any], levels: int) -> dict[Any, Any]:
    return {key: _kept_item(item, levels) for key, item in items.items()}


_CONTAINERS: dict[type, Callable[[Any, int], object]] = {
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
    if cls.__new__ is not object.__new__:
        return None  # an exception, or a class that decides by itself what a new instance is
    if dataclasses.is_dataclass(cls):
        parameters: Any = getattr(cls, "__dataclass_params__")  # noqa: B009 - not in typeshed
        return None if parameters.frozen else _copy_fields
    if hasattr(cls, "__pydantic_fields__"):
        frozen: object = getattr(cls, "model_config", {}).get("frozen", False)
        return None if frozen else cast(Callable[[Any], object], cls.__copy__)
    if attrs.has(cls) and cls.__setattr__ is not _frozen_setattr:
        return _copy_fields
    return None


@attrs.frozen
class _Frozen:
    pass


# attrs marks a frozen class by no public flag, but every frozen class has this same method.
_frozen_setattr = _Frozen.__setattr__


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
