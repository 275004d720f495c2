"""A snapshot is a broker's whole state: to compare, to hash, and to bring back."""

from datetime import timedelta

import pytest

from fakes.clock import ManualClock
from fakes.queue import FakeBroker, FakeMessageQueue, QueueClosed
from tests.fakes.queue.queues import bodies, one


def test_fakes_that_did_the_same_have_the_same_snapshot() -> None:
    snapshots = []
    for _ in range(2):
        queue = FakeMessageQueue()
        queue.publish({"a": 1}, key="k", ttl=None)
        queue.publish(b"2")
        queue.ack(queue.receive(2)[1])
        queue.reject(queue.in_flight[0])
        snapshots.append(queue.broker.snapshot().topics)

    assert snapshots[0] == snapshots[1]
    assert hash(snapshots[0]) == hash(snapshots[1])


def test_looking_changes_no_snapshot_and_no_repr() -> None:
    queue = FakeMessageQueue()
    before = (queue.snapshot(), repr(queue.broker))

    repr((queue, queue.pending, queue.in_flight, queue.dead))

    assert (queue.snapshot(), repr(queue.broker)) == before


def test_time_that_has_passed_is_in_the_snapshot() -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock, max_deliveries=1)
    queue.publish(b"1")
    one(queue)
    clock.advance(seconds=30)

    queue.restore(queue.snapshot())

    assert bodies(queue.dead) == [b"1"]


def test_restoring_brings_back_messages_ids_and_deduplication() -> None:
    queue = FakeMessageQueue()
    queue.publish(b"1", deduplication_id="a")
    held = one(queue)
    snapshot = queue.snapshot()
    queue.ack(held)
    queue.publish(b"2", deduplication_id="b")

    queue.restore(snapshot)

    assert queue.publish(b"again", deduplication_id="a") == held.id
    assert queue.publish(b"2", deduplication_id="b") == "queue-795e-2"
    queue.ack(held)
    assert bodies(queue.pending) == [b"2"]


def test_restoring_brings_back_the_history_for_late_subscribers() -> None:
    queue = FakeMessageQueue(late_subscriber="from the start")
    queue.publish(b"1")
    snapshot = queue.snapshot()
    queue.publish(b"2")

    queue.restore(snapshot)

    assert bodies(queue.subscribe("late").receive(10)) == [b"1"]


def test_clients_that_came_later_are_closed_and_those_before_are_open() -> None:
    queue = FakeMessageQueue()
    snapshot = queue.snapshot()
    later = queue.connect()
    queue.close()

    queue.restore(snapshot)

    queue.publish(b"1")
    with pytest.raises(QueueClosed):
        later.receive()


def test_subscriptions_come_and_go_with_the_snapshots() -> None:
    queue = FakeMessageQueue()
    without = queue.snapshot()
    billing = queue.subscribe("billing")
    queue.publish(b"1")
    with_it = queue.snapshot()

    queue.restore(without)
    queue.publish(b"unseen")
    assert billing.pending == ()
    queue.restore(with_it)

    assert bodies(billing.receive(10)) == [b"1"]
    queue.publish(b"2")
    assert bodies(billing.receive(10)) == [b"2"]


def test_queues_that_came_later_are_empty() -> None:
    broker = FakeBroker()
    snapshot = broker.snapshot()
    queue = FakeMessageQueue("orders", broker=broker)
    queue.publish(b"1", delay=timedelta(seconds=1))

    broker.restore(snapshot)

    assert queue.pending == ()
    assert broker.snapshot() == snapshot


def test_what_a_client_holds_counts_for_its_prefetch_after_restoring() -> None:
    queue = FakeMessageQueue(prefetch=1)
    queue.publish(b"1")
    queue.publish(b"2")
    held = one(queue)
    snapshot = queue.snapshot()
    queue.ack(held)

    queue.restore(snapshot)

    assert queue.receive() == []
    queue.ack(held)
    assert one(queue).body == b"2"


def test_what_waits_is_in_the_same_order_after_restoring() -> None:
    queue = FakeMessageQueue(requeue_position="tail")
    for number, key in enumerate("abba"):
        queue.publish(number, key=key)
    queue.nack(one(queue))
    before = queue.pending

    queue.restore(queue.snapshot())

    assert queue.pending == before


@pytest.mark.parametrize("restores", [False, True])
def test_the_way_to_a_state_is_not_in_its_snapshot(restores: bool) -> None:
    clock = ManualClock()
    straight, winding = (FakeMessageQueue(clock=clock) for _ in range(2))
    winding.connect().close()
    for queue in (straight, winding):
        queue.publish(1, delay=timedelta(seconds=5))
    if restores:
        winding.restore(winding.snapshot())
    for queue in (straight, winding):
        queue.publish(2, delay=timedelta(seconds=10))
        queue.publish(3)
        queue.connect()

    assert straight.snapshot() == winding.snapshot()
    assert hash(straight.snapshot()) == hash(winding.snapshot())


def test_a_client_that_crashed_and_holds_something_is_in_the_snapshot() -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock)
    queue.publish(b"1")
    worker = queue.connect()
    one(worker)
    worker.crash()
    snapshot = queue.snapshot()
    clock.advance(seconds=30)
    assert bodies(queue.pending) == [b"1"]
    clock.move_to(clock.started)

    queue.restore(snapshot)

    assert bodies(queue.in_flight) == [b"1"]
    with pytest.raises(QueueClosed):
        worker.receive()


def test_restoring_with_a_new_subscription_loses_nothing_that_time_has_done() -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock, max_deliveries=1, late_subscriber="from the start")
    queue.publish(b"1")
    one(queue)
    queue.subscribe("z")
    snapshot = queue.snapshot()
    clock.advance(seconds=30)
    other = FakeMessageQueue(clock=clock, max_deliveries=1, late_subscriber="from the start")

    other.restore(snapshot)

    assert bodies(other.dead) == [b"1"]


def test_a_delay_that_is_over_is_not_in_the_snapshot() -> None:
    clock = ManualClock()
    queues = [FakeMessageQueue(clock=clock) for _ in range(2)]
    for queue in queues:
        queue.publish(b"1", key="k")
        one(queue)
    queues[0].publish(b"2", key="k", delay=timedelta(seconds=1))
    clock.advance(seconds=1)
    queues[1].publish(b"2", key="k")

    assert queues[0].snapshot() == queues[1].snapshot()


def test_what_was_forgotten_is_not_in_the_snapshot() -> None:
    clock = ManualClock()
    queues = [FakeMessageQueue(clock=clock) for _ in range(2)]
    queues[0].publish(b"1", deduplication_id="a")
    queues[1].publish(b"1")
    clock.advance(minutes=5)

    assert queues[0].snapshot() == queues[1].snapshot()
