"""A consumer group of the log in Redis: a value, what changes it, and its text; nothing is sent.

When members come or go, a new generation begins. Each member must come to it, by polling, before
the partitions are shared out: whoever has come has let go of what it had. So no two members ever
have the same partition, and until a member has come, no other has got what is still its own.
"""

import json
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

import attrs

from fakes.event_log import TopicPartition

__all__ = ["Group", "Member"]

_TENTH = 10


@attrs.frozen
class Member:
    """One consumer: what it reads, when it last polled, and the generation to which it has come."""

    topics: tuple[str, ...]
    heard: datetime
    generation: int


@attrs.frozen
class Group:
    """Who is in it, and the offsets that it has committed."""

    generation: int = 0
    members: Mapping[str, Member] = attrs.Factory(dict[str, Member])
    committed: Mapping[TopicPartition, int] = attrs.Factory(dict[TopicPartition, int])

    @property
    def is_shared_out(self) -> bool:
        """Whether every member has come to the generation."""
        return all(member.generation == self.generation for member in self.members.values())

    def share_of(
        self, name: str, partitions_of: Callable[[str], Collection[TopicPartition]]
    ) -> list[TopicPartition]:
        """The partitions of a member: those of each topic go in turn to all who read it."""
        share: list[TopicPartition] = []
        for topic in self.members[name].topics:
            readers = [each for each in sorted(self.members) if topic in self.members[each].topics]
            places = partitions_of(topic)
            share += [one for one in places if readers[one.partition % len(readers)] == name]
        return share

    # Changes; each gives another group.

    def hearing(
        self, name: str, topics: tuple[str, ...], now: datetime, timeout: timedelta
    ) -> "Group":
        """A member polls, for the first time or again.

        That it was heard is worth writing down when a tenth of its time is over.
        """
        group = self.without_the_silent(now, timeout)
        known = group.members.get(name)
        generation = group.generation if known else group.generation + 1
        if known and known.generation == generation and now - known.heard < timeout / _TENTH:
            return group
        members = {**group.members, name: Member(topics, now, generation)}
        return attrs.evolve(group, generation=generation, members=members)

    def without(self, name: str) -> "Group":
        """A member leaves, if it is one."""
        return self._with_only({each for each in self.members if each != name})

    def without_the_silent(self, now: datetime, timeout: timedelta) -> "Group":
        """Those who have not polled for so long are taken for dead."""
        members = self.members.items()
        return self._with_only({name for name, one in members if now - one.heard < timeout})

    def committing(self, offsets: Mapping[TopicPartition, int]) -> "Group":
        """Where to go on after a rebalance."""
        return attrs.evolve(self, committed={**self.committed, **offsets})

    def _with_only(self, names: Collection[str]) -> "Group":
        if len(names) == len(self.members):
            return self
        members = {name: self.members[name] for name in self.members if name in names}
        return attrs.evolve(self, generation=self.generation + 1, members=members)

    # Its text.

    @classmethod
    def read(cls, text: bytes | None) -> "Group":
        """The group that `written` wrote; without a text, one that nobody has joined yet."""
        if text is None:
            return cls()
        values = json.loads(text)
        return cls(
            values["generation"],
            {
                name: Member(tuple(topics), datetime.fromisoformat(heard), generation)
                for name, (topics, heard, generation) in values["members"].items()
            },
            {
                TopicPartition(topic, partition): offset
                for topic, partition, offset in values["committed"]
            },
        )

    def written(self) -> str:
        """The group as JSON."""
        return json.dumps(
            {
                "generation": self.generation,
                "members": {
                    name: (member.topics, member.heard.isoformat(), member.generation)
                    for name, member in self.members.items()
                },
                "committed": [
                    (one.topic, one.partition, offset) for one, offset in self.committed.items()
                ],
            }
        )
