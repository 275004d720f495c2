"""What a consumer reads, and where it begins: groups, offsets, commit and seek."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.clock import ManualClock
from fakes.errors import InvalidValue
from fakes.event_log import (
    FakeEventLog,
    OffsetSpec,
    Record,
    TopicPartition,
    UnassignedPartition,
)

ORDERS = TopicPartition("orders", 0)


def log_of(*values: bytes, topic: str = "orders", partitions: int = 1) -> FakeEventLog:
    log = FakeEventLog(partitions=partitions)
    for value in values:
        log.append(topic, value)
    return log


def values(records: tuple[Record, ...]) -> list[bytes]:
    return [record.value for record in records]


def test_everything_that_was_appended_arrives_once_and_in_order() -> None:
    consumer = log_of(b"1", b"2", b"3").consumer("billing", ["orders"])

    assert values(consumer.poll()) == [b"1", b"2", b"3"]
    assert consumer.poll() == ()


def test_a_poll_takes_no_more_than_it_was_asked_for() -> None:
    consumer = log_of(b"1", b"2", b"3").consumer("billing", ["orders"])

    assert [values(consumer.poll(2)) for _ in range(2)] == [[b"1", b"2"], [b"3"]]


def test_no_partition_starves_another() -> None:
    log = FakeEventLog(partitions=2)
    for number in (0, 0, 0, 1):
        log.append("orders", b"%d" % number, partition=number)
    consumer = log.consumer("billing", ["orders"])

    assert [values(consumer.poll(1)) for _ in range(4)] == [[b"0"], [b"1"], [b"0"], [b"0"]]


@given(st.lists(st.integers(0, 2), max_size=20), st.lists(st.integers(1, 7), max_size=20))
def test_partitions_keep_order_whatever_the_sizes_of_the_polls(
    partitions: list[int], sizes: list[int]
) -> None:
    log = FakeEventLog(partitions=3)
    for number in partitions:
        log.append("orders", b"", partition=number)
    consumer = log.consumer("billing", ["orders"])

    polled = [record for size in [*sizes, 500] for record in consumer.poll(size)]

    for number in range(3):
        assert [r for r in polled if r.partition == number] == [*log.records("orders", number)]


def test_a_consumer_reads_all_topics_it_named_and_no_other() -> None:
    log = FakeEventLog()
    for topic in ("orders", "mails", "logins"):
        log.append(topic, topic.encode())

    consumer = log.consumer("audit", {"orders", "logins"})

    assert sorted(values(consumer.poll())) == [b"logins", b"orders"]


def test_each_group_reads_every_record() -> None:
    log = log_of(b"1", b"2")

    for group in ("billing", "shipping"):
        assert values(log.consumer(group, ["orders"]).poll()) == [b"1", b"2"]


def test_the_members_of_a_group_share_the_records() -> None:
    log = FakeEventLog(partitions=2)
    first, second = log.consumer("billing", ["orders"]), log.consumer("billing", ["orders"])
    first.poll()
    for number in (0, 1):
        log.append("orders", b"%d" % number, partition=number)

    assert (values(first.poll()), values(second.poll())) == ([b"0"], [b"1"])


def test_a_group_goes_on_where_it_committed() -> None:
    log = log_of(b"1", b"2", b"3")
    first = log.consumer("billing", ["orders"])
    first.poll(2)
    first.commit()
    first.close()

    assert values(log.consumer("billing", ["orders"]).poll()) == [b"3"]


def test_what_was_not_committed_is_delivered_again() -> None:
    log = log_of(b"1", b"2")
    first = log.consumer("billing", ["orders"])
    first.poll()
    first.close()

    assert values(log.consumer("billing", ["orders"]).poll()) == [b"1", b"2"]


def test_one_record_can_be_committed_before_the_others() -> None:
    log = log_of(b"1", b"2", b"3")
    consumer = log.consumer("billing", ["orders"])
    _, second, _ = consumer.poll()

    consumer.commit(second)

    assert consumer.committed(ORDERS) == 2
    assert consumer.position(ORDERS) == 3
    assert log.lag("billing", "orders") == 1


def test_a_record_that_is_not_in_the_log_yet_cannot_be_committed() -> None:
    consumer = log_of(b"1").consumer("billing", ["orders"])
    other = log_of(b"1", b"2").records("orders")[1]

    with pytest.raises(InvalidValue) as caught:
        consumer.commit(other)

    assert str(caught.value) == "record: offset 1 is not in orders[0] yet, which ends at 1"
    assert consumer.committed(ORDERS) is None


def test_nothing_is_committed_until_somebody_commits() -> None:
    log = log_of(b"1")
    consumer = log.consumer("billing", ["orders"])
    consumer.poll()

    assert consumer.committed(ORDERS) is None
    assert log.lag("billing", "orders") == log.lag("nobody", "orders") == 1


def test_a_group_can_ask_for_the_offset_of_another_topic() -> None:
    log = log_of(b"1")
    consumer = log.consumer("billing", ["orders"])

    assert consumer.committed(TopicPartition("mails", 0)) is None
    with pytest.raises(InvalidValue, match=r"^partition: must be from 0 to 0 in the topic 'mails'"):
        consumer.committed(TopicPartition("mails", 1))


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (0, [b"1", b"2", b"3"]),
        (2, [b"3"]),
        (3, []),
        (OffsetSpec.EARLIEST, [b"1", b"2", b"3"]),
        (OffsetSpec.LATEST, []),
    ],
)
def test_seek_goes_to_an_offset_or_an_end(to: int | OffsetSpec, expected: list[bytes]) -> None:
    consumer = log_of(b"1", b"2", b"3").consumer("billing", ["orders"])
    consumer.poll(1)

    consumer.seek(ORDERS, to)

    assert values(consumer.poll()) == expected
    assert consumer.committed(ORDERS) is None


@pytest.mark.parametrize(("minutes", "expected"), [(0, 0), (1, 1), (1.5, 2), (2, 2), (9, 3)])
def test_seek_goes_to_the_first_record_that_is_not_older(minutes: float, expected: int) -> None:
    clock = ManualClock()
    log = FakeEventLog(clock=clock)
    for _ in range(3):
        log.append("orders", b"")
        clock.advance(minutes=1)
    consumer = log.consumer("billing", ["orders"])

    consumer.seek(ORDERS, clock.started + timedelta(minutes=minutes))

    assert consumer.position(ORDERS) == expected


def test_an_offset_that_is_not_there_is_as_if_nothing_was_committed() -> None:
    consumer = log_of(b"1", b"2").consumer("billing", ["orders"])

    consumer.seek(ORDERS, 99)

    assert values(consumer.poll()) == [b"1", b"2"]


def test_a_group_that_committed_an_offset_beyond_the_end_is_not_behind() -> None:
    log = log_of(b"1")
    consumer = log.consumer("billing", ["orders"])

    consumer.seek(ORDERS, 99)
    consumer.commit()

    assert log.lag("billing", "orders") == 0


def test_only_a_partition_of_ones_own_can_be_used() -> None:
    log = FakeEventLog(partitions=2)
    consumer = log.consumer("billing", ["orders"])
    mails = TopicPartition("mails", 0)
    record = log.append("mails", b"")
    before = log.snapshot()

    for use in (
        lambda: consumer.seek(mails, 0),
        lambda: consumer.position(mails),
        lambda: consumer.commit(record),
    ):
        with pytest.raises(UnassignedPartition) as caught:
            use()
        assert str(caught.value) == (
            "mails[0] is not assigned to this consumer; its partitions: orders[0], orders[1]. "
            "A rebalance may have moved it: poll, and go on with what comes."
        )
        assert log.snapshot() == before
    assert caught.value.partition == mails
    assert caught.value.assignment == log.partitions("orders")


def late_to(reset: OffsetSpec) -> FakeEventLog:
    log = FakeEventLog(auto_offset_reset=reset)
    log.append("orders", b"before")
    return log


def test_a_late_group_begins_with_the_oldest_record_if_told_to_and_by_default() -> None:
    for log in (late_to(OffsetSpec.EARLIEST), log_of(b"before")):
        assert values(log.consumer("billing", ["orders"]).poll()) == [b"before"]


def test_a_late_group_begins_with_what_comes_if_told_to() -> None:
    log = late_to(OffsetSpec.LATEST)
    consumer = log.consumer("billing", ["orders"])
    log.append("orders", b"after")

    assert values(consumer.poll()) == [b"after"]


def test_a_group_that_has_committed_goes_on_there_whatever_the_setting() -> None:
    log = late_to(OffsetSpec.LATEST)
    consumer = log.consumer("billing", ["orders"])
    consumer.seek(ORDERS, 0)
    consumer.commit()
    consumer.close()

    assert values(log.consumer("billing", ["orders"]).poll()) == [b"before"]
