"""What the adapter of Kafka's protocol says when the cluster is away, and of what it cannot do."""

import socket
from collections.abc import Generator
from contextlib import closing
from datetime import timedelta
from time import monotonic
from typing import Final

import attrs
import pytest

from fakes.conformance import Namespace
from fakes.event_log import (
    FencedCommit,
    InvalidEventLogValue,
    LogConsumer,
    LogUnavailable,
    OffsetSpec,
    Record,
    UnknownTopic,
)
from tests.adapters.event_log.kafka_log import KafkaEventLog
from tests.adapters.event_log.kafka_settings import KafkaSettings
from tests.services.kafka import Kafka

SOON: Final = timedelta(seconds=2)
RECONNECTS: Final = {"reconnect.backoff.ms": 50, "reconnect.backoff.max.ms": 50}


def settings_for(servers: str) -> KafkaSettings:
    """Those of a client that soon gives up, and soon comes back."""
    return KafkaSettings(
        servers=servers,
        session_timeout=SOON,
        max_poll_interval=SOON,
        timeout=SOON,
        producer=RECONNECTS,
        consumer={**RECONNECTS, "heartbeat.interval.ms": 50},
    )


@pytest.fixture
def topic(kafka: Kafka) -> Generator[str]:
    name = str(Namespace.fresh("kafka", "failures"))
    kafka.create_topic(name, 1)
    yield name
    kafka.delete_topic(name)


@pytest.fixture
def closed_port() -> Generator[int]:
    """A port at which nobody listens, and which nobody else is given meanwhile."""
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        yield unheard.getsockname()[1]


def test_nothing_is_done_where_nobody_listens(closed_port: int) -> None:
    settings = attrs.evolve(settings_for(f"127.0.0.1:{closed_port}"), timeout=SOON / 4)
    with closing(KafkaEventLog(settings)) as log:
        for use in (
            lambda: log.append("orders", b"1"),
            lambda: log.partitions("orders"),
            lambda: log.consumer("billing", ["orders"]),
        ):
            with pytest.raises(LogUnavailable) as caught:
                use()
            assert not caught.value.outcome_unknown


def test_nobody_knows_of_an_append_that_is_not_confirmed_in_time(kafka: Kafka, topic: str) -> None:
    with closing(KafkaEventLog(settings_for(kafka.servers))) as log:
        log.append(topic, b"1")

        with kafka.interrupted(), pytest.raises(LogUnavailable) as caught:
            log.append(topic, b"2")

        assert caught.value.outcome_unknown
        log.append(topic, b"3")


def test_what_could_not_be_committed_comes_again(kafka: Kafka, topic: str) -> None:
    with closing(KafkaEventLog(settings_for(kafka.servers))) as log:
        record = log.append(topic, b"1")
        consumer = log.consumer(topic, [topic])
        assert polled(consumer) == (record,)

        with kafka.interrupted():
            with pytest.raises(LogUnavailable):
                consumer.seek(record.topic_partition, OffsetSpec.EARLIEST)
            with pytest.raises(LogUnavailable) as caught:
                consumer.commit()
            assert caught.value.outcome_unknown

        with pytest.raises(FencedCommit):
            consumer.commit()
        assert polled(consumer) == (record,)
        consumer.commit()
        assert consumer.committed(record.topic_partition) == 1


def test_what_is_appended_after_the_assignment_comes_to_a_group_that_begins_late(
    kafka: Kafka, topic: str
) -> None:
    settings = attrs.evolve(settings_for(kafka.servers), begin=OffsetSpec.LATEST)
    with closing(KafkaEventLog(settings)) as log:
        log.append(topic, b"early")
        consumer = log.consumer(topic, [topic])
        while not consumer.assignment():
            assert consumer.poll() == ()

        record = log.append(topic, b"in time")

        assert polled(consumer) == (record,)


def polled(consumer: LogConsumer) -> tuple[Record, ...]:
    """What the next poll gives that gives anything."""
    deadline = monotonic() + 10 * SOON.total_seconds()
    while monotonic() < deadline:
        if records := consumer.poll():
            return records
    raise AssertionError("nothing came")


def test_a_topic_that_is_not_there_is_not_made(kafka: Kafka, topic: str) -> None:
    with closing(KafkaEventLog(settings_for(kafka.servers))) as log:
        for _ in range(2):
            with pytest.raises(UnknownTopic) as caught:
                log.append(f"{topic}s", b"1")
            assert topic in caught.value.known


def test_a_header_that_librdkafka_would_cut_off_is_refused(kafka: Kafka, topic: str) -> None:
    with closing(KafkaEventLog(settings_for(kafka.servers))) as log:
        with pytest.raises(InvalidEventLogValue) as caught:
            log.append(topic, b"1", headers=[("trace\0id", b"1")])

        assert str(caught.value) == "headers: librdkafka ends a name at its first NUL"
        assert log.append(topic, b"2").offset == 0
