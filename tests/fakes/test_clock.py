"""The clocks: what the default one reads, and how a ManualClock is moved."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest

from fakes.clock import ManualClock, checked_clock, utc_now
from fakes.errors import InvalidValue
from tests.fakes.clocks import MovableTime, in_a_pool_thread


def test_every_tool_moves_the_clock_by_what_it_is_told(time: MovableTime) -> None:
    before = time.clock()
    time.advance(90.5)

    assert time.clock() - before == timedelta(seconds=90.5)


def test_every_tool_moves_the_clock_that_a_pool_thread_reads(time: MovableTime) -> None:
    before = time.clock()
    time.advance(90.5)

    assert in_a_pool_thread(time.clock) - before == timedelta(seconds=90.5)


def test_the_default_clock_tells_the_present_in_utc() -> None:
    before = datetime.now(UTC)
    now = utc_now()

    assert before <= now <= datetime.now(UTC)
    assert now.tzinfo is UTC


def test_a_manual_clock_stands_still_until_it_is_moved() -> None:
    clock = ManualClock()

    assert clock() == clock() == clock.started == datetime(2026, 1, 1, tzinfo=UTC)


def test_a_manual_clock_starts_when_it_is_told_to() -> None:
    start = datetime(1999, 12, 31, 23, 59, tzinfo=UTC)

    assert ManualClock(start)() == start


def test_a_manual_clock_advances_by_units_and_by_a_timedelta_together() -> None:
    clock = ManualClock()
    clock.advance(timedelta(milliseconds=500), days=1, hours=2, minutes=3, seconds=4)

    assert clock() - clock.started == timedelta(days=1, hours=2, minutes=3, seconds=4.5)


def test_a_manual_clock_refuses_to_advance_backwards_and_stays_where_it_is() -> None:
    clock = ManualClock()

    with pytest.raises(InvalidValue) as refused:
        clock.advance(minutes=-1)

    assert str(refused.value) == (
        "by: must not be negative, not -1 day, 23:59:00; use move_to to go back"
    )
    assert clock() == clock.started


def test_a_manual_clock_moves_to_any_time() -> None:
    clock = ManualClock()
    clock.move_to(datetime(1970, 1, 1, tzinfo=UTC))

    assert clock() == datetime(1970, 1, 1, tzinfo=UTC)
    assert clock.started == datetime(2026, 1, 1, tzinfo=UTC)


def test_a_manual_clock_refuses_a_time_without_a_zone() -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 - the mistake

    with pytest.raises(InvalidValue) as refused:
        ManualClock(naive)
    assert str(refused.value) == (
        "start: must have a time zone, as in datetime(..., tzinfo=UTC): 2026-01-01 00:00:00"
    )

    with pytest.raises(InvalidValue) as refused:
        ManualClock().move_to(naive)
    assert refused.value.field == "time"


def test_a_manual_clock_shows_what_time_it_is() -> None:
    assert repr(ManualClock()) == "ManualClock(2026-01-01T00:00:00+00:00)"


def test_no_step_is_lost_when_threads_advance_a_manual_clock() -> None:
    clock = ManualClock()
    together = Barrier(8)

    def advance_often() -> None:
        together.wait()
        for _ in range(500):
            clock.advance(seconds=1)

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(advance_often) for _ in range(8)]:
            done.result()

    assert clock() - clock.started == timedelta(seconds=4000)


def test_a_checked_clock_is_the_one_that_was_given() -> None:
    clock = ManualClock()

    assert checked_clock(clock) is clock
    assert checked_clock(utc_now) is utc_now


def raising() -> datetime:
    raise RuntimeError


@pytest.mark.parametrize(
    ("clock", "message"),
    [
        (None, "clock: must be a function that gives the time, not NoneType"),
        (
            lambda: datetime(2026, 1, 1),  # noqa: DTZ001 - the mistake
            (
                "clock: must give times with a time zone, as datetime.now(UTC) does, not "
                "2026-01-01 00:00:00, which has none"
            ),
        ),
        (
            lambda: 1767225600.0,
            "clock: must give times with a time zone, as datetime.now(UTC) does, not float",
        ),
        (raising, "clock: must give the time when it is called; it raised RuntimeError"),
    ],
)
def test_a_clock_that_gives_no_aware_time_is_refused(clock: object, message: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        checked_clock(clock)

    assert str(refused.value) == message


def test_a_clock_is_refused_with_the_error_of_the_domain_that_asks() -> None:
    class InvalidTeapot(InvalidValue):
        pass

    with pytest.raises(InvalidTeapot):
        checked_clock(5, InvalidTeapot)


BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("start", "step"),
    [
        (datetime(2026, 3, 28, 12, tzinfo=BERLIN), timedelta(hours=24)),
        (datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=1), timedelta(minutes=1)),
    ],
)
def test_a_manual_clock_advances_by_what_really_passes_when_clocks_change(
    start: datetime, step: timedelta
) -> None:
    clock = ManualClock(start)

    clock.advance(step)

    assert clock().astimezone(UTC) - start.astimezone(UTC) == step
    assert clock().tzinfo is BERLIN


@pytest.mark.parametrize(
    ("move", "message"),
    [
        (lambda clock: clock.advance(5), "by: must be a timedelta, not int"),
        (lambda clock: clock.advance(hours="2"), "hours: must be a number, not str"),
        (lambda clock: clock.advance(hours=True), "hours: must be a number, not bool"),
        (
            lambda clock: clock.advance(seconds=float("nan")),
            "by: must be a length of time that there is: cannot convert float NaN to integer",
        ),
        (
            lambda clock: clock.advance(days=float("inf")),
            "by: must be a length of time that there is: cannot convert float infinity to integer",
        ),
        (lambda clock: clock.advance(days=3e6), "by: must not lead beyond the year 9999"),
        (lambda clock: clock.move_to("noon"), "time: must be a datetime, not str"),
        (lambda clock: ManualClock(None), "start: must be a datetime, not NoneType"),
    ],
)
def test_a_manual_clock_refuses_what_is_no_time_and_stays_where_it_is(move, message: str) -> None:
    clock = ManualClock()

    with pytest.raises(InvalidValue) as refused:
        move(clock)

    assert str(refused.value) == message
    assert clock() == clock.started
