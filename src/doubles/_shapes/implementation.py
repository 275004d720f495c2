"""What an implementation has under each name, found without reading a property or calling it.

Whether that is what a spec asks for is decided in `comparison`.
"""

import dis
import functools
import inspect
from collections.abc import Iterator, Mapping
from enum import Enum
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any, Literal, TypeAlias, cast

import attrs

from doubles._annotations.generics import describe, origin_of
from doubles._engine.blueprint import Member, blueprint_of
from doubles._engine.members import MemberKind
from doubles.errors import SpecError


class Presence(Enum):
    """What is known of a member whose declaration cannot be seen."""

    MISSING = "missing"
    UNDECIDED = "undecided"


@attrs.frozen(eq=False)
class Held:
    """A member without an annotation: its value is known, the type it was meant to have is not."""

    value: object


Found: TypeAlias = Member | Held | Literal[Presence.MISSING, Presence.UNDECIDED]

_FUNCTIONS = (FunctionType, MethodType, BuiltinFunctionType, functools.partial)


@attrs.frozen(eq=False)
class Implementation:
    """One object, or every instance of a class; `hint` is its class, with type arguments if known.

    `held` is what the object has of its own, beside its class.
    """

    name: str
    hint: object
    cls: type
    held: Mapping[str, object]

    def find(self, name: str) -> Found:
        """The member of this name, by what is most certain of it."""
        declared = _members(self.hint).get(name)
        if declared is not None and (
            declared.kind is MemberKind.PROPERTY or _is_annotated(self.cls, declared)
        ):
            return declared
        if name in self.held:
            return Held(self.held[name])
        if declared is None:
            return self._undeclared(name)
        if declared.kind is not MemberKind.ATTRIBUTE:
            return declared
        return Presence.UNDECIDED if _is_descriptor(declared.raw) else Held(declared.raw)

    def names(self) -> frozenset[str]:
        """Every name that may have been meant by another."""
        return frozenset({*_members(self.hint), *self.held, *_assigned(self.cls)})

    def lets_set(self, member: Member) -> bool:
        """Whether an attribute or property can be given another value."""
        if member.kind is MemberKind.PROPERTY:
            return member.settable
        return not (_is_frozen(self.cls, member.name) or _is_final(member))

    def _undeclared(self, name: str) -> Found:
        for owner in self.cls.__mro__:
            if name in vars(owner):
                value = vars(owner)[name]
                return Held(None) if value is None else Presence.UNDECIDED
        # A double answers to any name too, with the error for an unknown member.
        answers_any_name = "__getattr__" in self.held or (
            any("__getattr__" in vars(owner) for owner in self.cls.__mro__)
            and not hasattr(self.cls, "__doubles_spec__")
        )
        known = answers_any_name or name in _assigned(self.cls)
        return Presence.UNDECIDED if known else Presence.MISSING


def implementation_of(given: object) -> Implementation:
    """An object as an implementation; a class stands for its instances."""
    if isinstance(given, type) or isinstance(origin_of(given), type):
        return instances_of(given)
    name, cls = _name(given), type(given)
    try:
        own = cast(dict[str, object], object.__getattribute__(given, "__dict__"))
    except AttributeError:
        own = {}
    hint = own.get("__orig_class__", getattr(cls, "__doubles_spec__", cls))
    if isinstance(given, _FUNCTIONS):
        own = {"__call__": cast(object, given), **own}
    return Implementation(name=name, hint=hint, cls=cls, held=own)


def instances_of(hint: object) -> Implementation:
    """Every instance of a class, or of a class with type arguments."""
    cls = cast(type, origin_of(hint) or hint)
    hint = getattr(cls, "__doubles_spec__", hint)
    return Implementation(name=describe(hint), hint=hint, cls=cls, held={})


def _name(given: object) -> str:
    match given:
        case ModuleType():
            return f"the module {given.__name__}"
        case FunctionType() | MethodType() | BuiltinFunctionType():
            return f"{given.__name__}()"
        case _:
            return type(given).__name__


def _members(hint: object) -> Mapping[str, Member]:
    try:
        return blueprint_of(hint).members
    except SpecError:
        return {}  # `object`, of which nothing is asked by name


def _is_annotated(cls: type, member: Member) -> bool:
    return member.kind is MemberKind.ATTRIBUTE and any(
        member.name in inspect.get_annotations(owner) for owner in cls.__mro__
    )


def _is_descriptor(raw: object) -> bool:
    return not isinstance(raw, type) and hasattr(type(raw), "__get__")


def _is_frozen(cls: type, name: str) -> bool:
    """Whether an attrs class, a dataclass or a named tuple refuses to set its fields."""
    parameters = getattr(cls, "__dataclass_params__", None)
    return (
        getattr(parameters, "frozen", False)
        or getattr(cls.__setattr__, "__name__", "") == "_frozen_setattrs"
        or name in (getattr(cls, "_fields", ()) if tuple in cls.__mro__ else ())
    )


def _is_final(member: Member) -> bool:
    annotation: object = inspect.get_annotations(member.owner).get(member.name)
    text = annotation if isinstance(annotation, str) else str(annotation)
    return text.removeprefix("typing.").removeprefix("t.").startswith("Final")


@functools.lru_cache(maxsize=1024)
def _assigned(cls: type) -> frozenset[str]:
    """The names that the methods of a class assign on `self`."""
    functions = (
        value
        for owner in cls.__mro__
        for value in vars(owner).values()
        if inspect.isfunction(value)
    )
    return frozenset(name for function in functions for name in _assigned_in(function))


def _assigned_in(function: FunctionType) -> Iterator[str]:
    myself = function.__code__.co_varnames[:1]
    loaded: tuple[object, ...] = ()
    for instruction in dis.get_instructions(function):
        if instruction.opname == "STORE_ATTR" and loaded == myself:
            yield cast(str, instruction.argval)
        # From 3.13 on one instruction loads two names.
        argument: object = instruction.argval
        loaded = cast(Any, argument)[-1:] if isinstance(argument, tuple) else (argument,)
