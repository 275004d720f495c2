"""What comes out of an event log, and the names of its places."""

from datetime import datetime
from enum import Enum

import attrs

__all__ = ["Headers", "OffsetSpec", "Record", "TopicPartition"]

_LONGEST = 60

Headers = tuple[tuple[str, bytes], ...]
"""Names and values in the order in which they were given; a name may come more than once."""


def _cut(data: bytes | None) -> str:
    if data is None or len(data) <= _LONGEST:
        return repr(data)
    return f"{data[:_LONGEST]!r}... ({len(data):,} bytes)"


def _iso(time: datetime) -> str:
    return time.isoformat()


class OffsetSpec(Enum):
    """A place in a partition that has no number yet, in the words of Kafka's `OffsetSpec`."""

    EARLIEST = "earliest"
    """The oldest record that is still kept."""
    LATEST = "latest"
    """Behind the newest record: what is appended from now on."""


@attrs.frozen(order=True)
class TopicPartition:
    """One partition of a topic; the first is number 0.

    >>> str(TopicPartition("orders", 2))
    'orders[2]'
    """

    topic: str
    partition: int

    def __str__(self) -> str:
        return f"{self.topic}[{self.partition}]"


@attrs.frozen
class Record:
    """One record, as it lies in its partition.

    `offset` counts the partition's records from 0. `timestamp` is when the log took it, in UTC, in
    whole milliseconds (a Kafka topic with `message.timestamp.type=LogAppendTime`).
    """

    topic: str
    partition: int
    offset: int
    key: bytes | None = attrs.field(repr=_cut)
    value: bytes = attrs.field(repr=_cut)
    headers: Headers
    timestamp: datetime = attrs.field(repr=_iso)

    @property
    def topic_partition(self) -> TopicPartition:
        """The partition that the record lies in."""
        return TopicPartition(self.topic, self.partition)

    @property
    def size(self) -> int:
        """The bytes of the key, the value and the headers together."""
        names_and_values = sum(len(name.encode()) + len(value) for name, value in self.headers)
        return len(self.key or b"") + len(self.value) + names_and_values
