"""`verify`: did the subject make the calls that the test expects?"""

import math
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import ParamSpec

import attrs

from doubles import _report
from doubles._compile import Double
from doubles._handles import expected_arguments, recording_state_of, states_of
from doubles._report import Seen, Wanted
from doubles._state import MemberState
from doubles._values import Use
from doubles._waiting import wait, wait_async
from doubles._where import caller
from doubles.errors import NotADoubleError, VerificationError

P = ParamSpec("P")


@attrs.frozen
class _Expectation:
    """How often a call should happen, how soon, and whether others of its method may."""

    least: int = 1
    most: float = 1
    alone: bool = False
    seconds: float | None = None

    def __str__(self) -> str:
        if self.most == 0:
            return "never to happen"
        if self.most == math.inf:
            return f"at least {_report.times(self.least)}"
        if self.least == 0:
            return f"at most {_report.times(int(self.most))}"
        if self.seconds is None:
            return _report.times(self.least)
        return f"once within {self.seconds:g} second{'' if self.seconds == 1 else 's'}"


@attrs.define
class _Order:
    """How far an `in_order` block has come: the last call that it found."""

    last: Seen | None = None

    @property
    def ordinal(self) -> int:
        return 0 if self.last is None else self.last.ordinal


_order: ContextVar[_Order | None] = ContextVar("_order", default=None)


@attrs.frozen
class _Search:
    """One verification: the calls that it looks for, and where it stands in an order."""

    state: MemberState
    expected: tuple[object, ...]
    expectation: _Expectation
    order: _Order | None

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
            raise VerificationError(_report.wrong_count(wanted, found, self._recorded()))
        if expectation.alone and (others := self._others(found)):
            raise VerificationError(_report.not_only(wanted, others))
        state.log.verified.update(seen.ordinal for seen in found)

    def _judge_order(self, order: _Order, wanted: Wanted, found: Sequence[Seen]) -> None:
        __tracebackhide__ = True
        if len(found) < self.expectation.least:
            before = [seen for seen in self._matching() if seen.ordinal <= order.ordinal]
            if order.last is None or not (found or before):
                text = _report.wrong_count(wanted, found, self._recorded())
            else:
                text = _report.out_of_order(wanted, order.last, found, before)
            raise VerificationError(text)
        order.last = found[self.expectation.least - 1]

    def _others(self, found: Sequence[Seen]) -> list[Seen]:
        ordinals = {seen.ordinal for seen in found}
        return [seen for seen in self._recorded() if seen.ordinal not in ordinals]

    def _matching(self) -> list[Seen]:
        return [Seen(self.state.plan, call) for call in self.state.log.matching(self.expected)]

    def _recorded(self) -> list[Seen]:
        return [Seen(self.state.plan, call) for call in self.state.log.recorded()]


@attrs.frozen
class Verification:
    """What `verify.times(2)` and its kind return: call it with the method and the arguments."""

    _expectation: _Expectation

    def __call__(self, method: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None:
        """Verifies the call.

        :raises VerificationError: the recorded calls are not as expected.
        :raises NotADoubleError: `method` is no member of a mock or a spy.
        """
        __tracebackhide__ = True
        search = _search(self._expectation, method, args, kwargs)
        if (seconds := self._expectation.seconds) is not None:
            wait(search.state, search.is_satisfied, seconds)
        search.judge()


@attrs.frozen
class SoonVerification:
    """What `verify.soon(seconds)` returns: call it, and await the result."""

    _seconds: float

    async def __call__(
        self, method: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Waits for the call, other tasks running, and verifies it.

        :raises VerificationError: the recorded calls are not as expected when the time is up.
        :raises NotADoubleError: `method` is no member of a mock or a spy.
        """
        __tracebackhide__ = True
        search = _search(_Expectation(seconds=self._seconds), method, args, kwargs)
        await wait_async(search.state, search.is_satisfied, self._seconds)
        search.judge()


class Verify(Verification):
    """Verifies that a call happened exactly once; its methods verify other things.

    What differs from "exactly once" comes before the call: `verify.times(2)(...)`.

    >>> from typing import Protocol
    >>> from doubles import anything, mock
    >>> class EmailService(Protocol):
    ...     def send(self, to: str) -> None: ...
    >>> email = mock(EmailService)
    >>> email.send("dave@example.com")
    >>> verify(email.send, "dave@example.com")
    >>> verify.never(email.send, "eve@example.com")
    >>> verify.at_least(1)(email.send, anything())
    """

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(_Expectation())

    def __repr__(self) -> str:
        return "verify"

    def only(self, method: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None:
        """The call happened exactly once, and the method was called in no other way."""
        __tracebackhide__ = True
        _search(_Expectation(alone=True), method, args, kwargs).judge()

    def never(self, method: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None:
        """The call did not happen."""
        __tracebackhide__ = True
        _search(_Expectation(0, 0), method, args, kwargs).judge()

    def times(self, count: int, /) -> Verification:
        """The call happened `count` times."""
        return Verification(_Expectation(_checked_count(count, 0), count))

    def at_least(self, count: int, /) -> Verification:
        """The call happened `count` times or more."""
        return Verification(_Expectation(_checked_count(count, 1), math.inf))

    def at_most(self, count: int, /) -> Verification:
        """The call happened `count` times or less."""
        return Verification(_Expectation(0, _checked_count(count, 1)))

    def within(self, seconds: float, /) -> Verification:
        """The call happens exactly once, at the latest `seconds` from now, on another thread."""
        return Verification(_Expectation(seconds=_checked_seconds(seconds)))

    def soon(self, seconds: float, /) -> SoonVerification:
        """The call happens exactly once, at the latest `seconds` from now, in another task."""
        return SoonVerification(_checked_seconds(seconds))

    def in_order(self) -> AbstractContextManager[None]:
        """In this block each `verify` finds a call after those that the ones before it found."""
        return _in_order()

    def nothing_else(self, /, *doubles: object) -> None:
        """Every call of these doubles was verified; reading a property needs no verification.

        :raises VerificationError: one was not.
        :raises NotADoubleError: one of them is no double, or is one that records nothing.
        """
        __tracebackhide__ = True
        if not doubles:
            raise TypeError("verify.nothing_else() takes the doubles to look at, one at least.")
        states = [state for double in doubles for state in _recording_states(double)]
        seen = [
            Seen(state.plan, call)
            for state in states
            if state.plan.use is not Use.READ
            for call in state.log.recorded()
            if call[0] not in state.log.verified
        ]
        if seen:
            seen.sort(key=lambda one: one.ordinal)
            raise VerificationError(_report.unverified(seen, caller()))


verify: Verify = Verify()


def _search(
    expectation: _Expectation,
    method: object,
    args: Sequence[object],
    kwargs: dict[str, object],
) -> _Search:
    __tracebackhide__ = True
    order = _order.get()
    if order is not None and expectation.least == 0:
        raise TypeError(
            f"A call that is expected {expectation} has no place in an order.\n"
            "Remedy: verify it outside of `with verify.in_order():`."
        )
    state = recording_state_of(method, "verify")
    expected = expected_arguments(state, args, kwargs)
    return _Search(state, expected, expectation, order)


@contextmanager
def _in_order() -> Generator[None]:
    token = _order.set(_Order())
    try:
        yield
    finally:
        _order.reset(token)


def _recording_states(double: object) -> list[MemberState]:
    if isinstance(double, Double) and not (kind := type(double).__doubles_kind__).records:
        raise NotADoubleError(
            f"{type(double).__qualname__} cannot be verified: a {kind.value} records no calls.\n"
            f"Remedy: build a mock({type(double).__doubles_blueprint__.name}), "
            "or wrap a real object in a spy()."
        )
    return states_of(double, "verify.nothing_else")


def _checked_count(count: object, least: int) -> int:
    if not isinstance(count, int) or isinstance(count, bool):
        raise TypeError(f"A number of calls is an int, not {count!r}.")
    if count < least:
        remedy = "verify.never(...) says that there was none" if least else "give 0 or more"
        raise ValueError(f"A number of calls cannot be {count} here: {remedy}.")
    return count


def _checked_seconds(seconds: object) -> float:
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        raise TypeError(f"A time to wait is a number of seconds, not {seconds!r}.")
    if not 0 <= seconds < math.inf:
        raise ValueError(f"A time to wait is 0 seconds or more, and finite, not {seconds!r}.")
    return seconds
