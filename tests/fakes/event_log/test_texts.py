"""How records, logs and errors read; and that errors can be pickled and copied."""

import copy
import pickle
from datetime import UTC, datetime

import pytest

from fakes.clock import ManualClock
from fakes.event_log import (
    AsyncFakeEventLog,
    AsyncFakeLogConsumer,
    EndlessDrain,
    EventLogError,
    FakeEventLog,
    FencedCommit,
    InvalidEventLogValue,
    LogClosed,
    LogUnavailable,
    RecordTooLarge,
    TopicPartition,
    UnassignedPartition,
    UnknownTopic,
)


def test_a_record_reads_as_what_it_holds() -> None:
    record = FakeEventLog(clock=ManualClock()).append("orders", b"paid", key=b"42")

    assert repr(record) == (
        "Record(topic='orders', partition=0, offset=0, key=b'42', value=b'paid', headers=(), "
        "timestamp=2026-01-01T00:00:00+00:00)"
    )


def test_a_long_value_is_cut() -> None:
    record = FakeEventLog().append("orders", b"x" * 70_000)

    assert f"value=b'{'x' * 60}'... (70,000 bytes)" in repr(record)


def test_two_records_that_differ_show_where() -> None:
    log = FakeEventLog(clock=ManualClock())
    first, second = log.append("orders", b"1"), log.append("orders", b"2")

    with pytest.raises(AssertionError) as caught:
        assert first == second

    assert "['offset', 'value']" in str(caught.value)
    assert "offset: 0 != 1" in str(caught.value)


def test_a_partition_reads_like_kafkas_tools_write_it() -> None:
    assert str(TopicPartition("orders", 2)) == "orders[2]"
    assert repr(TopicPartition("orders", 2)) == "TopicPartition(topic='orders', partition=2)"


def test_a_log_says_what_is_in_it() -> None:
    log = FakeEventLog(partitions=2)
    assert repr(log) == "<FakeEventLog: 0 records, 0 consumers>"

    for topic in ("orders", "orders", "mails"):
        log.append(topic, b"")
    log.consumer("billing", ["orders"])
    assert repr(log) == "<FakeEventLog: 3 records (1 in 'mails', 2 in 'orders'), 1 consumer>"
    assert repr(AsyncFakeEventLog(log)) == f"<AsyncFakeEventLog of {log!r}>"

    log.close()
    assert repr(log) == "<FakeEventLog: 3 records (1 in 'mails', 2 in 'orders'), closed>"


def test_a_consumer_says_where_it_is() -> None:
    log = FakeEventLog(partitions=2)
    log.append("orders", b"", partition=1)
    consumer = log.consumer("billing", ["orders"])
    consumer.poll()
    name = consumer.name

    assert consumer.group == "billing"
    assert repr(consumer) == f"<FakeLogConsumer {name} of 'billing': orders[0]@0, orders[1]@1>"
    assert repr(AsyncFakeLogConsumer(consumer)) == f"<AsyncFakeLogConsumer of {consumer!r}>"
    consumer.close()
    assert repr(consumer) == f"<FakeLogConsumer {name} of 'billing': closed>"


def test_a_consumer_without_partitions_says_what_it_waits_for() -> None:
    log = FakeEventLog(partitions=1)
    first = log.consumer("billing", ["orders"])
    second = log.consumer("billing", ["orders"])
    before = f"<FakeLogConsumer {second.name} of 'billing': "
    assert repr(second) == f"{before}waits for {first.name} to poll>"

    first.poll()
    assert repr(second) == f"{before}must poll to learn its partitions>"

    second.poll()
    assert repr(second) == f"{before}no partitions>"


def test_a_snapshot_says_what_is_in_it() -> None:
    log = FakeEventLog()
    log.append("orders", b"")
    log.consumer("billing", ["orders"])

    assert repr(log.snapshot()) == "<EventLogSnapshot: 1 record, 1 group, 1 consumer>"


def test_an_unavailable_log_says_whether_something_may_have_been_done() -> None:
    lost, refused = LogUnavailable("timeout"), LogUnavailable("refused", outcome_unknown=False)

    assert lost.outcome_unknown
    assert str(lost) == (
        "The log's reply is missing: timeout. What was asked may have been done or not; a record "
        "that is appended again may be in the log twice, to commit again does no harm."
    )
    assert str(refused) == "The log could not be reached: refused. Nothing was done."


@pytest.mark.parametrize(
    "error",
    [
        EndlessDrain(10),
        LogClosed("The event log"),
        LogUnavailable("refused", outcome_unknown=False),
        InvalidEventLogValue("topic", "must be a str"),
        UnknownTopic("order", ("orders",)),
        RecordTooLarge(11, 10),
        UnassignedPartition(TopicPartition("orders", 0), ()),
        FencedCommit("billing", "consumer-1", 3),
    ],
)
@pytest.mark.parametrize("copied", [copy.copy, lambda error: pickle.loads(pickle.dumps(error))])
def test_errors_can_be_pickled_and_copied(error: EventLogError, copied) -> None:
    twin = copied(error)

    assert type(twin) is type(error)
    assert vars(twin) == vars(error)
    assert str(twin) == str(error)


def test_records_can_be_pickled() -> None:
    record = FakeEventLog().append("orders", b"paid")

    assert pickle.loads(pickle.dumps(record)) == record
    assert record.timestamp <= datetime.now(UTC)
