"""What `append` promises: where a record comes to lie, and that it lies there exactly."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.clock import ManualClock
from fakes.errors import InvalidValue
from fakes.event_log import FakeEventLog, Headers, RecordTooLarge, TopicPartition, UnknownTopic
from fakes.strategies import event_log as some


def test_append_returns_the_record_that_the_log_keeps() -> None:
    log = FakeEventLog()

    record = log.append("orders", b"paid", key=b"42", headers=[("trace", b"\x00\xff")])

    assert log.records("orders") == (record,)
    assert (record.topic, record.partition, record.offset) == ("orders", 0, 0)
    assert (record.key, record.value, record.headers) == (b"42", b"paid", (("trace", b"\x00\xff"),))


@given(key=some.keys(), value=some.values(), headers=some.headers())
def test_a_record_arrives_exactly_as_it_was_appended(
    key: bytes | None, value: bytes, headers: Headers
) -> None:
    log = FakeEventLog()
    appended = log.append("orders", value, key=key, headers=headers)

    (record,) = log.consumer("billing", ["orders"]).poll()

    assert record == appended
    assert (record.key, record.value, record.headers) == (key, value, headers)


def test_changing_the_list_of_headers_changes_nothing_in_the_log() -> None:
    log = FakeEventLog()
    headers = [("trace", b"1")]
    log.append("orders", b"paid", headers=headers)

    headers.append(("trace", b"2"))

    assert log.records("orders")[0].headers == (("trace", b"1"),)


def test_headers_may_be_the_items_of_a_dict() -> None:
    log = FakeEventLog()

    record = log.append("orders", b"paid", headers={"trace": b"1", "span": b"2"}.items())

    assert record.headers == (("trace", b"1"), ("span", b"2"))


def test_a_record_is_stamped_with_the_logs_time_in_whole_milliseconds() -> None:
    log = FakeEventLog(clock=ManualClock(datetime(2026, 3, 1, 12, 0, 0, 123_999, tzinfo=UTC)))

    record = log.append("orders", b"paid")

    assert record.timestamp == datetime(2026, 3, 1, 12, 0, 0, 123_000, tzinfo=UTC)


def test_offsets_count_the_records_of_each_partition() -> None:
    log = FakeEventLog(partitions=2)

    appended = [log.append("orders", b"", partition=number) for number in (0, 1, 0, 0, 1)]

    assert [record.offset for record in appended] == [0, 0, 1, 2, 1]


@given(st.lists(st.tuples(some.keys(), st.integers(0, 99)), max_size=30))
def test_records_of_one_key_are_in_one_partition_in_order(
    entries: list[tuple[bytes | None, int]],
) -> None:
    log = FakeEventLog(partitions=5)
    for key, number in entries:
        log.append("orders", b"%d" % number, key=key)

    for key in {key for key, _ in entries} - {None}:
        records = [record for record in log.records("orders") if record.key == key]
        assert len({record.partition for record in records}) == 1
        assert [int(record.value) for record in records] == [n for k, n in entries if k == key]


def test_records_without_a_key_take_the_partitions_in_turn() -> None:
    log = FakeEventLog(partitions=3)

    assert [log.append("orders", b"").partition for _ in range(4)] == [0, 1, 2, 0]


def test_a_partition_that_is_named_overrides_the_keys() -> None:
    log = FakeEventLog(partitions=3)

    assert {log.append("orders", b"", key=b"42", partition=n).partition for n in range(3)} == {
        *range(3)
    }


def test_the_records_of_one_partition_can_be_looked_at_alone() -> None:
    log = FakeEventLog(partitions=2)
    first = log.append("orders", b"1", partition=0)
    second = log.append("orders", b"2", partition=1)

    assert log.records("orders", 0) == (first,)
    assert log.records("orders", 1) == (second,)


def test_topics_are_separate_and_their_names_exact() -> None:
    log = FakeEventLog()
    log.append("orders", b"1")

    assert log.records("Orders") == ()
    assert log.records("orders.eu") == ()


def test_a_topic_begins_with_its_partitions_when_it_is_first_used() -> None:
    log = FakeEventLog(partitions=2)

    assert log.partitions("new") == (TopicPartition("new", 0), TopicPartition("new", 1))


def test_a_log_with_named_topics_has_no_others() -> None:
    log = FakeEventLog(partitions={"orders": 2, "mails": 1})

    assert len(log.partitions("orders")) == 2
    for use in (
        lambda: log.append("order", b""),
        lambda: log.partitions("order"),
        lambda: log.consumer("billing", ["orders", "order"]),
        lambda: log.records("order"),
        lambda: log.lag("billing", "order"),
    ):
        before = log.snapshot()
        with pytest.raises(UnknownTopic) as caught:
            use()
        assert str(caught.value) == (
            "There is no topic 'order'. Did you mean 'orders'? Topics: 'mails', 'orders'. A log "
            "has those that it was set up with, a fake one by partitions={'order': 1, ...}."
        )
        assert log.snapshot() == before


def test_a_log_with_no_topics_says_so() -> None:
    with pytest.raises(UnknownTopic) as caught:
        FakeEventLog(partitions={}).append("orders", b"")

    assert str(caught.value) == (
        "There is no topic 'orders'. Topics: none. A log has those that it was set up with, a "
        "fake one by partitions={'orders': 1, ...}."
    )
    assert (caught.value.topic, caught.value.known) == ("orders", ())


def test_a_partition_that_is_not_there_is_refused() -> None:
    log = FakeEventLog(partitions=2)

    with pytest.raises(InvalidValue) as caught:
        log.append("orders", b"", partition=2)

    assert str(caught.value) == "partition: must be from 0 to 1 in the topic 'orders', not 2"


def test_a_record_may_be_as_large_as_the_limit_and_no_larger() -> None:
    log = FakeEventLog(max_record_bytes=10)
    log.append("orders", b"12345", key=b"12", headers=[("é", b"1")])
    before = log.snapshot()

    with pytest.raises(RecordTooLarge) as caught:
        log.append("mails", b"12345", key=b"12", headers=[("é", b"12")])

    assert str(caught.value) == (
        "The record has 11 bytes, and the log takes 10: append it in parts, or raise the limit."
    )
    assert (caught.value.size, caught.value.limit) == (11, 10)
    assert log.snapshot() == before


def test_two_logs_share_nothing() -> None:
    first, second = FakeEventLog(), FakeEventLog()

    first.append("orders", b"")

    assert second.records("orders") == ()
