"""An event log on Kafka's protocol, through confluent-kafka: a client that appends.

It makes no topics: a cluster's administrator says how many partitions and replicas they have.
Records have the time at which they were sent (a topic's `message.timestamp.type=CreateTime`, which
is Kafka's default); where a topic has `LogAppendTime`, a consumer is told another time than the
producer. There are no transactions.
"""

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any, Final

import attrs
from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer

from fakes.event_log import (
    InvalidEventLogValue,
    LogClosed,
    LogUnavailable,
    Record,
    RecordTooLarge,
    TopicPartition,
    UnknownTopic,
)
from tests.adapters.event_log.arguments import (
    checked_bytes,
    checked_group,
    checked_headers,
    checked_number,
    checked_topic,
    checked_topics,
)
from tests.adapters.event_log.kafka_consumer import KafkaLogConsumer
from tests.adapters.event_log.kafka_settings import KafkaSettings
from tests.adapters.event_log.kafka_topics import Topics

__all__ = ["KafkaEventLog"]

_ANY_PARTITION: Final = -1
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


class KafkaEventLog:
    """An `EventLog` over one producer, and a client of its own for each consumer.

    Threads may share it; its appends wait for one another. `consumers` makes the consumers of
    librdkafka: a subclass may sign in, or count.
    """

    def __init__(
        self,
        settings: KafkaSettings,
        *,
        consumers: Callable[[dict[str, Any]], Consumer] = Consumer,
    ) -> None:
        self._settings = settings
        self._new_consumer = consumers
        self._producer = Producer(settings.for_producer)
        self._topics = Topics(self._producer.list_topics, settings.timeout.total_seconds())
        self._consumers: list[KafkaLogConsumer] = []
        self._lock = Lock()
        self._is_open = True

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
        """Put a record at the end of a partition, and wait until all replicas have it."""
        self._require_open()
        checked_topic(topic)
        record = Record(
            topic,
            _ANY_PARTITION,
            0,
            None if key is None else checked_bytes("key", key),
            checked_bytes("value", value),
            checked_headers(headers),
            _now(),
        )
        if any("\0" in name for name, _ in record.headers):
            raise InvalidEventLogValue("headers", "librdkafka ends a name at its first NUL")
        if partition is None:
            self._topics.count(topic)
        else:
            number = checked_number("partition", partition)
            record = attrs.evolve(record, partition=self._topics.require(topic, number).partition)
        with self._lock:
            return self._delivered(record)

    def partitions(self, topic: str, /) -> tuple[TopicPartition, ...]:
        """The partitions of a topic."""
        self._require_open()
        return self._topics.every(checked_topic(topic))

    def consumer(self, group: str, topics: Collection[str], /) -> KafkaLogConsumer:
        """A new member of a group, which is given partitions when it polls, if it is alone too."""
        self._require_open()
        checked_group(group)
        names = checked_topics(topics)
        for name in names:
            self._topics.every(name)
        client = self._new_consumer(self._settings.for_consumer(group))
        consumer = KafkaLogConsumer(client, group, names, self._topics, self._settings)
        self._consumers.append(consumer)
        return consumer

    def close(self) -> None:
        """Close the producer and the consumers."""
        self._is_open = False
        while self._consumers:
            self._consumers.pop().close()
        self._producer.close()

    def _require_open(self) -> None:
        if not self._is_open:
            raise LogClosed("The event log")

    def _delivered(self, record: Record) -> Record:
        """The record in its place; idempotence lets librdkafka retry without a second copy."""
        reports: list[tuple[KafkaError | None, Message]] = []
        try:
            self._producer.produce(
                record.topic,
                record.value,
                record.key,
                record.partition,
                on_delivery=lambda error, message: reports.append((error, message)),
                timestamp=(record.timestamp - _EPOCH) // _MILLISECOND,
                headers=list(record.headers),
            )
        except KafkaException as refused:
            raise self._refusal(record, refused.args[0], sent=False) from refused
        self._producer.flush()
        ((error, message),) = reports
        if error is not None:
            raise self._refusal(record, error, sent=True)
        partition, offset = message.partition(), message.offset()
        assert partition is not None
        assert offset is not None
        return attrs.evolve(record, partition=partition, offset=offset)

    def _refusal(self, record: Record, error: KafkaError, *, sent: bool) -> Exception:
        match error.code():
            case KafkaError.MSG_SIZE_TOO_LARGE:
                return RecordTooLarge(record.size, self._settings.max_record_bytes)
            case KafkaError.UNKNOWN_TOPIC_OR_PART | KafkaError._UNKNOWN_TOPIC:
                return UnknownTopic(record.topic, ())
            case _:
                return LogUnavailable(str(error), outcome_unknown=sent)


def _now() -> datetime:
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
