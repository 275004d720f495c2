"""The async twin of the fake: the same store behind async operations, on any event loop."""

from collections.abc import Sequence
from datetime import timedelta

from fakes.queue.errors import InvalidQueueValue
from fakes.queue.fake import FakeMessageQueue
from fakes.queue.values import NO_DELAY, Body, Delivery, Outgoing

__all__ = ["AsyncFakeMessageQueue"]


class AsyncFakeMessageQueue:
    """A fake client whose operations are async. It matches `AsyncMessageQueue`.

    `fake` is the sync fake over the same store, with everything that is for tests. No operation
    lets other tasks run: a worker that polls in a loop must await something of its own.

    Raises:
        InvalidQueueValue: `fake` is something else.
    """

    def __init__(self, fake: FakeMessageQueue | None = None) -> None:
        if fake is not None and not _is_fake(fake):
            raise InvalidQueueValue(
                "fake", f"must be a FakeMessageQueue, not {type(fake).__name__}"
            )
        self.fake: FakeMessageQueue = FakeMessageQueue() if fake is None else fake

    def __repr__(self) -> str:
        return f"<Async{repr(self.fake).removeprefix('<')}"

    async def publish(
        self,
        body: Body,
        /,
        *,
        headers: dict[str, str] | None = None,
        key: str | None = None,
        priority: int = 0,
        delay: timedelta = NO_DELAY,
        ttl: timedelta | None = None,
        deduplication_id: str | None = None,
    ) -> str:
        """Store a message and give its id; see `MessageQueue.publish`."""
        return self.fake.publish(
            body,
            headers=headers,
            key=key,
            priority=priority,
            delay=delay,
            ttl=ttl,
            deduplication_id=deduplication_id,
        )

    async def publish_batch(self, messages: Sequence[Outgoing], /) -> list[str | InvalidQueueValue]:
        """Publish each, and say what became of it; see `MessageQueue.publish_batch`."""
        return self.fake.publish_batch(messages)

    async def receive(self, limit: int = 1) -> list[Delivery]:
        """Take up to so many messages that are ready; see `MessageQueue.receive`."""
        return self.fake.receive(limit)

    async def ack(self, delivery: Delivery, /) -> None:
        """Say that the work is done; see `MessageQueue.ack`."""
        self.fake.ack(delivery)

    async def nack(self, delivery: Delivery, /, *, delay: timedelta = NO_DELAY) -> None:
        """Give the message back; see `MessageQueue.nack`."""
        self.fake.nack(delivery, delay=delay)

    async def reject(self, delivery: Delivery, /) -> None:
        """Give the message up; see `MessageQueue.reject`."""
        self.fake.reject(delivery)

    async def extend(self, delivery: Delivery, lease: timedelta, /) -> None:
        """Let the lease end so long from now; see `MessageQueue.extend`."""
        self.fake.extend(delivery, lease)

    async def purge(self) -> int:
        """Forget what waits; see `MessageQueue.purge`."""
        return self.fake.purge()

    async def subscribe(self, subscription: str, /) -> "AsyncFakeMessageQueue":
        """A client with its own copies; see `MessageQueue.subscribe`."""
        return AsyncFakeMessageQueue(self.fake.subscribe(subscription))

    async def dead_letters(self) -> "AsyncFakeMessageQueue":
        """A client of the queue of the dead letters; see `MessageQueue.dead_letters`."""
        return AsyncFakeMessageQueue(self.fake.dead_letters())

    async def close(self) -> None:
        """End this client; see `MessageQueue.close`."""
        self.fake.close()


def _is_fake(value: object) -> bool:
    return isinstance(value, FakeMessageQueue)
