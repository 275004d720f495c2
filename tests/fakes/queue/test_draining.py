"""`drain` calls a handler until nothing is ready, and does what a worker does when it raises."""

from datetime import timedelta

import pytest

from fakes.clock import ManualClock
from fakes.queue import (
    Delivery,
    Drained,
    EndlessDrain,
    FakeMessageQueue,
    InvalidQueueValue,
    drain,
)
from tests.fakes.queue.drains import Drain, both, fails, filled
from tests.fakes.queue.queues import bodies, one


@both
def test_the_handler_gets_all_that_is_there_in_order(run: Drain) -> None:
    queue = filled(b"1", b"2", b"3")
    handled: list[bytes] = []

    report = run(queue, lambda delivery: handled.append(delivery.body))

    assert handled == [b"1", b"2", b"3"]
    assert report == Drained(handled=3)
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

    assert (report.handled, report.failed, report.stale, report.given_up) == (2, 2, (), ())
    assert [repr(error) for error in report.errors] == ["LookupError(1)", "LookupError(2)"]
    assert [(failure.id, failure.count) for failure in report.failures] == [
        ("queue-795e-1", 1),
        ("queue-795e-1", 2),
    ]


@both
def test_what_keeps_failing_goes_to_the_dead_letters(run: Drain) -> None:
    queue = filled(b"1", max_deliveries=3)

    report = run(queue, fails)

    assert (report.handled, report.failed, report.given_up) == (0, 3, ())
    assert bodies(queue.dead) == [b"1"]


@both
def test_without_a_limit_of_deliveries_the_drain_gives_up_and_gives_back(run: Drain) -> None:
    queue = filled(b"1", b"2")

    def handler(delivery: Delivery) -> None:
        if delivery.body == b"1":
            fails(delivery)

    report = run(queue, handler)

    assert (report.handled, report.failed) == (1, 20)
    assert report.given_up == ("queue-795e-1",)
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
        "drain stopped after 50 deliveries without having found the queue empty. "
        "The handler may publish a message for each that it handles; "
        "if there really are so many, raise `limit`."
    )
    assert bodies(queue.pending) == [b"1"]
    assert queue.in_flight == ()


@both
def test_a_drain_that_is_stopped_takes_no_delivery_that_it_does_not_handle(run: Drain) -> None:
    queue = filled(b"1", b"2", b"3", max_deliveries=1)

    with pytest.raises(EndlessDrain):
        run(queue, lambda delivery: None, limit=2)

    assert one(queue).count == 1


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


@both
def test_what_is_put_aside_is_not_handled_again_when_its_lease_ends(run: Drain) -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock)
    queue.publish(b"poison")
    for _ in range(40):
        queue.publish(b"good")

    def handler(delivery: Delivery) -> None:
        clock.advance(seconds=1)
        if delivery.body == b"poison":
            fails(delivery)

    report = run(queue, handler)

    assert (report.handled, report.failed, report.given_up) == (40, 20, ("queue-795e-1",))
    assert bodies(queue.pending) == [b"poison"]


@both
def test_attempts_are_counted_when_each_takes_longer_than_the_lease(run: Drain) -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock)
    queue.publish(b"1")

    def handler(delivery: Delivery) -> None:
        clock.advance(seconds=40)
        fails(delivery)

    assert run(queue, handler, attempts=3).failed == 3


@both
def test_as_many_attempts_as_deliveries_leave_a_dead_letter(run: Drain) -> None:
    queue = filled(b"1", max_deliveries=3)

    report = run(queue, fails, attempts=3)

    assert (report.failed, report.given_up) == (3, ("queue-795e-1",))
    assert bodies(queue.dead) == [b"1"]


@both
def test_a_prefetch_that_is_used_up_shows_in_what_was_given_up(run: Drain) -> None:
    queue = FakeMessageQueue(prefetch=1)
    queue.publish(b"poison")
    queue.publish(b"behind it")

    report = run(queue, fails)

    assert (report.handled, report.given_up) == (0, ("queue-795e-1",))
    assert bodies(queue.pending) == [b"poison", b"behind it"]


def test_a_drain_twice_goes_on_with_what_was_given_up() -> None:
    queue = filled(b"1", b"2")
    drain(queue, fails)

    assert drain(queue, lambda delivery: None).handled == 2
