"""The state of a fake event log, behind one lock; what its callers give is checked before."""

from datetime import UTC, datetime, timedelta
from threading import RLock

import attrs

from fakes._identifiers import Identifiers
from fakes.clock import Clock
from fakes.event_log._group import Group
from fakes.event_log._partition import Partition
from fakes.event_log.errors import (
    FencedCommit,
    InvalidEventLogValue,
    LogClosed,
    RecordTooLarge,
    UnassignedPartition,
    UnknownTopic,
)
from fakes.event_log.partitioner import partition_of
from fakes.event_log.snapshot import (
    ConsumerSnapshot,
    EventLogSnapshot,
    GroupSnapshot,
    PartitionSnapshot,
    TopicSnapshot,
)
from fakes.event_log.values import Headers, OffsetSpec, Record, TopicPartition

__all__ = ["Broker", "Settings"]


@attrs.frozen
class Settings:
    """What is the same for the whole life of a log."""

    partitions: int | dict[str, int]
    retention: timedelta | None
    retention_bytes: int | None
    max_record_bytes: int
    session_timeout: timedelta
    auto_offset_reset: OffsetSpec
    clock: Clock

    def partitions_of(self, topic: str) -> int:
        """How many partitions a topic has, or will have once it is used."""
        if isinstance(self.partitions, int):
            return self.partitions
        if topic not in self.partitions:
            raise UnknownTopic(topic, tuple(sorted(self.partitions)))
        return self.partitions[topic]


@attrs.define
class _Topic:
    """`turn` is the partition of the next record that names none and has no key."""

    partitions: list[Partition]
    turn: int = 0


@attrs.define
class Consumer:
    """What an open consumer knows; its group may have moved on meanwhile.

    `positions` has its partitions, the one that the next poll begins with first.
    """

    group: str
    topics: tuple[str, ...]
    generation: int = 0
    positions: dict[TopicPartition, int] = attrs.Factory(dict[TopicPartition, int])


class Broker:
    """Topics, groups and open consumers."""

    def __init__(self, settings: Settings, seed: int) -> None:
        self._settings = settings
        self._lock = RLock()
        self._topics: dict[str, _Topic] = {}
        self._groups: dict[str, Group] = {}
        self._consumers: dict[str, Consumer] = {}
        self._identifiers = Identifiers(seed)
        self._closed = False

    # -- the log -----------------------------------------------------------------------------

    def append(
        self, topic: str, value: bytes, key: bytes | None, headers: Headers, partition: int | None
    ) -> Record:
        """Put a record at the end of its partition."""
        with self._lock:
            self._require_open()
            self._require_partition(topic, partition or 0)
            home = self._topics.get(topic) or self._new_topic(topic)
            number = _choice(home, key, partition)
            target = home.partitions[number]
            record = Record(topic, number, target.end, key, value, headers, self._now())
            if record.size > self._settings.max_record_bytes:
                raise RecordTooLarge(record.size, self._settings.max_record_bytes)
            if key is None and partition is None:
                home.turn = (home.turn + 1) % len(home.partitions)
            self._topics[topic] = home
            target.append(record)
            if self._settings.retention_bytes is not None:
                target.drop_over(self._settings.retention_bytes)
            return record

    def partitions(self, topic: str) -> tuple[TopicPartition, ...]:
        """The partitions of a topic."""
        with self._lock:
            self._require_open()
            return self._partitions(topic)

    def records(self, topic: str, partition: int | None) -> tuple[Record, ...]:
        """What is kept of a topic, or of one partition, one partition after the other."""
        with self._lock:
            self._require_partition(topic, partition or 0)
            every = self._partitions(topic)
            chosen = every if partition is None else (every[partition],)
            return tuple(record for one in chosen for record in self._partition(one).kept())

    def lag(self, group: str, topic: str) -> int:
        """How many records are kept that the group has not committed."""
        with self._lock:
            committed = self._groups[group].committed if group in self._groups else {}
            lag = 0
            for one in self._partitions(topic):
                partition = self._partition(one)
                lag += max(0, partition.end - max(partition.begin, committed.get(one, 0)))
            return lag

    def close(self) -> None:
        """Let every consumer leave its group, and refuse what comes after."""
        with self._lock:
            for name in tuple(self._consumers):
                self.leave(name)
            self._closed = True

    # -- consumers ---------------------------------------------------------------------------

    def consumers(self) -> dict[str, Consumer]:
        """The open consumers by name, in the order in which they were made."""
        with self._lock:
            return dict(self._consumers)

    def subscribe(self, group: str, topics: tuple[str, ...]) -> str:
        """The name of a new consumer, which has joined the group."""
        with self._lock:
            self._require_open()
            for topic in topics:
                self._settings.partitions_of(topic)
            name = self._identifiers.next("consumer-")
            self._consumers[name] = Consumer(group, topics)
            self._groups.setdefault(group, Group())
            self._join(name, self._consumers[name])
            return name

    def poll(self, name: str, max_records: int) -> tuple[Record, ...]:
        """The next records of a consumer's partitions; each poll begins with another of them."""
        with self._lock:
            consumer = self._consumer(name)
            self._join(name, consumer)
            positions, records = consumer.positions, list[Record]()
            for one in positions:
                partition = self._partition(one)
                start = self._in_range(partition, positions[one])
                found = partition.read(start, max_records - len(records))
                positions[one] = start + len(found)
                records += found
            for one in tuple(positions)[:1]:
                positions[one] = positions.pop(one)
            return tuple(records)

    def commit(self, name: str, place: tuple[TopicPartition, int] | None) -> None:
        """Keep the consumer's positions for its group, or only the place behind one record."""
        with self._lock:
            consumer, now = self._consumer(name), self._now()
            group = self._group(consumer.group, now)
            if name not in group.members:
                raise FencedCommit(consumer.group, name, consumer.generation)
            if place is None:
                group.committed.update(consumer.positions)
            else:
                one, offset = place
                self._require_assigned(consumer, one)
                end = self._partition(one).end
                if offset >= end:
                    raise InvalidEventLogValue(
                        "record", f"offset {offset:,} is not in {one} yet, which ends at {end:,}"
                    )
                group.committed[one] = offset + 1
            group.members[name].heard = now

    def seek(self, name: str, one: TopicPartition, to: int | OffsetSpec | datetime) -> None:
        """Set a position."""
        with self._lock:
            consumer = self._consumer(name)
            self._require_assigned(consumer, one)
            consumer.positions[one] = self._offset(self._partition(one), to)

    def position(self, name: str, one: TopicPartition) -> int:
        """The offset that the next poll begins with."""
        with self._lock:
            consumer = self._consumer(name)
            self._require_assigned(consumer, one)
            return self._in_range(self._partition(one), consumer.positions[one])

    def committed(self, name: str, one: TopicPartition) -> int | None:
        """The offset that the consumer's group has committed."""
        with self._lock:
            consumer = self._consumer(name)
            self._require_partition(one.topic, one.partition)
            return self._groups[consumer.group].committed.get(one)

    def assignment(self, name: str) -> frozenset[TopicPartition]:
        """The partitions that the consumer knows to be its own."""
        with self._lock:
            return frozenset(self._consumer(name).positions)

    def leave(self, name: str) -> None:
        """Take a consumer out of its group, if it is open."""
        with self._lock:
            consumer = self._consumers.pop(name, None)
            if consumer is not None:
                self._group(consumer.group, self._now()).leave(name, self._partitions)

    def crash(self, name: str) -> None:
        """Forget a consumer, and leave its group to find out."""
        with self._lock:
            self._consumers.pop(name, None)

    # -- all of it ---------------------------------------------------------------------------

    def summary(self) -> str:
        """What is in it, on one line."""
        with self._lock:
            sizes = {
                name: sum(len(self._partition(one).kept()) for one in self._partitions(name))
                for name in sorted(self._topics)
            }
            records = ", ".join(f"{size:,} in {name!r}" for name, size in sizes.items())
            count = len(self._consumers)
            consumers = f"{count:,} consumer{'' if count == 1 else 's'}"
            return f"records: {records or 'none'}; {'closed' if self._closed else consumers}"

    def snapshot(self) -> EventLogSnapshot:
        """Everything, with what is over taken away."""
        with self._lock:
            now = self._now()
            topics = frozenset(
                TopicSnapshot(
                    name,
                    tuple(map(PartitionSnapshot.of, map(self._partition, self._partitions(name)))),
                    topic.turn,
                )
                for name, topic in self._topics.items()
            )
            groups = frozenset(
                GroupSnapshot.of(name, self._group(name, now)) for name in self._groups
            )
            consumers = tuple(
                ConsumerSnapshot(
                    name, one.group, one.topics, one.generation, tuple(one.positions.items())
                )
                for name, one in self._consumers.items()
            )
            issued = self._identifiers.issued
            return EventLogSnapshot(topics, groups, consumers, issued, self._closed)

    def restore(self, snapshot: EventLogSnapshot) -> None:
        """Be as it was then."""
        with self._lock:
            self._topics = {
                topic.name: _Topic([one.restored() for one in topic.partitions], topic.turn)
                for topic in snapshot.topics
            }
            self._groups = {group.name: group.restored() for group in snapshot.groups}
            self._consumers = {
                one.name: Consumer(one.group, one.topics, one.generation, dict(one.positions))
                for one in snapshot.consumers
            }
            self._identifiers.issued = snapshot.issued
            self._closed = snapshot.closed

    # -- the parts ---------------------------------------------------------------------------

    def _now(self) -> datetime:
        now = self._settings.clock().astimezone(UTC)
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def _require_open(self) -> None:
        if self._closed:
            raise LogClosed("The event log")

    def _require_partition(self, topic: str, number: int) -> None:
        count = self._settings.partitions_of(topic)
        if number >= count:
            raise InvalidEventLogValue(
                "partition", f"must be from 0 to {count - 1} in the topic {topic!r}, not {number:,}"
            )

    def _require_assigned(self, consumer: Consumer, one: TopicPartition) -> None:
        if one not in consumer.positions:
            raise UnassignedPartition(one, tuple(sorted(consumer.positions)))

    def _new_topic(self, name: str) -> _Topic:
        return _Topic([Partition() for _ in range(self._settings.partitions_of(name))])

    def _partitions(self, topic: str) -> tuple[TopicPartition, ...]:
        count = self._settings.partitions_of(topic)
        return tuple(TopicPartition(topic, number) for number in range(count))

    def _partition(self, one: TopicPartition) -> Partition:
        """A partition without what is too old; an empty one where nothing was ever appended."""
        topic = self._topics.get(one.topic)
        if topic is None:
            return Partition()
        partition = topic.partitions[one.partition]
        if self._settings.retention is not None:
            partition.drop_older(self._now(), self._settings.retention)
        return partition

    def _group(self, name: str, now: datetime) -> Group:
        """A group without the members that are taken for dead."""
        group = self._groups[name]
        group.expire(now, self._settings.session_timeout, self._partitions)
        return group

    def _consumer(self, name: str) -> Consumer:
        consumer = self._consumers.get(name)
        if consumer is None:
            raise LogClosed(f"The consumer {name}")
        return consumer

    def _join(self, name: str, consumer: Consumer) -> None:
        """Tell the group that the consumer is there, and learn what its partitions are."""
        now = self._now()
        group = self._group(consumer.group, now)
        group.hear(name, consumer.topics, now, self._partitions)
        if group.awaited:
            consumer.positions = {}
        elif consumer.generation != group.generation:
            consumer.generation = group.generation
            consumer.positions = {
                one: self._start(group, one) for one in group.members[name].assignment
            }

    def _start(self, group: Group, one: TopicPartition) -> int:
        """Where a group begins to read a partition."""
        partition = self._partition(one)
        committed = group.committed.get(one)
        reset = self._settings.auto_offset_reset
        return self._offset(partition, reset if committed is None else committed)

    def _in_range(self, partition: Partition, offset: int) -> int:
        """The offset, or where the setting says if there is nothing at it."""
        if partition.begin <= offset <= partition.end:
            return offset
        return self._offset(partition, self._settings.auto_offset_reset)

    def _offset(self, partition: Partition, to: int | OffsetSpec | datetime) -> int:
        match to:
            case OffsetSpec.EARLIEST:
                return partition.begin
            case OffsetSpec.LATEST:
                return partition.end
            case datetime():
                return partition.offset_at(to)
            case _:
                return to


def _choice(topic: _Topic, key: bytes | None, partition: int | None) -> int:
    """The partition of a record: the one that is named, or the key's, or the next in turn."""
    if partition is not None:
        return partition
    return topic.turn if key is None else partition_of(key, len(topic.partitions))
