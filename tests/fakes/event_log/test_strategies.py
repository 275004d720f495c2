"""The strategies give what the log takes."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from fakes.event_log import FakeEventLog, Headers, OffsetSpec, Record, TopicPartition
from fakes.strategies import event_log as some


@given(some.topics(), some.groups(), some.keys(), some.values(), some.headers())
def test_the_log_takes_every_value(
    topic: str, group: str, key: bytes | None, value: bytes, headers: Headers
) -> None:
    log = FakeEventLog()

    record = log.append(topic, value, key=key, headers=headers)

    assert log.consumer(group, [topic]).poll() == (record,)


@given(some.topic_partitions(partitions=3), some.destinations())
def test_a_consumer_can_seek_to_every_destination(
    partition: TopicPartition, to: int | OffsetSpec | datetime
) -> None:
    consumer = FakeEventLog(partitions=3).consumer("billing", [partition.topic])

    consumer.seek(partition, to)


@given(some.records(), some.records(st.just("orders")), some.topic_partitions(st.just("orders")))
def test_records_are_what_a_consumer_gets(
    record: Record, order: Record, partition: TopicPartition
) -> None:
    assert record.timestamp.microsecond % 1000 == 0
    assert order.topic == partition.topic == "orders"
