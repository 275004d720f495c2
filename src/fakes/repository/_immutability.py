"""Which classes have instances that can never change, judged once by what their fields declare."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cached_property, lru_cache
from types import BuiltinFunctionType, EllipsisType, FunctionType, NoneType
from typing import TYPE_CHECKING, Any, Literal, cast
from uuid import UUID

import attrs

from doubles._engine.members import is_class_variable, is_frozen, own_annotations
from doubles._lazily import lazily

if TYPE_CHECKING:
    from doubles._annotations import generics, hints
else:
    generics = lazily("doubles._annotations.generics")
    hints = lazily("doubles._annotations.hints")

__all__ = ["ATOMS", "doubtful_fields", "is_atom", "members_of"]

ATOMS: frozenset[type] = frozenset(
    {
        *(bool, bytes, complex, float, int, range, str, NoneType, EllipsisType),
        *(Decimal, Fraction, UUID),
        *(dt.date, dt.datetime, dt.time, dt.timedelta, dt.timezone),
    }
)
"""Classes of the standard library whose instances hold nothing that can change."""

_REFERENCES = (type, FunctionType, BuiltinFunctionType)


def is_atom(cls: type) -> bool:
    """Whether an instance stands for itself wherever it is: nothing can be changed in it."""
    return cls in ATOMS or issubclass(cls, Enum | dt.tzinfo) or issubclass(cls, _REFERENCES)


def doubtful_fields(cls: type) -> tuple[str, ...] | None:
    """The fields of a frozen class whose values may hold something that can change.

    None where the class is not frozen, so that all that an instance has is in doubt. Its frozen
    fields are taken for what they are annotated as; but an instance of a class that can have
    subclasses may be of one that can change, unless it is one of the standard library's values.
    """
    return _doubtful_fields(cast(Any, cls))


@lru_cache(maxsize=1024)
def _doubtful_fields(cls: Any) -> tuple[str, ...] | None:
    names = _frozen_fields(cls)
    if names is None or _has_more(cls):
        return None
    annotations = dict(_annotations(cls))
    return tuple(name for name in names if not _is_immutable(annotations.get(name, object)))


def _frozen_fields(cls: Any) -> tuple[str, ...] | None:
    """The fields that were declared for this very class, if no instance lets them be set."""
    if _is_tuple(cls):
        return getattr(cls, "_fields", None)
    if not is_frozen(cls):
        return None
    own = _body(cls)
    if "__attrs_attrs__" in own:
        return tuple(field.name for field in attrs.fields(cls))
    if "__dataclass_fields__" in own:
        return tuple(field.name for field in dataclasses.fields(cls))
    return tuple(own["__pydantic_fields__"]) if "__pydantic_fields__" in own else None


def _has_more(cls: Any) -> bool:
    """Whether an instance holds more than its fields.

    A named tuple's subclass may have a `__dict__`, pydantic allows more beside the fields, and a
    cached property keeps what the program may change.
    """
    config: dict[str, object] = getattr(cls, "model_config", {})
    return (
        (_is_tuple(cls) and cls.__dictoffset__ != 0)
        or config.get("extra") == "allow"
        or bool(getattr(cls, "__private_attributes__", ()))
        or any(isinstance(member, cached_property) for _, member in members_of(cls))
    )


def _body(cls: type) -> Mapping[str, Any]:
    return vars(cls)


def _is_tuple(cls: object) -> bool:
    return issubclass(cast(type, cls), tuple)


def members_of(cls: type) -> Iterator[tuple[str, object]]:
    """What the class and those that it inherits from have in their bodies."""
    for owner in cls.__mro__:
        yield from vars(owner).items()


def _annotations(cls: type) -> Iterator[tuple[str, object]]:
    for owner in reversed(cls.__mro__):
        for name, annotation in own_annotations(owner).items():
            if not is_class_variable(annotation):
                yield name, hints.resolve(annotation, module=owner.__module__, owner=owner)


def _is_immutable(hint: object) -> bool:
    """Whether no value that the hint allows can change."""
    origin, arguments = generics.origin_of(hint), generics.arguments_of(hint)
    if origin is Literal or origin is type:
        return True
    if generics.is_union(hint) or origin in (tuple, frozenset):
        return all(argument is ... or _is_immutable(argument) for argument in arguments)
    if hasattr(hint, "__supertype__"):
        return _is_immutable(cast(Any, hint).__supertype__)
    if not isinstance(hint, type) or origin is not None:
        return False
    return is_atom(hint) or (_is_final(hint) and doubtful_fields(hint) == ())


def _is_final(cls: Any) -> bool:
    return getattr(cls, "__final__", False) is True
