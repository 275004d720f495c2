"""Waiting for what is going to happen, or for what must not, no longer than the adapter needs."""

from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import TypeVar

import attrs

__all__ = ["Patience", "seen_within"]

T = TypeVar("T")

_SHORTEST, _LONGEST = 0.002, 0.1


@attrs.frozen
class Patience:
    """How long to wait: `seconds` in all, in pauses; by a clock of its own, or in real time."""

    seconds: float
    pause: Callable[[float], Awaitable[None]]
    in_real_time: bool


async def seen_within(
    patience: Patience, look: Callable[[], Awaitable[T]], until: Callable[[T], bool]
) -> tuple[bool, T]:
    """Look until it is as wanted or the time is over; whether it was, and what was seen last."""
    waited, pause = 0.0, _SHORTEST
    while True:
        began = perf_counter()
        seen = await look()
        if patience.in_real_time:
            # A look may be a long poll.
            waited += perf_counter() - began
        if until(seen):
            return True, seen
        if waited >= patience.seconds:
            return False, seen
        await patience.pause(pause)
        waited += pause
        pause = min(2 * pause, _LONGEST)
