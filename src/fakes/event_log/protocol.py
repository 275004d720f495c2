"""The port of an append-only log with consumer groups, as Kafka and Redis Streams have them."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from fakes.event_log.values import OffsetSpec, Record, TopicPartition

__all__ = ["AsyncEventLog", "AsyncLogConsumer", "EventLog", "LogConsumer"]


class LogConsumer(Protocol):
    """A member of a group, which reads the partitions that the group gives it.

    Every method raises `LogClosed` after `close`, except `close` itself; and each may raise
    `LogUnavailable`, which says whether something may have been done.
    """

    def poll(self, max_records: int = 500) -> tuple[Record, ...]:
        """The next records of its partitions, none when there are none now; the fake never waits.

        The records of one partition come in their order. To poll is also to say that one is alive
        and to take part in a rebalance, after which every partition begins where the group had
        last committed. Where that place is gone, or the group has committed nothing, the setting
        of the adapter decides (Kafka's `auto.offset.reset`).

        Raises:
            InvalidEventLogValue: `max_records` is less than 1.
        """
        ...

    def commit(self, record: Record | None = None, /) -> None:
        """Keep for the group that all records polled so far are done with.

        With a `record`, only its partition is committed: up to this record, and with it.

        Raises:
            FencedCommit: The group has taken this consumer for dead, and its partitions away.
            UnassignedPartition: The record's partition is not this consumer's.
            InvalidEventLogValue: It is no record of this log.
        """
        ...

    def seek(self, partition: TopicPartition, to: int | OffsetSpec | datetime, /) -> None:
        """Go on polling elsewhere: at an offset, at an end, or at a time.

        A time is where the first record lies that is not older (Kafka's `offsetsForTimes`); the
        end, if all are. An offset outside of what is kept is as if the group had committed nothing.
        The committed offset stays as it is.

        Raises:
            UnassignedPartition: The partition is not this consumer's.
            InvalidEventLogValue: The offset is negative, or the time has no time zone.
        """
        ...

    def position(self, partition: TopicPartition, /) -> int:
        """The offset of the record that the next poll will begin with.

        Raises:
            UnassignedPartition: The partition is not this consumer's.
            InvalidEventLogValue: It is no `TopicPartition`.
        """
        ...

    def committed(self, partition: TopicPartition, /) -> int | None:
        """The offset at which the group would begin after a rebalance; None: nothing committed.

        Raises:
            UnknownTopic: There is no such topic.
            InvalidEventLogValue: It is no partition of this log.
        """
        ...

    def assignment(self) -> frozenset[TopicPartition]:
        """The partitions that this consumer knows to be its own; each poll may change them."""
        ...

    def close(self) -> None:
        """Leave the group; to close twice is fine.

        The others share the partitions when each of them has polled.
        """
        ...


class EventLog(Protocol):
    """A client of a log: it appends, and makes consumers.

    Every method raises `LogClosed` after `close`, except `close` itself; and each may raise
    `LogUnavailable`, which says whether something may have been done.
    """

    def append(
        self,
        topic: str,
        value: bytes,
        /,
        *,
        key: bytes | None = None,
        headers: Collection[tuple[str, bytes]] = (),
        partition: int | None = None,
    ) -> Record:
        """Put a record at the end of a partition; it is stored when this returns it.

        All records of one key are in one partition, in the order in which they were appended.
        `partition` overrides the key's. A record without either may come to any.

        Raises:
            UnknownTopic: There is no such topic.
            RecordTooLarge: The log takes no record of this size.
            InvalidEventLogValue: A value is of the wrong type, the topic is no legal name (1 to
                249 of ASCII letters, digits, `.`, `_` and `-`, and neither `.` nor `..`), or the
                partition is not there.
        """
        ...

    def partitions(self, topic: str, /) -> tuple[TopicPartition, ...]:
        """The partitions of a topic.

        Raises:
            UnknownTopic: There is no such topic.
            InvalidEventLogValue: It is no legal name.
        """
        ...

    def consumer(self, group: str, topics: Collection[str], /) -> LogConsumer:
        """A new member of a group. Each group reads every record; its members share them.

        Alone in its group it has all partitions at once; else when the others have next polled.

        Raises:
            UnknownTopic: There is no such topic.
            InvalidEventLogValue: The group has no name, or one of more than 32,767 bytes in
                UTF-8; or `topics` are none, or no legal names.
        """
        ...

    def close(self) -> None:
        """Close this client and the consumers that it made; to close twice is fine."""
        ...


class AsyncLogConsumer(Protocol):
    """A `LogConsumer` to be awaited; it means and raises the same."""

    async def poll(self, max_records: int = 500) -> tuple[Record, ...]:
        """The next records, as in `LogConsumer.poll`."""
        ...

    async def commit(self, record: Record | None = None, /) -> None:
        """Keep what is done with, as in `LogConsumer.commit`."""
        ...

    async def seek(self, partition: TopicPartition, to: int | OffsetSpec | datetime, /) -> None:
        """Go on polling elsewhere, as in `LogConsumer.seek`."""
        ...

    async def position(self, partition: TopicPartition, /) -> int:
        """The offset that the next poll will begin with, as in `LogConsumer.position`."""
        ...

    async def committed(self, partition: TopicPartition, /) -> int | None:
        """The offset that the group has committed, as in `LogConsumer.committed`."""
        ...

    async def assignment(self) -> frozenset[TopicPartition]:
        """The partitions of this consumer, as in `LogConsumer.assignment`."""
        ...

    async def close(self) -> None:
        """Leave the group, as in `LogConsumer.close`."""
        ...


class AsyncEventLog(Protocol):
    """An `EventLog` to be awaited; it means and raises the same."""

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
        ...

    async def partitions(self, topic: str, /) -> tuple[TopicPartition, ...]:
        """The partitions of a topic, as in `EventLog.partitions`."""
        ...

    async def consumer(self, group: str, topics: Collection[str], /) -> AsyncLogConsumer:
        """A new member of a group, as in `EventLog.consumer`."""
        ...

    async def close(self) -> None:
        """Close this client and its consumers, as in `EventLog.close`."""
        ...
