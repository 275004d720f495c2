"""What the queue's values and errors say, and that they survive copying and pickling."""

import copy
import pickle
from typing import Any

import pytest

from fakes.queue import (
    BodyTooLarge,
    EndlessDrain,
    FakeBroker,
    FakeMessageQueue,
    ForeignDelivery,
    InvalidQueueValue,
    QueueClosed,
    QueueError,
    QueueUnavailable,
    StaleDelivery,
    drain,
)
from tests.fakes.queue.queues import one


def test_a_queue_says_what_is_in_it() -> None:
    queue = FakeMessageQueue("orders")
    for _ in range(4):
        queue.publish(b"")
    queue.receive()
    queue.reject(one(queue))

    assert repr(queue) == "<FakeMessageQueue 'orders': 2 pending, 1 in flight, 1 dead>"
    billing = queue.subscribe("billing")
    billing.close()
    assert repr(billing) == (
        "<FakeMessageQueue 'orders/billing': 0 pending, 0 in flight, 0 dead, closed>"
    )


def test_a_broker_says_its_queues() -> None:
    broker = FakeBroker()
    assert repr(broker) == "<FakeBroker: no queues>"
    for name in ("orders", "mails"):
        FakeMessageQueue(name, broker=broker)
    assert repr(broker) == "<FakeBroker: mails, orders>"


def test_messages_and_deliveries_say_what_they_have() -> None:
    queue = FakeMessageQueue()
    queue.publish(b"plain")
    queue.publish({"a": 1}, headers={"trace": "7"}, key="k", priority=3)

    assert repr(queue.pending) == (
        "(Message('queue-795e-2', {'a': 1}, headers={'trace': '7'}, key='k', priority=3), "
        "Message('queue-795e-1', b'plain'))"
    )
    delivery = one(queue)
    assert repr(delivery) == (
        "Delivery('queue-795e-2', {'a': 1}, headers={'trace': '7'}, key='k', priority=3, count=1)"
    )
    queue.reject(delivery)
    assert repr(queue.dead) == (
        "(Message('queue-795e-2', {'a': 1}, headers={'trace': '7'}, key='k', priority=3, "
        "died=Death(queue='queue', reason='rejected', count=1)),)"
    )


def test_messages_have_what_deliveries_have() -> None:
    queue = FakeMessageQueue()
    queue.publish({"a": 1}, headers={"b": "c"}, key="k", priority=1)

    [message], delivery = queue.pending, one(queue)

    for name in ("id", "body", "headers", "key", "priority", "died"):
        assert getattr(message, name) == getattr(delivery, name)


def test_a_difference_shows_in_an_assertion(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        from fakes.queue import FakeMessageQueue

        def test_it():
            queue = FakeMessageQueue()
            queue.publish({"order": 7})
            queue.publish({"order": 8})
            first, second = queue.pending
            assert first == second
        """
    )

    result = pytester.runpytest("-p", "no:randomly", "-p", "no:asyncio")

    result.stdout.fnmatch_lines(
        [
            "E   *assert Message('queu*{'order': 7}) == Message('queu*{'order': 8})",
            "E   *Differing attributes:*",
            "E   *'id', 'content'*",
        ]
    )


def test_a_report_says_what_happened() -> None:
    queue = FakeMessageQueue(max_deliveries=1)
    queue.publish(b"1")

    assert repr(drain(queue, lambda delivery: 1 / 0)) == (
        "Drained(handled=0, failures=(Failure(id='queue-795e-1', count=1, "
        "error=ZeroDivisionError('division by zero')),), "
        "stale=(), given_up=())"
    )


@pytest.mark.parametrize(
    "error",
    [
        InvalidQueueValue("limit", "must be an int"),
        BodyTooLarge(6, 5),
        QueueClosed("orders", "publish"),
        StaleDelivery("orders", "ack", "m-1", 2),
        ForeignDelivery("orders", "ack", "m-1"),
        EndlessDrain(10),
        QueueUnavailable("timed out"),
        QueueUnavailable("refused", outcome_unknown=False),
    ],
)
@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda e: pickle.loads(pickle.dumps(e))]
)
def test_errors_survive_copying(error: QueueError, copied: Any) -> None:
    twin = copied(error)

    assert (type(twin), str(twin), vars(twin)) == (type(error), str(error), vars(error))


def test_values_survive_pickling() -> None:
    queue = FakeMessageQueue()
    queue.publish({"a": [1]}, headers={"b": "c"}, key="k")
    queue.publish(b"2")

    for value in (queue.pending, queue.receive(), queue.snapshot()):
        assert pickle.loads(pickle.dumps(value)) == value
