"""The annotations of a Protocol resolved to type hints, one at a time, at run time.

How a hint is taken apart and written out is in `generics`, how names are found in `names`.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType, ModuleType, NoneType, UnionType
from typing import Any, ForwardRef, Literal, cast

from attrs import evolve

from doubles._annotations.generics import (
    alias_of,
    arguments_of,
    assigned,
    describe,
    is_alias,
    origin_of,
    substitute,
    type_parameters_of,
    unqualified,
    with_arguments,
)
from doubles._annotations.names import Scope, Unresolved, attempt

__all__ = [
    "Unresolved",
    "describe",
    "inherited_arguments",
    "resolve",
    "substitute",
    "type_arguments",
    "unresolved_in",
]

_NO_NAMES: Mapping[str, object] = MappingProxyType({})


def resolve(
    annotation: object,
    *,
    module: str,
    owner: type | None = None,
    namespace: Mapping[str, object] = _NO_NAMES,
    type_parameters: Iterable[object] = (),
) -> object:
    """The hint that an annotation stands for, with every name in it looked up.

    Names are looked up in the type parameters (those of a generic method, which are passed, and
    those of `owner`), in the body of `owner`, in `namespace` (the locals of the function around
    it), in the module, and in what the module imports under `if TYPE_CHECKING:`. A class that no
    function defines cannot have meant a local name: for one of those `namespace` comes last.

    Nothing is raised: what cannot be resolved is an `Unresolved` in the hint. `Annotated` and the
    qualifiers (`Final[T]`, `ClassVar[T]`, `Required[T]` and their kind) are stripped, and aliases
    are what they stand for; but a recursive alias stays where it recurs, as itself if a `type`
    statement defined it and as `Any` if not.

    >>> resolve("list['Decimal | None']", module="decimal")
    list[typing.Optional[decimal.Decimal]]
    >>> resolve("Decimal | Decimol", module="decimal").__args__[1]
    Unresolved(text='Decimol', reason="name 'Decimol' is not defined")
    """
    scope = Scope(module, owner, namespace, tuple(type_parameters))
    return _resolved(annotation, scope, frozenset())


def unresolved_in(hint: object) -> Unresolved | None:
    """The first part of a hint that could not be resolved, if there is one."""
    if isinstance(hint, Unresolved):
        return hint
    parts = cast(Iterable[object], hint) if isinstance(hint, tuple) else arguments_of(hint)
    return next((found for part in parts if (found := unresolved_in(part)) is not None), None)


def type_arguments(spec: object) -> tuple[type, Mapping[object, object]]:
    """The class of a spec such as `Store[str, int]`, and what its type variables stand for.

    A variable left open stands for its default; without one it is not in the mapping.

    :raises TypeError: the spec is neither a class nor a parametrised one.
    """
    if is_alias(spec):
        return type_arguments(resolve(spec, module=alias_of(spec).__module__))
    cls = spec if origin_of(spec) is None else origin_of(spec)
    if not isinstance(cls, type) or cls in (Any, UnionType):
        raise TypeError(f"{describe(spec)} is not a class.")
    return cls, assigned(type_parameters_of(cls), arguments_of(spec))


def inherited_arguments(
    cls: type,
    mapping: Mapping[object, object],
    *,
    namespace: Mapping[str, object] = _NO_NAMES,
) -> Mapping[type, Mapping[object, object]]:
    """For each class of the MRO, what its own type variables stand for in `cls`.

    `mapping` is what those of `cls` itself stand for, as `type_arguments` gives it; `namespace`
    holds the local names that its bases' arguments may be written with.
    """
    known: dict[type, dict[object, object]] = {one: {} for one in cls.__mro__}
    pending: list[tuple[type, Mapping[object, object]]] = [(cls, mapping)]
    while pending:
        current, given = pending.pop(0)
        known[current] = {**given, **known[current]}
        for base, arguments in _bases(current, namespace):
            inherited = {one: substitute(hint, given) for one, hint in arguments.items()}
            pending.append((base, inherited))
    return known


def _bases(
    cls: type, namespace: Mapping[str, object]
) -> Iterator[tuple[type, Mapping[object, object]]]:
    for base in cast(Iterable[object], vars(cls).get("__orig_bases__", cls.__bases__)):
        hint = resolve(base, module=cls.__module__, owner=cls, namespace=namespace)
        # Not so with `NamedTuple`, which is a function.
        if (hint if origin_of(hint) is None else origin_of(hint)) in cls.__mro__:
            yield type_arguments(hint)


def _resolved(annotation: object, scope: Scope, pending: frozenset[object]) -> object:
    """`pending` holds the aliases and texts that the annotation is a part of."""
    if type(annotation) is type:  # the most common by far
        return annotation
    match annotation:
        case None:
            return NoneType
        case str():
            if annotation in pending:
                return Any
            return _resolved(scope.value_of(annotation), scope, pending | {annotation})
        case ForwardRef():
            return _resolved(annotation.__forward_arg__, _scope_of(annotation, scope), pending)
        case _ if is_alias(annotation):
            return _resolved_alias(annotation, scope, pending)
        case _:
            bare = unqualified(annotation)
            if bare is not annotation:
                return _resolved(bare, scope, pending)
            return _resolved_arguments(annotation, scope, pending)


def _resolved_arguments(hint: object, scope: Scope, pending: frozenset[object]) -> object:
    if origin_of(hint) is Literal:
        return hint
    if isinstance(hint, (list, tuple)):  # the parameters that a ParamSpec stands for
        items = cast(Iterable[object], hint)
        return tuple(_resolved(item, scope, pending) for item in items)
    return with_arguments(
        hint, tuple(_resolved(argument, scope, pending) for argument in arguments_of(hint))
    )


def _resolved_alias(hint: object, scope: Scope, pending: frozenset[object]) -> object:
    alias = alias_of(hint)
    if alias in pending:
        return hint
    value = attempt(describe(hint), lambda: alias.__value__)
    arguments = tuple(_resolved(argument, scope, pending) for argument in arguments_of(hint))
    return substitute(
        _resolved(value, scope, pending | {alias}), assigned(alias.__type_params__, arguments)
    )


def _scope_of(reference: ForwardRef, scope: Scope) -> Scope:
    module: object = reference.__forward_module__
    match module:
        case None:
            return scope
        case ModuleType():
            return evolve(scope, module=module.__name__)
        case _:
            return evolve(scope, module=str(module))
