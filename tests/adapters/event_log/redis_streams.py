"""What the log in Redis sends: streams, topics and groups; whoever calls has checked the values.

A partition is a stream. Redis numbers its entries by itself, for their ids are `0-*` (which needs
Redis 7): the entry of the offset 0 has the id `0-1`, and no two clients ever get the same.
"""

from collections.abc import Callable, Collection, Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import redis

from fakes.event_log import (
    Headers,
    LogUnavailable,
    OffsetSpec,
    Record,
    TopicPartition,
    UnknownTopic,
)
from tests.adapters.event_log.redis_group import Group

__all__ = ["Streams"]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
_PAGE: Final = 1_000

Fields = Mapping[bytes, bytes]


class Streams:
    """All keys of one log begin with its `prefix`."""

    def __init__(self, client: redis.Redis, prefix: str) -> None:
        # redis-py leaves most of what is used of it untyped.
        self._client: Any = client
        self._prefix = prefix
        self._counts: dict[str, int] = {}

    # Topics.

    def create_topic(self, topic: str, partitions: int) -> None:
        """Have a topic, if there is none of the name."""
        with _reaching(outcome_unknown=True):
            self._client.hsetnx(self._topics_key, topic, partitions)

    def partitions(self, topic: str) -> tuple[TopicPartition, ...]:
        """The partitions of a topic, whose number never changes."""
        if topic not in self._counts:
            with _reaching(outcome_unknown=False):
                known = self._client.hgetall(self._topics_key)
            counts = {name.decode(): int(count) for name, count in known.items()}
            if topic not in counts:
                raise UnknownTopic(topic, tuple(sorted(counts)))
            self._counts[topic] = counts[topic]
        return tuple(TopicPartition(topic, number) for number in range(self._counts[topic]))

    # Records.

    def append(self, record: Record) -> int:
        """Put a record at the end of its partition; its offset."""
        with _reaching(outcome_unknown=True):
            entry = self._client.xadd(
                self._stream_key(record.topic_partition), _fields(record), id="0-*"
            )
        return _offset(entry)

    def read(
        self, positions: Mapping[TopicPartition, int], most: int, wait: timedelta
    ) -> list[Record]:
        """The next records of several partitions; it waits for the first."""
        if not positions:
            return []
        places = {self._stream_key(one).encode(): one for one in positions}
        with _reaching(outcome_unknown=False):
            found = self._client.xread(
                {key: f"0-{positions[one]}" for key, one in places.items()},
                count=most,
                # 0 would be to wait for ever.
                block=max(1, wait // _MILLISECOND),
            )
        records = [
            _record(places[key], entry, fields) for key, each in found for entry, fields in each
        ]
        return records[:most]

    def ends(self, one: TopicPartition) -> tuple[int, int]:
        """The offset of the oldest record that is kept, and of the next to be appended."""
        with _reaching(outcome_unknown=False):
            try:
                about = self._client.xinfo_stream(self._stream_key(one))
            except redis.ResponseError as error:
                if "no such key" not in str(error):
                    raise
                return 0, 0
        end = _offset(about["last-generated-id"]) + 1
        first = about["first-entry"]
        return (end if first is None else _offset(first[0])), end

    def offset(
        self, one: TopicPartition, to: int | OffsetSpec | datetime, begin: OffsetSpec
    ) -> int:
        """The offset of a place; what is outside of what is kept is as `begin`."""
        first, end = self.ends(one)
        match to:
            case OffsetSpec.EARLIEST:
                return first
            case OffsetSpec.LATEST:
                return end
            case datetime():
                return self._offset_at(one, to, first, end)
            case _:
                return to if first <= to <= end else self.offset(one, begin, begin)

    def _offset_at(self, one: TopicPartition, time: datetime, first: int, end: int) -> int:
        """Looked at one by one: the clocks of those who append leave no order to search by."""
        while first < end:
            for record in self.read({one: first}, _PAGE, timedelta()):
                if record.timestamp >= time:
                    return record.offset
                first = record.offset + 1
        return end

    # Groups.

    def group(self, name: str) -> Group:
        """A group as it is."""
        with _reaching(outcome_unknown=False):
            return Group.read(self._client.get(self._group_key(name)))

    def change(self, name: str, change: Callable[[Group, datetime], Group]) -> Group:
        """Change a group by what it is and what time it is on the server; the group then.

        Whenever another client was faster, all begins anew. redis-py says so too when the reply to
        EXEC is lost: each change must be one that can be made twice.
        """
        key = self._group_key(name)
        with _reaching(outcome_unknown=True), self._client.pipeline() as pipe:
            while True:
                try:
                    pipe.watch(key)
                    seconds, microseconds = pipe.time()
                    now = _EPOCH + timedelta(seconds=seconds, microseconds=microseconds)
                    before = Group.read(pipe.get(key))
                    after = change(before, now)
                    if after != before:
                        pipe.multi()
                        pipe.set(key, after.written())
                        pipe.execute()
                except redis.WatchError:
                    continue
                else:
                    return after

    @property
    def _topics_key(self) -> str:
        return f"{self._prefix}:topics"

    def _stream_key(self, one: TopicPartition) -> str:
        return f"{self._prefix}:stream:{one.topic}:{one.partition}"

    def _group_key(self, name: str) -> str:
        return f"{self._prefix}:group:{name}"


@contextmanager
def _reaching(*, outcome_unknown: bool) -> Generator[None]:
    try:
        yield
    except (redis.ConnectionError, redis.TimeoutError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise LogUnavailable(reason, outcome_unknown=outcome_unknown) from error


def _offset(entry: bytes) -> int:
    _, number = entry.split(b"-")
    return int(number) - 1


def _fields(record: Record) -> dict[str, bytes | str | int]:
    """A record without a key has no such field; headers have the fields n0, v0, n1 and so on."""
    fields: dict[str, bytes | str | int] = {
        "value": record.value,
        "time": (record.timestamp - _EPOCH) // _MILLISECOND,
    }
    if record.key is not None:
        fields["key"] = record.key
    for number, (name, value) in enumerate(record.headers):
        fields |= {f"n{number}": name, f"v{number}": value}
    return fields


def _record(one: TopicPartition, entry: bytes, fields: Fields) -> Record:
    return Record(
        one.topic,
        one.partition,
        _offset(entry),
        fields.get(b"key"),
        fields[b"value"],
        _headers(fields),
        _EPOCH + int(fields[b"time"]) * _MILLISECOND,
    )


def _headers(fields: Fields) -> Headers:
    numbers: Collection[int] = range(sum(name.startswith(b"n") for name in fields))
    return tuple((fields[b"n%d" % number].decode(), fields[b"v%d" % number]) for number in numbers)
