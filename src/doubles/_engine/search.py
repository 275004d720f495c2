"""Verification: the search for the calls that a test expects, and its judgement."""

import math
from collections.abc import Sequence
from contextlib import AbstractContextManager
from contextvars import ContextVar

import attrs

from doubles._engine.generation import Double
from doubles._engine.handles import expected_arguments, recording_state_of, states_of
from doubles._engine.log import Record
from doubles._engine.state import MemberState
from doubles._scope import current_scope, scope_for
from doubles._texts import report
from doubles._texts.report import Seen, Wanted
from doubles._texts.where import caller
from doubles._values import Use
from doubles.errors import NotADoubleError, UnfinishedVerificationError, VerificationError


@attrs.frozen
class Expectation:
    """How often a call should happen, how soon, and whether others of its method may."""

    least: int = 1
    most: float = 1
    alone: bool = False
    seconds: float | None = None

    def __str__(self) -> str:
        if self.most == 0:
            return "never to happen"
        if self.most == math.inf:
            return f"at least {report.times(self.least)}"
        if self.least == 0:
            return f"at most {report.times(int(self.most))}"
        if self.seconds is None:
            return report.times(self.least)
        return f"once within {self.seconds:g} second{'' if self.seconds == 1 else 's'}"


@attrs.define
class Order:
    """How far an `in_order` block has come: the last call that it found."""

    last: Seen | None = None

    @property
    def ordinal(self) -> int:
        return 0 if self.last is None else self.last.ordinal


_order: ContextVar[Order | None] = ContextVar("_order", default=None)


@attrs.frozen
class Search:
    """One verification: the calls that it looks for, and where it stands in an order."""

    state: MemberState
    expected: tuple[object, ...]
    expectation: Expectation
    order: Order | None

    def found(self) -> list[Seen]:
        """The calls that count: those that match, in an order the ones after its last call."""
        after = 0 if self.order is None else self.order.ordinal
        return [seen for seen in self._matching() if seen.ordinal > after]

    def is_satisfied(self) -> bool:
        return len(self.found()) >= self.expectation.least

    def judge(self) -> None:
        """Marks the calls that were found as verified.

        :raises VerificationError: they are not as expected.
        """
        __tracebackhide__ = True
        state, expectation, found = self.state, self.expectation, self.found()
        wanted = Wanted(state.plan, self.expected, str(expectation), caller())
        if self.order is not None:
            self._judge_order(self.order, wanted, found)
            found = found[: expectation.least]
        elif not expectation.least <= len(found) <= expectation.most:
            raise VerificationError(report.wrong_count(wanted, found, self._recorded()))
        if expectation.alone and (others := self._others(found)):
            raise VerificationError(report.not_only(wanted, others))
        state.log.verified.update(seen.ordinal for seen in found)

    def _judge_order(self, order: Order, wanted: Wanted, found: Sequence[Seen]) -> None:
        __tracebackhide__ = True
        if len(found) < self.expectation.least:
            before = [seen for seen in self._matching() if seen.ordinal <= order.ordinal]
            if order.last is None or not (found or before):
                text = report.wrong_count(wanted, found, self._recorded())
            else:
                text = report.out_of_order(wanted, order.last, found, before)
            raise VerificationError(text)
        order.last = found[self.expectation.least - 1]

    def _others(self, found: Sequence[Seen]) -> list[Seen]:
        ordinals = {seen.ordinal for seen in found}
        return [seen for seen in self._recorded() if seen.ordinal not in ordinals]

    def _matching(self) -> list[Seen]:
        return _seen(self.state, self.state.log.matching(self.expected))

    def _recorded(self) -> list[Seen]:
        return _seen(self.state, self.state.log.recorded())


def search(
    expectation: Expectation,
    method: object,
    args: Sequence[object],
    kwargs: dict[str, object],
) -> Search:
    """The search of one verification.

    :raises TypeError: the expectation has no place in the order that is open.
    :raises NotADoubleError: `method` is no member of a mock or a spy.
    """
    __tracebackhide__ = True
    order = _order.get()
    if order is not None and expectation.least == 0:
        raise TypeError(
            f"A call that is expected {expectation} has no place in an order.\n"
            "Remedy: verify it outside of `with verify.in_order():`."
        )
    state = recording_state_of(method, "verify")
    expected = expected_arguments(state, args, kwargs)
    return Search(state, expected, expectation, order)


class InOrder(AbstractContextManager[None]):
    """A block in which each search begins behind the last call that the one before found."""

    def __init__(self) -> None:
        self._begun = begun("verify.in_order()", "make it a block: with verify.in_order():")

    def __enter__(self) -> None:
        self._begun.finished = True
        self._token = _order.set(Order())

    def __exit__(self, *_: object) -> None:
        _order.reset(self._token)


@attrs.define(eq=False)
class Begun:
    """A verification that was begun, and owes the scope its call."""

    text: str
    finished: bool = False

    def unfinished(self) -> AssertionError | None:
        """The error to report when no call followed."""
        return None if self.finished else UnfinishedVerificationError(self.text)

    def unused(self) -> None:
        """A verification that was finished has been used."""

    def withdraw(self) -> None:
        """There is nothing to take back."""


def begun(written: str, remedy: str) -> Begun:
    """What the caller's scope is promised by a verification that is `written` and not done yet."""
    verification = Begun(
        f"{written} was written, and verifies nothing.\n  written at {caller()}\nRemedy: {remedy}."
    )
    scope = current_scope()
    if not scope.wide:  # one made by a module, or a wider fixture, is kept for the tests to use
        scope.promise(verification)
    return verification


def _recording_states(double: object) -> list[MemberState]:
    if isinstance(double, Double) and not (kind := type(double).__doubles_kind__).records:
        raise NotADoubleError(
            f"{type(double).__qualname__} cannot be verified: a {kind.value} records no calls.\n"
            f"Remedy: build a mock({type(double).__doubles_blueprint__.name}), "
            "or wrap a real object in a spy()."
        )
    return states_of(double, "verify.nothing_else")


def _seen(state: MemberState, calls: Sequence[Record]) -> list[Seen]:
    began = scope_for(state.scope).began
    return [Seen(state.plan, call, began) for call in calls]


def nothing_else(doubles: Sequence[object]) -> None:
    """Every call of these doubles was verified.

    :raises VerificationError: one was not.
    :raises NotADoubleError: one of them is no double, or is one that records nothing.
    """
    __tracebackhide__ = True
    states = [state for double in doubles for state in _recording_states(double)]
    seen = [
        one
        for state in states
        if state.plan.use is not Use.READ
        for one in _seen(state, state.log.recorded())
        if one.ordinal not in state.log.verified
    ]
    if seen:
        seen.sort(key=lambda one: one.ordinal)
        raise VerificationError(report.unverified(seen, caller()))


def never_called(method: object) -> None:
    """A member was not used at all.

    :raises VerificationError: it was.
    :raises NotADoubleError: it is no member of a mock or a spy.
    """
    __tracebackhide__ = True
    state = recording_state_of(method, "verify.never_called")
    if recorded := _seen(state, state.log.recorded()):
        raise VerificationError(report.called(state.plan, recorded, caller()))
