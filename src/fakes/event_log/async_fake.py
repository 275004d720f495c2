"""The event log in memory, to be awaited; every call is the sync fake's."""

from collections.abc import Collection
from datetime import datetime
from typing import Self

from fakes.event_log._checks import instance_of
from fakes.event_log.fake import FakeEventLog, FakeLogConsumer
from fakes.event_log.values import OffsetSpec, Record, TopicPartition

__all__ = ["AsyncFakeEventLog", "AsyncFakeLogConsumer"]


class AsyncFakeLogConsumer:
    """An `AsyncLogConsumer` over a `FakeLogConsumer`, which is its `fake`."""

    def __init__(self, fake: FakeLogConsumer, /) -> None:
        self.fake: FakeLogConsumer = instance_of("fake", fake, FakeLogConsumer)

    def __repr__(self) -> str:
        return f"<AsyncFakeLogConsumer of {self.fake!r}>"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.fake.close()

    async def poll(self, max_records: int = 500) -> tuple[Record, ...]:
        """The next records, as in `LogConsumer.poll`."""
        return self.fake.poll(max_records)

    async def commit(self, record: Record | None = None, /) -> None:
        """Keep what is done with, as in `LogConsumer.commit`."""
        self.fake.commit(record)

    async def seek(self, partition: TopicPartition, to: int | OffsetSpec | datetime, /) -> None:
        """Go on polling elsewhere, as in `LogConsumer.seek`."""
        self.fake.seek(partition, to)

    async def position(self, partition: TopicPartition, /) -> int:
        """The offset that the next poll will begin with, as in `LogConsumer.position`."""
        return self.fake.position(partition)

    async def committed(self, partition: TopicPartition, /) -> int | None:
        """The offset that the group has committed, as in `LogConsumer.committed`."""
        return self.fake.committed(partition)

    async def assignment(self) -> frozenset[TopicPartition]:
        """The partitions of this consumer, as in `LogConsumer.assignment`."""
        return self.fake.assignment()

    async def close(self) -> None:
        """Leave the group, as in `LogConsumer.close`."""
        self.fake.close()


class AsyncFakeEventLog:
    """An `AsyncEventLog` over a `FakeEventLog`, which is its `fake`: the same log, seen twice."""

    def __init__(self, fake: FakeEventLog | None = None, /) -> None:
        log = FakeEventLog() if fake is None else fake
        self.fake: FakeEventLog = instance_of("fake", log, FakeEventLog)

    def __repr__(self) -> str:
        return f"<AsyncFakeEventLog of {self.fake!r}>"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.fake.close()

    async def append(
        self,
        topic: str,
        value: bytes,
        /,
        *,
        key: bytes | None = None,
        headers: Collection[tuple[str, bytes]] = (),
        partition: int | None = None,
    ) -> Record:
        """Put a record at the end of a partition, as in `EventLog.append`."""
        return self.fake.append(topic, value, key=key, headers=headers, partition=partition)

    async def partitions(self, topic: str, /) -> tuple[TopicPartition, ...]:
        """The partitions of a topic, as in `EventLog.partitions`."""
        return self.fake.partitions(topic)

    async def consumer(self, group: str, topics: Collection[str], /) -> AsyncFakeLogConsumer:
        """A new member of a group, as in `EventLog.consumer`."""
        return AsyncFakeLogConsumer(self.fake.consumer(group, topics))

    async def close(self) -> None:
        """Close this client, as in `EventLog.close`."""
        self.fake.close()
