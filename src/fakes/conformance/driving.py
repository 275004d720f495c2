"""What runs a coroutine to its end: without an event loop, and within a time."""

import signal
import threading
from collections.abc import Coroutine, Generator
from contextlib import contextmanager
from time import monotonic
from types import FrameType
from typing import Any, TypeVar

from fakes.conformance.errors import Abandoned, Hang, HarnessError

__all__ = ["bounded", "drive"]

T = TypeVar("T")

# A timer of 0 seconds would be none.
_AT_ONCE = 1e-6


def drive(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that awaits nothing which really suspends, and return its result.

    Raises:
        Abandoned: It did suspend; it was closed.
    """
    try:
        coroutine.send(None)
    except StopIteration as finished:
        result: T = finished.value
        return result
    coroutine.close()
    raise Abandoned(
        HarnessError(
            "A check waits for an event loop, and a blocking adapter has none.",
            "in a check, await only the trial and its clients; use trial.pause, not asyncio.sleep.",
        )
    )


@contextmanager
def bounded(seconds: float) -> Generator[None]:
    """Interrupt what takes longer, and again what then takes longer to clean up after it.

    Only the main thread can be interrupted, and not on Windows; elsewhere there is no bound. An
    alarm that somebody else has set goes on; one that is due earlier is the only one that rings.

    Raises:
        Hang: It took longer, even if it went on as if nothing had happened.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() != threading.main_thread():
        yield
        return

    outer, interval = signal.getitimer(signal.ITIMER_REAL)
    if 0 < outer < seconds:
        yield
        return
    rang: list[int] = []

    def interrupt(number: int, _frame: FrameType | None) -> None:
        rang.append(number)
        raise Hang

    began = monotonic()
    previous = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds, seconds)
    try:
        yield
    finally:
        # It may still ring until the timer is stopped: the handler outlives the timer.
        try:
            signal.setitimer(signal.ITIMER_REAL, 0)
        finally:
            signal.signal(signal.SIGALRM, previous)
            if outer:
                left = outer - (monotonic() - began)
                signal.setitimer(signal.ITIMER_REAL, max(left, _AT_ONCE), interval)
    if rang:
        raise Hang
