"""What was published arrives as it was, once, in its own queue."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.queue import (
    BodyTooLarge,
    FakeBroker,
    FakeMessageQueue,
    InvalidQueueValue,
    Outgoing,
    QueueClosed,
)
from fakes.strategies.queue import headers, json_values
from tests.fakes.queue.queues import bodies, one

NOT_JSON = (
    "body: must be bytes or a JSON value, not {} "
    "(JSON is None, bool, int, float, str, list and dict)"
)


@pytest.mark.parametrize(
    "body", [b"", b"\0", b"\xff\xfe", b"order 7", bytes(range(256)) * 300, b"\r\n.\r\n"]
)
def test_bytes_arrive_exactly(body: bytes) -> None:
    queue = FakeMessageQueue()

    queue.publish(body)

    assert one(queue).body == body


@pytest.mark.parametrize(
    "body",
    [
        None,
        True,
        0,
        -(10**40),
        0.1,
        1e308,
        "",
        "\0",
        "é",
        "e\u0301",
        "😀",
        [],
        {},
        {"": {"b": [1, 1.0, "1", None]}, "a": []},
    ],
)
def test_json_arrives_exactly(body: Any) -> None:
    queue = FakeMessageQueue()

    queue.publish(body)

    assert repr(one(queue).body) == repr(body)


@given(json_values() | st.binary())
def test_any_body_arrives_exactly(body: Any) -> None:
    queue = FakeMessageQueue()

    queue.publish(body)

    assert repr(one(queue).body) == repr(body)


@given(headers())
def test_headers_arrive_exactly(headers: dict[str, str]) -> None:
    queue = FakeMessageQueue()

    queue.publish(b"", headers=headers)

    assert one(queue).headers == headers


def test_changing_what_was_published_changes_nothing() -> None:
    queue = FakeMessageQueue()
    body: dict[str, Any] = {"items": [1]}
    headers = {"trace": "1"}
    queue.publish(body, headers=headers)

    body["items"].append(2)
    headers["trace"] = "2"

    delivery = one(queue)
    assert (delivery.body, delivery.headers) == ({"items": [1]}, {"trace": "1"})


def test_changing_what_was_delivered_changes_nothing() -> None:
    queue = FakeMessageQueue()
    queue.publish({"items": [1]}, headers={"trace": "1"})
    delivery = one(queue)

    delivery.body["items"].append(2)
    delivery.headers["trace"] = "2"
    queue.nack(delivery)

    again = one(queue)
    assert (again.body, again.headers) == ({"items": [1]}, {"trace": "1"})


def test_changing_the_list_of_deliveries_changes_nothing() -> None:
    queue = FakeMessageQueue()
    queue.publish(b"1")
    deliveries = queue.receive()
    [delivery] = deliveries

    deliveries.clear()

    assert queue.in_flight == (delivery,)


def test_everything_confirmed_arrives_and_nothing_else() -> None:
    queue = FakeMessageQueue()

    published = [queue.publish(b"%d" % number) for number in range(100)]

    assert [delivery.id for delivery in queue.receive(1000)] == published
    assert len(set(published)) == 100


def test_receive_gives_at_most_the_limit() -> None:
    queue = FakeMessageQueue()
    for number in range(5):
        queue.publish(number)

    assert bodies(queue.receive(3)) == [0, 1, 2]
    assert bodies(queue.receive(3)) == [3, 4]
    assert queue.receive(3) == []


def test_queues_are_separate_and_their_names_exact() -> None:
    broker = FakeBroker()
    names = ["orders", "Orders", "orders ", "orders.x", "é", "e\u0301"]
    queues = [FakeMessageQueue(name, broker=broker) for name in names]

    for queue in queues:
        queue.publish(queue.name)

    assert [bodies(queue.receive(10)) for queue in queues] == [[name] for name in names]


def test_clients_of_one_name_are_clients_of_one_queue() -> None:
    broker = FakeBroker()
    FakeMessageQueue("orders", broker=broker).publish(b"1")

    assert one(FakeMessageQueue("orders", broker=broker)).body == b"1"


def test_nothing_is_shared_between_two_fakes() -> None:
    one_queue, other = FakeMessageQueue(), FakeMessageQueue()

    one_queue.publish(b"1")

    assert other.pending == ()
    assert other.receive() == []


def test_the_same_seed_gives_the_same_ids() -> None:
    ids = [FakeMessageQueue("orders", seed=7).publish(b"") for _ in range(2)]

    assert ids == ["orders-b0ae-1", "orders-b0ae-1"]
    assert FakeMessageQueue("orders", seed=8).publish(b"") != ids[0]


def test_a_batch_reports_each() -> None:
    queue = FakeMessageQueue(max_body_bytes=5)
    unfit: Any = {1, 2}

    outcomes = queue.publish_batch(
        [
            Outgoing(body=b"one", headers={"a": "b"}, key="k", priority=3),
            Outgoing(body=unfit),
            Outgoing(body=b"too long"),
            Outgoing(body=b"four", priority=10),
            Outgoing(body=b"five"),
        ]
    )

    assert [str(outcome) for outcome in outcomes] == [
        "queue-795e-1",
        NOT_JSON.format("set"),
        "body: has 8 bytes, and the queue takes at most 5",
        "priority: must be an int from 0 to 9, not 10",
        "queue-795e-2",
    ]
    first, second = queue.receive(10)
    assert (first.body, first.headers, first.key, first.priority) == (b"one", {"a": "b"}, "k", 3)
    assert second.body == b"five"


def test_an_empty_batch_does_nothing() -> None:
    assert FakeMessageQueue().publish_batch(()) == []


@pytest.mark.parametrize(
    ("messages", "text"),
    [
        ("ab", "messages: must be a list or a tuple, not str"),
        ([Outgoing(body=b""), b""], "messages[1]: must be an Outgoing, not bytes"),
    ],
)
def test_what_is_no_batch_is_refused_whole(messages: Any, text: str) -> None:
    queue = FakeMessageQueue()

    with pytest.raises(InvalidQueueValue) as caught:
        queue.publish_batch(messages)

    assert str(caught.value) == text
    assert queue.pending == ()


def test_a_batch_after_close_is_refused() -> None:
    queue = FakeMessageQueue()
    queue.close()

    with pytest.raises(QueueClosed):
        queue.publish_batch([])


def test_a_body_may_be_as_large_as_the_setting_says() -> None:
    queue = FakeMessageQueue(max_body_bytes=4)

    queue.publish(b"1234")
    queue.publish("é")

    with pytest.raises(BodyTooLarge) as caught:
        queue.publish("éé")
    assert str(caught.value) == "body: has 6 bytes, and the queue takes at most 4"
    assert (caught.value.size, caught.value.limit) == (6, 4)
    assert bodies(queue.pending) == [b"1234", "é"]


def test_purge_forgets_what_waits_and_keeps_what_is_in_flight() -> None:
    queue = FakeMessageQueue()
    for key in ("a", "a", "a", "b", None, None):
        queue.publish(b"", key=key)
    held = one(queue)

    assert queue.purge() == 5

    assert queue.pending == ()
    assert queue.in_flight == (held,)
    queue.publish(b"next", key="a")
    assert queue.receive() == []
    queue.ack(held)
    assert one(queue).body == b"next"


def test_purging_a_key_leaves_it_free() -> None:
    queue = FakeMessageQueue()
    queue.publish(b"1", key="a")
    queue.publish(b"2", key="a")

    assert queue.purge() == 2

    queue.publish(b"3", key="a")
    assert bodies(queue.receive(10)) == [b"3"]
