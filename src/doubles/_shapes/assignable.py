"""Whether every value of one type hint is a value of another, judged as a type checker would.

Hints are compared with hints. Values are never looked at, and whether a class has the shape of a
Protocol is for the caller to say.
"""

import typing
from collections import abc
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from enum import Enum, Flag
from types import FunctionType, NoneType
from typing import Any, Literal, NewType, TypeAlias, cast, get_args

import attrs
import typing_extensions
from typing_extensions import is_protocol, is_typeddict

from doubles._annotations.generics import is_union, origin_of
from doubles._shapes.inheritance import (
    arguments_as,
    class_of,
    fields_of,
    items_of,
    parametrised,
    variances_of,
)

# True, False, or None where the run-time cannot tell.
Verdict: TypeAlias = bool | None


def every(verdicts: Iterable[Verdict]) -> Verdict:
    """False if one is, else None if one is, else True."""
    outcome: Verdict = True
    for verdict in verdicts:
        if verdict is False:
            return False
        if verdict is None:
            outcome = None
    return outcome


def some(verdicts: Iterable[Verdict]) -> Verdict:
    """True if one is, else None if one is, else False."""
    outcome: Verdict = False
    for verdict in verdicts:
        if verdict is True:
            return True
        if verdict is None:
            outcome = None
    return outcome


def _undecided(_source: object, _protocol: object) -> Verdict:
    return None


def assignable(
    source: object,
    target: object,
    *,
    has_shape: Callable[[object, object], Verdict] = _undecided,
) -> Verdict:
    """Whether every value of the hint `source` is a value of the hint `target`.

    Both are hints as `_hints.resolve` gives them. `has_shape` is asked about a class (or a class
    with type arguments) and a Protocol that it does not inherit from. The answer is None where only
    a type checker could decide: type variables, parameter specifications, what was not resolved.
    """
    return _Judge(has_shape).judge(source, target)


# Protocols to a type checker, abstract base classes at run time.
_STRUCTURAL: frozenset[type] = frozenset(
    {
        abc.AsyncIterable,
        abc.AsyncIterator,
        abc.Awaitable,
        abc.Collection,
        abc.Container,
        abc.Hashable,
        abc.Iterable,
        abc.Iterator,
        abc.Reversible,
        abc.Sized,
        AbstractAsyncContextManager,
        AbstractContextManager,
    }
)

# Nothing says that every value of one of these can be hashed, though the class itself could be.
_UNHASHED = _STRUCTURAL | {abc.AsyncGenerator, abc.Coroutine, abc.Generator}
_TOWER: Mapping[type, tuple[type, ...]] = {float: (int,), complex: (int, float)}
_NEVER: tuple[object, ...] = (typing.NoReturn, typing.Never, typing_extensions.Never)
_LITERAL_STRINGS: tuple[object, ...] = (typing.LiteralString, typing_extensions.LiteralString)
_EVERYTHING: tuple[object, ...] = (Any, object)
_UNPACK: tuple[object, ...] = (typing.Unpack, typing_extensions.Unpack)
_CALLABLE = cast(type, abc.Callable)


@attrs.frozen
class _Judge:
    has_shape: Callable[[object, object], Verdict]
    # Typed dictionaries under judgement, since one may hold itself.
    assumed: frozenset[tuple[object, object]] = frozenset()

    def judge(self, source: object, target: object) -> Verdict:
        source, target = _plain(source), _plain(target)
        if source is Any or target in _EVERYTHING or source == target or source in _NEVER:
            return True
        if len(sources := _alternatives(source)) > 1:
            return every(self.judge(one, target) for one in sources)
        if len(targets := _alternatives(target)) > 1:
            whole = some(self.judge(source, one) for one in targets)
            return some((whole, self._split(source, targets)))
        if isinstance(source, NewType):
            return self.judge(cast(object, source.__supertype__), target)
        if origin_of(target) is Literal:
            return self._literal(source, target)
        if origin_of(source) is Literal:
            return every(self.judge(type(value), target) for value in _values(source))
        return self._classes(source, target)

    def _split(self, source: object, targets: tuple[object, ...]) -> Verdict:
        """A bool or an enum is also the union of its values."""
        values = () if origin_of(source) is Literal else _values(source)
        allowed = {(type(v), v) for one in targets for v in _literals(one)}
        return bool(values) and all((type(value), value) in allowed for value in values)

    def _literal(self, source: object, target: object) -> Verdict:
        if values := _values(source):
            allowed = {(type(value), value) for value in _literals(target)}
            return all((type(value), value) in allowed for value in values)
        return None if class_of(source) is None else False

    def _classes(self, source: object, target: object) -> Verdict:
        source_class, target_class = class_of(source), class_of(target)
        if source_class is None:
            return None
        if target_class is None:
            return False if isinstance(target, NewType) or target in _NEVER else None
        if target_class is _CALLABLE:
            return self._callable(source, target)
        if source_class is _CALLABLE:
            return self._function(target, target_class)
        if type in (source_class, target_class):
            return self._class_objects(source, target)
        if is_typeddict(target_class):
            return is_typeddict(source_class) and self._typed_dicts(source, target)
        if is_typeddict(source_class):
            source, source_class = parametrised(abc.Mapping, str, object), abc.Mapping
        return self._nominal(source, source_class, target, target_class)

    def _callable(self, source: object, target: object) -> Verdict:
        if class_of(source) is not _CALLABLE:
            return None if issubclass(class_of(source) or object, _CALLABLE) else False
        if not (get_args(source) and get_args(target)):
            return True
        source_parameters, source_returns = get_args(source)
        target_parameters, target_returns = get_args(target)
        return every(
            (
                self._parameters(source_parameters, target_parameters),
                self.judge(source_returns, target_returns),
            )
        )

    def _function(self, target: object, target_class: type) -> Verdict:
        if is_protocol(target_class):
            return False if self.has_shape(FunctionType, target) is False else None
        return target_class in _STRUCTURAL and issubclass(FunctionType, target_class)

    def _parameters(self, source: object, target: object) -> Verdict:
        if source is Ellipsis or target is Ellipsis:
            return True
        if not (isinstance(source, list) and isinstance(target, list)):
            return None
        taken, given = cast(list[object], source), cast(list[object], target)
        if any(map(_is_variadic, (*taken, *given))):
            return None
        return len(taken) == len(given) and every(map(self.judge, given, taken))

    def _class_objects(self, source: object, target: object) -> Verdict:
        if class_of(source) is class_of(target):
            (made,), (wanted,) = get_args(source) or (Any,), get_args(target) or (Any,)
            return self.judge(made, wanted)
        if class_of(source) is type:
            metaclass = cast(type, type(next(iter(get_args(source)), object)))
            return self._class_object(metaclass, class_of(target) or object)
        return None if issubclass(class_of(source) or object, type) else False

    @staticmethod
    def _class_object(metaclass: type, target: type) -> Verdict:
        if target in _STRUCTURAL:
            return None if issubclass(metaclass, target) else False
        return None if is_protocol(target) or issubclass(target, type) else False

    def _typed_dicts(self, source: object, target: object) -> Verdict:
        if get_args(source) or get_args(target):
            return None
        if (source, target) in self.assumed:
            return True
        held, wanted = fields_of(source), fields_of(target)
        required = {key for key in wanted if key in cast(Any, target).__required_keys__}
        if not wanted.keys() <= held.keys():
            return False
        if required != wanted.keys() & cast(Any, source).__required_keys__:
            return False
        judge = attrs.evolve(self, assumed=self.assumed | {(source, target)})
        return every(judge.same(held[key], wanted[key]) for key in wanted)

    def _nominal(
        self, source: object, source_class: type, target: object, target_class: type
    ) -> Verdict:
        if issubclass(source_class, _TOWER.get(target_class, ())):
            return True
        if source_class is tuple and target_class is tuple:
            return self._tuples(source, target)
        if target_class is abc.Hashable:
            if source_class in _UNHASHED or is_protocol(source_class):
                return False
            if source_class.__module__ == "collections.abc":
                return None
        inherited = arguments_as(source, source_class, target_class)
        if inherited is not None:
            return self._arguments(target_class, inherited, get_args(target))
        if is_protocol(target_class):
            return self.has_shape(source, target)
        # Neither inherits: only an ABC's own hook, or a registration, can make them related.
        if not issubclass(source_class, target_class):
            return False
        return True if target_class in _STRUCTURAL and not get_args(target) else None

    def _tuples(self, source: object, target: object) -> Verdict:
        held, wanted = items_of(source), items_of(target)
        if any(map(_is_variadic, (*held, *wanted))):
            return None
        if held == (Any, ...):
            return True
        if wanted[-1:] == (...,):
            return every(self.judge(item, wanted[0]) for item in held if item is not ...)
        return len(held) == len(wanted) and ... not in held and every(map(self.judge, held, wanted))

    def _arguments(
        self, generic: type, source: tuple[object, ...], target: tuple[object, ...]
    ) -> Verdict:
        varying = zip(variances_of(generic), source, target, strict=False)
        return every(self._varying(variance, held, wanted) for variance, held, wanted in varying)

    def _varying(self, variance: str, source: object, target: object) -> Verdict:
        match variance:
            case "+":
                return self.judge(source, target)
            case "-":
                return self.judge(target, source)
            case "=":
                return self.same(source, target)
            case _:
                # Inferred: a type checker reads it off the class's body.
                there, back = self.judge(source, target), self.judge(target, source)
                return there if there is back else None

    def same(self, one: object, other: object) -> Verdict:
        return every((self.judge(one, other), self.judge(other, one)))


def _plain(hint: object) -> object:
    if hint is None:
        return NoneType
    return str if hint in _LITERAL_STRINGS else hint


def _alternatives(hint: object) -> tuple[object, ...]:
    if is_union(hint):
        return get_args(hint)
    if len(values := _literals(hint)) > 1:
        return tuple(cast(Any, Literal)[value] for value in values)
    return (hint,)


def _literals(hint: object) -> tuple[object, ...]:
    return get_args(hint) if origin_of(hint) is Literal else ()


def _values(hint: object) -> tuple[object, ...]:
    """The values of a literal, or of a class that has only a few; empty for any other hint."""
    if hint is bool:
        return (True, False)
    values = _literals(hint)
    if isinstance(hint, type) and issubclass(hint, Enum) and not issubclass(hint, Flag):
        values = tuple(cast(Iterable[object], hint))
    return values


def _is_variadic(hint: object) -> bool:
    unpacked = origin_of(hint) in _UNPACK or getattr(hint, "__unpacked__", False) is True
    return unpacked or isinstance(hint, typing.TypeVarTuple)
