"""What a class inherits and with which type arguments, as a type checker sees it.

The classes of the standard library do not tell at run time what its stubs declare, so that is
written down here. Which hints fit which is decided in `assignable`.
"""

import collections
import inspect
import typing
from collections import abc
from collections.abc import Iterable, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from types import GenericAlias
from typing import Any, TypeVar, Union, cast, get_args

import attrs

from doubles._annotations import hints
from doubles._annotations.generics import origin_of, substitute, type_parameters_of


def class_of(hint: object) -> type | None:
    """The class that a hint names, without its type arguments; None for any other hint."""
    named = hint if origin_of(hint) is None else origin_of(hint)
    return named if isinstance(named, type) else None


@attrs.frozen
class _Generic:
    """What the standard library's stubs say of a class and the class itself does not.

    `variances` has one character for each type parameter: `+`, `-`, or `=` for invariant.
    """

    variances: str
    bases: tuple[object, ...] = ()


def parametrised(generic: type, *arguments: object) -> object:
    """The hint `generic[arguments]`, made where a type checker need not read it."""
    return GenericAlias(generic, arguments)


_A, _B, _C = TypeVar("_A"), TypeVar("_B"), TypeVar("_C")

_GENERICS: Mapping[type, _Generic] = {
    abc.Container: _Generic("+"),
    abc.Iterable: _Generic("+"),
    abc.Iterator: _Generic("+", (parametrised(abc.Iterable, _A),)),
    abc.Generator: _Generic("+-+", (parametrised(abc.Iterator, _A),)),
    abc.Reversible: _Generic("+", (parametrised(abc.Iterable, _A),)),
    abc.Collection: _Generic(
        "+", (abc.Sized, parametrised(abc.Iterable, _A), parametrised(abc.Container, _A))
    ),
    abc.Sequence: _Generic(
        "+", (parametrised(abc.Reversible, _A), parametrised(abc.Collection, _A))
    ),
    abc.MutableSequence: _Generic("=", (parametrised(abc.Sequence, _A),)),
    abc.Set: _Generic("+", (parametrised(abc.Collection, _A),)),
    abc.MutableSet: _Generic("=", (parametrised(abc.Set, _A),)),
    abc.Mapping: _Generic("=+", (parametrised(abc.Collection, _A),)),
    abc.MutableMapping: _Generic("==", (parametrised(abc.Mapping, _A, _B),)),
    abc.KeysView: _Generic("+", (parametrised(abc.Set, _A),)),
    abc.ValuesView: _Generic("+", (parametrised(abc.Collection, _A),)),
    abc.ItemsView: _Generic("++", (parametrised(abc.Set, parametrised(tuple, _A, _B)),)),
    abc.Awaitable: _Generic("+"),
    abc.Coroutine: _Generic("+-+", (parametrised(abc.Awaitable, _C),)),
    abc.AsyncIterable: _Generic("+"),
    abc.AsyncIterator: _Generic("+", (parametrised(abc.AsyncIterable, _A),)),
    abc.AsyncGenerator: _Generic("+-", (parametrised(abc.AsyncIterator, _A),)),
    AbstractContextManager: _Generic("++"),
    AbstractAsyncContextManager: _Generic("++"),
    str: _Generic("", (parametrised(abc.Sequence, str),)),
    bytes: _Generic("", (parametrised(abc.Sequence, int),)),
    bytearray: _Generic("", (parametrised(abc.MutableSequence, int),)),
    range: _Generic("", (parametrised(abc.Sequence, int),)),
    list: _Generic("=", (parametrised(abc.MutableSequence, _A),)),
    set: _Generic("=", (parametrised(abc.MutableSet, _A),)),
    frozenset: _Generic("+", (parametrised(abc.Set, _A),)),
    dict: _Generic("==", (parametrised(abc.MutableMapping, _A, _B),)),
    collections.deque: _Generic("=", (parametrised(abc.MutableSequence, _A),)),
    collections.defaultdict: _Generic("==", (parametrised(dict, _A, _B),)),
    collections.OrderedDict: _Generic("==", (parametrised(dict, _A, _B),)),
    collections.Counter: _Generic("=", (parametrised(dict, _A, int),)),
    collections.ChainMap: _Generic("==", (parametrised(abc.MutableMapping, _A, _B),)),
}


def items_of(hint: object) -> tuple[object, ...]:
    """The item hints of a tuple; `(Any, ...)` where it has none."""
    return get_args(hint) if isinstance(hint, GenericAlias) or get_args(hint) else (Any, ...)


def fields_of(hint: object) -> Mapping[str, object]:
    """The hints of the fields of a typed dictionary or a named tuple."""
    cls = cast(type, hint)
    return {
        name: hints.resolve(annotation, module=cls.__module__, owner=cls)
        for name, annotation in inspect.get_annotations(cls).items()
    }


def arguments_as(hint: object, cls: type, ancestor: type) -> tuple[object, ...] | None:
    """The type arguments with which `hint` is an `ancestor`, none where open; None if it is not."""
    if cls is ancestor:
        return get_args(hint)
    known: dict[object, object] = dict.fromkeys(_parameters(cls), Any)
    if cls in _GENERICS:
        known.update(zip(_parameters(cls), get_args(hint), strict=False))
    else:
        known.update(hints.type_arguments(hint)[1])
    for declared in _bases(hint, cls):
        base = substitute(declared, known)
        if (base_class := class_of(base)) is not None:
            inherited = arguments_as(base, base_class, ancestor)
            if inherited is not None:
                return inherited
    return None


def _bases(hint: object, cls: type) -> tuple[object, ...]:
    if cls is tuple:
        items = tuple(item for item in items_of(hint) if item is not ...)
        item: object = cast(Any, Union)[items] if items else typing.Never
        return (parametrised(abc.Sequence, item),)
    if cls in _GENERICS:
        return _GENERICS[cls].bases
    if tuple in cls.__bases__ and hasattr(cls, "_field_defaults"):
        return (parametrised(tuple, *fields_of(cls).values()),)
    bases = cast(Iterable[object], cls.__dict__.get("__orig_bases__", cls.__bases__))
    return tuple(hints.resolve(base, module=cls.__module__, owner=cls) for base in bases)


def _parameters(cls: type) -> tuple[object, ...]:
    if cls in _GENERICS:
        return (_A, _B, _C)[: len(_GENERICS[cls].variances)]
    return type_parameters_of(cls)


def variances_of(cls: type) -> Iterable[str]:
    """One character for each type argument; `?` where only the class's body tells."""
    if cls in _GENERICS:
        return _GENERICS[cls].variances
    return [_declared_variance(one) for one in type_parameters_of(cls)] or "???"


def _declared_variance(parameter: object) -> str:
    if not isinstance(parameter, TypeVar) or getattr(parameter, "__infer_variance__", False):
        return "?"
    if parameter.__covariant__:
        return "+"
    return "-" if parameter.__contravariant__ else "="
