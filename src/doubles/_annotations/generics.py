"""Type hints taken apart, put together again and written out; names in them are not looked up."""

import collections.abc
import enum
import typing
from collections.abc import Iterable, Mapping
from types import EllipsisType, GenericAlias, NoneType, UnionType
from typing import (
    Any,
    ClassVar,
    Concatenate,
    ForwardRef,
    Literal,
    ParamSpec,
    TypeVarTuple,
    Union,
    cast,
)

import typing_extensions

# What `origin_of` says of every `Callable`.
CALLABLE: Any = collections.abc.Callable
_QUALIFIERS: tuple[object, ...] = (
    typing.Annotated,
    typing.ClassVar,
    typing.Final,
    typing.NotRequired,
    typing.Required,
    typing_extensions.ReadOnly,
)
# From Python 3.12 on there are two classes of them, unless typing_extensions has given up its own.
_ALIAS_TYPES: tuple[object, ...] = (
    typing_extensions.TypeAliasType,
    getattr(typing, "TypeAliasType", None),
)


def origin_of(hint: object) -> Any:
    """What `hint` parametrises, as `typing.get_origin` has it; None if it parametrises nothing."""
    return typing.get_origin(hint)


def arguments_of(hint: object) -> tuple[object, ...]:
    """The type arguments of a hint as it keeps them: the parameters of a `Callable` are flat."""
    if origin_of(hint) is None:
        return ()
    return cast(tuple[object, ...], getattr(hint, "__args__", ()))


def is_union(hint: object) -> bool:
    """Whether it is a union of several hints, in either spelling."""
    return origin_of(hint) in (Union, UnionType)


def unqualified(hint: object) -> object:
    """The hint without its outermost `Annotated`, `Final`, `ClassVar`, `Required` or their kind."""
    if hint is typing.Final or hint is ClassVar:
        return Any
    return arguments_of(hint)[0] if origin_of(hint) in _QUALIFIERS else hint


def unpacked(hint: object) -> object:
    """What `*hint` or `Unpack[hint]` unpacks; None for any other hint."""
    if origin_of(hint) is typing.Unpack:
        return arguments_of(hint)[0]
    if isinstance(hint, GenericAlias) and hint.__unpacked__:
        return GenericAlias(origin_of(hint), arguments_of(hint))
    return None


def type_parameters_of(cls: type) -> tuple[object, ...]:
    """The type variables that a class is generic over, in order."""
    bases: Iterable[object] = vars(cls).get("__orig_bases__", ())
    # Where bases have another order than Protocol[...], Python takes theirs; checkers do not.
    declared = next((b for b in bases if origin_of(b) in (typing.Generic, typing.Protocol)), cls)
    parameters: object = getattr(declared, "__parameters__", ())
    return cast(tuple[object, ...], parameters) if isinstance(parameters, tuple) else ()


def is_alias(hint: object) -> bool:
    """Whether it was defined by a `type` statement, type arguments or not."""
    return type(hint) in _ALIAS_TYPES or type(origin_of(hint)) in _ALIAS_TYPES


def alias_of(hint: object) -> Any:
    """The alias itself, without its type arguments."""
    return origin_of(hint) if arguments_of(hint) else hint


def assigned(parameters: Iterable[object], arguments: Iterable[object]) -> Mapping[object, object]:
    """What each type parameter stands for: its argument, or else its default if it has one.

    A `TypeVarTuple` stands for a tuple of hints.
    """
    names, given = list(parameters), list(arguments)
    mapping: dict[object, object] = {}
    for index, parameter in enumerate(names):
        if given and isinstance(parameter, TypeVarTuple):
            taken = len(given) - (len(names) - index - 1)
            mapping[parameter], given = tuple(given[:taken]), given[taken:]
            continue
        default: object = getattr(parameter, "__default__", None)
        if given and given[0] is not default:
            mapping[parameter] = given.pop(0)
        elif given or getattr(parameter, "has_default", bool)():
            # Some versions of Python fill in a default themselves, as it was written.
            mapping[parameter] = substitute(default, mapping)
            del given[:1]
    return mapping


def substitute(hint: object, mapping: Mapping[object, object]) -> object:
    """The hint with every type variable (or `Self`) that the mapping has, replaced.

    A `ParamSpec` or a `TypeVarTuple` is mapped to a tuple of hints.

    >>> substitute(dict[str, typing.AnyStr | None], {typing.AnyStr: bytes})
    dict[str, typing.Optional[bytes]]
    """
    if origin_of(hint) is Literal:
        return hint
    if arguments := arguments_of(hint):
        return with_arguments(
            hint, tuple(one for argument in arguments for one in _substituted(argument, mapping))
        )
    try:
        return mapping.get(hint, hint)
    except TypeError:  # unhashable
        return hint


def _substituted(argument: object, mapping: Mapping[object, object]) -> tuple[object, ...]:
    """What stands in place of one argument: several for a `TypeVarTuple` unpacked."""
    if isinstance(argument, (list, tuple)):
        items = cast(Iterable[object], argument)
        return (tuple(one for item in items for one in _substituted(item, mapping)),)
    replaced = substitute(argument, mapping)
    if origin_of(argument) is typing.Unpack:
        return arguments_of(unpacked(replaced)) if replaced is not argument else (argument,)
    return (replaced,)


def with_arguments(hint: object, arguments: tuple[object, ...]) -> object:
    """The hint with other type arguments in place of its own; itself if they are the same."""
    current = arguments_of(hint)
    if len(arguments) == len(current) and all(map(lambda a, b: a is b, arguments, current)):
        return hint
    origin: Any = origin_of(hint)
    if is_union(hint):
        return Union[arguments]  # noqa: UP007
    if origin is CALLABLE:
        return _callable(arguments)
    if origin is Concatenate and isinstance(arguments[-1], tuple):
        return (*arguments[:-1], *cast(tuple[object, ...], arguments[-1]))
    if origin is typing.Unpack and isinstance(arguments[0], tuple):
        return typing.Unpack[GenericAlias(tuple, cast(tuple[object, ...], arguments[0]))]
    if isinstance(hint, GenericAlias):
        rebuilt = GenericAlias(origin_of(hint), arguments)
        return next(iter(cast(Any, rebuilt))) if hint.__unpacked__ else rebuilt
    return cast(Any, hint).copy_with(arguments)


def _callable(arguments: tuple[object, ...]) -> object:
    *parameters, result = arguments
    match parameters:
        case [EllipsisType() | ParamSpec() as anything]:
            listed: object = anything
        case [concatenated] if origin_of(concatenated) is Concatenate:
            listed = concatenated
        case [several] if isinstance(several, tuple):
            listed = list(cast(tuple[object, ...], several))
        case _:
            listed = parameters
    return CALLABLE[listed, result]


def describe(hint: object) -> str:
    """A hint as one writes it, without the paths of modules.

    >>> import decimal
    >>> describe(typing.Optional[decimal.Decimal]), describe(typing.Callable[[int], typing.Any])
    ('Decimal | None', 'Callable[[int], Any]')
    """
    if isinstance(hint, (list, tuple)):
        return f"[{_listed(cast(Iterable[object], hint))}]"
    if (inner := unpacked(hint)) is not None:
        return f"*{describe(inner)}"
    origin, arguments = origin_of(hint), arguments_of(hint)
    if is_union(hint):
        return " | ".join(map(describe, arguments))
    if origin is Literal:
        return f"Literal[{', '.join(map(_literal, arguments))}]"
    if origin in _QUALIFIERS:
        return describe(arguments[0])
    if origin is CALLABLE and arguments:
        parameters, result = typing.get_args(hint)
        return f"Callable[{describe(parameters)}, {describe(result)}]"
    if origin is tuple and hasattr(hint, "__args__"):
        return f"tuple[{_listed(arguments) or '()'}]"
    return f"{_name(origin)}[{_listed(arguments)}]" if arguments else _name(hint)


def _listed(hints: Iterable[object]) -> str:
    return ", ".join(map(describe, hints))


def _literal(value: object) -> str:
    if isinstance(value, enum.Enum):
        return f"{type(value).__name__}.{value.name}"
    return repr(value)


def _name(hint: object) -> str:
    match hint:
        case None:
            return "None"
        case EllipsisType():
            return "..."
        case str():
            return hint
        case ForwardRef():
            return hint.__forward_arg__
        case _ if hint is NoneType:
            return "None"
        case _:
            name: object = getattr(hint, "__name__", None) or getattr(hint, "_name", None)
            return name if isinstance(name, str) else str(hint).removeprefix("typing.")
