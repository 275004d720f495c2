"""An event log in Redis, through redis-py: a client that appends, and its consumers.

Redis has consumer groups of its own, which are queues: they hand out each entry once, and keep no
order within a key. Here a group is a value of its own beside the streams (see `redis_group`), which
its members change by turns. How much of all that outlives the server is up to its configuration
(`appendonly`, `appendfsync`).
"""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from itertools import count
from secrets import token_hex

import attrs
import redis

from fakes.event_log import (
    FencedCommit,
    InvalidEventLogValue,
    LogClosed,
    OffsetSpec,
    Record,
    RecordTooLarge,
    TopicPartition,
    partition_of,
)
from tests.adapters.event_log.arguments import (
    checked_assigned,
    checked_bytes,
    checked_count,
    checked_destination,
    checked_group,
    checked_headers,
    checked_number,
    checked_partition,
    checked_place,
    checked_record,
    checked_topic,
    checked_topics,
)
from tests.adapters.event_log.redis_group import Group
from tests.adapters.event_log.redis_streams import Streams

__all__ = ["RedisEventLog", "RedisLogConsumer", "RedisLogSettings"]


@attrs.frozen(kw_only=True)
class RedisLogSettings:
    """What is the same for all clients of a log.

    Attributes:
        prefix: What its keys in Redis begin with.
        begin: Where a group begins that has committed nothing.
        session_timeout: A consumer that does not poll for so long is taken for dead.
        wait: How long a poll waits for the first record; less than the client's `socket_timeout`.
        max_record_bytes: The largest key, value and headers together.
    """

    prefix: str
    begin: OffsetSpec = OffsetSpec.EARLIEST
    session_timeout: timedelta = timedelta(seconds=45)
    wait: timedelta = timedelta(milliseconds=100)
    max_record_bytes: int = 1_048_576


class RedisLogConsumer:
    """A `LogConsumer` of a `RedisEventLog`; for one thread at a time.

    Where an operator trims a stream (XTRIM) below its position, it goes on with what is left.
    """

    def __init__(
        self, streams: Streams, settings: RedisLogSettings, group: str, topics: tuple[str, ...]
    ) -> None:
        self._streams = streams
        self._settings = settings
        self._group = group
        self._topics = topics
        self._name = f"consumer-{token_hex(8)}"
        self._generation = 0
        self._positions: dict[TopicPartition, int] = {}
        self._is_open = True
        self._join()

    def poll(self, max_records: int = 500) -> tuple[Record, ...]:
        """The next records; each poll begins with another partition."""
        self._require_open()
        most = checked_count(max_records)
        self._join()
        records = self._streams.read(self._positions, most, self._settings.wait)
        for record in records:
            self._positions[record.topic_partition] = record.offset + 1
        for one in tuple(self._positions)[:1]:
            self._positions[one] = self._positions.pop(one)
        return tuple(records)

    def commit(self, record: Record | None = None, /) -> None:
        """Keep the positions, or the place behind one record, for the group."""
        self._require_open()
        offsets = dict(self._positions)
        if record is not None:
            one, offset = checked_record(record).topic_partition, record.offset
            checked_assigned(one, self._positions)
            if offset >= (end := self._streams.ends(one)[1]):
                raise InvalidEventLogValue(
                    "record", f"offset {offset:,} is not in {one} yet, which ends at {end:,}"
                )
            offsets = {one: offset + 1}

        def change(group: Group, now: datetime) -> Group:
            living = group.without_the_silent(now, self._settings.session_timeout)
            member = living.members.get(self._name)
            if member is None or member.generation != self._generation:
                raise FencedCommit(self._group, self._name, self._generation)
            return living.committing(offsets)

        self._streams.change(self._group, change)

    def seek(self, partition: TopicPartition, to: int | OffsetSpec | datetime, /) -> None:
        """Go on elsewhere; to find a time, it reads the partition from its beginning."""
        self._require_open()
        destination = checked_destination(to)
        one = checked_assigned(partition, self._positions)
        self._positions[one] = self._streams.offset(one, destination, self._settings.begin)

    def position(self, partition: TopicPartition, /) -> int:
        """The offset that the next poll will begin with."""
        self._require_open()
        return self._positions[checked_assigned(partition, self._positions)]

    def committed(self, partition: TopicPartition, /) -> int | None:
        """The offset that the group has committed."""
        self._require_open()
        one = checked_place(partition)
        checked_partition(one.topic, one.partition, len(self._streams.partitions(one.topic)))
        return self._streams.group(self._group).committed.get(one)

    def assignment(self) -> frozenset[TopicPartition]:
        """The partitions that were this consumer's at its last poll."""
        self._require_open()
        return frozenset(self._positions)

    def close(self) -> None:
        """Leave the group."""
        if self._is_open:
            self._is_open = False
            self._streams.change(self._group, lambda group, _: group.without(self._name))

    def _require_open(self) -> None:
        if not self._is_open:
            raise LogClosed(f"The consumer {self._name}")

    def _join(self) -> None:
        """Come to the generation of the group, and begin where that has committed."""
        timeout = self._settings.session_timeout
        group = self._streams.change(
            self._group,
            lambda group, now: group.hearing(self._name, self._topics, now, timeout),
        )
        if group.generation != self._generation:
            self._generation, self._positions = group.generation, {}
        if not self._positions and group.is_shared_out:
            begin = self._settings.begin
            self._positions = {
                one: self._streams.offset(one, group.committed.get(one, begin), begin)
                for one in group.share_of(self._name, self._streams.partitions)
            }


class RedisEventLog:
    """An `EventLog` over a client of Redis; threads may share it.

    The client is its caller's to open and to close. It must give bytes (no `decode_responses`), and
    not try again by itself (`retry=Retry(NoBackoff(), 0)`), as `redis.Redis()` does unless it is
    told: a record whose reply was lost would be in the log twice, and nobody would know.
    """

    def __init__(self, client: redis.Redis, settings: RedisLogSettings) -> None:
        self._streams = Streams(client, settings.prefix)
        self._settings = settings
        self._turns = count()
        self._consumers: list[RedisLogConsumer] = []
        self._is_open = True

    def create_topic(self, topic: str, partitions: int) -> None:
        """Have a topic; if there is one of this name already, it stays as it is."""
        self._require_open()
        number = checked_number("partitions", partitions, least=1)
        self._streams.create_topic(checked_topic(topic), number)

    def append(
        self,
        topic: str,
        value: bytes,
        /,
        *,
        key: bytes | None = None,
        headers: Collection[tuple[str, bytes]] = (),
        partition: int | None = None,
    ) -> Record:
        """Put a record at the end of a partition, with the time of this machine's clock."""
        self._require_open()
        places = self._streams.partitions(checked_topic(topic))
        value, pairs = checked_bytes("value", value), checked_headers(headers)
        key = None if key is None else checked_bytes("key", key)
        if partition is not None:
            number = checked_number("partition", partition)
            number = checked_partition(topic, number, len(places)).partition
        elif key is not None:
            number = partition_of(key, len(places))
        else:
            number = next(self._turns) % len(places)
        record = Record(topic, number, 0, key, value, pairs, _now())
        if record.size > self._settings.max_record_bytes:
            raise RecordTooLarge(record.size, self._settings.max_record_bytes)
        return attrs.evolve(record, offset=self._streams.append(record))

    def partitions(self, topic: str, /) -> tuple[TopicPartition, ...]:
        """The partitions of a topic."""
        self._require_open()
        return self._streams.partitions(checked_topic(topic))

    def consumer(self, group: str, topics: Collection[str], /) -> RedisLogConsumer:
        """A new member of a group."""
        self._require_open()
        checked_group(group)
        names = checked_topics(topics)
        for name in names:
            self._streams.partitions(name)
        consumer = RedisLogConsumer(self._streams, self._settings, group, tuple(names))
        self._consumers.append(consumer)
        return consumer

    def close(self) -> None:
        """Let the consumers leave their groups; the client of Redis is its caller's."""
        self._is_open = False
        while self._consumers:
            self._consumers.pop().close()

    def _require_open(self) -> None:
        if not self._is_open:
            raise LogClosed("The event log")


def _now() -> datetime:
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
