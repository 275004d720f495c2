"""Who is in a consumer group, who has which partition, and what the group has committed.

The protocol is Kafka's classic, eager one: when the members change, each of them must come back to
the group (which it does when it polls) before the partitions are shared out anew.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import attrs

from fakes.event_log.values import TopicPartition

__all__ = ["Group", "Member", "PartitionsOf", "shared_out"]

PartitionsOf = Callable[[str], Sequence[TopicPartition]]
"""Gives the partitions of a topic."""


@attrs.define
class Member:
    """What the group knows of one consumer."""

    topics: tuple[str, ...]
    heard: datetime
    assignment: tuple[TopicPartition, ...] = ()


@attrs.define
class Group:
    """One consumer group. `generation` counts how often the partitions were shared out."""

    generation: int = 0
    members: dict[str, Member] = attrs.Factory(dict[str, Member])
    awaited: set[str] = attrs.Factory(set[str])
    """The members that must come back before the partitions are shared out; usually none."""
    committed: dict[TopicPartition, int] = attrs.Factory(dict[TopicPartition, int])

    def hear(
        self, member: str, topics: tuple[str, ...], now: datetime, partitions_of: PartitionsOf
    ) -> None:
        """A consumer is there: a new member, or one that comes back, or one that is still alive."""
        if member not in self.members:
            self.members[member] = Member(topics, now)
            self._rebalance(member, partitions_of)
            return
        self.members[member].heard = now
        if member in self.awaited:
            self.awaited.remove(member)
            self._share_out_if_complete(partitions_of)

    def leave(self, member: str, partitions_of: PartitionsOf) -> None:
        """A consumer goes, if it is still a member."""
        if self.members.pop(member, None) is not None:
            self._rebalance(None, partitions_of)

    def expire(self, now: datetime, timeout: timedelta, partitions_of: PartitionsOf) -> None:
        """Members that were not heard of for so long are taken for dead."""
        silent = [name for name, member in self.members.items() if now - member.heard >= timeout]
        for name in silent:
            del self.members[name]
        if silent:
            self._rebalance(None, partitions_of)

    def _rebalance(self, newcomer: str | None, partitions_of: PartitionsOf) -> None:
        """Wait for every member but the newcomer, or go on waiting for those that are left."""
        if self.awaited:
            self.awaited &= self.members.keys()
        else:
            self.awaited = set(self.members) - {newcomer}
        self._share_out_if_complete(partitions_of)

    def _share_out_if_complete(self, partitions_of: PartitionsOf) -> None:
        if self.awaited:
            return
        self.generation += 1
        topics_of = {name: member.topics for name, member in self.members.items()}
        for name, assignment in shared_out(topics_of, partitions_of).items():
            self.members[name].assignment = assignment


def shared_out(
    topics_of: Mapping[str, tuple[str, ...]], partitions_of: PartitionsOf
) -> dict[str, tuple[TopicPartition, ...]]:
    """Each member's partitions: of every topic a range, as Kafka's `RangeAssignor` cuts them.

    The members are taken in the order of their names, and the first of them get one more where
    the partitions of a topic do not divide evenly.
    """
    shares: dict[str, list[TopicPartition]] = {member: [] for member in topics_of}
    for topic in sorted({topic for topics in topics_of.values() for topic in topics}):
        members = sorted(member for member, topics in topics_of.items() if topic in topics)
        partitions = partitions_of(topic)
        each, more = divmod(len(partitions), len(members))
        start = 0
        for index, member in enumerate(members):
            stop = start + each + (index < more)
            shares[member].extend(partitions[start:stop])
            start = stop
    return {member: tuple(share) for member, share in shares.items()}
