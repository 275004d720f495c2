"""A queue in NATS JetStream, through nats-py.

JetStream has leases (`ack_wait`), and any client can settle, by the subject that a delivery came
with. But it looks at the message alone, and not at which delivery of it is settled: who comes late
would settle the delivery of another client. So a client refuses what it has held for
longer than a lease.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import timedelta
from typing import Final

import attrs
import nats.errors
import nats.js.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import PubAck
from nats.js.client import JetStreamContext

from fakes.errors import Unsupported
from fakes.queue import (
    Body,
    Death,
    Delivery,
    InvalidQueueValue,
    Outgoing,
    QueueUnavailable,
)
from fakes.queue.values import Reason
from tests.adapters.queue.arguments import (
    checked_batch,
    checked_delay,
    checked_duration,
    checked_limit,
)
from tests.adapters.queue.holding import Holding
from tests.adapters.queue.nats_messages import Publishing, burying, delivered, publishing
from tests.adapters.queue.nats_stream import NatsQueue

__all__ = ["NatsMessageQueue"]

_REPLY_WITHIN: Final = 5
_STATUS: Final = "Status"
_MICROSECOND: Final = timedelta(microseconds=1)

_ACK: Final = b"+ACK"
_NACK: Final = b"-NAK"
_IN_PROGRESS: Final = b"+WPI"

_NOT_SENT: Final = (
    nats.errors.ConnectionClosedError,
    nats.errors.NoRespondersError,
    nats.errors.OutboundBufferLimitError,
    nats.js.errors.NoStreamResponseError,
)
_LOST: Final = (nats.errors.Error, OSError)


@attrs.frozen
class _Lease:
    """How a delivery is settled, and when its lease ends, by the clock of the event loop."""

    subject: str
    until: float


class NatsMessageQueue:
    """A client of a queue, on a connection that stays the caller's to close.

    What it gives out, by `subscribe` and `dead_letters`, is on the same connection.
    """

    def __init__(self, connection: Client, queue: NatsQueue) -> None:
        """Use a queue that is there: see `opened`."""
        self.connection = connection
        self._queue = queue
        self._streams = JetStreamContext(connection, timeout=_REPLY_WITHIN)
        self._holding = Holding[_Lease](queue.address)

    @classmethod
    async def opened(cls, connection: Client, queue: NatsQueue) -> "NatsMessageQueue":
        """A client of a queue, which is made of whatever of it is not there yet.

        Raises:
            QueueUnavailable: The server cannot be reached, or has one with other settings already.
        """
        client = cls(connection, queue)
        with _unavailability():
            # nats-py leaves other ways to say the same untyped.
            await client._streams.add_stream(  # pyright: ignore[reportUnknownMemberType]
                queue.stream_config()
            )
            await client._streams.add_consumer(  # pyright: ignore[reportUnknownMemberType]
                queue.stream, queue.consumer_config()
            )
        if queue.max_deliveries is not None:
            await cls.opened(connection, queue.dead_letters("open"))
        return client

    async def publish(
        self,
        body: Body,
        /,
        *,
        headers: dict[str, str] | None = None,
        key: str | None = None,
        priority: int = 0,
        delay: timedelta = timedelta(),
        ttl: timedelta | None = None,
        deduplication_id: str | None = None,
    ) -> str:
        """Publish a message, and wait until the server has stored it."""
        self._holding.check_open("publish")
        return await self._publish(
            Outgoing(
                body=body,
                headers=headers,
                key=key,
                priority=priority,
                delay=delay,
                ttl=ttl,
                deduplication_id=deduplication_id,
            )
        )

    async def publish_batch(self, messages: Sequence[Outgoing], /) -> list[str | InvalidQueueValue]:
        """Publish each, one after the other, so that they keep their order."""
        self._holding.check_open("publish_batch")
        outcomes: list[str | InvalidQueueValue] = []
        for message in checked_batch(messages):
            try:
                outcomes.append(await self._publish(message))
            except InvalidQueueValue as error:
                outcomes.append(error)
        return outcomes

    async def receive(self, limit: int = 1) -> list[Delivery]:
        """Take what is ready. What was delivered too often goes to the dead letters on the way."""
        self._holding.check_open("receive")
        began = _now()
        came: list[Delivery] = []
        for message in await self._fetch(checked_limit(limit)):
            lease = self._lease_until(message.reply, began)
            delivery = delivered(message, self._holding.take(message.reply, lease))
            earlier = delivery.count - 1
            if self._queue.is_last(earlier):
                async with self._settled("receive", delivery) as subject:
                    await self._bury(subject, delivery, "too many deliveries", earlier)
            else:
                came.append(delivery)
        return came

    async def ack(self, delivery: Delivery, /) -> None:
        """Say that the work is done, and wait until the server knows."""
        async with self._settled("ack", delivery) as subject:
            await self._tell(subject, _ACK)

    async def nack(self, delivery: Delivery, /, *, delay: timedelta = timedelta()) -> None:
        """Give the message back; to the dead letters, if it was delivered often enough."""
        self._holding.check_open("nack")
        nanoseconds = checked_delay("delay", delay) // _MICROSECOND * 1_000
        async with self._settled("nack", delivery) as subject:
            if self._queue.is_last(delivery.count):
                await self._bury(subject, delivery, "too many deliveries", delivery.count)
            else:
                how = b' {"delay": %d}' % nanoseconds if nanoseconds else b""
                await self._tell(subject, _NACK + how)

    async def reject(self, delivery: Delivery, /) -> None:
        """Move the message to the dead letters."""
        self._holding.check_open("reject")
        self._queue.dead_letters("reject")
        async with self._settled("reject", delivery) as subject:
            await self._bury(subject, delivery, "rejected", delivery.count)

    async def extend(self, delivery: Delivery, lease: timedelta, /) -> None:
        """Begin the lease anew: only its own length can be asked for, by whoever received it."""
        self._holding.check_open("extend")
        if checked_duration("lease", lease) != self._queue.lease:
            raise Unsupported(
                f"extend by {lease}", f"JetStream extends by {self._queue.lease}, as it is set"
            )
        subject, began = self._subject_of("extend", delivery), _now()
        if not self._holding.holds(delivery):
            raise Unsupported(
                "extend of what another client received",
                "JetStream does not say whether it is settled; ask the client that received it",
            )
        await self._tell(subject, _IN_PROGRESS)
        self._holding.renew(delivery, self._lease_until(subject, began))

    async def purge(self) -> int:
        """Refuse it: the streams of JetStream forget what is held as well."""
        self._holding.check_open("purge")
        raise Unsupported("purge", "JetStream would forget what is held too; receive and ack")

    async def subscribe(self, subscription: str, /) -> "NatsMessageQueue":
        """Another client, of a subscription that begins now, if it is new."""
        self._holding.check_open("subscribe")
        return await self.opened(self.connection, self._queue.subscribed(subscription))

    async def dead_letters(self) -> "NatsMessageQueue":
        """Another client, of the dead letters."""
        self._holding.check_open("dead_letters")
        return NatsMessageQueue(self.connection, self._queue.dead_letters("dead_letters"))

    async def close(self) -> None:
        """Give back what is held. When the connection has gone, the leases do that in time."""
        now = _now()
        with suppress(*_LOST):
            for lease in self._holding.close():
                if now < lease.until:
                    await self.connection.publish(lease.subject, _NACK)
            await self.connection.flush(_REPLY_WITHIN)

    async def _publish(self, message: Outgoing) -> str:
        to_publish = publishing(message, self._queue, self.connection.max_payload)
        stored = await self._store(self._queue.stream, to_publish)
        return str(stored.seq)

    async def _store(self, stream: str, message: Publishing) -> PubAck:
        with _unavailability():
            return await self._streams.publish(stream, message.payload, headers=message.headers)

    async def _fetch(self, limit: int) -> list[Msg]:
        """What the server has now. The client's own `fetch` waits for more where it asks for one.

        What comes too late goes nowhere, and comes again when its lease is over.
        """
        inbox = self.connection.new_inbox()
        request = json.dumps({"batch": limit, "no_wait": True}).encode()
        came: list[Msg] = []
        with _unavailability():
            # nats-py leaves the result of a future untyped, which is not used here.
            replies = await self.connection.subscribe(  # pyright: ignore[reportUnknownMemberType]
                inbox
            )
            try:
                await self.connection.publish(self._queue.next_message, request, inbox)
                while len(came) < limit:
                    message = await replies.next_msg(_REPLY_WITHIN)
                    if _STATUS in (message.headers or {}):
                        break
                    came.append(message)
            finally:
                await replies.unsubscribe()
        return came

    @asynccontextmanager
    async def _settled(self, operation: str, delivery: Delivery) -> AsyncGenerator[str]:
        """The subject to settle a delivery by, which is held until that has been done."""
        yield self._subject_of(operation, delivery)
        self._holding.let_go(delivery)

    def _subject_of(self, operation: str, delivery: Delivery) -> str:
        subject, lease = self._holding.find(operation, delivery)
        if lease is not None and _now() >= lease.until:
            raise self._holding.stale(operation, delivery)
        return subject

    async def _tell(self, subject: str, what: bytes) -> None:
        with _unavailability():
            await self.connection.request(subject, what, _REPLY_WITHIN)

    async def _bury(self, subject: str, delivery: Delivery, reason: Reason, count: int) -> None:
        """Move a message. Whatever ends between both steps, it is a dead letter, and one only."""
        letters = self._queue.dead_letters("bury")
        death = Death(self._queue.address, reason, count)
        await self._store(letters.stream, burying(delivery, death))
        await self._tell(subject, _ACK)

    def _lease_until(self, subject: str, began: float) -> _Lease:
        return _Lease(subject, began + self._queue.lease.total_seconds())


def _now() -> float:
    return asyncio.get_running_loop().time()


@contextmanager
def _unavailability() -> Generator[None]:
    try:
        yield
    except _LOST as error:
        reason = f"{type(error).__name__}: {error}"
        unknown = not isinstance(error, _NOT_SENT)
        raise QueueUnavailable(reason, outcome_unknown=unknown) from error
