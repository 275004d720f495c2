"""A delivery is settled once, by ack, nack or reject, and never in place of another."""

import pickle
from datetime import timedelta
from typing import Any

import attrs
import pytest

from fakes.clock import ManualClock
from fakes.queue import (
    Delivery,
    FakeBroker,
    FakeMessageQueue,
    ForeignDelivery,
    StaleDelivery,
)
from tests.fakes.queue.queues import bodies, one

MINUTE = timedelta(minutes=1)


def test_what_is_in_flight_is_hidden() -> None:
    queue = FakeMessageQueue()
    queue.publish(b"1")

    held = one(queue)

    assert queue.receive() == []
    assert (queue.pending, queue.in_flight) == ((), (held,))


def test_what_was_acked_never_returns() -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock)
    queue.publish(b"1")

    queue.ack(one(queue))
    clock.advance(days=1)

    assert queue.receive() == []
    assert (queue.pending, queue.in_flight, queue.dead) == ((), (), ())


def test_what_was_nacked_returns_whole() -> None:
    queue = FakeMessageQueue()
    queue.publish({"a": 1}, headers={"b": "2"}, key="k", priority=4)
    first = one(queue)

    queue.nack(first)

    second = one(queue)
    assert attrs.evolve(second, count=1, receipt=first.receipt) == first
    assert second.receipt != first.receipt


def test_deliveries_are_counted() -> None:
    queue = FakeMessageQueue()
    queue.publish(b"1")

    counts = []
    for _ in range(3):
        delivery = one(queue)
        counts.append(delivery.count)
        queue.nack(delivery)

    assert counts == [1, 2, 3]


def test_a_delivery_may_be_settled_by_another_client_and_by_its_copy() -> None:
    queue = FakeMessageQueue()
    queue.publish(b"1")
    delivery = pickle.loads(pickle.dumps(one(queue)))

    queue.connect().ack(delivery)

    assert queue.in_flight == ()


@pytest.mark.parametrize("operation", ["ack", "nack", "reject"])
def test_settling_twice_is_an_error(operation: str) -> None:
    queue = FakeMessageQueue("orders")
    queue.publish(b"1")
    delivery = one(queue)
    queue.ack(delivery)

    with pytest.raises(StaleDelivery) as caught:
        getattr(queue, operation)(delivery)

    assert str(caught.value) == (
        f"{operation} came too late: delivery 1 of the message 'orders-795e-1' in the queue "
        "'orders' was settled before, or its lease ended. "
        "Settle each delivery once, and extend the lease of slow work."
    )


@pytest.mark.parametrize("operation", ["ack", "nack", "reject"])
def test_settling_twice_is_ignored_where_the_setting_says_so(operation: str) -> None:
    queue = FakeMessageQueue(stale_ack="ignored")
    queue.publish(b"1")
    delivery = one(queue)
    queue.ack(delivery)

    getattr(queue, operation)(delivery)

    assert (queue.pending, queue.in_flight, queue.dead) == ((), (), ())


@pytest.mark.parametrize("operation", ["ack", "nack", "reject"])
def test_a_stale_delivery_never_takes_anothers(operation: str) -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock, stale_ack="ignored")
    queue.publish(b"1")
    stale = one(queue)
    clock.advance(seconds=30)
    current = one(queue.connect())

    getattr(queue, operation)(stale)

    assert queue.in_flight == (current,)


def test_a_late_ack_counts_until_there_is_another_delivery() -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock)
    queue.publish(b"1")
    queue.publish(b"2")
    late = one(queue)
    clock.advance(seconds=30)
    assert bodies(queue.pending) == [b"1", b"2"]

    queue.ack(late)

    assert bodies(queue.receive(10)) == [b"2"]


@pytest.mark.parametrize("position", ["original", "tail"])
def test_a_late_nack_gives_back_as_one_in_time_does(position: Any) -> None:
    clock = ManualClock()
    outcomes = []
    for late in (0, 30):
        queue = FakeMessageQueue(clock=clock, requeue_position=position)
        queue.publish(b"1")
        queue.publish(b"2")
        delivery = one(queue)
        clock.advance(seconds=late)

        queue.nack(delivery)

        outcomes.append([(again.body, again.count) for again in queue.receive(10)])

    assert outcomes[0] == outcomes[1]


def test_a_late_nack_still_delays_the_message() -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock)
    queue.publish(b"1", ttl=timedelta(hours=1))
    late = one(queue)
    clock.advance(seconds=30)

    queue.nack(late, delay=MINUTE)

    assert queue.receive() == []
    clock.advance(minutes=1)
    assert one(queue).count == 2


@pytest.mark.parametrize("late", [0, 30])
@pytest.mark.parametrize("operation", ["ack", "nack", "reject"])
def test_a_nack_settles_the_delivery(operation: str, late: float) -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock)
    queue.publish(b"1")
    delivery = one(queue)
    clock.advance(seconds=late)
    queue.nack(delivery)

    with pytest.raises(StaleDelivery):
        getattr(queue, operation)(delivery)

    assert bodies(queue.pending) == [b"1"]
    assert bodies(queue.receive(10)) == [b"1"]


def test_a_late_nack_leaves_nothing_behind_where_the_message_was() -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock)
    queue.publish(b"1")
    late = one(queue)
    clock.advance(seconds=30)
    queue.nack(late, delay=MINUTE)
    clock.advance(minutes=1)

    assert bodies(queue.pending) == [b"1"]


def test_a_key_waits_for_a_late_nack() -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock)
    queue.publish(b"1", key="k")
    queue.publish(b"2", key="k")
    late = one(queue)
    clock.advance(seconds=30)

    queue.nack(late, delay=MINUTE)

    assert queue.receive() == []
    assert bodies(queue.pending) == [b"2", b"1"]


def test_a_late_reject_still_gives_the_message_up() -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock)
    queue.publish(b"1")
    late = one(queue)
    clock.advance(seconds=30)

    queue.reject(late)

    assert queue.receive() == []
    assert bodies(queue.dead) == [b"1"]


def test_it_makes_no_difference_whether_someone_looked_before_a_late_ack() -> None:
    clock = ManualClock()
    outcomes = []
    for looks in (False, True):
        queue = FakeMessageQueue(clock=clock, max_deliveries=1)
        queue.publish(b"1")
        late = one(queue)
        clock.advance(seconds=30)
        if looks:
            assert bodies(queue.dead) == [b"1"]
        with pytest.raises(StaleDelivery):
            queue.ack(late)
        outcomes.append(queue.snapshot())

    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize("operation", ["ack", "nack", "reject"])
def test_a_delivery_of_another_queue_is_refused(operation: str) -> None:
    broker = FakeBroker(stale_ack="ignored")
    orders, mails = (FakeMessageQueue(name, broker=broker) for name in ("orders", "mails"))
    orders.publish(b"1")
    mails.publish(b"2")
    delivery = one(orders)
    one(mails)
    before = broker.snapshot()

    with pytest.raises(ForeignDelivery) as caught:
        getattr(mails, operation)(delivery)

    assert str(caught.value) == (
        f"{operation} of the message 'orders-795e-1', which the queue 'mails' did not deliver. "
        "Settle it with a client of the queue that it was received from."
    )
    assert broker.snapshot() == before


def test_a_delivery_of_another_subscription_is_refused() -> None:
    queue = FakeMessageQueue(stale_ack="ignored")
    billing = queue.subscribe("billing")
    queue.publish(b"1")
    delivery = one(queue)
    one(billing)

    with pytest.raises(ForeignDelivery):
        billing.ack(delivery)

    assert len(billing.in_flight) == 1


def test_a_delivery_of_a_namesake_is_refused() -> None:
    queue, namesake = FakeMessageQueue(), FakeMessageQueue()
    queue.publish(b"1")
    namesake.publish(b"2")
    one(namesake)

    with pytest.raises(ForeignDelivery):
        namesake.ack(one(queue))


def test_a_delivery_that_was_never_made_is_refused() -> None:
    queue = FakeMessageQueue(stale_ack="ignored")
    queue.publish(b"1")
    delivery = one(queue)

    for never in (
        attrs.evolve(delivery, id="queue-795e-2", receipt="queue-795e-2.1"),
        attrs.evolve(delivery, id="queue-795e-" + "9" * 5000, receipt="queue-795e-9.1"),
        attrs.evolve(delivery, id="queue-795e-0", receipt="queue-795e-0.1"),
        attrs.evolve(delivery, id="1", receipt="1.1"),
        attrs.evolve(delivery, receipt="queue-795e-1.2"),
        attrs.evolve(delivery, content=b"2"),
    ):
        with pytest.raises(ForeignDelivery):
            queue.ack(never)


def test_a_rejected_message_is_a_dead_letter_at_once() -> None:
    queue = FakeMessageQueue()
    queue.publish(b"1")

    queue.reject(one(queue))

    assert queue.receive() == []
    assert bodies(queue.dead) == [b"1"]


def test_extend_is_never_ignored_when_it_comes_too_late() -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock, stale_ack="ignored")
    queue.publish(b"1")
    delivery: Delivery = one(queue)
    clock.advance(seconds=30)

    with pytest.raises(StaleDelivery):
        queue.extend(delivery, MINUTE)
    queue.ack(delivery)
    with pytest.raises(StaleDelivery) as caught:
        queue.extend(delivery, MINUTE)

    assert str(caught.value) == (
        "extend came too late: delivery 1 of the message 'queue-795e-1' in the queue 'queue' was "
        "settled before, or its lease ended. "
        "Settle each delivery once, and extend the lease of slow work."
    )
