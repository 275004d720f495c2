"""What cannot be handled goes to the dead letters, whole, and is never lost in silence."""

from datetime import timedelta

import pytest

from fakes.clock import ManualClock
from fakes.queue import Death, FakeBroker, FakeMessageQueue, ForeignDelivery, drain
from tests.fakes.queue.queues import bodies, one


@pytest.mark.parametrize("how", ["nack", "lease", "close"])
def test_a_poisonous_message_goes_to_the_dead_letters(how: str) -> None:
    clock = ManualClock()
    queue = FakeMessageQueue("orders", clock=clock, max_deliveries=3)
    published = queue.publish({"order": 7}, headers={"a": "b"}, key="k", priority=2)

    for count in (1, 2, 3):
        client = queue.connect()
        delivery = one(client)
        assert delivery.count == count
        if how == "nack":
            client.nack(delivery)
        elif how == "close":
            client.close()
        else:
            clock.advance(seconds=30)

    assert queue.receive() == []
    [letter] = queue.dead
    assert (letter.id, letter.body, letter.headers) == (published, {"order": 7}, {"a": "b"})
    assert (letter.key, letter.priority) == ("k", 2)
    assert letter.died == Death("orders", "too many deliveries", 3)


def test_no_limit_means_no_dead_letters() -> None:
    queue = FakeMessageQueue()
    queue.publish(b"1")

    for _ in range(1000):
        queue.nack(one(queue))

    assert queue.dead == ()


def test_why_a_message_died_is_told() -> None:
    clock = ManualClock()
    queue = FakeMessageQueue("orders", clock=clock, expired="dead letters")
    queue.publish(b"1")
    queue.publish(b"2", ttl=clock() - clock() + queue.broker.settings.lease)
    queue.reject(one(queue))
    clock.advance(seconds=30)

    assert [letter.died for letter in queue.dead] == [
        Death("orders", "rejected", 1),
        Death("orders", "expired", 0),
    ]


def test_dead_letters_are_received_and_acked_like_others() -> None:
    queue = FakeMessageQueue("orders")
    published = queue.publish(b"1")
    queue.reject(one(queue))
    letters = queue.dead_letters()

    letter = one(letters)
    assert (letter.id, letter.body, letter.count) == (published, b"1", 1)
    assert letter.died == Death("orders", "rejected", 1)
    letters.ack(letter)

    assert queue.dead == ()


def test_a_queue_may_be_called_like_one_of_dead_letters() -> None:
    broker = FakeBroker(max_deliveries=1)
    FakeMessageQueue("orders", broker=broker)
    queue = FakeMessageQueue("orders.dead-letters", broker=broker)
    queue.publish(b"1")

    queue.nack(one(queue))

    assert bodies(queue.dead) == [b"1"]


def test_a_subscription_may_be_called_like_one_of_dead_letters() -> None:
    queue = FakeMessageQueue("orders")
    clients = [queue.subscribe(name) for name in ("x", "dead-letters", "x.dead-letters")]
    queue.publish(b"1")
    clients[0].reject(one(clients[0]))
    letters = [client.dead_letters() for client in (queue, *clients)]

    assert [bodies(client.pending) for client in letters] == [[], [b"1"], [], []]
    with pytest.raises(ForeignDelivery):
        letters[1].ack(one(clients[2]))


@pytest.mark.parametrize("looks", [False, True])
def test_a_client_of_the_dead_letters_sees_what_time_has_killed(looks: bool) -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock, max_deliveries=1, expired="dead letters")
    letters = queue.dead_letters()
    queue.publish(b"held")
    one(queue)
    queue.publish(b"expired", ttl=timedelta(seconds=40))
    clock.advance(seconds=60)

    if looks:
        assert len(queue.dead) == 2
    letters.publish(b"by hand")

    assert bodies(letters.receive(10)) == [b"held", b"expired", b"by hand"]


def test_dead_letters_are_drained() -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock, max_deliveries=1)
    queue.publish(b"1")
    one(queue)
    clock.advance(seconds=30)

    assert drain(queue.dead_letters(), lambda delivery: None).handled == 1


def test_what_dies_at_one_moment_dies_before_its_dead_letters_go_on() -> None:
    """Whoever looked when: ties are settled by the queues' names."""
    clock = ManualClock()
    orders = []
    for looks in (False, True):
        queue = FakeMessageQueue(clock=clock, max_deliveries=1, requeue_position="tail")
        letters = queue.dead_letters()
        letters.publish(b"letter")
        one(letters)
        queue.publish(b"message")
        one(queue)
        clock.advance(seconds=30)
        if looks:
            assert len(letters.pending) == 2
        orders.append(bodies(letters.receive(10)))

    assert orders == [[b"message", b"letter"]] * 2


def test_dead_letters_do_not_die_of_many_deliveries() -> None:
    queue = FakeMessageQueue(max_deliveries=1)
    queue.publish(b"1")
    queue.nack(one(queue))
    letters = queue.dead_letters()

    for _ in range(10):
        letters.nack(one(letters))

    assert bodies(queue.dead) == [b"1"]


def test_a_rejected_dead_letter_is_not_lost() -> None:
    queue = FakeMessageQueue("orders")
    queue.publish(b"1")
    queue.reject(one(queue))
    letters = queue.dead_letters()

    letters.reject(one(letters))

    assert queue.dead == ()
    assert bodies(letters.dead) == [b"1"]
    assert letters.dead[0].died == Death("orders//dead-letters", "rejected", 1)


def test_a_dead_letter_settled_twice_is_known() -> None:
    queue = FakeMessageQueue(stale_ack="ignored")
    queue.publish(b"1")
    queue.reject(one(queue))
    letters = queue.dead_letters()
    letter = one(letters)
    letters.ack(letter)

    letters.ack(letter)

    assert letters.pending == ()


def test_each_subscription_has_its_own_dead_letters() -> None:
    queue = FakeMessageQueue("orders")
    billing = queue.subscribe("billing")
    queue.publish(b"1")

    billing.reject(one(billing))

    assert (bodies(billing.dead), queue.dead) == ([b"1"], ())
    assert billing.dead[0].died == Death("orders/billing", "rejected", 1)
    assert bodies(queue.receive()) == [b"1"]
