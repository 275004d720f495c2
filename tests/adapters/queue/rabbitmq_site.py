"""Where the suites of RabbitMQ have their queues: a broker that cannot list what it has.

AMQP knows no question for that, so what is declared for a namespace is noted, to be removed.
"""

from collections.abc import Generator, Iterator
from contextlib import contextmanager

import attrs
import pika
from pika.exceptions import ChannelClosedByBroker

from fakes.conformance import Namespace
from tests.adapters.queue.rabbitmq_layout import AmqpQueue, Kind, RabbitQueue

__all__ = ["Site"]

_NOT_FOUND = 404


@attrs.frozen
class _NotedQueue(RabbitQueue):
    """A queue that notes what is declared for it, and for what is derived from it."""

    noted: list[AmqpQueue] = attrs.Factory(list[AmqpQueue])

    def amqp_queues(self) -> Iterator[AmqpQueue]:
        for each in super().amqp_queues():
            if each not in self.noted:
                self.noted.append(each)
            yield each


@attrs.frozen(eq=False)
class Site:
    """A queue of its own for one example, and others beside it."""

    address: str
    queue: RabbitQueue
    noted: list[AmqpQueue]

    @classmethod
    @contextmanager
    def opened(
        cls, address: str, namespace: Namespace, kind: Kind, max_body_bytes: int
    ) -> Generator["Site"]:
        """A queue that is called after the namespace, and removed in the end with all around it."""
        queue = _NotedQueue.named(str(namespace), kind, max_body_bytes=max_body_bytes)
        site = cls(address, queue, queue.noted)
        yield site
        site._remove()

    def other(self, name: str) -> RabbitQueue:
        """Another queue of the same kind."""
        name = f"{self.queue.name}-{name}"
        return attrs.evolve(self.queue, name=name, exchange=name)

    def left(self) -> list[str]:
        """The names of the queues and exchanges that are still there."""
        with pika.BlockingConnection(pika.URLParameters(self.address)) as connection:
            return [
                *(each for each in self._queues() if _is_there(connection, queue=each)),
                *(each for each in self._exchanges() if _is_there(connection, exchange=each)),
            ]

    def _remove(self) -> None:
        with (
            pika.BlockingConnection(pika.URLParameters(self.address)) as connection,
            connection.channel() as channel,
        ):
            for queue in self._queues():
                channel.queue_delete(queue)
            for exchange in self._exchanges():
                channel.exchange_delete(exchange)

    def _queues(self) -> list[str]:
        return [each.name for each in self.noted]

    def _exchanges(self) -> set[str]:
        return {each.exchange for each in self.noted if each.exchange}


def _is_there(connection: pika.BlockingConnection, *, queue: str = "", exchange: str = "") -> bool:
    # The broker answers with the end of the channel when there is no such thing.
    channel = connection.channel()
    try:
        if queue:
            channel.queue_declare(queue, passive=True)
        else:
            channel.exchange_declare(exchange, passive=True)
    except ChannelClosedByBroker as error:
        if error.reply_code != _NOT_FOUND:
            raise
        return False
    channel.close()
    return True
