"""The partitions of one topic, and which of them a record goes to."""

import attrs

from fakes.event_log._partition import Partition
from fakes.event_log.partitioner import partition_of

__all__ = ["Topic"]


@attrs.define
class Topic:
    """`turn` is the partition of the next record that names none and has no key."""

    partitions: list[Partition]
    turn: int = 0

    @classmethod
    def of(cls, partitions: int) -> "Topic":
        """A topic without records."""
        return cls([Partition() for _ in range(partitions)])

    def choice(self, key: bytes | None, partition: int | None) -> int:
        """The partition of a record: the one that is named, or the key's, or the next in turn."""
        if partition is not None:
            return partition
        return self.turn if key is None else partition_of(key, len(self.partitions))

    def take_turn(self) -> None:
        """Have the next record without a key go to the next partition."""
        self.turn = (self.turn + 1) % len(self.partitions)
