"""The suites of our own fake, with everything that it has declared, blocking and awaited."""

from collections.abc import AsyncGenerator, Collection, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Any, ClassVar

import attrs

from fakes.clock import ManualClock
from fakes.conformance import Namespace, Operation, Promise
from fakes.conformance.event_log import AsyncEventLogConformance, EventLogConformance
from fakes.event_log import (
    AsyncEventLog,
    AsyncFakeLogConsumer,
    AsyncLogConsumer,
    EventLog,
    FakeEventLog,
    FakeLogConsumer,
    LogClosed,
    OffsetSpec,
    Record,
    TopicPartition,
)

OPERATIONS = frozenset({Operation.LOG})
PROMISES = frozenset(
    {Promise.DURABLE, Promise.GROUP, Promise.KEY_ORDER, Promise.LEASE, Promise.SIZE_LIMIT}
)
EARLIEST: Mapping[str, str] = {"late_subscriber": "earliest"}
LATEST: Mapping[str, str] = {"late_subscriber": "latest"}
LIMITS: Mapping[str, float] = {"patience": 10, "session_timeout": 60, "size": 200_000}


@attrs.frozen(eq=False)
class Shop:
    """A fake, and its clock."""

    clock: ManualClock
    fake: FakeEventLog

    @classmethod
    def open(cls, suite: Any) -> "Shop":
        clock = ManualClock()
        fake = FakeEventLog(
            partitions=suite.partitions,
            auto_offset_reset=OffsetSpec(suite.parameters["late_subscriber"]),
            session_timeout=timedelta(seconds=60),
            max_record_bytes=200_000,
            clock=clock,
        )
        return cls(clock, fake)


class Client:
    """One process's connection to a fake that several processes share."""

    def __init__(self, fake: FakeEventLog) -> None:
        self._fake = fake
        self._consumers: list[FakeLogConsumer] = []
        self._closed = False

    def append(self, topic: str, value: bytes, /, **how: Any) -> Record:
        return self._open.append(topic, value, **how)

    def partitions(self, topic: str, /) -> tuple[TopicPartition, ...]:
        return self._open.partitions(topic)

    def consumer(self, group: str, topics: Collection[str], /) -> FakeLogConsumer:
        consumer = self._open.consumer(group, topics)
        self._consumers.append(consumer)
        return consumer

    def close(self) -> None:
        self._closed = True
        for consumer in self._consumers:
            consumer.close()

    def crash(self) -> None:
        for consumer in self._consumers:
            consumer.crash()

    @property
    def _open(self) -> FakeEventLog:
        if self._closed:
            raise LogClosed("The client")
        return self._fake


class AsyncClient:
    """The same, awaited."""

    def __init__(self, client: Client) -> None:
        self.client = client

    async def append(self, topic: str, value: bytes, /, **how: Any) -> Record:
        return self.client.append(topic, value, **how)

    async def partitions(self, topic: str, /) -> tuple[TopicPartition, ...]:
        return self.client.partitions(topic)

    async def consumer(self, group: str, topics: Collection[str], /) -> AsyncLogConsumer:
        return AsyncFakeLogConsumer(self.client.consumer(group, topics))

    async def close(self) -> None:
        self.client.close()


class TestFake(EventLogConformance):
    operations = OPERATIONS
    promises = PROMISES
    parameters: ClassVar[Mapping[str, str]] = EARLIEST
    limits = LIMITS
    examples = 10
    partitions: ClassVar[int] = 3

    @contextmanager
    def store(self, namespace: Namespace) -> Generator[Shop]:
        yield Shop.open(self)

    @contextmanager
    def connect(self, store: Shop, /) -> Generator[EventLog]:
        client = Client(store.fake)
        yield client
        client.close()

    def advance(self, store: Shop, seconds: float, /) -> None:
        store.clock.advance(seconds=seconds)

    def crash(self, client: Any, /) -> None:
        client.crash()


class TestFakeThatBeginsLate(TestFake):
    """A group begins after the latest record, as Kafka's do unless told."""

    parameters: ClassVar[Mapping[str, str]] = LATEST


class TestFakeOfOnePartition(TestFake):
    """One partition to a topic: one order for all, and nothing to be shared in a group."""

    promises = frozenset(
        {Promise.DURABLE, Promise.KEY_ORDER, Promise.SIZE_LIMIT, Promise.TOTAL_ORDER}
    )
    partitions: ClassVar[int] = 1


class TestAsyncFake(AsyncEventLogConformance):
    operations = OPERATIONS
    promises = PROMISES
    parameters: ClassVar[Mapping[str, str]] = EARLIEST
    limits = LIMITS
    examples = 10
    partitions: ClassVar[int] = 3

    @asynccontextmanager
    async def store(self, namespace: Namespace) -> AsyncGenerator[Shop]:
        yield Shop.open(self)

    @asynccontextmanager
    async def connect(self, store: Shop, /) -> AsyncGenerator[AsyncEventLog]:
        client = AsyncClient(Client(store.fake))
        yield client
        await client.close()

    async def advance(self, store: Shop, seconds: float, /) -> None:
        store.clock.advance(seconds=seconds)

    async def crash(self, client: Any, /) -> None:
        client.client.crash()
