"""What a handler raises is the worker's or the test's, and what it settles itself is settled."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from unittest import SkipTest

import pytest
from hypothesis.errors import UnsatisfiedAssumption

from doubles import anything, spy, when
from fakes.clock import ManualClock
from fakes.queue import (
    AsyncFakeMessageQueue,
    Delivery,
    Drained,
    FakeMessageQueue,
    InvalidQueueValue,
    MessageQueue,
    QueueClosed,
    QueueUnavailable,
    adrain,
    drain,
)
from tests.fakes.queue.drains import Drain, both, fails, filled
from tests.fakes.queue.queues import bodies

ID = "queue-795e-1"


def raising(error: BaseException) -> Callable[[Delivery], None]:
    def handler(_delivery: Delivery) -> None:
        raise error

    return handler


@both
@pytest.mark.parametrize(
    "error",
    [
        AssertionError("not what was ordered"),
        ExceptionGroup("in a task group", [ValueError(), ExceptionGroup("", [AssertionError()])]),
        SkipTest("not here"),
        UnsatisfiedAssumption(),
        KeyboardInterrupt(),
    ],
)
def test_what_is_the_tests_comes_out(run: Drain, error: BaseException) -> None:
    queue = filled(b"1")

    with pytest.raises(type(error)) as caught:
        run(queue, raising(error))

    assert caught.value is error
    assert bodies(queue.pending) == [b"1"]


@both
def test_pytests_outcomes_come_out(run: Drain) -> None:
    with pytest.raises(pytest.fail.Exception):
        run(filled(b"1"), lambda delivery: pytest.fail("so"))


@both
def test_a_group_of_failures_is_a_failure(run: Drain) -> None:
    queue = filled(b"1", max_deliveries=1)

    report = run(queue, raising(ExceptionGroup("", [ValueError()])))

    assert [type(error) for error in report.errors] == [ExceptionGroup]


@both
def test_the_tests_error_is_not_hidden_by_what_follows(run: Drain) -> None:
    queue = filled(b"1")

    def handler(_delivery: Delivery) -> None:
        queue.close()
        raise AssertionError("the test's")

    with pytest.raises(AssertionError, match="the test's"):
        run(queue, handler)


@both
def test_a_queue_that_the_handler_closes_ends_the_drain(run: Drain) -> None:
    queue = filled(b"1")

    with pytest.raises(QueueClosed):
        run(queue, lambda delivery: queue.close())


@both
def test_what_cannot_be_given_back_in_the_end_is_an_error(run: Drain) -> None:
    queue = filled(b"1", b"2")

    def handler(delivery: Delivery) -> None:
        if delivery.body == b"2":
            queue.crash()
        fails(delivery)

    with pytest.raises(QueueClosed):
        run(queue, handler, attempts=1)


@both
@pytest.mark.parametrize("operation", ["ack", "reject"])
def test_a_handler_may_settle_its_delivery(run: Drain, operation: str) -> None:
    queue = filled(b"1")

    report = run(queue, getattr(queue, operation))

    assert report == Drained(handled=1, stale=(ID,))
    assert queue.pending == ()
    assert bodies(queue.dead) == ([b"1"] if operation == "reject" else [])


@both
def test_a_handler_may_ask_for_another_delivery_later(run: Drain) -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock)
    queue.publish(b"1")

    report = run(queue, lambda delivery: queue.nack(delivery, delay=timedelta(minutes=5)))

    assert report == Drained(handled=1, stale=(ID,))
    clock.advance(minutes=5)
    assert run(queue, lambda delivery: None) == Drained(handled=1)


@both
def test_a_handler_that_gives_back_at_once_is_given_up(run: Drain) -> None:
    queue = filled(b"1")

    report = run(queue, queue.nack, attempts=3)

    assert report == Drained(handled=3, stale=(ID,) * 3, given_up=(ID,))
    assert bodies(queue.pending) == [b"1"]


@both
def test_a_handler_that_takes_longer_than_the_lease_shows_in_the_report(run: Drain) -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock, lease=timedelta(seconds=5), max_deliveries=1)
    queue.publish(b"1")

    report = run(queue, lambda delivery: clock.advance(seconds=5))

    assert report == Drained(handled=1, stale=(ID,))
    assert bodies(queue.dead) == [b"1"]


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
def test_what_is_settled_before_it_is_given_back_was_not_given_up(run: Drain) -> None:
    queue = filled(b"1")

    def handler(delivery: Delivery) -> None:
        queue.reject(delivery)
        fails(delivery)

    report = run(queue, handler, attempts=1)

    assert (report.failed, report.given_up) == (1, ())
    assert bodies(queue.dead) == [b"1"]


def test_an_ack_whose_reply_is_lost_is_a_failure() -> None:
    fake = filled(b"1")
    queue = spy(fake, MessageQueue)
    lost = QueueUnavailable("timed out")
    when(queue.ack, anything()).loses_reply(lost)

    report = drain(queue, lambda delivery: None)

    assert (report.handled, report.errors) == (1, (lost,))
    assert (fake.pending, fake.in_flight) == ((), ())


def test_an_async_handler_is_refused_before_it_is_called() -> None:
    queue = filled(b"1", max_deliveries=1)

    async def handle(_delivery: Delivery) -> None:
        raise AssertionError

    with pytest.raises(InvalidQueueValue) as caught:
        drain(queue, handle)

    assert str(caught.value) == "handler: must not be async; for one that is there is adrain"
    assert one_is_pending(queue)


def test_a_handler_that_gives_something_to_await_is_refused() -> None:
    queue = filled(b"1")

    async def handle(_delivery: Delivery) -> None:
        raise AssertionError

    with pytest.raises(InvalidQueueValue, match="handler: must not be async"):
        drain(queue, partial(lambda work, delivery: work(delivery), handle))

    assert one_is_pending(queue)


def test_an_async_drain_refuses_a_handler_that_is_not_async() -> None:
    queue = filled(b"1")
    unfit: Any = lambda delivery: None  # noqa: E731

    with pytest.raises(InvalidQueueValue) as caught:
        asyncio.run(adrain(AsyncFakeMessageQueue(queue), unfit))

    assert str(caught.value) == "handler: must be async; for one that is not there is drain"
    assert one_is_pending(queue)


def test_an_async_queue_is_refused() -> None:
    unfit: Any = AsyncFakeMessageQueue()

    with pytest.raises(InvalidQueueValue) as caught:
        drain(unfit, fails)

    assert str(caught.value) == "queue: must be a MessageQueue; for an async one there is adrain"


def awaited(queue: FakeMessageQueue, handler: Any) -> Drained:
    return asyncio.run(adrain(AsyncFakeMessageQueue(queue), handler))


@pytest.mark.parametrize("run", [drain, awaited])
def test_what_is_no_handler_is_refused(run: Callable[..., Drained]) -> None:
    with pytest.raises(InvalidQueueValue) as caught:
        run(filled(b"1"), 5)

    assert str(caught.value) == "handler: must be a function, not int"


def one_is_pending(queue: FakeMessageQueue) -> bool:
    return len(queue.pending) == 1 and not queue.in_flight
