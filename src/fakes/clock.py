"""Time as the fakes see it: a function that says what time it is, and one that tests move by hand.

The fakes keep no timers. What expires is found to have expired when someone next looks, so that
moving the clock is all that a test has to do.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import cast

from fakes.errors import InvalidValue

__all__ = ["Clock", "ManualClock", "checked_clock", "utc_now"]

Clock = Callable[[], datetime]
"""Says what time it is, as an aware datetime."""

_START = datetime(2026, 1, 1, tzinfo=UTC)


def utc_now() -> datetime:
    """The present, in UTC: the clock of every fake that is given no other.

    It reads `datetime.now` and nothing else, so that freezegun and time-machine drive it from any
    thread. (Under freezegun, `time.time()` is not frozen in the threads of a pool.)
    """
    return datetime.now(UTC)


def checked_clock(
    clock: object, refusal: Callable[[str, str], InvalidValue] = InvalidValue
) -> Clock:
    """The clock that a fake was given, once it has been asked and has given a time with a zone.

    `refusal` is the class of the error: that of the fake's own domain.

    Raises:
        InvalidValue: It is no function, raises, or gives no aware datetime.
    """
    if not callable(clock):
        kind = type(clock).__name__
        raise refusal("clock", f"must be a function that gives the time, not {kind}")
    try:
        time = clock()
        aware = isinstance(time, datetime) and time.utcoffset() is not None
    except Exception as error:
        raise refusal(
            "clock", f"must give the time when it is called; it raised {type(error).__name__}"
        ) from error
    if not aware:
        given = f"{time}, which has none" if type(time) is datetime else type(time).__name__
        raise refusal(
            "clock", f"must give times with a time zone, as datetime.now(UTC) does, not {given}"
        )
    return cast(Clock, clock)


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
        """Move the clock forward by what really passes, whatever clocks on walls do meanwhile.

        Raises:
            InvalidValue: It is no length of time, or leads beyond the year 9999; or the clock
                would go back: `move_to` sets it to any time.
        """
        step = _length(by, {"days": days, "hours": hours, "minutes": minutes, "seconds": seconds})
        if step < timedelta():
            raise InvalidValue("by", f"must not be negative, not {step}; use move_to to go back")
        with self._lock:
            try:
                # In UTC: Python adds to a time with a zone as if its hours were all alike.
                self._now = (self._now.astimezone(UTC) + step).astimezone(self._now.tzinfo)
            except OverflowError:
                raise InvalidValue("by", "must not lead beyond the year 9999") from None

    def move_to(self, time: datetime, /) -> None:
        """Set the clock, forward or back.

        Raises:
            InvalidValue: It is no datetime, or has no time zone.
        """
        _aware("time", time)
        with self._lock:
            self._now = time


def _length(by: object, units: Mapping[str, object]) -> timedelta:
    if not isinstance(by, timedelta):
        raise InvalidValue("by", f"must be a timedelta, not {type(by).__name__}")
    for unit, count in units.items():
        if type(count) not in (int, float):
            raise InvalidValue(unit, f"must be a number, not {type(count).__name__}")
    try:
        return by + timedelta(**cast(Mapping[str, float], units))
    except (ValueError, OverflowError) as error:
        raise InvalidValue("by", f"must be a length of time that there is: {error}") from None


def _aware(field: str, time: object) -> datetime:
    if not isinstance(time, datetime):
        raise InvalidValue(field, f"must be a datetime, not {type(time).__name__}")
    if time.utcoffset() is None:
        raise InvalidValue(field, f"must have a time zone, as in datetime(..., tzinfo=UTC): {time}")
    return time
