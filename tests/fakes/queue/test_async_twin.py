"""The async twin does what the sync fake does, over the same store, on any event loop."""

import asyncio
import inspect
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import pytest
import trio

from fakes.queue import (
    AsyncFakeMessageQueue,
    AsyncMessageQueue,
    FakeMessageQueue,
    MessageQueue,
    Outgoing,
    QueueClosed,
    adrain,
)
from tests.fakes.queue.queues import bodies

Run = Callable[[Callable[[], Coroutine[Any, Any, None]]], None]


def in_asyncio(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(test())


loops = pytest.mark.parametrize("run", [in_asyncio, trio.run])


@loops
def test_every_operation_works(run: Run) -> None:
    async def test() -> None:
        queue: AsyncMessageQueue = AsyncFakeMessageQueue(FakeMessageQueue("orders"))
        billing = await queue.subscribe("billing")
        await queue.publish(b"1", headers={"a": "b"}, key="k", priority=3)
        await queue.publish_batch([Outgoing(body=b"2", deduplication_id="2")])
        await queue.publish(b"2", deduplication_id="2")
        await queue.publish(b"3", delay=timedelta(days=1), ttl=timedelta(days=2))

        first, second = await queue.receive(10)
        assert (first.headers, first.key, first.priority) == ({"a": "b"}, "k", 3)
        await queue.extend(first, timedelta(minutes=1))
        await queue.ack(first)
        await queue.nack(second)
        [second] = await queue.receive()
        assert second.count == 2
        await queue.reject(second)
        [letter] = await (await queue.dead_letters()).receive()
        assert letter.body == b"2"
        assert await queue.purge() == 1
        assert bodies(await billing.receive(10)) == [b"1", b"2"]
        await queue.close()
        with pytest.raises(QueueClosed):
            await queue.receive()

    run(test)


@loops
def test_the_sync_fake_shares_the_store(run: Run) -> None:
    async def test() -> None:
        queue = AsyncFakeMessageQueue()
        await queue.publish(b"1")
        assert bodies(queue.fake.pending) == [b"1"]

    run(test)


@loops
def test_a_drain_awaits_the_handler(run: Run) -> None:
    async def test() -> None:
        queue = AsyncFakeMessageQueue()
        await queue.publish(b"1")
        handled: list[bytes] = []

        async def handler(delivery: Any) -> None:
            handled.append(delivery.body)

        assert (await adrain(queue, handler)).handled == 1
        assert handled == [b"1"]

    run(test)


def test_its_repr_says_what_is_in_it() -> None:
    queue = AsyncFakeMessageQueue()

    assert repr(queue) == "<AsyncFakeMessageQueue 'queue': 0 pending, 0 in flight, 0 dead>"


@pytest.mark.parametrize(
    "operation", [name for name in vars(MessageQueue) if not name.startswith("_")]
)
def test_the_ports_and_the_fakes_have_the_same_parameters(operation: str) -> None:
    signatures = {
        str(inspect.signature(getattr(kind, operation)).replace(return_annotation=None))
        for kind in (MessageQueue, AsyncMessageQueue, FakeMessageQueue, AsyncFakeMessageQueue)
    }

    assert len(signatures) == 1
