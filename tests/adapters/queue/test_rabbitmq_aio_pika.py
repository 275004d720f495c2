"""RabbitMQ through aio-pika: quorum queues, and classic ones with priorities."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.metadata import version
from typing import Any, ClassVar

import aio_pika
from aiormq.connection import TCPTransportFactory
from yarl import URL

from fakes.conformance import Deviation, Namespace, Operation, Promise
from fakes.conformance.queue import AsyncQueueConformance
from fakes.queue import AsyncMessageQueue
from tests.adapters.queue.rabbitmq_aio_pika import AioPikaMessageQueue
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
from tests.adapters.queue.rabbitmq_site import Site
from tests.services.rabbitmq import RABBITMQ


class OverAioPika(AsyncQueueConformance):
    """What both kinds of queue have."""

    operations = OPERATIONS
    promises = PROMISES
    parameters = PARAMETERS
    limits = LIMITS
    deviations: ClassVar[tuple[Deviation, ...]] = (SETTLED_BY_ITS_CHANNEL,)
    examples = 10
    site: Site

    @asynccontextmanager
    async def opened(self, address: str, namespace: Namespace, kind: Kind) -> AsyncGenerator[Site]:
        with Site.opened(address, namespace, kind, max_body_bytes=SIZE) as self.site:
            yield self.site

    async def residue(self, namespace: Namespace) -> list[str]:
        return self.site.left()

    def system(self, rabbitmq_address: str) -> str:
        server = f"RabbitMQ {RABBITMQ.version(rabbitmq_address)}"
        return f"{server} through aio-pika {version('aio-pika')}"

    @asynccontextmanager
    async def connect(self, store: Site, /) -> AsyncGenerator[AsyncMessageQueue]:
        async with _client(store.address, store.queue) as client:
            yield client

    @asynccontextmanager
    async def other_queue(self, store: Site, name: str, /) -> AsyncGenerator[AsyncMessageQueue]:
        async with _client(store.address, store.other(name)) as client:
            yield client

    async def crash(self, client: AioPikaMessageQueue, /) -> None:
        assert isinstance(client.connection, _MortalConnection)
        client.connection.die()


class TestAioPikaQuorum(OverAioPika):
    operations = OPERATIONS | {Operation.DEAD_LETTER}
    promises = PROMISES | {Promise.COUNT}
    deviations = (SETTLED_BY_ITS_CHANNEL, RETURNED_IN_THE_ORDER_OF_NACKS)

    def store(
        self, namespace: Namespace, rabbitmq_address: str
    ) -> AbstractAsyncContextManager[Site]:
        return self.opened(rabbitmq_address, namespace, Quorum(max_deliveries=DELIVERIES))


class TestAioPikaByPriority(OverAioPika):
    operations = OPERATIONS | {Operation.PRIORITY}

    def store(
        self, namespace: Namespace, rabbitmq_address: str
    ) -> AbstractAsyncContextManager[Site]:
        return self.opened(rabbitmq_address, namespace, ByPriority())


class _Wire(TCPTransportFactory):
    """The wire of one connection, which can be cut."""

    async def create(
        self, url: URL, **options: Any
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, self.writer = await super().create(url, **options)
        return reader, self.writer


class _MortalConnection(aio_pika.Connection):
    """A connection that can end without a word, for which aio-pika has no way."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._wire = _Wire()
        self.kwargs["transport_factory"] = self._wire

    def die(self) -> None:
        self._wire.writer.transport.abort()


@asynccontextmanager
async def _client(address: str, queue: RabbitQueue) -> AsyncGenerator[AsyncMessageQueue]:
    connection = await aio_pika.connect(address, connection_class=_MortalConnection)
    client = await AioPikaMessageQueue.opened(connection, queue)
    yield client
    await client.close()
    await connection.close()
