"""Which fields a class of entities declares, and what its instances keep beside them."""

import dataclasses
from collections.abc import Iterator
from functools import cached_property, lru_cache
from types import MemberDescriptorType
from typing import Any

import attrs

__all__ = ["computed_once", "declared_names", "field_names", "members_of"]


def field_names(cls: type[Any]) -> tuple[str, ...]:
    """The names of the fields of a class that declares them, or inherits them; none for another."""
    if attrs.has(cls):
        return tuple(field.name for field in attrs.fields(cls))
    if dataclasses.is_dataclass(cls):
        return tuple(field.name for field in dataclasses.fields(cls))
    # A pydantic model has the first, a named tuple the second.
    listed: Any = getattr(cls, "model_fields", None) or getattr(cls, "_fields", ())
    return tuple(listed)


def declared_names(cls: type[Any]) -> tuple[str, ...] | None:
    """The names of all the fields that instances of this very class have.

    None where the class does not say: an undecorated subclass may set more in its methods.
    """
    makers = ("__attrs_attrs__", "__dataclass_fields__", "__pydantic_fields__", "_fields")
    return field_names(cls) if any(maker in vars(cls) for maker in makers) else None


@lru_cache(maxsize=1024)
def computed_once(cls: Any) -> tuple[str, ...]:
    """The names of attributes that are computed when they are first read, and then kept."""
    return tuple(_computed_once(cls))


def _computed_once(cls: type[Any]) -> Iterator[str]:
    for owner in cls.__mro__:
        kept_in_slots = "__attrs_attrs__" in vars(owner)
        fields = field_names(owner)
        for name, member in vars(owner).items():
            # attrs makes slots of the cached properties of a class with slots.
            is_slot = isinstance(member, MemberDescriptorType) and name not in fields
            if isinstance(member, cached_property) or (kept_in_slots and is_slot):
                yield name


def members_of(cls: type) -> Iterator[tuple[str, object]]:
    """What the class and those that it inherits from have in their bodies."""
    for owner in cls.__mro__:
        yield from vars(owner).items()
