"""The suites of our own fake, with everything that it has declared, blocking and awaited."""

from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Any, ClassVar

import attrs

from fakes.clock import ManualClock
from fakes.conformance import Namespace, Operation, Promise
from fakes.conformance.event_log import AsyncEventLogConformance, EventLogConformance
from fakes.event_log import AsyncEventLog, AsyncFakeEventLog, EventLog, FakeEventLog, OffsetSpec

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


class TestFake(EventLogConformance):
    operations = OPERATIONS
    promises = PROMISES
    parameters: ClassVar[Mapping[str, str]] = EARLIEST
    limits = LIMITS
    examples = 10
    partitions: ClassVar[int] = 3

    def system(self) -> str:
        return "FakeEventLog"

    @contextmanager
    def store(self, namespace: Namespace) -> Generator[Shop]:
        yield Shop.open(self)

    @contextmanager
    def connect(self, store: Shop, /) -> Generator[EventLog]:
        with store.fake.connect() as client:
            yield client

    def advance(self, store: Shop, seconds: float, /) -> None:
        store.clock.advance(seconds=seconds)

    def crash(self, client: FakeEventLog, /) -> None:
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

    def system(self) -> str:
        return "AsyncFakeEventLog"

    @asynccontextmanager
    async def store(self, namespace: Namespace) -> AsyncGenerator[Shop]:
        yield Shop.open(self)

    @asynccontextmanager
    async def connect(self, store: Shop, /) -> AsyncGenerator[AsyncEventLog]:
        async with AsyncFakeEventLog(store.fake.connect()) as client:
            yield client

    async def advance(self, store: Shop, seconds: float, /) -> None:
        store.clock.advance(seconds=seconds)

    async def crash(self, client: AsyncFakeEventLog, /) -> None:
        client.fake.crash()
