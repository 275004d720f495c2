"""`drain` calls a handler until nothing is ready, and does what a worker does when it raises."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from fakes.clock import ManualClock
from fakes.queue import (
    AsyncFakeMessageQueue,
    Delivery,
    Drained,
    EndlessDrain,
    FakeMessageQueue,
    InvalidQueueValue,
    QueueClosed,
    adrain,
    drain,
)
from tests.fakes.queue.queues import bodies

Handler = Callable[[Delivery], object]
Drain = Callable[..., Drained]


def drained_async(queue: FakeMessageQueue, handler: Handler, **options: int) -> Drained:
    async def handle(delivery: Delivery) -> object:
        return handler(delivery)

    return asyncio.run(adrain(AsyncFakeMessageQueue(queue), handle, **options))


both = pytest.mark.parametrize("run", [drain, drained_async])


def fails(delivery: Delivery) -> None:
    raise LookupError(delivery.id)


def filled(*contents: bytes, max_deliveries: int | None = None) -> FakeMessageQueue:
    queue = FakeMessageQueue(max_deliveries=max_deliveries)
    for body in contents:
        queue.publish(body)
    return queue


@both
def test_the_handler_gets_all_that_is_there_in_order(run: Drain) -> None:
    queue = filled(b"1", b"2", b"3")
    handled: list[bytes] = []

    report = run(queue, lambda delivery: handled.append(delivery.body))

    assert handled == [b"1", b"2", b"3"]
    assert report == Drained(handled=3, failures=(), dead_lettered=(), left=())
    assert (queue.pending, queue.in_flight) == ((), ())


@both
def test_an_empty_queue_is_drained_at_once(run: Drain) -> None:
    assert run(FakeMessageQueue(), fails).handled == 0


@both
def test_what_the_handler_publishes_is_handled_too(run: Drain) -> None:
    queue = filled(b"1")
    handled: list[bytes] = []

    def handler(delivery: Delivery) -> None:
        handled.append(delivery.body)
        if delivery.body == b"1":
            queue.publish(b"2")

    assert run(queue, handler).handled == 2
    assert handled == [b"1", b"2"]


@both
def test_a_failure_is_delivered_again(run: Drain) -> None:
    queue = filled(b"1", b"2")

    def handler(delivery: Delivery) -> None:
        if delivery.body == b"1" and delivery.count < 3:
            raise LookupError(delivery.count)

    report = run(queue, handler)

    assert (report.handled, report.failed, report.dead_lettered, report.left) == (2, 2, (), ())
    assert [repr(error) for error in report.errors] == ["LookupError(1)", "LookupError(2)"]
    assert [(failure.id, failure.count) for failure in report.failures] == [
        ("queue-795e-1", 1),
        ("queue-795e-1", 2),
    ]


@both
def test_what_keeps_failing_goes_to_the_dead_letters(run: Drain) -> None:
    queue = filled(b"1", max_deliveries=3)

    report = run(queue, fails)

    assert (report.handled, report.failed) == (0, 3)
    assert report.dead_lettered == ("queue-795e-1",)
    assert bodies(queue.dead) == [b"1"]


@both
def test_without_a_limit_of_deliveries_the_drain_gives_up_and_gives_back(run: Drain) -> None:
    queue = filled(b"1", b"2")

    def handler(delivery: Delivery) -> None:
        if delivery.body == b"1":
            fails(delivery)

    report = run(queue, handler)

    assert (report.handled, report.failed, report.dead_lettered) == (1, 20, ())
    assert report.left == ("queue-795e-1",)
    assert bodies(queue.pending) == [b"1"]
    assert queue.in_flight == ()


@both
def test_the_number_of_attempts_can_be_given(run: Drain) -> None:
    assert run(filled(b"1"), fails, attempts=1).failed == 1


@both
def test_work_without_an_end_is_an_error(run: Drain) -> None:
    queue = filled(b"1")

    with pytest.raises(EndlessDrain) as caught:
        run(queue, lambda delivery: queue.publish(delivery.body), limit=50)

    assert str(caught.value) == (
        "drain called the handler 50 times and the queue is still not empty. "
        "The handler may publish a message for each that it handles; "
        "if there really are so many, raise `limit`."
    )
    assert bodies(queue.pending) == [b"1"]
    assert queue.in_flight == ()


@both
def test_exactly_as_many_as_the_limit_are_fine(run: Drain) -> None:
    assert run(filled(b"1", b"2"), lambda delivery: None, limit=2).handled == 2


@both
def test_an_assertion_of_the_test_is_not_swallowed(run: Drain) -> None:
    queue = filled(b"1")

    def handler(delivery: Delivery) -> None:
        assert delivery.body == b"2", "not what was ordered"

    with pytest.raises(AssertionError, match="not what was ordered"):
        run(queue, handler)

    assert bodies(queue.pending) == [b"1"]


@both
def test_an_interruption_gives_back_what_was_being_handled(run: Drain) -> None:
    queue = filled(b"1")

    def handler(delivery: Delivery) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(queue, handler)

    assert bodies(queue.pending) == [b"1"]


@both
def test_a_handler_that_takes_longer_than_the_lease_has_failed(run: Drain) -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock, lease=timedelta(seconds=5), max_deliveries=1)
    queue.publish(b"1")

    report = run(queue, lambda delivery: clock.advance(seconds=5))

    assert [type(error).__name__ for error in report.errors] == ["StaleDelivery"]
    assert report.dead_lettered == ("queue-795e-1",)


@both
def test_a_handler_that_raises_after_the_lease_has_failed_once(run: Drain) -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock, lease=timedelta(seconds=5), max_deliveries=1)
    queue.publish(b"1")

    def handler(delivery: Delivery) -> None:
        clock.advance(seconds=5)
        fails(delivery)

    report = run(queue, handler)

    assert [type(error) for error in report.errors] == [LookupError]
    assert bodies(queue.dead) == [b"1"]


@both
def test_a_queue_that_the_handler_closes_ends_the_drain(run: Drain) -> None:
    queue = filled(b"1")

    with pytest.raises(QueueClosed):
        run(queue, lambda delivery: queue.close())


@both
@pytest.mark.parametrize("options", [{"attempts": 0}, {"limit": True}, {"limit": "1"}])
def test_the_bounds_are_checked(run: Drain, options: dict[str, int]) -> None:
    with pytest.raises(InvalidQueueValue, match="must be an int from 1, not"):
        run(filled(b"1"), fails, **options)


@both
def test_messages_that_are_not_ready_are_left_alone(run: Drain) -> None:
    queue = FakeMessageQueue()
    queue.publish(b"later", delay=timedelta(seconds=1))

    assert run(queue, fails).handled == 0
    assert bodies(queue.pending) == [b"later"]
