"""A queue in RabbitMQ, through aio-pika.

RabbitMQ has no leases: a delivery is held until its channel ends, and can be settled there alone.
So each client has a channel of its own. A connection that is made again has new channels, on which
nothing is held: use `aio_pika.connect` rather than `connect_robust`, and open another client.
"""

from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import timedelta
from typing import Final

from aio_pika import DeliveryMode, ExchangeType, Message
from aio_pika.abc import (
    AbstractChannel,
    AbstractConnection,
    AbstractExchange,
    AbstractIncomingMessage,
    AbstractQueue,
)
from aio_pika.exceptions import AMQPError, ChannelInvalidStateError, PublishError

from fakes.queue import Body, Delivery, InvalidQueueValue, Outgoing, QueueUnavailable
from tests.adapters.queue.arguments import checked_batch, checked_limit
from tests.adapters.queue.rabbitmq_holding import ChannelHolding
from tests.adapters.queue.rabbitmq_layout import AmqpQueue, RabbitQueue
from tests.adapters.queue.rabbitmq_messages import (
    Incoming,
    Publishing,
    publishing,
    refuse_delay,
    refuse_lease,
)

__all__ = ["AioPikaMessageQueue"]

_LOST: Final = (AMQPError, OSError, TimeoutError)


class AioPikaMessageQueue:
    """A client of a queue, on a connection that stays the caller's to close.

    What it gives out, by `subscribe` and `dead_letters`, is on the same connection.
    """

    def __init__(
        self,
        channel: AbstractChannel,
        exchange: AbstractExchange,
        amqp_queue: AbstractQueue,
        connection: AbstractConnection,
        queue: RabbitQueue,
    ) -> None:
        """Use a channel, and what is declared there: see `opened`."""
        self.connection = connection
        self._channel = channel
        self._exchange = exchange
        self._amqp_queue = amqp_queue
        self._queue = queue
        self._holding = ChannelHolding[AbstractIncomingMessage](queue.name)

    @classmethod
    async def opened(
        cls, connection: AbstractConnection, queue: RabbitQueue
    ) -> "AioPikaMessageQueue":
        """Open a channel, and declare what the queue is made of.

        Raises:
            QueueUnavailable: The broker cannot be reached, or has a queue of another kind already.
        """
        with _unavailability():
            channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
            exchange, amqp_queue = await _declared(channel, queue)
        return cls(channel, exchange, amqp_queue, connection, queue)

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
        """Publish a message, and wait until the broker has confirmed that it is stored."""
        self._holding.check_open("publish")
        outgoing = Outgoing(
            body=body,
            headers=headers,
            key=key,
            priority=priority,
            delay=delay,
            ttl=ttl,
            deduplication_id=deduplication_id,
        )
        return await self._publish(publishing(outgoing, self._queue))

    async def publish_batch(self, messages: Sequence[Outgoing], /) -> list[str | InvalidQueueValue]:
        """Publish each, one after the other, so that they keep their order."""
        self._holding.check_open("publish_batch")
        outcomes: list[str | InvalidQueueValue] = []
        for message in checked_batch(messages):
            try:
                outcomes.append(await self._publish(publishing(message, self._queue)))
            except InvalidQueueValue as error:
                outcomes.append(error)
        return outcomes

    async def receive(self, limit: int = 1) -> list[Delivery]:
        """Take what is ready, and no more than that: there is nothing that is fetched ahead."""
        self._holding.check_open("receive")
        came: list[Delivery] = []
        while len(came) < checked_limit(limit) and (delivery := await self._get()) is not None:
            came.append(delivery)
        return came

    async def ack(self, delivery: Delivery, /) -> None:
        """Say that the work is done. The broker does not confirm that: it may come again."""
        async with self._settled("ack", delivery) as message:
            await message.ack()

    async def nack(self, delivery: Delivery, /, *, delay: timedelta = timedelta()) -> None:
        """Give the message back, without a delay."""
        self._holding.check_open("nack")
        refuse_delay(delay)
        async with self._settled("nack", delivery) as message:
            await message.nack()

    async def reject(self, delivery: Delivery, /) -> None:
        """Give the message up."""
        self._holding.check_open("reject")
        self._queue.dead_letters("reject")
        async with self._settled("reject", delivery) as message:
            await message.reject(requeue=False)

    async def extend(self, delivery: Delivery, lease: timedelta, /) -> None:
        """Refuse it: there are no leases."""
        self._holding.check_open("extend")
        refuse_lease(lease)

    async def purge(self) -> int:
        """Forget what waits."""
        self._holding.check_open("purge")
        with _unavailability():
            purged = await self._amqp_queue.purge()
        return purged.message_count or 0

    async def subscribe(self, subscription: str, /) -> "AioPikaMessageQueue":
        """Another client, of a subscription that begins now, if it is new."""
        self._holding.check_open("subscribe")
        return await self.opened(self.connection, self._queue.subscribed(subscription))

    async def dead_letters(self) -> "AioPikaMessageQueue":
        """Another client, of the dead letters."""
        self._holding.check_open("dead_letters")
        return await self.opened(self.connection, self._queue.dead_letters("dead_letters"))

    async def close(self) -> None:
        """End the channel; the broker gives back what it holds."""
        self._holding.close()
        # It does so as well when the connection has gone.
        with suppress(ChannelInvalidStateError, *_LOST):
            await self._channel.close()

    async def _publish(self, message: Publishing) -> str:
        amqp_message = Message(
            message.payload,
            headers={**message.headers},
            content_type=message.content_type,
            delivery_mode=DeliveryMode.PERSISTENT,
            priority=message.priority,
            expiration=None if message.ttl is None else timedelta(milliseconds=message.ttl),
            message_id=message.id,
        )
        with _unavailability():
            await self._exchange.publish(amqp_message, self._queue.name, mandatory=True)
        return message.id

    async def _get(self) -> Delivery | None:
        with _unavailability():
            message = await self._amqp_queue.get(fail=False)
        if message is None:
            return None
        return Incoming(
            payload=message.body,
            id=message.message_id,
            content_type=message.content_type,
            headers=message.headers,
            priority=message.priority,
            redelivered=bool(message.redelivered),
        ).delivered(self._holding.take(str(message.delivery_tag), message))

    @asynccontextmanager
    async def _settled(
        self, operation: str, delivery: Delivery
    ) -> AsyncGenerator[AbstractIncomingMessage]:
        """The message of a delivery, which is not held any more, whatever becomes of it."""
        message = self._holding.to_settle(operation, delivery)
        self._holding.let_go(delivery)
        with _unavailability():
            yield message


async def _declared(
    channel: AbstractChannel, queue: RabbitQueue
) -> tuple[AbstractExchange, AbstractQueue]:
    """Where to publish, and the queue to be read."""
    exchange: AbstractExchange = channel.default_exchange
    if queue.exchange:
        exchange = await channel.declare_exchange(queue.exchange, ExchangeType.FANOUT, durable=True)
    declared = [await _declared_queue(channel, each) for each in queue.amqp_queues()]
    return exchange, declared[-1]


async def _declared_queue(channel: AbstractChannel, queue: AmqpQueue) -> AbstractQueue:
    declared = await channel.declare_queue(queue.name, durable=True, arguments=queue.arguments)
    if queue.exchange:
        await declared.bind(queue.exchange)
    return declared


@contextmanager
def _unavailability() -> Generator[None]:
    try:
        yield
    except ChannelInvalidStateError as error:
        raise QueueUnavailable(repr(error), outcome_unknown=False) from error
    except PublishError as error:
        reason = "its exchange leads to no queue"
        raise QueueUnavailable(reason, outcome_unknown=False) from error
    except _LOST as error:
        raise QueueUnavailable(repr(error)) from error
