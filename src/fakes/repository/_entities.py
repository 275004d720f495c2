"""What can be known of a class of entities: its attributes, their types, and one set anew."""

import copy
import dataclasses
import inspect
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin

import attrs

from fakes.repository.errors import InvalidEntity, UnknownAttribute

__all__ = [
    "Attributes",
    "attributes_of",
    "classes_of",
    "field_names",
    "with_attribute",
    "written_back",
]

E = TypeVar("E")


@attrs.frozen
class Attributes:
    """The attributes of a class with their annotations, `object` where there is none.

    `complete` says that there are no others: an ordinary class may set more in its methods.
    """

    entity: str
    annotations: Mapping[str, object]
    complete: bool

    def check(self, name: str) -> None:
        """Refuse a name that no attribute has.

        Raises:
            UnknownAttribute: The class has none of this name.
        """
        if self.complete and name not in self.annotations:
            raise self.unknown(name)

    def unknown(self, name: str) -> UnknownAttribute:
        """The error that says so, with the attribute that was perhaps meant."""
        import difflib  # which only a mistake needs

        near = difflib.get_close_matches(name, self.annotations, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        return UnknownAttribute(name, f"{self.entity} has no such attribute{hint}")


def attributes_of(cls: type) -> Attributes:
    """The attributes that instances of the class have."""
    annotations: dict[str, object] = {}
    for base in reversed(cls.__mro__):
        for name, annotation in inspect.get_annotations(base).items():
            annotations[name] = _resolved(annotation, base)
        for name, member in vars(base).items():
            if isinstance(member, property):
                returned = getattr(member.fget, "__annotations__", {}).get("return", object)
                annotations[name] = _resolved(returned, base)
    if fields := field_names(cls):
        names = {*fields, *(name for name in annotations if _is_property(cls, name))}
        known = {name: annotations.get(name, object) for name in sorted(names)}
        return Attributes(cls.__name__, known, complete=True)
    return Attributes(cls.__name__, annotations, complete=False)


def field_names(cls: type[Any]) -> tuple[str, ...]:
    """The names of the fields of a class that declares them all; none for another."""
    if attrs.has(cls):
        return tuple(field.name for field in attrs.fields(cls))
    if dataclasses.is_dataclass(cls):
        return tuple(field.name for field in dataclasses.fields(cls))
    # A pydantic model has the first, a named tuple the second.
    listed: Any = getattr(cls, "model_fields", None) or getattr(cls, "_fields", ())
    return tuple(listed)


def classes_of(annotation: object) -> tuple[type, ...]:
    """The classes whose instances an annotation allows beside None; none where that is unclear."""
    for meant in ("__value__", "__supertype__"):
        if hasattr(annotation, meant):
            return classes_of(getattr(annotation, meant))
    origin = get_origin(annotation)
    if isinstance(annotation, type) and origin is None:
        return (annotation,) if _tells_instances(annotation) else ()
    if origin is Annotated:
        return classes_of(get_args(annotation)[0])
    if origin in (Union, UnionType):
        parts = [part for part in get_args(annotation) if part is not type(None)]
        listed = [classes_of(part) for part in parts]
        return tuple(cls for classes in listed for cls in classes) if all(listed) else ()
    return (origin,) if isinstance(origin, type) else ()


def with_attribute(entity: E, name: str, value: object) -> E:
    """A shallow copy of the entity in which one attribute differs.

    Its constructor does not run again: it may compute what the entity has long changed.

    Raises:
        InvalidEntity: The attribute cannot be set.
    """
    cls = type(entity).__name__
    try:
        if isinstance(entity, tuple):
            return cast(E, cast(Any, entity)._replace(**{name: value}))
        changed = copy.copy(entity)
        object.__setattr__(changed, name, value)
    except Exception as error:  # noqa: BLE001 - the entity's own code may raise anything
        raise InvalidEntity(name, f"cannot be set on {cls}: {error}") from None
    return changed


@contextmanager
def written_back(entity: object, name: str, value: object) -> Generator[None]:
    """Set an attribute of an entity that was passed in, unless what follows fails.

    Raises:
        InvalidEntity: The attribute cannot be set.
    """
    try:
        before: object = getattr(entity, name)
        setattr(entity, name, value)
    except Exception as error:  # noqa: BLE001 - the entity's own code may raise anything
        reason = f"cannot be set on {type(entity).__name__}, as write_back asks: {error}"
        raise InvalidEntity(name, reason) from None
    try:
        yield
    except BaseException:
        setattr(entity, name, before)
        raise


def _tells_instances(cls: type) -> bool:
    try:
        return not isinstance(None, cls)
    except TypeError:  # a Protocol that is not for run time
        return False


def _is_property(cls: type, name: str) -> bool:
    return isinstance(inspect.getattr_static(cls, name, None), property)


def _resolved(annotation: object, base: type) -> object:
    if not isinstance(annotation, str):
        return annotation
    names = {**vars(sys.modules[base.__module__]), **vars(base)}
    try:
        return eval(annotation, names)  # noqa: S307 - the annotation is the program's own code
    except Exception:  # noqa: BLE001 - a name that exists for type checkers only, or locally
        return object
