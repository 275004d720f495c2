"""A spec (Protocol, ABC or class) read once: its members, signatures, overloads and hints.

How annotations are resolved lives in `_annotations.hints`.
"""

import functools
import inspect
import sys
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from enum import Enum
from types import FunctionType, GenericAlias, MemberDescriptorType, ModuleType, SimpleNamespace
from typing import Any, Protocol, get_args, get_origin, get_overloads

import attrs

from doubles._annotations import hints
from doubles._annotations.generics import alias_of, describe, is_alias, substitute
from doubles.errors import SpecError

EMPTY: Any = inspect.Parameter.empty
ReadHint = Callable[[object, type, Sequence[object]], object]
"""Resolves an annotation of a class, seen from a method with these type parameters."""


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


@attrs.frozen
class Parameter:
    """One parameter as the spec declares it, its hint resolved."""

    name: str
    kind: inspect._ParameterKind
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


@attrs.frozen(eq=False)
class Member:
    """One member of a spec; its signatures and hints are read when first asked for."""

    name: str
    kind: MemberKind
    owner: type
    raw: object
    _read_hint: ReadHint
    settable: bool = False
    class_variable: bool = False

    @property
    def function(self) -> Callable[..., Any] | None:
        """The function behind a method (of a property: its getter); None where there is none."""
        function: object
        match self.raw:
            case classmethod() | staticmethod():
                function = self.raw.__func__
            case property():
                function = self.raw.fget
            case functools.cached_property():
                function = self.raw.func
            case functools.partialmethod() | functools.singledispatchmethod():
                function = self.raw.__get__(None, self.owner)
            case _:
                function = self.raw
        return function if callable(function) else None

    @property
    def is_async(self) -> bool:
        if not self.kind.is_callable:
            return False
        return any(inspect.iscoroutinefunction(f) for f in (self.function, *self._overloads()))

    @functools.cached_property
    def hint(self) -> object:
        """The type of a property or attribute."""
        if self.kind is MemberKind.PROPERTY:
            getter = self.function
            annotation = getattr(getter, "__annotations__", {}).get("return", Any)
        else:
            annotation = _own_annotations(self.owner).get(self.name, Any)
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
        return _is_overload_dummy(self.function)

    def _overloads(self) -> list[Callable[..., Any]]:
        if not self.kind.is_callable:
            return []
        if self._is_overload_only:
            return [_unwrapped(f) for f in _registered_overloads(self.owner, self.name)]
        if isinstance(self.function, FunctionType):
            return [_unwrapped(f) for f in get_overloads(self.function)]
        return []

    def _signature(self, function: Callable[..., Any] | None) -> Signature | None:
        try:
            read = inspect.signature(function)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            return None
        parameters = list(read.parameters.values())
        if self.kind is not MemberKind.STATIC_METHOD and parameters:
            first = parameters[0]
            if first.kind is not inspect.Parameter.VAR_POSITIONAL:
                del parameters[0]
        generic = getattr(function, "__type_params__", ())
        hint = functools.partial(self._hint_of, type_parameters=generic)
        returned = hint(read.return_annotation)
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
    if origin in (Protocol, typing.Generic, object):
        raise not_a_spec(spec)
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
        mapping = {typing.Self: spec, **inherited.get(owner, {})}
        return substitute(resolved, mapping)

    members = {member.name: member for member in _members(origin, read_hint)}
    if namespace:
        # The names of a test function are gone when it returns: read every hint now.
        for member in members.values():
            _ = member.signatures if member.kind.is_callable else member.hint
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


def refuse_unhashable(given: object) -> None:
    """:raises SpecError: it cannot be hashed, and so is no class."""
    try:
        hash(given)
    except TypeError:
        raise not_a_spec(given) from None


def not_a_spec(given: object) -> SpecError:
    """The error for something that is no spec, with what to pass instead."""
    match given:
        case str():
            what, remedy = f"the string {given!r}", f"pass the class itself: {given}"
        case ModuleType():
            what = f"the module {given.__name__!r}"
            remedy = "pass a class that the module defines"
        case FunctionType():
            what = f"the function {given.__name__}()"
            remedy = (
                "declare a Protocol with a __call__ of its signature, or wrap it: spy(function)"
            )
        case _ if isinstance(of := getattr(type(given), "__doubles_blueprint__", None), Blueprint):
            what, remedy = f"the double {type(given).__qualname__}", f"pass its spec: {of.name}"
        case type() if given is object or given in (Protocol, typing.Generic):
            what, remedy = f"{given.__name__}, which has no members", "pass a class of your own"
        case _ if get_origin(given) is not None or given is None or given is Any:
            what, remedy = f"{given!r}", "pass one class; a union or a special form has no members"
        case _:
            name = type(given).__name__
            what = f"an instance of {name}"
            remedy = f"pass its class, {name}; to wrap the object itself: spy(...)"
    return SpecError(f"A spec is a Protocol, an ABC or a class, not {what}.\nRemedy: {remedy}.")


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


def _members(origin: type, read_hint: ReadHint) -> Iterator[Member]:
    is_protocol = getattr(origin, "_is_protocol", False)
    for name, owner in _declared(origin, is_protocol=is_protocol).items():
        raw = vars(owner).get(name, EMPTY)
        decorated = _registered_overloads(owner, name) if _is_overload_dummy(raw) else ()
        kind, settable = _kind_of(decorated[0] if decorated else raw)
        class_variable = kind is MemberKind.ATTRIBUTE and _is_class_variable(
            _own_annotations(owner).get(name)
        )
        yield Member(
            name=name,
            kind=kind,
            owner=owner,
            raw=raw,
            read_hint=read_hint,
            settable=settable,
            class_variable=class_variable,
        )


def _declared(origin: type, *, is_protocol: bool) -> dict[str, type]:
    """Each member's name, in order of declaration, and the class that has the last word on it."""
    declared: dict[str, type] = {}
    for owner in reversed(origin.__mro__):
        if owner is object or _is_root(owner):
            continue
        for name in (*vars(owner), *_own_annotations(owner)):
            if name in _MACHINERY and not (is_protocol and name in _COPYING):
                continue
            if name in OBJECT_DUNDERS and not is_protocol:
                continue
            if name == "__hash__" and vars(owner).get(name, EMPTY) is None:
                continue  # what Python itself adds beside an __eq__
            declared[name] = owner
    return declared


def _is_root(owner: type) -> bool:
    """Whether a class only says what kind of class its subclasses are."""
    return owner.__name__ in ("ABC", "Generic", "Protocol") and owner.__module__ in (
        "abc",
        "typing",
        "typing_extensions",
    )


def _kind_of(raw: object) -> tuple[MemberKind, bool]:
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
    if callable(raw) and raw is not EMPTY and hasattr(raw, "__get__"):
        return MemberKind.METHOD, False
    return MemberKind.ATTRIBUTE, True


def _own_annotations(owner: type) -> Mapping[str, object]:
    return inspect.get_annotations(owner)


def _is_class_variable(annotation: object) -> bool:
    if isinstance(annotation, str):
        return annotation.removeprefix("typing.").removeprefix("t.").startswith("ClassVar")
    return annotation is typing.ClassVar or get_origin(annotation) is typing.ClassVar


def _is_overload_dummy(function: object) -> bool:
    """Whether it stands for overloads without an implementation."""
    return getattr(function, "__name__", None) == "_overload_dummy"


def _registered_overloads(owner: type, name: str) -> Sequence[Callable[..., Any]]:
    """The overloads of a member, each with the decorators below its `overload`."""
    key = SimpleNamespace(__module__=owner.__module__, __qualname__=f"{owner.__qualname__}.{name}")
    return get_overloads(typing.cast(Any, key))


def _unwrapped(function: object) -> Any:
    """An overload of a class or static method is registered with its decorator on."""
    return getattr(function, "__func__", function)


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
    wrapped = inspect.unwrap(typing.cast(Callable[..., Any], function))
    manager = (
        AbstractAsyncContextManager
        if inspect.isasyncgenfunction(wrapped)
        else AbstractContextManager
    )
    return GenericAlias(manager, (entered,))


def _locals_around(origin: type) -> dict[str, object]:
    """The local names that a class made inside running functions can see."""
    around = origin.__qualname__.split(".<locals>")[:-1]
    if not around:
        return {}
    functions = {".<locals>".join(around[: n + 1]) for n in range(len(around))}
    found: dict[str, object] = {}
    for frame_locals in _frames(functions):
        found = {**frame_locals, **found}
    return found


def _frames(functions: Iterable[str]) -> Iterator[Mapping[str, object]]:
    frame = sys._getframe(1)
    caller: Any = frame
    while caller is not None:
        if caller.f_code.co_qualname in functions:
            yield caller.f_locals
        caller = caller.f_back
