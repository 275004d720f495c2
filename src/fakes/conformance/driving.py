"""What runs a coroutine to its end: without an event loop, and within a time."""

import signal
import threading
from collections.abc import Coroutine, Generator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

from fakes.conformance.errors import Abandoned, Hang, HarnessError

__all__ = ["bounded", "drive"]

T = TypeVar("T")


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

    Only the main thread can be interrupted, and not on Windows; elsewhere there is no bound.

    Raises:
        Hang: It took longer.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() != threading.main_thread():
        yield
        return

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise Hang

    previous = signal.signal(signal.SIGALRM, interrupt)
    outer, _ = signal.setitimer(signal.ITIMER_REAL, seconds, seconds)
    try:
        yield
    finally:
        # It may still ring until the timer is set back: the handler outlives the timer.
        try:
            signal.setitimer(signal.ITIMER_REAL, outer)
        finally:
            signal.signal(signal.SIGALRM, previous)
