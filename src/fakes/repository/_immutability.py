"""Which instances can never change: what stands for itself, and what a frozen class holds."""

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from operator import attrgetter
from types import BuiltinFunctionType, EllipsisType, FunctionType, MemberDescriptorType, NoneType
from typing import Any
from uuid import UUID

from doubles._engine.members import is_frozen
from fakes.repository._fields import computed_once, declared_names, members_of

__all__ = ["ATOMS", "Holdings", "holdings_of", "is_atom"]

ATOMS: frozenset[type] = frozenset(
    {
        *(object, bool, bytes, complex, float, int, range, str, NoneType, EllipsisType),
        *(Decimal, Fraction, UUID),
        *(dt.date, dt.datetime, dt.time, dt.timedelta, dt.timezone),
    }
)
"""Classes of the standard library whose instances hold nothing that can change."""

_REFERENCES = (type, FunctionType, BuiltinFunctionType)

Holdings = Callable[[Any], Iterable[object]]
"""All that an instance holds; it raises AttributeError where some of it was never set."""


def is_atom(cls: type) -> bool:
    """Whether an instance stands for itself wherever it is: nothing can be changed in it."""
    return cls in ATOMS or issubclass(cls, Enum | dt.tzinfo) or issubclass(cls, _REFERENCES)


def holdings_of(cls: Any) -> Holdings | None:
    """What tells all that an instance of a frozen class holds; None for any other class.

    If none of that can change, neither can the instance. What the fields are annotated as makes no
    difference: a list in the place of a tuple is a list.
    """
    if issubclass(cls, tuple):
        return None if cls.__dictoffset__ else _itself
    names = declared_names(cls)
    if names is None or not is_frozen(cls) or _may_get_more(cls):
        return None
    slots = {name for name, member in members_of(cls) if isinstance(member, MemberDescriptorType)}
    slots = {name for name in slots if not name.startswith("__pydantic_")}
    if cls.__dictoffset__:
        return None if slots else _attributes
    return _getter(names) if slots == set(names) else None


def _itself(items: Iterable[object]) -> Iterable[object]:
    return items


def _attributes(instance: Any) -> Iterable[object]:
    attributes: dict[str, object] = instance.__dict__
    return attributes.values()


def _getter(names: tuple[str, ...]) -> Holdings:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda instance: [getattr(instance, name) for name in names]


def _may_get_more(cls: Any) -> bool:
    """Whether an instance may come to hold more than its fields: pydantic allows that."""
    config: dict[str, object] = getattr(cls, "model_config", {})
    return (
        config.get("extra") == "allow"
        or bool(getattr(cls, "__private_attributes__", ()))
        or bool(computed_once(cls))
    )
