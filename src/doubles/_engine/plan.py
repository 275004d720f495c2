"""How one member of a spec is called: its parameters, their checks, and what it may answer.

A plan belongs to a generated class and is shared by all its doubles; it holds no calls and no
answers. The text of the generated method is written by `source`.
"""

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from functools import cached_property
from inspect import Parameter as P
from types import NoneType
from typing import Any, cast, get_args, get_origin

import attrs

from doubles._annotations.checks import Check, check_of
from doubles._annotations.hints import Unresolved, unresolved_in
from doubles._engine.blueprint import Member, Parameter, Signature
from doubles._engine.capture import as_it_was
from doubles._engine.members import EMPTY
from doubles._engine.overloads import ABSENT, accepts, merged, requires
from doubles._values import DoubleKind, Use
from doubles.errors import UnresolvedAnnotationError

_ANYTHING = (
    Parameter("args", P.VAR_POSITIONAL, EMPTY, Any),
    Parameter("kwargs", P.VAR_KEYWORD, EMPTY, Any),
)


@attrs.define(eq=False)
class Plan:
    """One member of one generated class; failure texts name it by `label`."""

    member: Member
    label: str
    use: Use
    kind: DoubleKind
    checked: bool
    parameters: tuple[Parameter, ...]
    overloads: tuple[Signature, ...]
    is_async: bool
    returns: object
    left_out: frozenset[int] = frozenset()
    """The parameters whose default is not ours to pass on: `...`, or that of a spy's Protocol."""
    bind: Callable[..., tuple[object, ...]] | None = None
    """The function of a double and a call's arguments that returns them in order, once made."""

    @property
    def name(self) -> str:
        return self.member.name

    @cached_property
    def checks(self) -> tuple[Check | None, ...]:
        """For each parameter the check that its arguments must pass; None where all do."""
        if not self.checked or self.overloads:
            return (None,) * len(self.parameters)
        checks = (check_of(parameter.hint) for parameter in self.parameters)
        return tuple(None if check.always else check for check in checks)

    @property
    def needs_no_answer(self) -> bool:
        """Whether a mock may leave it unanswered: it is annotated as returning exactly None."""
        returns = self.returns
        if not self.is_async and get_origin(returns) in (Awaitable, Coroutine):
            returns = get_args(returns)[-1]
        return returns is NoneType

    def default(self, index: int) -> object:
        """What stands for an argument that is left out, where calls are compared."""
        default = self.parameters[index].default
        return ABSENT if index in self.left_out and default is ... else default

    def filled(self, given: Sequence[object]) -> list[object]:
        """The arguments of a call as they are compared: what was left out has its default."""
        if not self.left_out:
            return list(given)
        return [
            self.default(index) if value is ABSENT and index in self.left_out else value
            for index, value in enumerate(given)
        ]

    def spread(self, given: Sequence[object]) -> tuple[list[object], dict[str, object]]:
        """Bound arguments as positional and keyword ones, to call something with them."""
        args: list[object] = []
        kwargs: dict[str, object] = {}
        named = False
        for parameter, value in zip(self.parameters, given, strict=True):
            match parameter.kind:
                case _ if value is ABSENT:
                    named = True
                case P.VAR_POSITIONAL:
                    args.extend(_items(value))
                case P.VAR_KEYWORD:
                    kwargs.update(_mapping(value))
                case P.POSITIONAL_OR_KEYWORD if not named:
                    args.append(value)
                case P.POSITIONAL_OR_KEYWORD | P.KEYWORD_ONLY:
                    kwargs[parameter.name] = value
                case _:
                    args.append(value)
        return args, kwargs

    def named(self, kept: Sequence[object]) -> dict[str, object]:
        """Kept arguments by the names of their parameters, as they were."""
        pairs = zip(self.parameters, kept, strict=True)
        return {p.name: as_it_was(value) for p, value in pairs if value is not ABSENT}

    def refusal(self, index: int, value: object) -> str | None:
        """Why an argument may not be passed to a parameter, as the end of a sentence."""
        check, parameter = self.checks[index], self.parameters[index]
        if check is None or value is parameter.default or value is ABSENT:
            return None
        match parameter.kind:
            case P.VAR_POSITIONAL:
                reasons = [check.reason(item) for item in _items(value)]
            case P.VAR_KEYWORD:
                reasons = [check.reason(item) for item in _mapping(value).values()]
            case _:
                reasons = [check.reason(value)]
        reason = next((reason for reason in reasons if reason is not None), None)
        named = "" if self.use is Use.WRITE else f"{parameter.name!r}: "
        return None if reason is None else f"{named}{reason}"

    def overloads_for(self, given: Sequence[object]) -> list[Signature]:
        """The overloads that accept the arguments; a matcher is accepted by all of them."""
        return [
            overload
            for overload in self.overloads
            if accepts(overload, *self._given_to(overload, given), checked=self.checked)
        ]

    def _given_to(
        self, overload: Signature, given: Sequence[object]
    ) -> tuple[list[object], dict[str, object]]:
        """The arguments without those that the implementation's defaults filled in."""
        return self.spread(
            [
                ABSENT if value is p.default and not requires(overload, index, p) else value
                for index, (p, value) in enumerate(zip(self.parameters, given, strict=True))
            ]
        )

    def returned(self, given: Sequence[object] | None) -> list[object]:
        """The types that a call may return: one for each overload that its arguments fit."""
        if not self.overloads:
            return [self.returns]
        fitting = self.overloads if given is None else self.overloads_for(given)
        return [overload.returns for overload in fitting]

    def wrong_answer(self, hints: Sequence[object], value: object) -> str | None:
        """Why `value` is of none of these types, as the end of a sentence."""
        if not self.checked:
            return None
        reasons = [check_of(hint).reason(value, None) for hint in hints]
        return None if None in reasons else reasons[0]


def plan_of(
    member: Member,
    *,
    label: str,
    kind: DoubleKind,
    checked: bool,
    strict: bool,
    own_defaults: bool,
) -> Plan:
    """The plan of a method; `own_defaults`: those of the spec are the real object's own.

    :raises UnresolvedAnnotationError: an annotation of a strict spec names nothing that exists.
    """
    signatures = member.signatures
    implementation = member.implementation
    if strict and checked:
        _refuse_unresolved(
            label, member, (*signatures, *([implementation] if implementation else ()))
        )
    overloads = signatures if len(signatures) > 1 else ()
    if implementation is not None:
        parameters, returns = implementation.parameters, implementation.returns
    elif signatures:
        parameters, returns = merged(signatures) or _ANYTHING, signatures[0].returns
    else:
        parameters, returns = _ANYTHING, Any
    return Plan(
        member=member,
        label=label,
        use=Use.CALL,
        kind=kind,
        checked=checked,
        parameters=parameters,
        overloads=overloads,
        is_async=member.is_async,
        returns=returns,
        left_out=frozenset(
            index
            for index, parameter in enumerate(parameters)
            if (strict and parameter.default is ...)
            or (kind.delegates and not own_defaults and parameter.default is not EMPTY)
        ),
    )


def access_plan(
    member: Member, *, label: str, kind: DoubleKind, checked: bool, strict: bool, writing: bool
) -> Plan:
    """The plan of reading a property or attribute, or of writing it."""
    hint = member.hint
    if strict and checked and (missing := unresolved_in(hint)) is not None:
        raise _unresolved(label, member, "the member itself", missing)
    value = Parameter("value", P.POSITIONAL_ONLY, EMPTY, hint)
    return Plan(
        member=member,
        label=label,
        use=Use.WRITE if writing else Use.READ,
        kind=kind,
        checked=checked,
        parameters=(value,) if writing else (),
        overloads=(),
        is_async=False,
        returns=NoneType if writing else hint,
    )


def _refuse_unresolved(label: str, member: Member, signatures: Iterable[Signature]) -> None:
    for signature in signatures:
        hints = [(f"parameter {p.name!r}", p.hint) for p in signature.parameters]
        for what, hint in (*hints, ("the return value", signature.returns)):
            if (missing := unresolved_in(hint)) is not None:
                raise _unresolved(label, member, what, missing)


def _unresolved(
    label: str, member: Member, what: str, missing: Unresolved
) -> UnresolvedAnnotationError:
    return UnresolvedAnnotationError(
        f"{label}: the annotation {missing.text!r} of {what} cannot be resolved: "
        f"{missing.reason}.\n"
        f"Remedy: define or import the name in {member.owner.__module__}, "
        "or build the double in scope(check_types=False)."
    )


def _items(value: object) -> Iterable[object]:
    return cast(tuple[object, ...], value)


def _mapping(value: object) -> Mapping[str, object]:
    return cast(Mapping[str, object], value)
