"""How long records are kept, by time and by size, and what a consumer makes of the gap."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.clock import ManualClock
from fakes.event_log import FakeEventLog, OffsetSpec, TopicPartition
from tests.fakes.clocks import MovableTime, in_a_pool_thread

ORDERS = TopicPartition("orders", 0)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("thread", [lambda action: action(), in_a_pool_thread])
def test_a_record_is_kept_for_the_retention_and_no_longer(time: MovableTime, thread) -> None:
    log = FakeEventLog(retention=HOUR, clock=time.clock)
    consumer = log.consumer("billing", ["orders"])
    log.append("orders", b"")
    time.advance(3600)
    assert len(thread(lambda: log.records("orders"))) == 1

    time.advance(1)

    assert thread(lambda: log.records("orders")) == ()
    assert thread(consumer.poll) == ()


def test_without_a_retention_records_are_kept_for_ever() -> None:
    clock = ManualClock()
    log = FakeEventLog(clock=clock)
    log.append("orders", b"")

    clock.advance(days=10_000)

    assert len(log.records("orders")) == 1


def test_offsets_go_on_behind_what_is_gone() -> None:
    clock = ManualClock()
    log = FakeEventLog(retention=HOUR, clock=clock)
    log.append("orders", b"")
    clock.advance(hours=2)

    assert log.append("orders", b"").offset == 1


def test_the_oldest_records_go_while_the_others_have_enough_bytes() -> None:
    log = FakeEventLog(retention_bytes=10)
    for value in (b"12345", b"123456", b"1234"):
        log.append("orders", value)

    assert [record.offset for record in log.records("orders")] == [1, 2]


def test_each_partition_has_its_own_bytes() -> None:
    log = FakeEventLog(partitions=2, retention_bytes=5)
    for number in (0, 1, 0):
        log.append("orders", b"12345", partition=number)

    assert [(r.partition, r.offset) for r in log.records("orders")] == [(0, 1), (1, 0)]


def gap(reset: OffsetSpec) -> tuple[FakeEventLog, list[int]]:
    """The offsets that a consumer polls who had committed 1 when 0 to 2 went; 3 and 4 are there."""
    clock = ManualClock()
    log = FakeEventLog(
        retention=HOUR, clock=clock, auto_offset_reset=reset, session_timeout=timedelta(days=1)
    )
    consumer = log.consumer("billing", ["orders"])
    for _ in range(3):
        log.append("orders", b"")
    consumer.poll(1)
    consumer.commit()
    clock.advance(hours=2)
    for _ in range(2):
        log.append("orders", b"")
    return log, [record.offset for record in consumer.poll()]


def test_a_place_that_is_gone_is_where_the_setting_says() -> None:
    assert gap(OffsetSpec.EARLIEST)[1] == [3, 4]
    assert gap(OffsetSpec.LATEST)[1] == []


def test_the_lag_counts_only_what_is_kept() -> None:
    log, _ = gap(OffsetSpec.EARLIEST)

    assert log.lag("billing", "orders") == 2


def test_to_seek_to_a_time_finds_only_what_is_kept() -> None:
    clock = ManualClock()
    log = FakeEventLog(retention=HOUR, clock=clock)
    log.append("orders", b"")
    clock.advance(hours=2)
    log.append("orders", b"")
    consumer = log.consumer("billing", ["orders"])

    consumer.seek(ORDERS, clock.started)

    assert consumer.position(ORDERS) == 1


def test_a_clock_that_is_set_back_loses_nothing() -> None:
    clock = ManualClock()
    log = FakeEventLog(retention=HOUR, clock=clock)
    late = log.append("orders", b"")
    clock.move_to(clock.started - timedelta(days=1))
    early = log.append("orders", b"")

    assert log.records("orders") == (late, early)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 90)), max_size=30))
def test_retention_keeps_a_run_of_the_newest_records(steps: list[tuple[int, int]]) -> None:
    clock = ManualClock()
    log = FakeEventLog(retention=HOUR, retention_bytes=20, clock=clock)
    appended: list[tuple[int, datetime]] = []
    for size, minutes in steps:
        log.append("orders", bytes(size))
        appended.append((size, clock()))
        clock.advance(minutes=minutes)

    kept = log.records("orders")

    assert [record.offset for record in kept] == [*range(len(appended) - len(kept), len(appended))]
    assert all(clock() - record.timestamp <= HOUR for record in kept)
    dropped = appended[: len(appended) - len(kept)]
    if dropped and clock() - dropped[-1][1] <= HOUR:  # it was the bytes that it went for
        assert sum(record.size for record in kept) >= 20
