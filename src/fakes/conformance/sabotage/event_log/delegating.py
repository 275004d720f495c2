"""What broken event logs are made of: they do as the real one does, apart from one thing."""

import functools
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from fakes.event_log import AsyncEventLog, AsyncLogConsumer, OffsetSpec, Record, TopicPartition

__all__ = ["Delegating", "DelegatingConsumer", "Sabotage", "delivering", "reading", "told"]

Sabotage = Callable[[AsyncEventLog, dict[str, Any]], "Delegating"]
"""Gives the broken client, of a real one and of what all clients of one store share."""


class DelegatingConsumer:
    """Does what the real consumer does; `log` is the broken client that made it."""

    def __init__(self, real: AsyncLogConsumer, log: "Delegating", group: str) -> None:
        self.real: AsyncLogConsumer = real
        self.log: Delegating = log
        self.group: str = group

    async def poll(self, max_records: int = 500) -> tuple[Record, ...]:
        """The next records: see `LogConsumer.poll`."""
        return await self.real.poll(max_records)

    async def commit(self, record: Record | None = None, /) -> None:
        """Keep what is done with: see `LogConsumer.commit`."""
        await self.real.commit(record)

    async def seek(self, partition: TopicPartition, to: int | OffsetSpec | datetime, /) -> None:
        """Go on polling elsewhere: see `LogConsumer.seek`."""
        await self.real.seek(partition, to)

    async def position(self, partition: TopicPartition, /) -> int:
        """The offset that the next poll begins with: see `LogConsumer.position`."""
        return await self.real.position(partition)

    async def committed(self, partition: TopicPartition, /) -> int | None:
        """The offset that the group has committed: see `LogConsumer.committed`."""
        return await self.real.committed(partition)

    async def assignment(self) -> frozenset[TopicPartition]:
        """The partitions of this consumer: see `LogConsumer.assignment`."""
        return await self.real.assignment()

    async def close(self) -> None:
        """Leave the group: see `LogConsumer.close`."""
        await self.real.close()


class Delegating:
    """Does what the real log does; keyword arguments go there as they come."""

    reader: type[DelegatingConsumer] = DelegatingConsumer

    def __init__(self, real: AsyncEventLog, shared: dict[str, Any]) -> None:
        self.real: AsyncEventLog = real
        self.shared: dict[str, Any] = shared

    async def append(self, topic: str, value: bytes, /, **how: Any) -> Record:
        """Put a record at the end of a partition: see `EventLog.append`."""
        return await self.real.append(topic, value, **how)

    async def partitions(self, topic: str, /) -> tuple[TopicPartition, ...]:
        """The partitions of a topic: see `EventLog.partitions`."""
        return await self.real.partitions(topic)

    async def consumer(self, group: str, topics: Collection[str], /) -> DelegatingConsumer:
        """A new member of a group, broken too: see `EventLog.consumer`."""
        return self.reader(await self.real.consumer(group, topics), self, group)

    async def close(self) -> None:
        """Close this client and its consumers: see `EventLog.close`."""
        await self.real.close()


class _AlteringConsumer(DelegatingConsumer):
    def __init__(
        self,
        alter: Callable[[Sequence[Record]], Sequence[Record]],
        real: AsyncLogConsumer,
        log: Delegating,
        group: str,
    ) -> None:
        super().__init__(real, log, group)
        self._alter = alter

    async def poll(self, max_records: int = 500) -> tuple[Record, ...]:
        return tuple(self._alter(await self.real.poll(max_records)))


class _Altering(Delegating):
    """Gives its readers something else than it has."""

    def __init__(
        self,
        alter: Callable[[Sequence[Record]], Sequence[Record]],
        real: AsyncEventLog,
        shared: dict[str, Any],
    ) -> None:
        super().__init__(real, shared)
        self._alter = alter

    async def consumer(self, group: str, topics: Collection[str], /) -> DelegatingConsumer:
        """A consumer that gets what the batches become."""
        real = await self.real.consumer(group, topics)
        return _AlteringConsumer(self._alter, real, self, group)


def delivering(alter: Callable[[Sequence[Record]], Sequence[Record]]) -> Sabotage:
    """A log whose consumers get what this function makes of each batch."""
    return functools.partial(_Altering, alter)


def reading(alter: Callable[[Record], Record]) -> Sabotage:
    """A log whose consumers get what this function makes of each record."""
    return delivering(lambda batch: [alter(record) for record in batch])


def told(topic: str, value: bytes, number: int, how: dict[str, Any]) -> Record:
    """What may be said of a record that was not stored."""
    headers = tuple(how.get("headers", ()))
    partition = how.get("partition") or 0
    return Record(topic, partition, number, how.get("key"), value, headers, datetime.now(UTC))
