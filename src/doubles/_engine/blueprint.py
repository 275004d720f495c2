"""A spec (Protocol, ABC or class) read once: its members, signatures, overloads and hints.

What counts as a member is told in `members`, and how annotations are resolved in
`_annotations.hints`.
"""

import functools
import inspect
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from types import FrameType, FunctionType, GenericAlias
from typing import Any, Generic, Protocol, Self, cast, get_args, get_overloads

import attrs

from doubles._annotations import hints
from doubles._annotations.generics import alias_of, describe, is_alias, substitute
from doubles._engine.members import (
    EMPTY,
    OBJECT_DUNDERS,
    MemberKind,
    declared,
    is_class_variable,
    is_final,
    is_frozen,
    is_overload_dummy,
    kind_of,
    own_annotations,
    registered_overloads,
)
from doubles._engine.specs import not_a_spec, refuse_unhashable
from doubles._texts.where import frames

__all__ = [
    "EMPTY",
    "OBJECT_DUNDERS",
    "Blueprint",
    "Member",
    "Parameter",
    "ReadHint",
    "Signature",
    "blueprint_of",
    "function_member",
]

ReadHint = Callable[[object, type, Sequence[object]], object]
"""Resolves an annotation of a class, seen from a method with these type parameters."""


@attrs.frozen
class Parameter:
    """One parameter as the spec declares it, its hint resolved."""

    name: str
    # The type of `inspect.Parameter.kind` has no public name.
    kind: inspect._ParameterKind  # pyright: ignore[reportPrivateUsage]
    default: object
    hint: object

    @property
    def required(self) -> bool:
        return self.default is EMPTY and self.kind not in (
            inspect.Parameter.VAR_POSITIONAL,
            inspect.Parameter.VAR_KEYWORD,
        )


@attrs.frozen
class Signature:
    """The parameters without `self` or `cls`, and what is returned (when awaited, if async)."""

    parameters: tuple[Parameter, ...]
    returns: object

    @functools.cached_property
    def inspectable(self) -> inspect.Signature:
        """The same for the standard library, which can bind a call to it."""
        return inspect.Signature(
            [inspect.Parameter(p.name, p.kind, default=p.default) for p in self.parameters]
        )


@attrs.frozen(eq=False)
class Member:
    """One member of a spec; its signatures and hints are read when first asked for."""

    name: str
    kind: MemberKind
    owner: type
    raw: object
    _read_hint: ReadHint = attrs.field(alias="read_hint")
    settable: bool = False
    class_variable: bool = False

    @property
    def function(self) -> Callable[..., Any] | None:
        """The function behind a method (of a property: its getter); None where there is none."""
        raw = cast(Any, self.raw)
        function: object
        match self.raw:
            case classmethod() | staticmethod():
                function = raw.__func__
            case property():
                function = raw.fget
            case functools.cached_property():
                function = raw.func
            case functools.partialmethod() | functools.singledispatchmethod():
                function = raw.__get__(None, self.owner)
            case _:
                function = raw
        return function if callable(function) else None

    @property
    def is_async(self) -> bool:
        return any(inspect.iscoroutinefunction(f) for f in (self.function, *self._overloads()))

    @functools.cached_property
    def hint(self) -> object:
        """The type of a property or attribute."""
        if self.kind is MemberKind.PROPERTY:
            getter = self.function
            annotation = getattr(getter, "__annotations__", {}).get("return", Any)
        else:
            annotation = own_annotations(self.owner).get(self.name, Any)
        return self._read_hint(annotation, self.owner, ())

    @functools.cached_property
    def signatures(self) -> tuple[Signature, ...]:
        """One signature, or one for each overload; none where a C function tells nothing."""
        functions: list[Callable[..., Any] | None] = [*self._overloads()] or [self.function]
        return tuple(s for f in functions if (s := self._signature(f)) is not None)

    @functools.cached_property
    def implementation(self) -> Signature | None:
        """The signature of the function itself, which an overloaded Protocol method may lack."""
        return None if self._is_overload_only else self._signature(self.function)

    @property
    def _is_overload_only(self) -> bool:
        return is_overload_dummy(self.function)

    def _overloads(self) -> list[Callable[..., Any]]:
        if self._is_overload_only:
            return [_unwrapped(f) for f in registered_overloads(self.owner, self.name)]
        if isinstance(self.function, FunctionType):
            return [_unwrapped(f) for f in get_overloads(self.function)]
        return []

    def _signature(self, function: Callable[..., Any] | None) -> Signature | None:
        try:
            read = inspect.signature(cast(Callable[..., Any], function))
        except (TypeError, ValueError):  # nothing callable, or what tells nothing of itself
            return None
        parameters = list(read.parameters.values())
        if self.kind is not MemberKind.STATIC_METHOD and parameters:
            first = parameters[0]
            if first.kind is not inspect.Parameter.VAR_POSITIONAL:
                del parameters[0]
        generic = getattr(function, "__type_params__", ())
        hint = functools.partial(self._hint_of, type_parameters=generic)
        returned = hint(_return_annotation(read, function))
        if _is_context_manager_function(function):
            returned = _as_context_manager(returned, function)
        return Signature(
            parameters=tuple(
                Parameter(
                    name=p.name,
                    kind=p.kind,
                    default=p.default,
                    hint=hint(p.annotation),
                )
                for p in parameters
            ),
            returns=returned,
        )

    def _hint_of(self, annotation: object, type_parameters: Sequence[object]) -> object:
        if annotation is EMPTY:
            return Any
        return self._read_hint(annotation, self.owner, type_parameters)


@attrs.frozen(eq=False)
class Blueprint:
    """All that a double needs to know of its spec."""

    spec: Any
    origin: type
    name: str
    members: Mapping[str, Member]

    @property
    def is_protocol(self) -> bool:
        return getattr(self.origin, "_is_protocol", False) is True

    @property
    def is_strict(self) -> bool:
        """Whether an annotation that cannot be resolved is an error: the spec is a contract."""
        return self.is_protocol or inspect.isabstract(self.origin)


def blueprint_of(spec: object) -> Blueprint:
    """The blueprint of `spec`: a Protocol, an ABC, a class, or one of these with type arguments.

    :raises SpecError: `spec` is none of these.
    """
    refuse_unhashable(spec)
    return _blueprint_of(spec)


@functools.lru_cache(maxsize=1024)
def _blueprint_of(spec: object) -> Blueprint:
    if is_alias(spec):
        spec = hints.resolve(spec, module=alias_of(spec).__module__)
    try:
        origin, arguments = hints.type_arguments(spec)
    except TypeError:
        raise not_a_spec(spec) from None
    if any(origin is root for root in (Protocol, Generic, object)):
        raise not_a_spec(spec)
    if hasattr(origin, "__doubles_spec__"):
        raise not_a_spec(origin)
    namespace = _locals_around(origin)
    inherited = hints.inherited_arguments(origin, arguments, namespace=namespace)

    def read_hint(annotation: object, owner: type, type_parameters: Sequence[object]) -> object:
        resolved = hints.resolve(
            annotation,
            module=owner.__module__,
            owner=owner,
            namespace=namespace,
            type_parameters=type_parameters,
        )
        mapping: dict[object, object] = {Self: spec, **inherited.get(owner, {})}
        return substitute(resolved, mapping)

    members = {member.name: member for member in _members(origin, read_hint)}
    if namespace:
        # The names of a test function are gone when it returns: read every hint now.
        for member in members.values():
            _ = (member.signatures, member.implementation, member.hint)
        namespace.clear()
    return Blueprint(spec=spec, origin=origin, name=describe(spec), members=members)


def function_member(function: Callable[..., Any]) -> Member:
    """A plain function read as if it were a static method of nothing: for spies of functions."""
    module = getattr(function, "__module__", None) or "builtins"

    def read_hint(annotation: object, _: type, type_parameters: Sequence[object]) -> object:
        return hints.resolve(annotation, module=module, type_parameters=type_parameters)

    return Member(
        name=getattr(function, "__name__", type(function).__name__),
        kind=MemberKind.STATIC_METHOD,
        owner=type(function),
        raw=function,
        read_hint=read_hint,
    )


def _members(origin: type, read_hint: ReadHint) -> Iterator[Member]:
    for name, owner in declared(origin).items():
        raw = vars(owner).get(name, EMPTY)
        decorated = registered_overloads(owner, name) if is_overload_dummy(raw) else ()
        kind, settable = kind_of(decorated[0] if decorated else raw)
        annotation = own_annotations(owner).get(name)
        class_variable = kind is MemberKind.ATTRIBUTE and is_class_variable(annotation)
        if kind is MemberKind.ATTRIBUTE:
            settable = not (class_variable or is_final(annotation) or is_frozen(owner))
        yield Member(
            name=name,
            kind=kind,
            owner=owner,
            raw=raw,
            read_hint=read_hint,
            settable=settable,
            class_variable=class_variable,
        )


def _unwrapped(function: object) -> Any:
    """An overload of a class or static method is registered with its decorator on."""
    return getattr(function, "__func__", function)


def _return_annotation(read: inspect.Signature, function: object) -> object:
    """What is declared to be returned; a generator function says it without an annotation."""
    if read.return_annotation is not EMPTY:
        return read.return_annotation
    unwrapped = inspect.unwrap(cast(Callable[..., Any], function))
    if inspect.isasyncgenfunction(unwrapped):
        return AsyncIterator[Any]
    return Iterator[Any] if inspect.isgeneratorfunction(unwrapped) else EMPTY


def _is_context_manager_function(function: object) -> bool:
    """Whether `function` was made by `contextlib.contextmanager` or its async twin."""
    code = getattr(function, "__code__", None)
    return (
        hasattr(function, "__wrapped__")
        and getattr(function, "__globals__", {}).get("__name__") == "contextlib"
        and getattr(code, "co_name", "") == "helper"
    )


def _as_context_manager(returned: object, function: object) -> object:
    entered = (*get_args(returned), Any)[0]
    wrapped = inspect.unwrap(cast(Callable[..., Any], function))
    manager = (
        AbstractAsyncContextManager
        if inspect.isasyncgenfunction(wrapped)
        else AbstractContextManager
    )
    return GenericAlias(manager, (entered,))


def _module_of(frame: FrameType) -> object:
    return frame.f_globals.get("__name__")


def _locals_around(origin: type) -> dict[str, object]:
    """The local names that a class made inside running functions can see."""
    around = origin.__qualname__.split(".<locals>")[:-1]
    if not around:
        return {}
    functions = {".<locals>".join(around[: n + 1]) for n in range(len(around))}
    found: dict[str, object] = {}
    for frame in frames():
        if frame.f_code.co_qualname in functions and _module_of(frame) == origin.__module__:
            found = {**frame.f_locals, **found}
    return found
