"""What can be known of a class of entities: its attributes, their types, and one set anew."""

import contextlib
import copy
import inspect
import sys
from collections.abc import Callable, Mapping
from functools import cached_property
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin

import attrs

from fakes.repository._fields import computed_once, declared_names, field_names
from fakes.repository.errors import InvalidEntity, UnknownAttribute

__all__ = [
    "Attributes",
    "attributes_of",
    "classes_of",
    "field_names",
    "with_attribute",
    "write_back",
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

    @cached_property
    def classes(self) -> Mapping[str, tuple[type, ...]]:
        """The classes of each attribute's values beside None; none where that is unclear."""
        return {name: classes_of(annotation) for name, annotation in self.annotations.items()}

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
    if fields := declared_names(cls):
        names = {*fields, *(name for name in annotations if _is_property(cls, name))}
        known = {name: annotations.get(name, object) for name in sorted(names)}
        return Attributes(cls.__name__, known, complete=True)
    return Attributes(cls.__name__, annotations, complete=False)


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
    # A descriptor, as an ORM's `Mapped[int]` is, stands for what it gives.
    return (origin,) if isinstance(origin, type) and not hasattr(origin, "__get__") else ()


def _tells_instances(cls: type) -> bool:
    try:
        return not isinstance(None, cls)
    except TypeError:
        return False


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
        _recompute(changed, name)
    except Exception as error:  # noqa: BLE001 - the entity's own code may raise anything
        raise InvalidEntity(name, f"cannot be set on {cls}: {error}") from None
    return changed


def _recompute(changed: Any, name: str) -> None:
    """Let go of what depends on an attribute that was set behind the class's back."""
    for computed in computed_once(cast(Any, type(changed))):
        with contextlib.suppress(AttributeError):
            object.__delattr__(changed, computed)
    if hasattr(changed, "__pydantic_fields_set__"):
        changed.model_fields_set.add(name)


def write_back(entity: object, name: str, value: object) -> Callable[[], None]:
    """Set an attribute of an entity that was passed in; return what sets it as it was.

    Raises:
        InvalidEntity: The attribute cannot be set.
    """
    try:
        before: object = getattr(entity, name)
        setattr(entity, name, value)
    except Exception as error:  # noqa: BLE001 - the entity's own code may raise anything
        reason = f"cannot be set on {type(entity).__name__}, as write_back asks: {error}"
        raise InvalidEntity(name, reason) from None

    def undo() -> None:
        with contextlib.suppress(Exception):  # its own code may by now refuse what it allowed
            setattr(entity, name, before)

    return undo


def _is_property(cls: type, name: str) -> bool:
    return isinstance(inspect.getattr_static(cls, name, None), property)


def _resolved(annotation: object, base: type) -> object:
    if not isinstance(annotation, str):
        return annotation
    # A class that was made by hand may be of no module.
    module = sys.modules.get(base.__module__)
    names = {**getattr(module, "__dict__", {}), **vars(base)}
    try:
        return eval(annotation, names)  # noqa: S307 - the annotation is the program's own code
    except Exception:  # noqa: BLE001 - a name that exists for type checkers only, or locally
        return object
