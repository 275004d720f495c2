"""All that a fake event log knows at one moment, as values that can be compared and hashed."""

from datetime import datetime

import attrs

from fakes._counting import counted
from fakes.event_log._consumer import Consumer, Ticket
from fakes.event_log._group import Group, Member
from fakes.event_log._partition import Partition
from fakes.event_log._topic import Topic
from fakes.event_log.values import Record, TopicPartition

__all__ = [
    "ConsumerSnapshot",
    "EventLogSnapshot",
    "GroupSnapshot",
    "MemberSnapshot",
    "PartitionSnapshot",
    "TopicSnapshot",
    "partitions_as_value",
    "shown_partitions",
]

Offsets = frozenset[tuple[TopicPartition, int]]


@attrs.frozen
class PartitionSnapshot:
    """What one partition keeps, from the offset `begin` on."""

    begin: int
    records: tuple[Record, ...]

    @classmethod
    def of(cls, partition: Partition) -> "PartitionSnapshot":
        """The partition as it is."""
        return cls(partition.begin, partition.kept())

    def restored(self) -> Partition:
        """A partition like this."""
        size = sum(record.size for record in self.records)
        return Partition(self.begin, list(self.records), size=size)


@attrs.frozen
class TopicSnapshot:
    """A topic; `turn` is the partition of the next record that names none and has no key."""

    name: str
    partitions: tuple[PartitionSnapshot, ...]
    turn: int

    @classmethod
    def of(cls, name: str, topic: Topic) -> "TopicSnapshot":
        """The topic as it is."""
        return cls(name, tuple(map(PartitionSnapshot.of, topic.partitions)), topic.turn)

    def restored(self) -> Topic:
        """A topic like this."""
        return Topic([one.restored() for one in self.partitions], self.turn)


@attrs.frozen
class MemberSnapshot:
    """What a group knows of one member."""

    consumer: str
    topics: tuple[str, ...]
    heard: datetime
    assignment: tuple[TopicPartition, ...]

    @classmethod
    def of(cls, name: str, member: Member) -> "MemberSnapshot":
        """The member as it is."""
        return cls(name, member.topics, member.heard, member.assignment)

    def restored(self) -> Member:
        """A member like this."""
        return Member(self.topics, self.heard, self.assignment)


@attrs.frozen
class GroupSnapshot:
    """A consumer group."""

    name: str
    generation: int
    members: frozenset[MemberSnapshot]
    awaited: frozenset[str]
    committed: Offsets

    @classmethod
    def of(cls, name: str, group: Group) -> "GroupSnapshot":
        """The group as it is."""
        members = frozenset(MemberSnapshot.of(*item) for item in group.members.items())
        committed = frozenset(group.committed.items())
        return cls(name, group.generation, members, frozenset(group.awaited), committed)

    def restored(self) -> Group:
        """A group like this."""
        members = {member.consumer: member.restored() for member in self.members}
        return Group(self.generation, members, set(self.awaited), dict(self.committed))


@attrs.frozen
class ConsumerSnapshot:
    """What one open consumer knows, which may be behind what its group does."""

    name: str
    client: int
    group: str
    topics: tuple[str, ...]
    generation: int
    positions: tuple[tuple[TopicPartition, int], ...]
    ticket: Ticket = attrs.field(eq=False, repr=False)

    @classmethod
    def of(cls, consumer: Consumer) -> "ConsumerSnapshot":
        """The consumer as it is."""
        return cls(
            consumer.ticket.name,
            consumer.client,
            consumer.group,
            consumer.topics,
            consumer.generation,
            tuple(consumer.positions.items()),
            consumer.ticket,
        )

    def restored(self) -> Consumer:
        """A consumer like this."""
        return Consumer(
            self.ticket,
            self.client,
            self.group,
            self.topics,
            self.generation,
            dict(self.positions),
        )


PartitionCounts = int | tuple[tuple[str, int], ...]
"""How many partitions every topic has, or each of a log that has no others."""


def partitions_as_value(partitions: int | dict[str, int]) -> PartitionCounts:
    """The setting as a value that can be hashed."""
    return partitions if isinstance(partitions, int) else tuple(sorted(partitions.items()))


def shown_partitions(partitions: PartitionCounts) -> str:
    """The setting as it is written in a program."""
    return repr(partitions if isinstance(partitions, int) else dict(partitions))


@attrs.frozen(kw_only=True, repr=False)
class EventLogSnapshot:
    """Everything; two are equal if and only if the logs would go on alike.

    `clients` are the numbers of those that are open; the log that was made first is the client 1.
    """

    partitions: PartitionCounts
    topics: frozenset[TopicSnapshot]
    groups: frozenset[GroupSnapshot]
    consumers: tuple[ConsumerSnapshot, ...]
    issued: int
    clients: frozenset[int]

    def __repr__(self) -> str:
        records = sum(len(one.records) for topic in self.topics for one in topic.partitions)
        return (
            f"<EventLogSnapshot: {counted(records, 'record')}, "
            f"{counted(len(self.groups), 'group')}, {counted(len(self.consumers), 'consumer')}>"
        )
