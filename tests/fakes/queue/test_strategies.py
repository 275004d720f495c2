"""The strategies make values that a queue takes, and of every kind."""

from typing import Any

from hypothesis import find, given
from hypothesis import strategies as st

from fakes.queue import Delivery, FakeMessageQueue, Message, Outgoing
from fakes.strategies import queue as strategies
from tests.fakes.queue.queues import one


@given(strategies.outgoing())
def test_what_is_to_be_published_is_taken(message: Outgoing) -> None:
    [outcome] = FakeMessageQueue().publish_batch([message])

    assert outcome == FakeMessageQueue().publish(b"")


@given(strategies.bodies(), strategies.headers(), strategies.keys(), strategies.priorities())
def test_what_is_published_arrives(
    body: Any, headers: dict[str, str], key: str, priority: int
) -> None:
    queue = FakeMessageQueue()

    queue.publish(body, headers=headers, key=key, priority=priority)

    delivery = one(queue)
    assert (delivery.headers, delivery.key, delivery.priority) == (headers, key, priority)


@given(strategies.messages(), strategies.deliveries())
def test_values_can_be_compared_and_shown(message: Message, delivery: Delivery) -> None:
    assert len({message, delivery}) == 2
    assert repr(message).startswith("Message(")
    assert repr(delivery).startswith("Delivery(")


def test_a_body_may_be_bytes_and_may_be_json() -> None:
    assert find(strategies.bodies(), lambda body: isinstance(body, bytes)) == b""
    assert find(strategies.bodies(), lambda body: isinstance(body, dict)) == {}


@given(st.data())
def test_deaths_have_reasons(data: st.DataObject) -> None:
    assert data.draw(strategies.deaths()).reason in ("rejected", "too many deliveries", "expired")
