"""What is the same for the whole life of a fake event log; it is checked where it is given."""

from datetime import timedelta

import attrs

from fakes.clock import Clock
from fakes.event_log.errors import UnknownTopic
from fakes.event_log.values import OffsetSpec

__all__ = ["Settings"]


@attrs.frozen
class Settings:
    """The settings of a log; `partitions` is one number for all topics, or one for each."""

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
