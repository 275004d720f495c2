"""The suites of our own fake, with everything that it has declared, blocking and awaited."""

from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Any, ClassVar

import attrs

from fakes.clock import ManualClock
from fakes.conformance import Namespace
from fakes.conformance.queue import MESSAGE_QUEUE, AsyncQueueConformance, QueueConformance
from fakes.queue import (
    AsyncFakeMessageQueue,
    AsyncMessageQueue,
    FakeBroker,
    FakeMessageQueue,
    MessageQueue,
)

OPERATIONS = frozenset(MESSAGE_QUEUE.operations)
PROMISES = frozenset(MESSAGE_QUEUE.promises)
PARAMETERS: Mapping[str, str] = {
    "stale_or_double_ack": "raises",
    "requeue_position": "original",
    "late_subscriber": "from now",
}
OTHER_PARAMETERS: Mapping[str, str] = {
    "stale_or_double_ack": "ignored",
    "requeue_position": "tail",
    "late_subscriber": "from the start",
}
LIMITS: Mapping[str, float] = {
    "patience": 10,
    "lease": 60,
    "deliveries": 3,
    "prefetch": 7,
    "size": 200_000,
    "deduplication_window": 300,
    "delay": 20,
}


@attrs.frozen(eq=False)
class Shop:
    """A fake, and its clock."""

    clock: ManualClock
    broker: FakeBroker

    @classmethod
    def open(cls, suite: Any) -> "Shop":
        clock, limits, parameters = ManualClock(), suite.limits, suite.parameters
        broker = FakeBroker(
            clock=clock,
            lease=timedelta(seconds=limits["lease"]),
            max_deliveries=limits["deliveries"],
            prefetch=limits["prefetch"],
            max_body_bytes=limits["size"],
            deduplication_window=timedelta(seconds=limits["deduplication_window"]),
            stale_ack=parameters["stale_or_double_ack"],
            requeue_position=parameters["requeue_position"],
            late_subscriber=parameters["late_subscriber"],
        )
        return cls(clock, broker)

    @contextmanager
    def client(self, name: str) -> Generator[FakeMessageQueue]:
        client = FakeMessageQueue(name, broker=self.broker)
        yield client
        client.close()


class TestFake(QueueConformance):
    operations = OPERATIONS
    promises = PROMISES
    parameters: ClassVar[Mapping[str, str]] = PARAMETERS
    limits = LIMITS
    examples = 10
    shrinks_for = 1.0

    def system(self) -> str:
        return "FakeMessageQueue"

    @contextmanager
    def store(self, namespace: Namespace) -> Generator[Shop]:
        yield Shop.open(self)

    @contextmanager
    def connect(self, store: Shop, /) -> Generator[MessageQueue]:
        with store.client("queue") as client:
            yield client

    @contextmanager
    def other_queue(self, store: Shop, name: str, /) -> Generator[MessageQueue]:
        with store.client(name) as client:
            yield client

    def advance(self, store: Shop, seconds: float, /) -> None:
        store.clock.advance(seconds=seconds)

    def crash(self, client: Any, /) -> None:
        client.crash()


class TestFakeThatDiffers(TestFake):
    """The other choice, wherever systems differ."""

    parameters: ClassVar[Mapping[str, str]] = OTHER_PARAMETERS


class TestAsyncFake(AsyncQueueConformance):
    operations = OPERATIONS
    promises = PROMISES
    parameters: ClassVar[Mapping[str, str]] = PARAMETERS
    limits = LIMITS
    examples = 10
    shrinks_for = 1.0

    def system(self) -> str:
        return "AsyncFakeMessageQueue"

    @asynccontextmanager
    async def store(self, namespace: Namespace) -> AsyncGenerator[Shop]:
        yield Shop.open(self)

    @asynccontextmanager
    async def connect(self, store: Shop, /) -> AsyncGenerator[AsyncMessageQueue]:
        with store.client("queue") as client:
            yield AsyncFakeMessageQueue(client)

    @asynccontextmanager
    async def other_queue(self, store: Shop, name: str, /) -> AsyncGenerator[AsyncMessageQueue]:
        with store.client(name) as client:
            yield AsyncFakeMessageQueue(client)

    async def advance(self, store: Shop, seconds: float, /) -> None:
        store.clock.advance(seconds=seconds)

    async def crash(self, client: Any, /) -> None:
        client.fake.crash()
