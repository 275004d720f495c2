"""Arguments kept as they were when the call was made; how they are compared is in `_compare`.

Built-in containers are copied structurally with their leaves by reference. A mutable attrs,
dataclass or pydantic instance is kept by reference together with a shallow copy of its fields.
Everything else is kept by reference. Nothing is ever copied deeply: a deep copy would make
`save(user)` unverifiable once the repository sets the id.
"""

import dataclasses
import datetime
import decimal
import fractions
import functools
import uuid
from collections.abc import Callable, Iterator
from types import BuiltinFunctionType, FunctionType, MethodType

import attrs

ATOMS: frozenset[type] = frozenset(
    {
        *(int, str, bytes, float, complex, bool, type(None), type(...), type(NotImplemented)),
        *(decimal.Decimal, fractions.Fraction, uuid.UUID, range, slice),
        *(datetime.date, datetime.datetime, datetime.time, datetime.timedelta, datetime.timezone),
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


def keep(value: object, depth: int = 0) -> object:
    """`value` in a form that later changes to it do not reach."""
    cls = type(value)
    if cls in ATOMS or depth > _DEEPEST:
        return value
    if cls is list:
        return [keep_item(item, depth) for item in value]  # type: ignore[attr-defined]
    if cls is dict:
        items = value.items()  # type: ignore[attr-defined]
        return {key: keep_item(item, depth) for key, item in items}
    if cls is tuple:
        return tuple([keep_item(item, depth) for item in value])  # type: ignore[attr-defined]
    if cls is set or cls is bytearray:
        return cls(value)  # type: ignore[call-arg]
    copier = _copier_of(cls)
    return value if copier is None else Entity(value, copier(value))


def keep_item(item: object, depth: int) -> object:
    """An item of a container: containers are copied further, leaves stay as they are."""
    return keep(item, depth + 1) if type(item) in _CONTAINERS else item


_CONTAINERS = frozenset({list, dict, tuple, set, bytearray})


def as_it_was(kept: object) -> object:
    """What a matcher or a reader should see of a kept argument."""
    return kept.as_it_was if isinstance(kept, Entity) else kept


def field_names(cls: type, *, compared: bool = False) -> tuple[str, ...]:
    """The fields of an attrs, dataclass or pydantic class, or those that its `==` compares.

    Empty for any other class.
    """
    if dataclasses.is_dataclass(cls):
        return tuple(f.name for f in dataclasses.fields(cls) if f.compare or not compared)
    if attrs.has(cls):
        return tuple(a.name for a in attrs.fields(cls) if a.eq or not compared)
    return tuple(getattr(cls, "__pydantic_fields__", ()))


@functools.lru_cache(maxsize=1024)
def _copier_of(cls: type) -> Callable[[object], object] | None:
    """How instances of `cls` are copied, decided once per class; None: by reference."""
    if issubclass(cls, _REFERENCES) or hasattr(cls, "_sa_class_manager"):
        return None
    if cls.__new__ is not object.__new__:
        return None  # an exception, or a class that decides by itself what a new instance is
    if dataclasses.is_dataclass(cls):
        return None if cls.__dataclass_params__.frozen else _copy_fields  # type: ignore[attr-defined]
    if hasattr(cls, "__pydantic_fields__"):
        frozen = getattr(cls, "model_config", {}).get("frozen", False)
        return None if frozen else cls.__copy__  # type: ignore[attr-defined, no-any-return]
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
