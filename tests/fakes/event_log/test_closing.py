"""Closed means closed: for a consumer, and for the log."""

import asyncio

import pytest

from fakes.clock import ManualClock
from fakes.event_log import AsyncFakeEventLog, FakeEventLog, LogClosed, TopicPartition

ORDERS = TopicPartition("orders", 0)


def test_a_closed_consumer_refuses_everything_but_to_be_closed_again() -> None:
    log = FakeEventLog()
    record = log.append("orders", b"")
    consumer = log.consumer("billing", ["orders"])
    consumer.close()
    before = log.snapshot()

    for use in (
        consumer.poll,
        consumer.commit,
        lambda: consumer.commit(record),
        lambda: consumer.seek(ORDERS, 0),
        lambda: consumer.position(ORDERS),
        lambda: consumer.committed(ORDERS),
        consumer.assignment,
    ):
        with pytest.raises(LogClosed) as caught:
            use()
        assert caught.value.what == f"The consumer {consumer.name}"

    consumer.close()
    assert log.snapshot() == before


def test_a_closed_log_refuses_everything_but_to_be_closed_again() -> None:
    log = FakeEventLog()
    log.append("orders", b"")
    log.close()
    before = log.snapshot()

    for use in (
        lambda: log.append("orders", b""),
        lambda: log.partitions("orders"),
        lambda: log.consumer("billing", ["orders"]),
    ):
        with pytest.raises(LogClosed) as caught:
            use()
        assert str(caught.value) == "The event log is closed: open another one to go on."

    log.close()
    assert log.snapshot() == before


def test_a_log_that_is_closed_closes_its_consumers() -> None:
    log = FakeEventLog()
    consumer = log.consumer("billing", ["orders"])

    log.close()

    with pytest.raises(LogClosed):
        consumer.poll()
    assert log.consumers() == ()


def test_the_consumers_of_a_closed_log_have_left_their_groups() -> None:
    log, other = FakeEventLog(clock=ManualClock()), FakeEventLog(clock=ManualClock())
    log.consumer("billing", ["orders"])
    other.consumer("billing", ["orders"]).close()

    log.close()
    other.close()

    assert log.snapshot() == other.snapshot()


def test_consumers_and_logs_are_closed_at_the_end_of_their_blocks() -> None:
    with FakeEventLog() as log:
        with log.consumer("billing", ["orders"]) as consumer:
            assert log.consumers() != ()
        with pytest.raises(LogClosed):
            consumer.poll()
        assert log.consumers() == ()

    with pytest.raises(LogClosed):
        log.append("orders", b"")


def test_so_are_their_async_twins() -> None:
    async def main() -> None:
        async with AsyncFakeEventLog() as log:
            async with await log.consumer("billing", ["orders"]) as consumer:
                await consumer.poll()
            with pytest.raises(LogClosed):
                await consumer.poll()
        with pytest.raises(LogClosed):
            await log.append("orders", b"")

    asyncio.run(main())


def test_a_closed_log_can_still_be_looked_at() -> None:
    log = FakeEventLog()
    record = log.append("orders", b"")

    log.close()

    assert log.records("orders") == (record,)
    assert log.lag("billing", "orders") == 1
