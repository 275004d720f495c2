"""Clocks of other zones, at the end of time, that raise, that look: the queue stays what it was."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from fakes.clock import ManualClock
from fakes.queue import FakeBroker, FakeMessageQueue, InvalidQueueValue
from tests.fakes.queue.queues import bodies, one

MINUTE = timedelta(minutes=1)

MONTH = timedelta(days=30)


def in_berlin(clock: ManualClock) -> Callable[[], datetime]:
    return lambda: clock().astimezone(ZoneInfo("Europe/Berlin"))


def test_a_lease_ends_in_the_hour_that_comes_twice() -> None:
    clock = ManualClock(datetime(2026, 10, 25, 0, 59, 50, tzinfo=UTC))
    queue = FakeMessageQueue(clock=in_berlin(clock))
    queue.publish(b"1")
    one(queue)

    clock.advance(minutes=1)

    assert one(queue).count == 2


def test_a_delay_lasts_over_the_hour_that_is_left_out() -> None:
    clock = ManualClock(datetime(2026, 3, 29, 0, 30, tzinfo=UTC))
    queue = FakeMessageQueue(clock=in_berlin(clock))
    queue.publish(b"1", delay=60 * MINUTE)

    clock.advance(minutes=59)
    assert queue.receive() == []
    clock.advance(minutes=1)
    assert one(queue).body == b"1"


def test_a_clock_without_a_zone_is_refused() -> None:
    with pytest.raises(InvalidQueueValue, match="clock: must give times with a time zone"):
        FakeMessageQueue(clock=lambda: datetime(2026, 1, 1))  # noqa: DTZ001


def test_a_time_that_utc_does_not_have_is_refused() -> None:
    east = timezone(timedelta(hours=14))
    queue = FakeMessageQueue(clock=lambda: datetime.min.replace(tzinfo=east))

    with pytest.raises(InvalidQueueValue) as caught:
        queue.receive()

    assert str(caught.value) == "clock: must give times that UTC has, not 0001-01-01 00:00:00+14:00"


@pytest.mark.parametrize(
    ("operation", "field"),
    [
        (lambda q, d: q.publish(b"1", delay=MONTH, deduplication_id="a"), "delay"),
        (lambda q, d: q.publish(b"1", ttl=MONTH, deduplication_id="a"), "ttl"),
        (lambda q, d: q.publish(b"1", deduplication_id="a"), "deduplication_window"),
        (lambda q, d: q.nack(d, delay=MONTH), "delay"),
        (lambda q, d: q.extend(d, MONTH), "lease"),
        (lambda q, d: q.receive(), "lease"),
    ],
    ids=["a delay", "a time to live", "a window", "a nack", "a longer lease", "a lease"],
)
def test_what_would_lead_beyond_time_is_refused(
    operation: Callable[..., object], field: str
) -> None:
    clock = ManualClock(datetime(9999, 12, 1, tzinfo=UTC))
    queue = FakeMessageQueue(clock=clock, lease=MONTH, deduplication_window=MONTH)
    queue.publish(b"1")
    queue.publish(b"2")
    delivery = one(queue)
    clock.advance(days=3)
    before = queue.snapshot()

    with pytest.raises(InvalidQueueValue) as caught:
        operation(queue, delivery)

    assert str(caught.value) == f"{field}: must not lead beyond the year 9999: 30 days, 0:00:00"
    assert queue.snapshot() == before


@pytest.mark.parametrize(
    "operation",
    [
        lambda q, d: q.publish(b"1"),
        lambda q, d: q.publish(b"1", delay=MINUTE, ttl=MINUTE, deduplication_id="b"),
        lambda q, d: q.receive(2),
        lambda q, d: q.ack(d),
        lambda q, d: q.nack(d),
        lambda q, d: q.nack(d, delay=MINUTE),
        lambda q, d: q.reject(d),
        lambda q, d: q.extend(d, MINUTE),
        lambda q, d: q.purge(),
        lambda q, d: q.subscribe("new"),
        lambda q, d: q.close(),
    ],
    ids=lambda operation: str(operation.__code__.co_firstlineno),
)
@pytest.mark.parametrize("reads", [0, 1, 2])
def test_a_clock_that_raises_leaves_all_or_nothing(
    operation: Callable[..., object], reads: int
) -> None:
    clock = ManualClock()
    left: list[int] = []

    def broken() -> datetime:
        if left and left[0] == 0:
            raise RuntimeError("the clock")
        left[:] = [number - 1 for number in left]
        return clock()

    def filled(clock: Callable[[], datetime]) -> tuple[FakeMessageQueue, object]:
        broker = FakeBroker(clock=clock, max_deliveries=2, late_subscriber="from the start")
        queue = FakeMessageQueue(broker=broker)
        billing = queue.subscribe("billing")
        queue.publish(b"1", key="k", ttl=60 * MINUTE)
        queue.publish(b"2", key="k")
        one(billing)
        return queue, one(queue)

    queue, delivery = filled(broken)
    expected, its_delivery = filled(clock)
    before = queue.snapshot()
    left[:] = [reads]
    try:
        operation(queue, delivery)
    except RuntimeError:
        left.clear()
        assert queue.snapshot() == before
    else:
        left.clear()
        operation(expected, its_delivery)
        assert queue.snapshot() == expected.snapshot()


def test_a_clock_may_look_at_the_queue() -> None:
    clock = ManualClock()
    looks: list[int] = []

    def looking() -> datetime:
        if len(looks) == 0:
            looks.append(1)
            looks.append(len(queue.pending))
        return clock()

    looks.append(0)
    queue = FakeMessageQueue(clock=looking)
    queue.publish(b"1")
    looks.clear()

    assert bodies(queue.receive()) == [b"1"]
    assert looks == [1, 1]
