"""What counts as a member of a class, and of what kind; its signatures are read in `blueprint`."""

import functools
import inspect
import keyword
import typing
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from types import MemberDescriptorType, SimpleNamespace
from typing import Any, Protocol, cast, get_origin, get_overloads

import attrs

EMPTY: Any = inspect.Parameter.empty
"""Stands for what a class or a parameter does not have: a value, a default, an annotation."""


class MemberKind(Enum):
    """What a member is to the one who uses it."""

    METHOD = "method"
    CLASS_METHOD = "class method"
    STATIC_METHOD = "static method"
    PROPERTY = "property"
    ATTRIBUTE = "attribute"

    @property
    def is_callable(self) -> bool:
        return self not in (MemberKind.PROPERTY, MemberKind.ATTRIBUTE)


@typing.runtime_checkable
class _Memberless(Protocol):
    """A Protocol without members: what it has, every Protocol has, and none declares."""


_MACHINERY = frozenset(
    [
        "__attrs_attrs__",
        "__attrs_own_setattr__",
        "__attrs_props__",
        "__class__",
        "__class_getitem__",
        "__copy__",
        "__deepcopy__",
        "__dataclass_fields__",
        "__dataclass_params__",
        "__del__",
        "__delattr__",
        "__dir__",
        "__final__",
        "__getattr__",
        "__getattribute__",
        "__getnewargs__",
        "__getnewargs_ex__",
        "__getstate__",
        "__init__",
        "__match_args__",
        "__new__",
        "__orig_bases__",
        "__post_init__",
        "__qualname__",
        "__reduce__",
        "__reduce_ex__",
        "__replace__",
        "__setattr__",
        "__setstate__",
        "__sizeof__",
        "__slots__",
        "__type_params__",
    ]
).union(vars(_Memberless), _Memberless.__annotations__)
# Every object has these; they belong to a spec only where a Protocol asks for them by name.
OBJECT_DUNDERS = frozenset(["__eq__", "__ne__", "__hash__", "__repr__", "__str__", "__format__"])
_COPYING = frozenset(["__copy__", "__deepcopy__", "__replace__"])


def declared(origin: type) -> dict[str, type]:
    """Each member's name, in order of declaration, and the class that has the last word on it."""
    is_protocol = getattr(origin, "_is_protocol", False)
    found: dict[str, type] = {}
    for owner in reversed(origin.__mro__):
        if owner is object or _is_root(owner):
            continue
        for name in (*vars(owner), *own_annotations(owner)):
            if not can_be_written(name):
                continue
            if name in _MACHINERY and not (is_protocol and name in _COPYING):
                continue
            if name in OBJECT_DUNDERS and not is_protocol:
                continue
            if name == "__hash__" and vars(owner).get(name, EMPTY) is None:
                continue  # what Python itself adds beside an __eq__
            found[name] = owner
    return found


def can_be_written(name: str) -> bool:
    """Whether code can use the name for an attribute or a function."""
    return name.isidentifier() and not keyword.iskeyword(name)


def _is_root(owner: type) -> bool:
    """Whether a class only says what kind of class its subclasses are."""
    return owner.__name__ in ("ABC", "Generic", "Protocol") and owner.__module__ in (
        "abc",
        "typing",
        "typing_extensions",
    )


def kind_of(raw: object) -> tuple[MemberKind, bool]:
    """What a class declares with this value, and whether an instance lets it be set."""
    match raw:
        case staticmethod():
            return MemberKind.STATIC_METHOD, False
        case classmethod():
            return MemberKind.CLASS_METHOD, False
        case property():
            return MemberKind.PROPERTY, raw.fset is not None
        case functools.cached_property():
            return MemberKind.PROPERTY, False
        case functools.partialmethod() | functools.singledispatchmethod():
            return MemberKind.METHOD, False
        case MemberDescriptorType() | type():
            return MemberKind.ATTRIBUTE, True
        case _ if callable(raw) and raw is not EMPTY and hasattr(raw, "__get__"):
            return MemberKind.METHOD, False
        case _:
            return MemberKind.ATTRIBUTE, True


def own_annotations(owner: type) -> Mapping[str, object]:
    """The annotations in the body of a class, as they are written."""
    return inspect.get_annotations(owner)


def is_class_variable(annotation: object) -> bool:
    """Whether an annotation says that the class holds the value, not each instance."""
    return _is_qualified(annotation, "ClassVar", typing.ClassVar)


def is_final(annotation: object) -> bool:
    """Whether an annotation says that the value is never set again."""
    return _is_qualified(annotation, "Final", typing.Final)


def _is_qualified(annotation: object, name: str, qualifier: object) -> bool:
    if isinstance(annotation, str):
        return annotation.removeprefix("typing.").removeprefix("t.").startswith(name)
    return annotation is qualifier or get_origin(annotation) is qualifier


@attrs.frozen
class _Frozen:
    pass


# attrs marks a frozen class by no public flag, but every frozen class has this same method.
_frozen_setattr: object = _Frozen.__setattr__


def is_frozen(owner: type) -> bool:
    """Whether a dataclass, attrs or pydantic class refuses that attributes are set."""
    parameters = getattr(owner, "__dataclass_params__", None)
    config = getattr(owner, "model_config", None)
    return (
        getattr(parameters, "frozen", False) is True
        or (isinstance(config, dict) and cast(dict[str, object], config).get("frozen") is True)
        or owner.__setattr__ is _frozen_setattr
    )


def is_overload_dummy(function: object) -> bool:
    """Whether it stands for overloads without an implementation."""
    return getattr(function, "__name__", None) == "_overload_dummy"


def registered_overloads(owner: type, name: str) -> Sequence[Callable[..., Any]]:
    """The overloads of a member, each with the decorators below its `overload`."""
    key = SimpleNamespace(__module__=owner.__module__, __qualname__=f"{owner.__qualname__}.{name}")
    return get_overloads(typing.cast(Any, key))
