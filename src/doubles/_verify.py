"""`verify`: did the subject make the calls that the test expects?"""

import math
from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import TIMEOUT_MAX
from typing import TYPE_CHECKING, ParamSpec

from doubles._lazily import lazily

if TYPE_CHECKING:
    from doubles._engine import search, waiting
    from doubles._engine.search import Begun
else:
    search = lazily("doubles._engine.search")
    waiting = lazily("doubles._engine.waiting")

P = ParamSpec("P")


class Verification:
    """What `verify.times(2)` and its kind return: call it with the method and the arguments."""

    __slots__ = ("_begun", "_least", "_most", "_seconds")

    _begun: "Begun"
    _least: int
    _most: float
    _seconds: float | None

    def __call__(self, method: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None:
        """Verifies the call.

        :raises VerificationError: the recorded calls are not as expected.
        :raises NotADoubleError: `method` is no member of a mock or a spy.
        """
        __tracebackhide__ = True
        self._begun.finished = True
        expectation = search.Expectation(self._least, self._most, seconds=self._seconds)
        calls = search.search(expectation, method, args, kwargs)
        if self._seconds is not None:
            waiting.wait(calls.state, calls.is_satisfied, self._seconds)
        calls.judge()


class SoonVerification:
    """What `verify.soon(seconds)` returns: call it, and await the result."""

    __slots__ = ("_begun", "_seconds")

    _begun: "Begun"
    _seconds: float

    async def __call__(
        self, method: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Waits for the call, other tasks running, and verifies it.

        :raises VerificationError: the recorded calls are not as expected when the time is up.
        :raises NotADoubleError: `method` is no member of a mock or a spy.
        """
        __tracebackhide__ = True
        self._begun.finished = True
        expectation = search.Expectation(seconds=self._seconds)
        calls = search.search(expectation, method, args, kwargs)
        await waiting.wait_async(calls.state, calls.is_satisfied, self._seconds)
        calls.judge()


class Verify:
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

    def __repr__(self) -> str:
        return "verify"

    def __call__(self, method: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None:
        """The call happened exactly once; in an order, after the ones before.

        :raises VerificationError: the recorded calls are not as expected.
        :raises NotADoubleError: `method` is no member of a mock or a spy.
        """
        __tracebackhide__ = True
        search.search(search.Expectation(), method, args, kwargs).judge()

    def only(self, method: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None:
        """The call happened exactly once, and the method was called in no other way."""
        __tracebackhide__ = True
        search.search(search.Expectation(alone=True), method, args, kwargs).judge()

    def never(self, method: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None:
        """The call did not happen; calls with other arguments may have: see `never_called`."""
        __tracebackhide__ = True
        search.search(search.Expectation(0, 0), method, args, kwargs).judge()

    def never_called(self, method: Callable[..., object], /) -> None:
        """The method was not called at all, whatever the arguments.

        :raises VerificationError: it was.
        :raises NotADoubleError: `method` is no member of a mock or a spy.
        """
        __tracebackhide__ = True
        search.never_called(method)

    def times(self, count: int, /) -> Verification:
        """The call happened `count` times."""
        return _Counted(_checked_count(count, 0), count, f"times({count})")

    def at_least(self, count: int, /) -> Verification:
        """The call happened `count` times or more."""
        return _Counted(_checked_count(count, 1), math.inf, f"at_least({count})")

    def at_most(self, count: int, /) -> Verification:
        """The call happened `count` times or less."""
        return _Counted(0, _checked_count(count, 1), f"at_most({count})")

    def within(self, seconds: float, /) -> Verification:
        """The call happens exactly once, at the latest `seconds` from now, on another thread."""
        return _Counted(1, 1, f"within({seconds})", _checked_seconds(seconds))

    def soon(self, seconds: float, /) -> SoonVerification:
        """The call happens exactly once, at the latest `seconds` from now, in another task."""
        return _Soon(_checked_seconds(seconds))

    def in_order(self) -> AbstractContextManager[None]:
        """In this block each `verify` finds a call after those that the ones before it found."""
        return search.InOrder()

    def nothing_else(self, /, *doubles: object) -> None:
        """Every call of these doubles was verified; reading a property needs no verification.

        :raises VerificationError: one was not.
        :raises NotADoubleError: one of them is no double, or is one that records nothing.
        """
        __tracebackhide__ = True
        if not doubles:
            raise TypeError("verify.nothing_else() takes the doubles to look at, one at least.")
        search.nothing_else(doubles)


verify: Verify = Verify()


class _Counted(Verification):
    """What the modifiers return; an `__init__` of its base would make the engine's types public."""

    __slots__ = ()

    def __init__(self, least: int, most: float, written: str, seconds: float | None = None) -> None:
        self._least, self._most, self._seconds = least, most, seconds
        self._begun = search.begun(f"verify.{written}", f"verify.{written}(double.method, ...)")


class _Soon(SoonVerification):
    """What `verify.soon` returns, likewise."""

    __slots__ = ()

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        written = f"verify.soon({seconds})"
        self._begun = search.begun(written, f"await {written}(double.method, ...)")


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
    if not 0 <= seconds <= TIMEOUT_MAX:
        raise ValueError(f"A time to wait is 0 seconds or more, and finite, not {seconds!r}.")
    return seconds
