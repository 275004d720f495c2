"""What the tests of the queue share: one delivery, and deliveries by what they say."""

from collections.abc import Iterable
from typing import Any

from fakes.queue import Delivery, FakeMessageQueue, Message

__all__ = ["bodies", "one"]


def one(queue: FakeMessageQueue) -> Delivery:
    """The only delivery that there is now."""
    [delivery] = queue.receive()
    return delivery


def bodies(messages: Iterable[Delivery | Message]) -> list[Any]:
    return [message.body for message in messages]
