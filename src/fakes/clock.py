"""Time as the fakes see it: a function that says what time it is, and one that tests move by hand.

The fakes keep no timers. What expires is found to have expired when someone next looks, so that
moving the clock is all that a test has to do.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock

from fakes.errors import InvalidValue

__all__ = ["Clock", "ManualClock", "utc_now"]

Clock = Callable[[], datetime]
"""Says what time it is, as an aware datetime."""

_START = datetime(2026, 1, 1, tzinfo=UTC)


def utc_now() -> datetime:
    """The present, in UTC: the clock of every fake that is given no other.

    It reads `datetime.now` and nothing else, so that freezegun and time-machine drive it from any
    thread. (Under freezegun, `time.time()` is not frozen in the threads of a pool.)
    """
    return datetime.now(UTC)


class ManualClock:
    """A clock that stands still until it is told to move; one may serve several fakes.

    >>> from datetime import timedelta
    >>> clock = ManualClock()
    >>> clock.advance(hours=24)
    >>> clock() - clock.started
    datetime.timedelta(days=1)
    """

    def __init__(self, start: datetime = _START) -> None:
        self.started: datetime = _aware("start", start)
        self._now = start
        self._lock = Lock()

    def __call__(self) -> datetime:
        """The time it was last moved to."""
        return self._now

    def __repr__(self) -> str:
        return f"ManualClock({self._now.isoformat()})"

    def advance(
        self,
        by: timedelta = timedelta(),
        /,
        *,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
    ) -> None:
        """Move the clock forward.

        Raises:
            InvalidValue: The clock would go back; `move_to` sets it to any time.
        """
        step = by + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        if step < timedelta():
            raise InvalidValue("by", f"must not be negative, not {step}; use move_to to go back")
        with self._lock:
            self._now += step

    def move_to(self, time: datetime, /) -> None:
        """Set the clock, forward or back.

        Raises:
            InvalidValue: The time has no time zone.
        """
        _aware("time", time)
        with self._lock:
            self._now = time


def _aware(field: str, time: datetime) -> datetime:
    if time.utcoffset() is None:
        raise InvalidValue(field, f"must have a time zone, as in datetime(..., tzinfo=UTC): {time}")
    return time
