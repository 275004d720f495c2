"""The state of a fake event log, behind one lock; what its callers give is checked before."""

from datetime import UTC, datetime
from operator import index
from threading import RLock

from fakes._counting import counted
from fakes._identifiers import Identifiers
from fakes.event_log._consumer import Consumer, Ticket
from fakes.event_log._group import Group
from fakes.event_log._partition import Partition, in_milliseconds
from fakes.event_log._settings import Settings
from fakes.event_log._topic import Topic
from fakes.event_log.errors import (
    FencedCommit,
    InvalidEventLogValue,
    LogClosed,
    RecordTooLarge,
    UnassignedPartition,
)
from fakes.event_log.snapshot import (
    ConsumerSnapshot,
    EventLogSnapshot,
    GroupSnapshot,
    TopicSnapshot,
    partitions_as_value,
    shown_partitions,
)
from fakes.event_log.values import Headers, OffsetSpec, Record, TopicPartition

__all__ = ["Broker"]


class Broker:
    """Topics, groups, open clients by their numbers, and open consumers."""

    def __init__(self, settings: Settings, seed: int) -> None:
        self._settings = settings
        self._lock = RLock()
        self._topics: dict[str, Topic] = {}
        self._groups: dict[str, Group] = {}
        self._consumers: dict[str, Consumer] = {}
        self._identifiers = Identifiers(seed)
        self._clients = set[int]()
        self._connected = 0

    # -- the log -----------------------------------------------------------------------------

    def append(
        self,
        client: int,
        topic: str,
        value: bytes,
        key: bytes | None,
        headers: Headers,
        partition: int | None,
    ) -> Record:
        """Put a record at the end of its partition."""
        with self._lock:
            self._require_open(client)
            self._require_partition(topic, partition or 0)
            now = self._now()
            home = self._topics.get(topic) or Topic.of(self._settings.partitions_of(topic))
            number = home.choice(key, partition)
            target = home.partitions[number]
            record = Record(topic, number, target.end, key, value, headers, now)
            if record.size > self._settings.max_record_bytes:
                raise RecordTooLarge(record.size, self._settings.max_record_bytes)
            if key is None and partition is None:
                home.take_turn()
            self._topics[topic] = home
            target.append(record)
            if self._settings.retention_bytes is not None:
                target.drop_over(self._settings.retention_bytes)
            return record

    def partitions(self, client: int, topic: str) -> tuple[TopicPartition, ...]:
        """The partitions of a topic."""
        with self._lock:
            self._require_open(client)
            return self._partitions(topic)

    def records(self, topic: str, partition: int | None) -> tuple[Record, ...]:
        """What is kept of a topic, or of one partition, one partition after the other."""
        with self._lock:
            self._require_partition(topic, partition or 0)
            every = self._partitions(topic)
            chosen = every if partition is None else (every[partition],)
            now = self._now()
            return tuple(record for one in chosen for record in self._partition(one, now).kept())

    def lag(self, group: str, topic: str) -> int:
        """How many records are kept that the group has not committed."""
        with self._lock:
            committed = self._groups[group].committed if group in self._groups else {}
            lag, now = 0, self._now()
            for one in self._partitions(topic):
                partition = self._partition(one, now)
                lag += max(0, partition.end - max(partition.begin, committed.get(one, 0)))
            return lag

    # -- clients -----------------------------------------------------------------------------

    def connect(self) -> int:
        """The number of a new client."""
        with self._lock:
            self._connected += 1
            self._clients.add(self._connected)
            return self._connected

    def disconnect(self, client: int) -> None:
        """Let the client's consumers leave their groups, and refuse what comes after."""
        with self._lock:
            now = self._now()
            for consumer in self._consumers_of(client):
                self._leave(consumer, now)
            self._clients.discard(client)

    def crash_client(self, client: int) -> None:
        """Forget the client and its consumers, and leave their groups to find out."""
        with self._lock:
            for consumer in self._consumers_of(client):
                del self._consumers[consumer.ticket.name]
            self._clients.discard(client)

    # -- consumers ---------------------------------------------------------------------------

    def consumers(self) -> tuple[tuple[Ticket, str], ...]:
        """The open consumers and their groups, in the order in which they were made."""
        with self._lock:
            return tuple((one.ticket, one.group) for one in self._consumers.values())

    def subscribe(self, client: int, group: str, topics: tuple[str, ...]) -> Ticket:
        """A new consumer, which has joined the group."""
        with self._lock:
            self._require_open(client)
            for topic in topics:
                self._settings.partitions_of(topic)
            now = self._now()
            ticket = Ticket(self._identifiers.next("consumer-"))
            self._consumers[ticket.name] = Consumer(ticket, client, group, topics)
            self._groups.setdefault(group, Group())
            self._join(self._consumers[ticket.name], now)
            return ticket

    def poll(self, ticket: Ticket, max_records: int) -> tuple[Record, ...]:
        """The next records of a consumer's partitions; each poll begins with another of them."""
        with self._lock:
            consumer, now = self._consumer(ticket), self._now()
            self._join(consumer, now)
            positions, records = consumer.positions, list[Record]()
            for one in positions:
                partition = self._partition(one, now)
                start = self._in_range(partition, positions[one])
                found = partition.read(start, max_records - len(records))
                positions[one] = start + len(found)
                records += found
            for one in tuple(positions)[:1]:
                positions[one] = positions.pop(one)
            return tuple(records)

    def commit(self, ticket: Ticket, place: tuple[TopicPartition, int] | None) -> None:
        """Keep the consumer's positions for its group, or only the place behind one record."""
        with self._lock:
            consumer, now, name = self._consumer(ticket), self._now(), ticket.name
            group = self._group(consumer.group, now)
            if name not in group.members:
                raise FencedCommit(consumer.group, name, consumer.generation)
            if place is None:
                group.committed.update(consumer.positions)
            else:
                one, offset = place
                self._require_assigned(consumer, one)
                end = self._partition(one, now).end
                if offset >= end:
                    raise InvalidEventLogValue(
                        "record", f"offset {offset:,} is not in {one} yet, which ends at {end:,}"
                    )
                group.committed[one] = offset + 1
            group.members[name].heard = now

    def seek(self, ticket: Ticket, one: TopicPartition, to: int | OffsetSpec | datetime) -> None:
        """Set a position."""
        with self._lock:
            consumer = self._consumer(ticket)
            self._require_assigned(consumer, one)
            consumer.positions[one] = self._offset(self._partition(one, self._now()), to)

    def position(self, ticket: Ticket, one: TopicPartition) -> int:
        """The offset that the next poll begins with."""
        with self._lock:
            consumer = self._consumer(ticket)
            self._require_assigned(consumer, one)
            return self._in_range(self._partition(one, self._now()), consumer.positions[one])

    def committed(self, ticket: Ticket, one: TopicPartition) -> int | None:
        """The offset that the consumer's group has committed."""
        with self._lock:
            consumer = self._consumer(ticket)
            self._require_partition(one.topic, one.partition)
            return self._groups[consumer.group].committed.get(one)

    def assignment(self, ticket: Ticket) -> frozenset[TopicPartition]:
        """The partitions that the consumer knows to be its own."""
        with self._lock:
            return frozenset(self._consumer(ticket).positions)

    def leave(self, ticket: Ticket) -> None:
        """Take a consumer out of its group, if it is open."""
        with self._lock:
            consumer = self._open_consumer(ticket)
            if consumer is not None:
                self._leave(consumer, self._now())

    def crash(self, ticket: Ticket) -> None:
        """Forget a consumer, and leave its group to find out."""
        with self._lock:
            if self._open_consumer(ticket) is not None:
                del self._consumers[ticket.name]

    def whereabouts(self, ticket: Ticket) -> str:
        """Where a consumer is in its partitions, or why it has none."""
        with self._lock:
            consumer = self._open_consumer(ticket)
            if consumer is None:
                return "closed"
            if consumer.positions:
                return ", ".join(f"{one}@{at}" for one, at in sorted(consumer.positions.items()))
            group = self._group(consumer.group, self._now())
            if awaited := sorted(group.awaited - {ticket.name}):
                return f"waits for {', '.join(awaited)} to poll"
            if consumer.generation != group.generation:
                return "must poll to learn its partitions"
            return "no partitions"

    # -- all of it ---------------------------------------------------------------------------

    def summary(self, client: int) -> str:
        """What is in it, on one line, and whether the client is open."""
        with self._lock:
            now = self._now()
            sizes = {
                name: sum(len(self._partition(one, now).kept()) for one in self._partitions(name))
                for name in sorted(self._topics)
            }
            topics = ", ".join(f"{size:,} in {name!r}" for name, size in sizes.items())
            records = counted(sum(sizes.values()), "record")
            consumers = counted(len(self._consumers), "consumer")
            state = consumers if client in self._clients else "closed"
            return f"{records}{f' ({topics})' if topics else ''}, {state}"

    def snapshot(self) -> EventLogSnapshot:
        """Everything, with what is over taken away."""
        with self._lock:
            now = self._now()
            for one in (place for name in self._topics for place in self._partitions(name)):
                self._partition(one, now)
            topics = frozenset(TopicSnapshot.of(*item) for item in self._topics.items())
            groups = frozenset(
                GroupSnapshot.of(name, self._group(name, now)) for name in self._groups
            )
            return EventLogSnapshot(
                partitions=partitions_as_value(self._settings.partitions),
                topics=topics,
                groups=groups,
                consumers=tuple(map(ConsumerSnapshot.of, self._consumers.values())),
                issued=self._identifiers.issued,
                clients=frozenset(self._clients),
            )

    def restore(self, snapshot: EventLogSnapshot) -> None:
        """Be as it was then.

        All of it is read before anything changes.
        """
        mine, its = partitions_as_value(self._settings.partitions), snapshot.partitions
        if mine != its:
            reason = f"is of a log with partitions={shown_partitions(its)}, and this one has "
            raise InvalidEventLogValue(
                "snapshot", f"{reason}partitions={shown_partitions(mine)}: give both the same"
            )
        try:
            topics = {topic.name: topic.restored() for topic in snapshot.topics}
            groups = {group.name: group.restored() for group in snapshot.groups}
            consumers = {one.ticket.name: one.restored() for one in snapshot.consumers}
            issued, clients = index(snapshot.issued), set(map(index, snapshot.clients))
        except (AttributeError, TypeError, ValueError) as error:
            raise InvalidEventLogValue("snapshot", "is not one that snapshot() gave") from error
        with self._lock:
            self._topics, self._groups, self._consumers = topics, groups, consumers
            self._identifiers.issued, self._clients = issued, clients
            # No number comes again: a client that the snapshot does not know stays closed.
            self._connected = max(self._connected, *clients, 0)

    # -- the parts ---------------------------------------------------------------------------

    def _now(self) -> datetime:
        return in_milliseconds(self._settings.clock().astimezone(UTC))

    def _require_open(self, client: int) -> None:
        if client not in self._clients:
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

    def _partitions(self, topic: str) -> tuple[TopicPartition, ...]:
        count = self._settings.partitions_of(topic)
        return tuple(TopicPartition(topic, number) for number in range(count))

    def _partition(self, one: TopicPartition, now: datetime) -> Partition:
        """A partition without what is too old; an empty one where nothing was ever appended."""
        topic = self._topics.get(one.topic)
        if topic is None:
            return Partition()
        partition = topic.partitions[one.partition]
        if self._settings.retention is not None:
            partition.drop_older(now, self._settings.retention)
        return partition

    def _group(self, name: str, now: datetime) -> Group:
        """A group without the members that are taken for dead."""
        group = self._groups[name]
        group.expire(now, self._settings.session_timeout, self._partitions)
        return group

    def _consumers_of(self, client: int) -> list[Consumer]:
        return [consumer for consumer in self._consumers.values() if consumer.client == client]

    def _open_consumer(self, ticket: Ticket) -> Consumer | None:
        consumer = self._consumers.get(ticket.name)
        return consumer if consumer is not None and consumer.ticket is ticket else None

    def _consumer(self, ticket: Ticket) -> Consumer:
        consumer = self._open_consumer(ticket)
        if consumer is None:
            raise LogClosed(f"The consumer {ticket.name}")
        return consumer

    def _leave(self, consumer: Consumer, now: datetime) -> None:
        name = consumer.ticket.name
        del self._consumers[name]
        self._group(consumer.group, now).leave(name, self._partitions)

    def _join(self, consumer: Consumer, now: datetime) -> None:
        """Tell the group that the consumer is there, and learn what its partitions are."""
        name = consumer.ticket.name
        group = self._group(consumer.group, now)
        group.hear(name, consumer.topics, now, self._partitions)
        if group.awaited:
            consumer.positions = {}
        elif consumer.generation != group.generation:
            consumer.generation = group.generation
            consumer.positions = {
                one: self._start(group, one, now) for one in group.members[name].assignment
            }

    def _start(self, group: Group, one: TopicPartition, now: datetime) -> int:
        """Where a group begins to read a partition."""
        partition = self._partition(one, now)
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
                return partition.offset_at(in_milliseconds(to))
            case _:
                return to
