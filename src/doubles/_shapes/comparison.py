"""Whether an implementation has the shape of a spec: all that can be told without calling it.

What the implementation has is found in `implementation`; which hints fit which is decided in
`assignable`, and which calls fit which signature in `call_shape`.
"""

import difflib
import inspect
from collections import abc
from collections.abc import Iterator
from functools import lru_cache
from types import GenericAlias
from typing import Any, TypeVar, cast, get_args

import attrs
from typing_extensions import is_typeddict

from doubles._annotations.generics import arguments_of, describe, with_arguments
from doubles._engine.blueprint import (
    Blueprint,
    Member,
    Parameter,
    Signature,
    blueprint_of,
    function_member,
)
from doubles._engine.members import MemberKind
from doubles._shapes.assignable import Verdict, assignable
from doubles._shapes.call_shape import refused_calls, written
from doubles._shapes.implementation import (
    Held,
    Implementation,
    Presence,
    implementation_of,
    instances_of,
)
from doubles._shapes.inheritance import class_of
from doubles._texts.shown import shown
from doubles.errors import ShapeError

T = TypeVar("T")


@attrs.frozen
class Mismatch:
    """One way in which a member of an implementation is not what the spec declares."""

    member: str
    problem: str

    def __str__(self) -> str:
        return f"{self.member}: {self.problem}"


def shape_mismatches(implementation: object, blueprint: Blueprint) -> tuple[Mismatch, ...]:
    """Every mismatch, in the order in which the spec declares its members."""
    offered = implementation_of(implementation)
    of_its_own = offered.held.keys() & {*blueprint.members, "__getattr__"}
    if not of_its_own and _has_shape_by_class(offered.hint, offered.cls, blueprint):
        return ()
    return _mismatches(offered, blueprint)


def shape_error(
    implementation: object, blueprint: Blueprint, mismatches: tuple[Mismatch, ...]
) -> ShapeError:
    """The error that tells every mismatch."""
    name = implementation_of(implementation).name
    lines = [str(mismatch) for mismatch in mismatches]
    members = len({mismatch.member for mismatch in mismatches})
    count = "1 mismatch" if len(lines) == 1 else f"{len(lines)} mismatches"
    where = f"{members} of {len(blueprint.members)} members"
    first = f"{name} does not have the shape of {blueprint.name}: {count} in {where}."
    return ShapeError("\n  ".join([first, *lines]), lines)


# Pairs of a class and a Protocol under judgement: each may mention the other, and itself.
_Assumed = frozenset[tuple[object, object]]
_DEEPEST = 20
_ANY_PARAMETERS = (
    Parameter("args", inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.empty, Any),
    Parameter("kwargs", inspect.Parameter.VAR_KEYWORD, inspect.Parameter.empty, Any),
)


def _mismatches(
    offered: Implementation, blueprint: Blueprint, assumed: _Assumed = frozenset()
) -> tuple[Mismatch, ...]:
    assumed |= {(offered.hint, blueprint.spec)}
    return tuple(
        Mismatch(wanted.name, problem)
        for wanted in blueprint.members.values()
        for problem in dict.fromkeys(_Check(offered, wanted, blueprint, assumed).problems())
    )


@lru_cache(maxsize=1024)
def _has_shape_by_class(hint: object, cls: type, blueprint: Blueprint) -> bool:
    """Whether every object of a class has the shape; told apart because it is asked per call."""
    return not _mismatches(Implementation(cls.__name__, hint, cls, {}), blueprint)


@attrs.frozen
class _Check:
    """One member of a spec against what the implementation has under its name."""

    offered: Implementation
    wanted: Member
    blueprint: Blueprint
    assumed: _Assumed

    @property
    def spec(self) -> str:
        return self.blueprint.name

    def problems(self) -> Iterator[str]:
        match self.offered.find(self.wanted.name):
            case Presence.MISSING:
                yield self._missing()
            case Presence.UNDECIDED:
                return
            case Held(value) if self.wanted.kind.is_callable:
                yield from self._value_for_method(value)
            case Held(value):
                yield from self._value_for_attribute(value)
            case Member() as member if self.wanted.kind.is_callable:
                yield from self._member_for_method(member)
            case Member() as member if member.kind.is_callable:
                yield from self._method_for_attribute(member)
            case member:
                yield from self._attribute(member)

    def _missing(self) -> str:
        spare = sorted(self.offered.names() - self.blueprint.members.keys())
        # The underscores of two dunders make them look alike.
        bare = {name.strip("_"): name for name in spare}
        near = difflib.get_close_matches(self.wanted.name.strip("_"), bare, n=1)
        return f"is missing; did you mean {bare[near[0]]}?" if near else "is missing"

    # --- methods ---------------------------------------------------------------------------------

    def _value_for_method(self, value: object) -> Iterator[str]:
        if callable(value):
            yield from self._method(function_member(value))
        else:
            yield f"is {_described(value)}; {self.spec} declares {_a(self.wanted.kind)}"

    def _member_for_method(self, member: Member) -> Iterator[str]:
        if member.kind.is_callable:
            yield from self._method(member)
        elif (signature := _signature_of(member.hint)) is not None:
            for wanted in self.wanted.signatures:
                yield from self._refused(signature, wanted)
                yield from self._returned(signature.returns, self._awaitable(self.wanted, wanted))
        elif self.fits(member.hint, abc.Callable) is False:
            yield (
                f"is {_a(member.kind)} of type {describe(member.hint)}; "
                f"{self.spec} declares {_a(self.wanted.kind)}"
            )

    def _method(self, member: Member) -> Iterator[str]:
        bound_to_class = (MemberKind.CLASS_METHOD, MemberKind.STATIC_METHOD)
        if self.wanted.kind in bound_to_class and member.kind is MemberKind.METHOD:
            yield f"is an instance method; {self.spec} declares {_a(self.wanted.kind)}"
        if len(member.signatures) > 1:
            yield from self._overloaded(member)
            return
        for own in member.signatures:
            for wanted in self.wanted.signatures:
                problems = self._served(member, own, wanted)
                if len(self.wanted.signatures) > 1:
                    problems = (f"for {written(wanted)}: {problem}" for problem in problems)
                yield from problems

    def _overloaded(self, member: Member) -> Iterator[str]:
        """Each overload of the spec is served by one, in the same order, that no other hides."""
        used: list[int] = []
        for wanted in self.wanted.signatures:
            serving = [
                n
                for n, own in enumerate(member.signatures)
                if not any(self._served(member, own, wanted))
            ]
            later = [n for n in serving if n >= max(used, default=0)]
            before = [n for n in range(min(later, default=0)) if n not in used]
            if not serving:
                yield f"has no overload for {written(wanted)}"
            elif len(self.wanted.signatures) == 1:
                continue
            elif not later or any(self._overlap(member.signatures[n], wanted) for n in before):
                yield f"has another overload before the one for {written(wanted)}"
            else:
                used.append(later[0])

    def _overlap(self, own: Signature, wanted: Signature) -> bool:
        return not (self._refused(own, wanted) and self._refused(wanted, own))

    def _served(self, member: Member, own: Signature, wanted: Signature) -> Iterator[str]:
        if member.is_async is self.wanted.is_async:
            yield from self._refused(own, wanted)
            yield from self._returned(own.returns, wanted.returns)
            return
        returned = self._awaitable(member, own)
        promised = self._awaitable(self.wanted, wanted)
        if self._is_other_colour(member, returned, promised):
            yield self._other_colour(own, wanted)
            yield from self._refused(own, wanted)
        else:
            yield from self._refused(own, wanted)
            yield from self._returned(returned, promised)

    def _is_other_colour(self, member: Member, returned: object, promised: object) -> bool:
        """Whether one is awaited and the other is not; a sync function may return a coroutine."""
        if self.wanted.is_async and returned is Any:
            function = member.function
            return (
                inspect.isfunction(function)
                and "return" not in inspect.get_annotations(function)
                and not hasattr(function, "__wrapped__")
            )
        hint = returned if self.wanted.is_async else promised
        return self.fits(returned, promised) is False and self.fits(hint, abc.Awaitable) is False

    def _other_colour(self, own: Signature, wanted: Signature) -> str:
        if not self.wanted.is_async:
            return f"is async; {self.spec} declares it with def"
        text = f"is sync; {self.spec} declares it with async def"
        if class_of(own.returns) is class_of(wanted.returns) and (
            class_of(own.returns) in _ASYNC_ITERATORS
        ):
            return f"{text} (which an async generator is not: declare it there with def)"
        return text

    @staticmethod
    def _awaitable(member: Member, signature: Signature) -> object:
        if member.is_async:
            return GenericAlias(abc.Coroutine, (Any, Any, signature.returns))
        return signature.returns

    def _refused(self, own: Signature, wanted: Signature) -> tuple[str, ...]:
        return refused_calls(own, wanted, spec=self.spec, assignable=self.fits)

    def _returned(self, returned: object, promised: object) -> Iterator[str]:
        if self.fits(returned, promised) is False:
            yield f"returns {describe(returned)}; {self.spec} promises {describe(promised)}"

    # --- attributes and properties ---------------------------------------------------------------

    def _value_for_attribute(self, value: object) -> Iterator[str]:
        wanted = self.wanted.hint
        # What a value is tells little against a hint that is more than a class.
        plain = isinstance(wanted, type) and not is_typeddict(wanted)
        if plain and self.fits(type(value), wanted) is False:
            yield f"is {_described(value)}; {self.spec} declares {describe(wanted)}"
        if self.wanted.class_variable:
            yield f"has no annotation; {self.spec} declares a ClassVar"

    def _method_for_attribute(self, member: Member) -> Iterator[str]:
        if self.wanted.settable:
            yield f"is {_a(member.kind)}; {self.spec} declares an attribute that can be set"
            return
        passed = _signature_of(self.wanted.hint)
        if passed is None:
            if self.fits(abc.Callable, self.wanted.hint) is False:
                declared = f"{_a(self.wanted.kind)} of type {describe(self.wanted.hint)}"
                yield f"is {_a(member.kind)}; {self.spec} declares {declared}"
            return
        for own in member.signatures:
            yield from self._refused(own, passed)
            yield from self._returned(self._awaitable(member, own), passed.returns)

    def _attribute(self, member: Member) -> Iterator[str]:
        held, wanted = member.hint, self.wanted.hint
        if self.fits(held, wanted) is False:
            yield f"is {describe(held)}; {self.spec} declares {describe(wanted)}"
        elif self.wanted.settable and self.fits(wanted, held) is False:
            yield f"is {describe(held)}; {self.spec} lets {describe(wanted)} be set"
        if self.wanted.settable and not self.offered.lets_set(member):
            yield f"is read-only; {self.spec} lets it be set"
        if self.wanted.class_variable and not member.class_variable:
            yield f"is {_a(member.kind)} of the instance; {self.spec} declares a ClassVar"
        elif member.class_variable and self.wanted.settable and not self.wanted.class_variable:
            yield f"is a ClassVar; {self.spec} declares an attribute of the instance"

    # --- hints -----------------------------------------------------------------------------------

    def fits(self, source: object, target: object) -> Verdict:
        if (verdict := self._judged(source, target)) is not False:
            return verdict
        # `Self` in a spec means the implementation, but reads as the spec by now.
        as_self = [self._with_self(hint) for hint in (source, target)]
        if as_self != [source, target] and self._judged(*as_self) is not False:
            return None
        return False

    def _judged(self, source: object, target: object) -> Verdict:
        return assignable(source, target, has_shape=self._has_shape)

    def _with_self(self, hint: object) -> object:
        if hint == self.blueprint.spec:
            return self.offered.hint
        return with_arguments(hint, tuple(map(self._with_self, arguments_of(hint))))

    def _has_shape(self, source: object, protocol: object) -> Verdict:
        if (source, protocol) in self.assumed:
            return True
        if len(self.assumed) > _DEEPEST:
            return None
        blueprint = blueprint_of(protocol)
        return not _mismatches(instances_of(source), blueprint, self.assumed)


_ASYNC_ITERATORS = (abc.AsyncIterator, abc.AsyncIterable, abc.AsyncGenerator)


def _a(kind: MemberKind) -> str:
    return f"an {kind.value}" if kind is MemberKind.ATTRIBUTE else f"a {kind.value}"


def _described(value: object) -> str:
    if value is None or isinstance(value, (bool, int, float, str)):
        return shown(value)
    return f"a value of type {type(value).__name__}"


def _signature_of(hint: object) -> Signature | None:
    """The signature that `Callable[[...], ...]` stands for; None for any other hint."""
    arguments = get_args(hint)
    if class_of(hint) is not cast(type, abc.Callable) or not arguments:
        return None
    parameters, returns = arguments
    if not isinstance(parameters, list):
        return Signature(_ANY_PARAMETERS, returns)
    return Signature(
        tuple(
            Parameter(f"_{n}", inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.empty, each)
            for n, each in enumerate(cast(list[object], parameters))
        ),
        returns,
    )
