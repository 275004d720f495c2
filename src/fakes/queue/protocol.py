"""The port: what a consumer and a publisher need of a message queue, sync and async.

A real adapter is one client of one queue (or of one subscription to it), made with the settings of
its broker: how long it polls, how long a lease is, where dead letters go.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from fakes.queue.errors import InvalidQueueValue
from fakes.queue.values import NO_DELAY, Body, Delivery, Outgoing

__all__ = ["AsyncMessageQueue", "MessageQueue"]


class MessageQueue(Protocol):
    """One client of a message queue.

    A message is delivered at least once: whoever receives it holds it until its lease ends, acks
    it when the work is done, and else it comes back. Several clients of a queue compete for its
    messages; any of them may settle a delivery of another.

    A delivery is settled once, by ack, nack or reject. When its lease is over it can still be
    settled, by each of them, until the message is delivered again.

    Every operation raises QueueClosed after `close`, and InvalidQueueValue, which names the
    argument, for a value that it refuses. An error changes nothing, save QueueUnavailable, which
    says whether what was asked may have been done. An operation or an option that a broker lacks
    raises `fakes.errors.Unsupported`.
    """

    def publish(
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
        """Store a message in the queue and in each of its subscriptions, and give its id.

        It is stored when this returns.

        Args:
            body: Bytes, or a JSON value (None, bool, int, finite float, str, list, dict with str
                keys), which comes back exactly.
            headers: Text by name.
            key: Messages of one key are delivered in their order, one at a time: while one is
                unsettled, the later ones wait, whatever their priority.
            priority: 0 to 9; the higher is delivered first.
            delay: Not to be delivered before this is over.
            ttl: Not to be delivered after this is over.
            deduplication_id: A message with the id of one published within the broker's window
                is not stored, even if the first one was acked; its id is given again.

        Raises:
            InvalidQueueValue: An argument is wrong.
            BodyTooLarge: The body has more bytes than the broker takes.
        """
        ...

    def publish_batch(self, messages: Sequence[Outgoing], /) -> Sequence[str | InvalidQueueValue]:
        """Publish each, and say in their order what became of it: its id, or what is wrong.

        Raises:
            InvalidQueueValue: `messages` is no list or tuple of Outgoing; nothing is published.
        """
        ...

    def receive(self, limit: int = 1) -> Sequence[Delivery]:
        """Take up to so many messages that are ready, or none if there are none."""
        ...

    def ack(self, delivery: Delivery, /) -> None:
        """Say that the work is done: the message never returns.

        Raises:
            StaleDelivery: It was settled before, or delivered again since. Some brokers ignore
                that instead. Never is another consumer's delivery settled.
            ForeignDelivery: It is of another queue or subscription.
        """
        ...

    def nack(self, delivery: Delivery, /, *, delay: timedelta = NO_DELAY) -> None:
        """Give the message back, to be delivered again, not before the delay is over.

        After as many deliveries as the broker is set to try, it goes to the dead letters instead.

        Raises:
            StaleDelivery, ForeignDelivery: As `ack` does.
        """
        ...

    def reject(self, delivery: Delivery, /) -> None:
        """Give the message up: it goes to the dead letters at once.

        Raises:
            StaleDelivery, ForeignDelivery: As `ack` does.
        """
        ...

    def extend(self, delivery: Delivery, lease: timedelta, /) -> None:
        """Let the lease end so long from now, earlier or later than it would have.

        Raises:
            StaleDelivery: It was settled, or its lease is over; never ignored.
            ForeignDelivery: It is of another queue or subscription.
        """
        ...

    def purge(self) -> int:
        """Forget the messages that wait here, not those in flight; how many there were."""
        ...

    def subscribe(self, subscription: str, /) -> "MessageQueue":
        """Another client, which gets its own copy of each message published to the queue.

        Clients of one subscription, by its name, compete; the queue's own consumers are a
        subscription too. Whether a new one has earlier messages is the broker's setting.
        """
        ...

    def dead_letters(self) -> "MessageQueue":
        """Another client, of the queue in which this one's dead letters are."""
        ...

    def close(self) -> None:
        """End this client; what it holds goes back. Closing twice is fine.

        A subscription does not end with its clients.
        """
        ...


class AsyncMessageQueue(Protocol):
    """`MessageQueue` with async operations; each does and raises what that one's does."""

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
        """Store a message in the queue and in each of its subscriptions, and give its id."""
        ...

    async def publish_batch(
        self, messages: Sequence[Outgoing], /
    ) -> Sequence[str | InvalidQueueValue]:
        """Publish each, and say in their order what became of it: its id, or what is wrong."""
        ...

    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        """Take up to so many messages that are ready, or none if there are none."""
        ...

    async def ack(self, delivery: Delivery, /) -> None:
        """Say that the work is done: the message never returns."""
        ...

    async def nack(self, delivery: Delivery, /, *, delay: timedelta = NO_DELAY) -> None:
        """Give the message back, to be delivered again, not before the delay is over."""
        ...

    async def reject(self, delivery: Delivery, /) -> None:
        """Give the message up: it goes to the dead letters at once."""
        ...

    async def extend(self, delivery: Delivery, lease: timedelta, /) -> None:
        """Let the lease end so long from now, earlier or later than it would have."""
        ...

    async def purge(self) -> int:
        """Forget the messages that wait here, not those in flight; how many there were."""
        ...

    async def subscribe(self, subscription: str, /) -> "AsyncMessageQueue":
        """Another client, which gets its own copy of each message published to the queue."""
        ...

    async def dead_letters(self) -> "AsyncMessageQueue":
        """Another client, of the queue in which this one's dead letters are."""
        ...

    async def close(self) -> None:
        """End this client; what it holds goes back. Closing twice is fine."""
        ...
