"""The records of one partition, and which of them are kept; who reads them is told elsewhere."""

from datetime import datetime, timedelta

import attrs

from fakes.event_log.values import Record

__all__ = ["Partition", "in_milliseconds"]


def in_milliseconds(time: datetime) -> datetime:
    """The time as a log keeps it: what is less than a millisecond is left out."""
    return time.replace(microsecond=time.microsecond // 1000 * 1000)


@attrs.define
class Partition:
    """Records in the order of their offsets; what retention drops is gone from the front.

    `dropped` of the records in the list are only waiting to be cleared away, all at once, so that
    to drop one costs no more than to append one.
    """

    first: int = 0
    """The offset of the first record in the list, dropped or not."""
    records: list[Record] = attrs.Factory(list[Record])
    dropped: int = 0
    size: int = 0
    """The bytes of what is kept."""

    @property
    def begin(self) -> int:
        """The offset of the oldest record that is kept, or of the next one if none is."""
        return self.first + self.dropped

    @property
    def end(self) -> int:
        """The offset of the next record to be appended."""
        return self.first + len(self.records)

    def append(self, record: Record) -> None:
        """Put a record, which has the offset `end`, behind the others."""
        self.records.append(record)
        self.size += record.size

    def read(self, offset: int, limit: int) -> list[Record]:
        """At most so many records from an offset that is not before `begin`."""
        start = offset - self.first
        return self.records[start : start + limit]

    def kept(self) -> tuple[Record, ...]:
        """Every record that is kept."""
        return tuple(self.records[self.dropped :])

    def offset_at(self, time: datetime) -> int:
        """The offset of the first record that is not older; `end` if all are.

        Looked at one by one: a clock that was set back leaves no order to search by.
        """
        newer = (record.offset for record in self.kept() if record.timestamp >= time)
        return next(newer, self.end)

    def drop_older(self, now: datetime, retention: timedelta) -> None:
        """Drop what is older than `retention`, up to the first record that is not."""
        while self.begin < self.end and now - self._oldest.timestamp > retention:
            self._drop()

    def drop_over(self, limit: int) -> None:
        """Drop the oldest while what is left has `limit` bytes or more, as `retention.bytes`."""
        while self.begin < self.end and self.size - self._oldest.size >= limit:
            self._drop()

    @property
    def _oldest(self) -> Record:
        return self.records[self.dropped]

    def _drop(self) -> None:
        self.size -= self._oldest.size
        self.dropped += 1
        if 2 * self.dropped >= len(self.records):
            del self.records[: self.dropped]
            self.first += self.dropped
            self.dropped = 0
