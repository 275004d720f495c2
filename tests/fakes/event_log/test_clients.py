"""Several clients of one log, as several processes are: what is shared, and what ends with one."""

import asyncio

import pytest

from fakes.clock import ManualClock
from fakes.event_log import AsyncFakeEventLog, FakeEventLog, LogClosed, TopicPartition


def test_clients_share_the_log() -> None:
    log = FakeEventLog()
    other = log.connect()

    record = log.append("orders", b"")

    assert other.records("orders") == (record,)
    assert other.snapshot() == log.snapshot()


def test_the_consumers_of_two_clients_share_the_partitions_of_a_group() -> None:
    log = FakeEventLog(partitions=2)
    first = log.consumer("billing", ["orders"])
    second = log.connect().consumer("billing", ["orders"])

    first.poll()
    second.poll()

    assert first.assignment() == {TopicPartition("orders", 0)}
    assert second.assignment() == {TopicPartition("orders", 1)}
    assert [one.name for one in log.consumers()] == [first.name, second.name]


def test_to_close_a_client_ends_its_consumers_and_no_others() -> None:
    log = FakeEventLog()
    other = log.connect()
    ended, going = log.consumer("billing", ["orders"]), other.consumer("mailing", ["orders"])

    log.close()

    with pytest.raises(LogClosed) as caught:
        log.append("orders", b"")
    assert caught.value.what == "The event log"
    with pytest.raises(LogClosed):
        ended.poll()
    record = other.append("orders", b"")
    assert going.poll() == (record,)


def test_the_repr_says_which_client_is_closed() -> None:
    log = FakeEventLog()
    other = log.connect()

    other.close()

    assert repr(log) == "<FakeEventLog: 0 records, 0 consumers>"
    assert repr(other) == "<FakeEventLog: 0 records, closed>"


def test_a_client_of_a_log_whose_first_client_is_closed_is_open() -> None:
    log = FakeEventLog()
    log.close()

    assert log.connect().append("orders", b"").offset == 0


def test_a_client_that_is_closed_leaves_its_groups_and_one_that_crashes_does_not() -> None:
    clock = ManualClock()
    log = FakeEventLog(partitions=2, clock=clock)
    staying = log.consumer("billing", ["orders"])

    leaving = log.connect()
    leaving.consumer("billing", ["orders"])
    leaving.close()
    staying.poll()
    assert len(staying.assignment()) == 2

    dying = log.connect()
    dying.consumer("billing", ["orders"])
    staying.poll()
    dying.crash()
    staying.poll()
    assert len(staying.assignment()) == 1

    clock.advance(minutes=4)
    staying.poll()
    clock.advance(minutes=1)
    staying.poll()
    assert len(staying.assignment()) == 2


def test_a_client_that_crashed_is_closed_with_its_consumers() -> None:
    log = FakeEventLog()
    dying = log.connect()
    consumer = dying.consumer("billing", ["orders"])

    dying.crash()
    dying.crash()
    dying.close()

    with pytest.raises(LogClosed):
        dying.partitions("orders")
    with pytest.raises(LogClosed):
        consumer.poll()
    assert log.consumers() == ()


def test_an_async_client_is_the_twin_of_another_client() -> None:
    async def main() -> None:
        log = AsyncFakeEventLog()
        other = AsyncFakeEventLog(log.fake.connect())
        record = await log.append("orders", b"")
        await log.close()

        consumer = await other.consumer("billing", ["orders"])
        assert await consumer.poll() == (record,)
        with pytest.raises(LogClosed):
            await log.append("orders", b"")

    asyncio.run(main())
