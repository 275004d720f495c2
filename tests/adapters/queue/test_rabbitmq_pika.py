"""RabbitMQ through pika: quorum queues, and classic ones with priorities."""

import socket
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager, suppress
from importlib.metadata import version
from operator import attrgetter
from typing import ClassVar

import pika
from pika.exceptions import AMQPConnectionError

from fakes.conformance import Deviation, Namespace, Operation, Promise
from fakes.conformance.queue import QueueConformance
from fakes.queue import MessageQueue
from tests.adapters.queue.rabbitmq_declarations import (
    DELIVERIES,
    LIMITS,
    OPERATIONS,
    PARAMETERS,
    PROMISES,
    RETURNED_IN_THE_ORDER_OF_NACKS,
    SETTLED_BY_ITS_CHANNEL,
    SIZE,
)
from tests.adapters.queue.rabbitmq_layout import ByPriority, Kind, Quorum, RabbitQueue
from tests.adapters.queue.rabbitmq_pika import PikaMessageQueue
from tests.adapters.queue.rabbitmq_site import Site
from tests.services.rabbitmq import RABBITMQ


class OverPika(QueueConformance):
    """What both kinds of queue have."""

    operations = OPERATIONS
    promises = PROMISES
    parameters = PARAMETERS
    limits = LIMITS
    deviations: ClassVar[tuple[Deviation, ...]] = (SETTLED_BY_ITS_CHANNEL,)
    examples = 10
    site: Site

    @contextmanager
    def opened(self, address: str, namespace: Namespace, kind: Kind) -> Generator[Site]:
        with Site.opened(address, namespace, kind, max_body_bytes=SIZE) as self.site:
            yield self.site

    def residue(self, namespace: Namespace) -> list[str]:
        return self.site.left()

    def system(self, rabbitmq_address: str) -> str:
        return f"RabbitMQ {RABBITMQ.version(rabbitmq_address)} through pika {version('pika')}"

    @contextmanager
    def connect(self, store: Site, /) -> Generator[MessageQueue]:
        with _client(store.address, store.queue) as client:
            yield client

    @contextmanager
    def other_queue(self, store: Site, name: str, /) -> Generator[MessageQueue]:
        with _client(store.address, store.other(name)) as client:
            yield client

    def crash(self, client: PikaMessageQueue, /) -> None:
        # pika has no way to let go of a connection without a word.
        wire_of = attrgetter("_impl._transport._sock")
        wire_of(client.connection).shutdown(socket.SHUT_RDWR)


class TestPikaQuorum(OverPika):
    operations = OPERATIONS | {Operation.DEAD_LETTER}
    promises = PROMISES | {Promise.COUNT}
    deviations = (SETTLED_BY_ITS_CHANNEL, RETURNED_IN_THE_ORDER_OF_NACKS)

    def store(self, namespace: Namespace, rabbitmq_address: str) -> AbstractContextManager[Site]:
        return self.opened(rabbitmq_address, namespace, Quorum(max_deliveries=DELIVERIES))


class TestPikaByPriority(OverPika):
    operations = OPERATIONS | {Operation.PRIORITY}

    def store(self, namespace: Namespace, rabbitmq_address: str) -> AbstractContextManager[Site]:
        return self.opened(rabbitmq_address, namespace, ByPriority())


@contextmanager
def _client(address: str, queue: RabbitQueue) -> Generator[MessageQueue]:
    connection = pika.BlockingConnection(pika.URLParameters(address))
    client = PikaMessageQueue(connection, queue)
    yield client
    client.close()
    # Of those that have crashed, there is nothing left to close.
    with suppress(AMQPConnectionError):
        connection.close()
