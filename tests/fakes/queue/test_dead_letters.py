"""What cannot be handled goes to the dead letters, whole, and is never lost in silence."""

import pytest

from fakes.clock import ManualClock
from fakes.queue import Death, FakeBroker, FakeMessageQueue
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


def test_the_queue_of_the_dead_letters_has_a_name() -> None:
    broker = FakeBroker()
    queue = FakeMessageQueue("orders", broker=broker)
    queue.publish(b"1")
    queue.reject(one(queue))

    assert one(FakeMessageQueue("orders.dead-letters", broker=broker)).body == b"1"


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
    assert letters.dead[0].died == Death("orders.dead-letters", "rejected", 1)


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
