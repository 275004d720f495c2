"""The async twin is the sync fake, awaited: under asyncio and under trio."""

import asyncio
import inspect

import pytest
import trio

from doubles import check_shape
from fakes.event_log import (
    AsyncEventLog,
    AsyncFakeEventLog,
    AsyncFakeLogConsumer,
    AsyncLogConsumer,
    EventLog,
    FakeEventLog,
    LogClosed,
    LogConsumer,
    OffsetSpec,
    TopicPartition,
)

ORDERS = TopicPartition("orders", 0)
RUNS = pytest.mark.parametrize("run", [asyncio.run, lambda main: trio.run(lambda: main)])


@RUNS
def test_every_method_does_what_the_sync_one_does(run) -> None:
    async def main() -> None:
        log = AsyncFakeEventLog(FakeEventLog(partitions=1))
        record = await log.append("orders", b"1", key=b"k", headers=[("h", b"")], partition=0)
        assert log.fake.records("orders") == (record,)
        assert await log.partitions("orders") == (ORDERS,)

        consumer = await log.consumer("billing", ["orders"])
        assert await consumer.assignment() == {ORDERS}
        assert await consumer.poll() == (record,)
        assert await consumer.position(ORDERS) == 1
        assert await consumer.committed(ORDERS) is None
        await consumer.commit()
        assert consumer.fake.committed(ORDERS) == 1
        await consumer.seek(ORDERS, OffsetSpec.EARLIEST)
        await log.append("orders", b"2")
        await consumer.commit()
        await consumer.commit(record)
        assert await consumer.committed(ORDERS) == 1
        assert await consumer.poll(1) == (record,)

        await consumer.close()
        with pytest.raises(LogClosed):
            await consumer.poll()
        await log.close()
        with pytest.raises(LogClosed):
            await log.append("orders", b"2")

    run(main())


def test_a_twin_without_a_fake_has_one_of_its_own() -> None:
    assert AsyncFakeEventLog().fake is not AsyncFakeEventLog().fake


def test_a_crash_of_the_sync_consumer_is_one_of_the_twins() -> None:
    async def main() -> None:
        consumer = await AsyncFakeEventLog().consumer("billing", ["orders"])
        consumer.fake.crash()
        with pytest.raises(LogClosed):
            await consumer.poll()

    asyncio.run(main())


def test_the_twins_have_the_names_and_parameters_of_the_ports() -> None:
    for sync, twin in ((EventLog, AsyncEventLog), (LogConsumer, AsyncLogConsumer)):
        methods = {name for name in vars(sync) if not name.startswith("_")}
        assert methods == {name for name in vars(twin) if not name.startswith("_")}
        for name in methods:
            one, other = getattr(sync, name), getattr(twin, name)
            assert inspect.iscoroutinefunction(other)
            assert inspect.signature(one).parameters == inspect.signature(other).parameters


def test_the_fakes_have_the_shape_of_their_ports() -> None:
    log = FakeEventLog()
    consumer = log.consumer("billing", ["orders"])

    check_shape(log, EventLog)
    check_shape(consumer, LogConsumer)
    check_shape(AsyncFakeEventLog(log), AsyncEventLog)
    check_shape(AsyncFakeLogConsumer(consumer), AsyncLogConsumer)
