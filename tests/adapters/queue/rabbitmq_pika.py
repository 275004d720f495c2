"""A queue in RabbitMQ, through pika's blocking connection.

RabbitMQ has no leases: a delivery is held until its channel ends, and can be settled there alone.
So each client has a channel of its own, and must be used in the thread that made it. The broker
ends connections that leave heartbeats unanswered, and pika answers them while a client is used:
whoever works on a message for longer must call the connection's `process_data_events` meanwhile.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import cast

from pika import BasicProperties, BlockingConnection, DeliveryMode
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import (
    AMQPConnectionError,
    AMQPError,
    ChannelWrongStateError,
    ConnectionWrongStateError,
    UnroutableError,
)

from fakes.queue import Body, Delivery, InvalidQueueValue, Outgoing, QueueUnavailable
from tests.adapters.queue.arguments import checked_batch, checked_limit
from tests.adapters.queue.rabbitmq_holding import ChannelHolding
from tests.adapters.queue.rabbitmq_layout import RabbitQueue
from tests.adapters.queue.rabbitmq_messages import (
    Incoming,
    Publishing,
    publishing,
    refuse_delay,
    refuse_lease,
)

__all__ = ["PikaMessageQueue"]


class PikaMessageQueue:
    """A client of a queue, on a connection that stays the caller's to close.

    What it gives out, by `subscribe` and `dead_letters`, is on the same connection.
    """

    def __init__(self, connection: BlockingConnection, queue: RabbitQueue) -> None:
        """Open a channel, and declare what the queue is made of.

        Raises:
            QueueUnavailable: The broker cannot be reached, or has a queue of another kind already.
        """
        self.connection = connection
        self._queue = queue
        self._holding = ChannelHolding[int](queue.name)
        with _unavailability():
            self._channel = connection.channel()
            self._channel.confirm_delivery()
            _declare(self._channel, queue)

    def publish(
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
        return self._publish(publishing(outgoing, self._queue))

    def publish_batch(self, messages: Sequence[Outgoing], /) -> list[str | InvalidQueueValue]:
        """Publish each, one after the other: pika waits for each confirmation."""
        self._holding.check_open("publish_batch")
        outcomes: list[str | InvalidQueueValue] = []
        for message in checked_batch(messages):
            try:
                outcomes.append(self._publish(publishing(message, self._queue)))
            except InvalidQueueValue as error:
                outcomes.append(error)
        return outcomes

    def receive(self, limit: int = 1) -> list[Delivery]:
        """Take what is ready, and no more than that: there is nothing that is fetched ahead."""
        self._holding.check_open("receive")
        came: list[Delivery] = []
        while len(came) < checked_limit(limit) and (delivery := self._get()) is not None:
            came.append(delivery)
        return came

    def ack(self, delivery: Delivery, /) -> None:
        """Say that the work is done. The broker does not confirm that: it may come again."""
        with self._settled("ack", delivery) as tag:
            self._channel.basic_ack(tag)

    def nack(self, delivery: Delivery, /, *, delay: timedelta = timedelta()) -> None:
        """Give the message back, without a delay."""
        self._holding.check_open("nack")
        refuse_delay(delay)
        with self._settled("nack", delivery) as tag:
            self._channel.basic_nack(tag)

    def reject(self, delivery: Delivery, /) -> None:
        """Give the message up."""
        self._holding.check_open("reject")
        self._queue.dead_letters("reject")
        with self._settled("reject", delivery) as tag:
            self._channel.basic_reject(tag, requeue=False)

    def extend(self, delivery: Delivery, lease: timedelta, /) -> None:
        """Refuse it: there are no leases."""
        self._holding.check_open("extend")
        refuse_lease(lease)

    def purge(self) -> int:
        """Forget what waits."""
        self._holding.check_open("purge")
        with _unavailability():
            purged = self._channel.queue_purge(self._queue.name)
        return cast(int, purged.method.message_count)

    def subscribe(self, subscription: str, /) -> "PikaMessageQueue":
        """Another client, of a subscription that begins now, if it is new."""
        self._holding.check_open("subscribe")
        return PikaMessageQueue(self.connection, self._queue.subscribed(subscription))

    def dead_letters(self) -> "PikaMessageQueue":
        """Another client, of the dead letters."""
        self._holding.check_open("dead_letters")
        return PikaMessageQueue(self.connection, self._queue.dead_letters("dead_letters"))

    def close(self) -> None:
        """End the channel; the broker gives back what it holds."""
        self._holding.close()
        # It does so as well when the connection has gone.
        with suppress(AMQPConnectionError, ChannelWrongStateError):
            self._channel.close()

    def _publish(self, message: Publishing) -> str:
        properties = BasicProperties(
            content_type=message.content_type,
            headers=dict(message.headers),
            delivery_mode=DeliveryMode.Persistent.value,
            priority=message.priority,
            expiration=None if message.ttl is None else str(message.ttl),
            message_id=message.id,
        )
        with _unavailability():
            self._channel.basic_publish(
                self._queue.exchange,
                self._queue.name,
                message.payload,
                properties,
                mandatory=True,
            )
        return message.id

    def _get(self) -> Delivery | None:
        with _unavailability():
            method, properties, payload = self._channel.basic_get(self._queue.name)
        if method is None or properties is None or payload is None:
            return None
        # The stubs have it that any field of any answer may be missing.
        tag = cast(int, method.delivery_tag)
        return Incoming(
            payload=payload,
            id=properties.message_id,
            content_type=properties.content_type,
            headers=properties.headers,
            priority=properties.priority,
            redelivered=method.redelivered,
        ).delivered(self._holding.take(str(tag), tag))

    @contextmanager
    def _settled(self, operation: str, delivery: Delivery) -> Generator[int]:
        """The tag of a delivery, which is not held any more, whatever becomes of it."""
        tag = self._holding.to_settle(operation, delivery)
        self._holding.let_go(delivery)
        with _unavailability():
            yield tag


def _declare(channel: BlockingChannel, queue: RabbitQueue) -> None:
    if queue.exchange:
        channel.exchange_declare(queue.exchange, "fanout", durable=True)
    for each in queue.amqp_queues():
        channel.queue_declare(each.name, durable=True, arguments=each.arguments)
        if each.exchange:
            channel.queue_bind(each.name, each.exchange)


@contextmanager
def _unavailability() -> Generator[None]:
    try:
        yield
    except (ChannelWrongStateError, ConnectionWrongStateError) as error:
        reason = str(error).rstrip(".")
        raise QueueUnavailable(reason, outcome_unknown=False) from error
    except UnroutableError as error:
        reason = "its exchange leads to no queue"
        raise QueueUnavailable(reason, outcome_unknown=False) from error
    except AMQPError as error:
        raise QueueUnavailable(repr(error)) from error
