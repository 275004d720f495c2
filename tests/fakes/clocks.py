"""The three ways in which a test moves time: a ManualClock, freezegun and time-machine."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import attrs
import freezegun
import time_machine

from fakes.clock import Clock, ManualClock, utc_now

__all__ = ["CLOCKS", "MovableTime", "in_a_pool_thread", "moved_by"]

T = TypeVar("T")

CLOCKS = ("ManualClock", "freezegun", "time-machine")

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@attrs.frozen
class MovableTime:
    """A clock to give to a fake, and what moves it by so many seconds."""

    clock: Clock
    advance: Callable[[float], object]


@contextmanager
def moved_by(name: str) -> Iterator[MovableTime]:
    """Time that the named tool moves; the last two drive the clock that fakes have by default."""
    if name == "ManualClock":
        manual = ManualClock(START)
        yield MovableTime(manual, lambda seconds: manual.advance(seconds=seconds))
    elif name == "freezegun":
        with freezegun.freeze_time(START) as frozen:
            yield MovableTime(utc_now, lambda seconds: frozen.tick(timedelta(seconds=seconds)))
    else:
        with time_machine.travel(START, tick=False) as traveller:
            yield MovableTime(utc_now, traveller.shift)


def in_a_pool_thread(action: Callable[[], T]) -> T:
    """The action's result, run in a thread that is not the test's."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(action).result()
