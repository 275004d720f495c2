"""A consumer of an event log on Kafka's protocol.

librdkafka takes part in the group in threads of its own, and tells of it while it is polled. Where
to begin in each partition is settled here, before a consumer says that the partition is its own:
what is appended from then on comes to it, also where a new group begins at the latest.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from confluent_kafka import Consumer, KafkaError, KafkaException, Message
from confluent_kafka import TopicPartition as Place

from fakes.event_log import (
    FencedCommit,
    InvalidEventLogValue,
    LogClosed,
    LogUnavailable,
    OffsetSpec,
    Record,
    TopicPartition,
)
from tests.adapters.event_log.arguments import (
    checked_assigned,
    checked_count,
    checked_destination,
    checked_place,
    checked_record,
)
from tests.adapters.event_log.kafka_settings import KafkaSettings, code_of, unavailable
from tests.adapters.event_log.kafka_topics import Topics

__all__ = ["KafkaLogConsumer"]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
_FENCED: Final = frozenset(
    {
        KafkaError.FENCED_INSTANCE_ID,
        KafkaError.ILLEGAL_GENERATION,
        # The group is about to share out the partitions anew, from what is committed by now.
        KafkaError.REBALANCE_IN_PROGRESS,
        KafkaError.UNKNOWN_MEMBER_ID,
    }
)


class KafkaLogConsumer:
    """A `LogConsumer` of a `KafkaEventLog`; for one thread at a time."""

    def __init__(
        self,
        client: Consumer,
        group: str,
        names: list[str],
        topics: Topics,
        settings: KafkaSettings,
    ) -> None:
        self._client: Consumer | None = client
        self._group = group
        self._topics = topics
        self._begin = settings.begin
        self._wait = settings.wait.total_seconds()
        self._timeout = settings.timeout.total_seconds()
        self._name = f"The consumer of {group!r}"
        self._generation = 0
        self._given: list[Place] = []
        """Partitions that the group has given, and in which there is no place to begin yet."""
        self._positions: dict[TopicPartition, int] = {}
        self._error: KafkaError | None = None
        """What librdkafka told behind records that the last poll gave."""
        client.subscribe(names, self._assigned, self._revoked, self._revoked)

    def poll(self, max_records: int = 500) -> tuple[Record, ...]:
        """The next records; it waits a moment for the first, and takes what has come by then."""
        client, most = self._open, checked_count(max_records)
        self._raise_what_was_told()
        first = client.poll(self._wait)
        self._settle(client)
        if first is None:
            return ()
        more = client.consume(most - 1, timeout=0) if most > 1 else []
        records: list[Record] = []
        for message in (first, *more):
            if error := message.error():
                self._error = error
            else:
                record = _record(message)
                # A rebalance may have come between this record and the next.
                if record.topic_partition in self._positions:
                    self._positions[record.topic_partition] = record.offset + 1
                    records.append(record)
        if not records:
            self._raise_what_was_told()
        return tuple(records)

    def commit(self, record: Record | None = None, /) -> None:
        """Keep the positions, or the place behind one record, for the group.

        librdkafka goes on trying for as long as the session may last.
        """
        client = self._open
        if record is None:
            places = [_place(*item) for item in self._positions.items()]
        else:
            partition = checked_record(record).topic_partition
            checked_assigned(partition, self._positions)
            self._check_that_it_is_there(partition, record.offset)
            places = [_place(partition, record.offset + 1)]
        if not places:
            return
        try:
            committed = client.commit(offsets=places, asynchronous=False)
            for error in (place.error for place in committed):
                if error is not None:
                    raise KafkaException(error)
        except KafkaException as error:
            if code_of(error) in _FENCED:
                raise FencedCommit(self._group, self._name, self._generation) from error
            raise LogUnavailable(str(error.args[0])) from error

    def seek(self, partition: TopicPartition, to: int | OffsetSpec | datetime, /) -> None:
        """Go on elsewhere; where that is gets looked up now."""
        client, destination = self._open, checked_destination(to)
        checked_assigned(partition, self._positions)
        offset = self._offset(partition, destination)
        with unavailable(outcome_unknown=False):
            client.seek(_place(partition, offset))
        self._positions[partition] = offset

    def position(self, partition: TopicPartition, /) -> int:
        """The offset that the next poll will begin with."""
        _ = self._open
        return self._positions[checked_assigned(partition, self._positions)]

    def committed(self, partition: TopicPartition, /) -> int | None:
        """The offset that the group has committed."""
        client, checked = self._open, checked_place(partition)
        self._topics.require(checked.topic, checked.partition)
        return self._committed(client, [Place(checked.topic, checked.partition)])[checked]

    def assignment(self) -> frozenset[TopicPartition]:
        """The partitions that the group has given, as far as polls have told."""
        _ = self._open
        return frozenset(self._positions)

    def close(self) -> None:
        """Leave the group."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    @property
    def _open(self) -> Consumer:
        if self._client is None:
            raise LogClosed(self._name)
        return self._client

    # What librdkafka calls while it is polled.

    def _assigned(self, client: Consumer, places: list[Place]) -> None:
        self._name = client.memberid()
        self._generation += 1
        self._given = places
        # Without a word it would begin to fetch by itself.
        client.assign([])

    def _revoked(self, client: Consumer, places: list[Place]) -> None:
        del places
        self._given = []
        self._positions = {}
        client.unassign()

    # Where to begin.

    def _settle(self, client: Consumer) -> None:
        """Begin in the partitions that were given where the group has committed."""
        if self._given:
            committed = self._committed(client, self._given)
            positions = {
                partition: self._offset(partition, self._begin if offset is None else offset)
                for partition, offset in committed.items()
            }
            with unavailable(outcome_unknown=False):
                client.assign([_place(*item) for item in positions.items()])
            self._positions, self._given = positions, []

    def _committed(self, client: Consumer, places: list[Place]) -> dict[TopicPartition, int | None]:
        with unavailable(outcome_unknown=False):
            found = client.committed(places, timeout=self._timeout)
        for error in (place.error for place in found):
            if error is not None:
                raise LogUnavailable(str(error), outcome_unknown=False)
        return {
            TopicPartition(place.topic, place.partition): place.offset
            if place.offset >= 0
            else None
            for place in found
        }

    def _offset(self, partition: TopicPartition, to: int | OffsetSpec | datetime) -> int:
        """The offset of a place; what is outside of what is kept is where a new group begins."""
        begin, end = self._ends(partition)
        match to:
            case OffsetSpec.EARLIEST:
                return begin
            case OffsetSpec.LATEST:
                return end
            case datetime():
                found = self._offset_at(partition, to)
                return end if found is None else found
            case _:
                return to if begin <= to <= end else self._offset(partition, self._begin)

    def _ends(self, partition: TopicPartition) -> tuple[int, int]:
        place = Place(partition.topic, partition.partition)
        with unavailable(outcome_unknown=False):
            return self._open.get_watermark_offsets(place, timeout=self._timeout)

    def _offset_at(self, partition: TopicPartition, time: datetime) -> int | None:
        milliseconds = -((_EPOCH - time) // _MILLISECOND)
        with unavailable(outcome_unknown=False):
            (found,) = self._open.offsets_for_times(
                [_place(partition, milliseconds)], timeout=self._timeout
            )
        if found.error is not None:
            raise LogUnavailable(str(found.error), outcome_unknown=False)
        return _offset_or_none(found)

    def _check_that_it_is_there(self, partition: TopicPartition, offset: int) -> None:
        """What was polled is there; only for anything else the log is asked."""
        if offset >= self._positions[partition] and offset >= (end := self._ends(partition)[1]):
            raise InvalidEventLogValue(
                "record", f"offset {offset:,} is not in {partition} yet, which ends at {end:,}"
            )

    def _raise_what_was_told(self) -> None:
        error, self._error = self._error, None
        # That it was taken for dead it learns by what comes: it has joined again by now.
        if error is not None and error.code() != KafkaError._MAX_POLL_EXCEEDED:
            raise LogUnavailable(str(error), outcome_unknown=False)


def _place(partition: TopicPartition, offset: int) -> Place:
    return Place(partition.topic, partition.partition, offset)


def _offset_or_none(place: Place) -> int | None:
    """What is negative stands for no offset."""
    return place.offset if place.offset >= 0 else None


def _record(message: Message) -> Record:
    topic, partition, offset = message.topic(), message.partition(), message.offset()
    assert topic is not None
    assert partition is not None
    assert offset is not None
    _, milliseconds = message.timestamp()
    headers = message.headers() or []
    pairs = headers.items() if isinstance(headers, dict) else headers
    return Record(
        topic,
        partition,
        offset,
        message.key(),
        message.value() or b"",
        tuple((name, _bytes(value)) for name, value in pairs),
        _EPOCH + milliseconds * _MILLISECOND,
    )


def _bytes(value: str | bytes | None) -> bytes:
    return value.encode() if isinstance(value, str) else value or b""
