"""What the tests of draining share: both drains, a handler that fails, a queue with messages."""

import asyncio
from collections.abc import Callable

import pytest

from fakes.queue import AsyncFakeMessageQueue, Delivery, Drained, FakeMessageQueue, adrain, drain

__all__ = ["Drain", "Handler", "both", "drained_async", "fails", "filled"]

Handler = Callable[[Delivery], object]
Drain = Callable[..., Drained]


def drained_async(queue: FakeMessageQueue, handler: Handler, **options: int) -> Drained:
    async def handle(delivery: Delivery) -> object:
        return handler(delivery)

    return asyncio.run(adrain(AsyncFakeMessageQueue(queue), handle, **options))


both = pytest.mark.parametrize("run", [drain, drained_async])


def fails(delivery: Delivery) -> None:
    raise LookupError(delivery.id)


def filled(*contents: bytes, max_deliveries: int | None = None) -> FakeMessageQueue:
    queue = FakeMessageQueue(max_deliveries=max_deliveries)
    for body in contents:
        queue.publish(body)
    return queue
