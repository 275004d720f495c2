"""What is gone takes no memory, and what is left stays in order."""

import tracemalloc
from collections.abc import Callable
from datetime import timedelta

import pytest

from fakes.clock import ManualClock
from fakes.queue import FakeMessageQueue
from tests.fakes.queue.queues import bodies, one

SECOND = timedelta(seconds=1)


def purge(queue: FakeMessageQueue, _clock: ManualClock) -> None:
    queue.publish(b"1")
    queue.purge()


def expire(queue: FakeMessageQueue, clock: ManualClock) -> None:
    queue.publish(b"1", ttl=SECOND)
    clock.advance(seconds=1)


def expire_behind_a_key(queue: FakeMessageQueue, clock: ManualClock) -> None:
    queue.publish(b"1", key="held", ttl=SECOND)
    clock.advance(seconds=1)


def connect_and_close(queue: FakeMessageQueue, _clock: ManualClock) -> None:
    queue.connect().close()


def remember(queue: FakeMessageQueue, clock: ManualClock) -> None:
    queue.publish(b"1", deduplication_id=clock().isoformat(), ttl=SECOND)
    clock.advance(minutes=1)


def come_late_and_give_back(queue: FakeMessageQueue, clock: ManualClock) -> None:
    queue.publish(b"1")
    delivery = one(queue)
    clock.advance(days=2)
    queue.nack(delivery)
    queue.ack(one(queue))


@pytest.mark.parametrize(
    "cycle",
    [
        purge,
        expire,
        expire_behind_a_key,
        connect_and_close,
        remember,
        come_late_and_give_back,
    ],
)
def test_a_queue_does_not_grow(cycle: Callable[[FakeMessageQueue, ManualClock], None]) -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock, lease=timedelta(days=1))
    if cycle is expire_behind_a_key:
        queue.publish(b"first", key="held")
        queue.extend(one(queue), timedelta(days=1000))

    def grow(times: int) -> int:
        for _ in range(times):
            cycle(queue, clock)
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        after_some = grow(300)
        after_many = grow(1500)
    finally:
        tracemalloc.stop()

    assert after_many - after_some < 50_000


def test_those_left_of_many_that_expired_keep_their_order() -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock)
    for number in range(400):
        queue.publish(number, priority=number % 2, ttl=None if number % 8 < 2 else 10 * SECOND)
    for delivery in queue.receive(60):
        queue.nack(delivery)
    expected = [body for body in bodies(queue.pending) if body % 8 < 2]

    clock.advance(seconds=10)

    assert bodies(queue.pending) == expected
    assert bodies(queue.receive(400)) == expected


def test_a_few_that_expired_are_passed_over() -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock)
    for number in range(10):
        queue.publish(number, ttl=SECOND if number % 2 else None)

    clock.advance(seconds=1)

    assert bodies(queue.receive(10)) == [0, 2, 4, 6, 8]
