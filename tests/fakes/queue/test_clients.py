"""Clients compete within a subscription, each subscription has its own copy, and clients end."""

from datetime import timedelta

import pytest

from fakes.clock import ManualClock
from fakes.queue import FakeMessageQueue, QueueClosed
from tests.fakes.queue.queues import bodies, one

SECOND = timedelta(seconds=1)


def test_clients_of_a_queue_compete() -> None:
    queue = FakeMessageQueue()
    other = queue.connect()
    for number in range(4):
        queue.publish(number)

    received = [bodies(client.receive(2)) for client in (queue, other, queue, other)]

    assert received == [[0, 1], [2, 3], [], []]


def test_each_subscription_has_every_message() -> None:
    queue = FakeMessageQueue()
    billing, search = queue.subscribe("billing"), queue.subscribe("search")

    published = queue.publish({"order": 7}, headers={"a": "b"}, key="k", priority=1)

    deliveries = [one(client) for client in (queue, billing, search)]
    assert {delivery.id for delivery in deliveries} == {published}
    assert bodies(deliveries) == [{"order": 7}] * 3
    billing.ack(deliveries[1])
    assert len(queue.in_flight) == len(search.in_flight) == 1


def test_what_a_subscriber_publishes_goes_to_all() -> None:
    queue = FakeMessageQueue()
    billing = queue.subscribe("billing")

    billing.publish(b"1")

    assert bodies(queue.pending) == bodies(billing.pending) == [b"1"]


def test_clients_of_a_subscription_compete() -> None:
    queue = FakeMessageQueue()
    billing = queue.subscribe("billing")
    clients = [billing, queue.subscribe("billing"), billing.connect()]
    queue.publish(b"1")

    assert [bodies(client.receive()) for client in clients] == [[b"1"], [], []]


def test_a_subscription_stays_when_its_clients_are_gone() -> None:
    queue = FakeMessageQueue()
    queue.subscribe("billing").close()

    queue.publish(b"1")

    assert one(queue.subscribe("billing")).body == b"1"


def test_each_subscription_keeps_its_own_time() -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock)
    billing = queue.subscribe("billing")
    queue.publish(b"later", delay=SECOND, ttl=5 * SECOND)

    assert (queue.receive(), billing.receive()) == ([], [])
    clock.advance(seconds=1)
    assert one(billing).body == b"later"
    clock.advance(seconds=4)
    assert queue.receive() == []
    assert len(billing.in_flight) == 1


def test_a_late_subscriber_has_what_is_published_from_then_on() -> None:
    queue = FakeMessageQueue()
    queue.publish(b"1")

    late = queue.subscribe("late")
    queue.publish(b"2")

    assert bodies(late.receive(10)) == [b"2"]


def test_a_late_subscriber_has_everything_where_the_setting_says_so() -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock, late_subscriber="from the start")
    queue.publish(b"acked")
    queue.ack(one(queue))
    queue.publish(b"expired", ttl=SECOND)
    queue.publish(b"delayed", delay=3 * SECOND)
    clock.advance(seconds=2)

    late = queue.subscribe("late")
    queue.publish(b"new")

    assert bodies(late.receive(10)) == [b"acked", b"new"]
    clock.advance(seconds=1)
    assert bodies(late.receive(10)) == [b"delayed"]


def test_prefetch_bounds_what_a_client_holds() -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock, prefetch=2)
    other = queue.connect()
    for number in range(9):
        queue.publish(number)

    first, second = queue.receive(10)
    assert queue.receive(10) == []
    assert bodies(other.receive(10)) == [2, 3]

    queue.ack(first)
    assert bodies(queue.receive(10)) == [4]
    other.nack(second)
    assert bodies(queue.receive(10)) == [1]
    clock.advance(seconds=30)
    assert bodies(queue.receive(10)) == [1, 2]


def test_close_gives_back_what_the_client_holds() -> None:
    queue = FakeMessageQueue()
    other = queue.connect()
    for number in range(4):
        queue.publish(number)
    queue.receive(2)
    held = other.receive()

    queue.close()

    assert list(other.in_flight) == held
    assert [(d.body, d.count) for d in other.receive(10)] == [(0, 2), (1, 2), (3, 1)]


def test_a_crash_leaves_what_the_client_holds_until_the_lease_ends() -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock)
    other = queue.connect()
    queue.publish(b"1")
    held = one(queue)

    queue.crash()

    assert other.in_flight == (held,)
    assert other.receive() == []
    clock.advance(seconds=30)
    assert one(other).count == 2
    with pytest.raises(QueueClosed):
        queue.receive()


def test_another_client_may_settle_for_one_that_crashed() -> None:
    queue = FakeMessageQueue()
    queue.publish(b"1")
    held = one(queue)
    queue.crash()
    queue.close()

    queue.connect().ack(held)

    assert queue.in_flight == ()


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        ("publish", [b"2"]),
        ("publish_batch", [()]),
        ("receive", []),
        ("ack", None),
        ("nack", None),
        ("reject", None),
        ("extend", [SECOND]),
        ("purge", []),
        ("subscribe", ["billing"]),
        ("dead_letters", []),
    ],
)
def test_closed_means_closed(operation: str, arguments: list[object] | None) -> None:
    queue = FakeMessageQueue("orders")
    queue.publish(b"1")
    delivery = one(queue)
    queue.close()
    before = queue.snapshot()
    given = [delivery] if arguments is None else arguments
    if operation == "extend":
        given = [delivery, SECOND]

    with pytest.raises(QueueClosed) as caught:
        getattr(queue, operation)(*given)

    assert str(caught.value) == (
        f"{operation} on a closed client of the queue 'orders'. "
        "Connect another client, or close this one later."
    )
    assert queue.snapshot() == before


def test_closing_twice_is_fine() -> None:
    queue = FakeMessageQueue()
    queue.close()
    queue.close()


def test_closing_one_client_leaves_the_others() -> None:
    queue = FakeMessageQueue()
    other = queue.connect()

    queue.close()

    other.publish(b"1")
    assert one(other).body == b"1"
