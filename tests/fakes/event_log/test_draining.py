"""`drain` and `adrain`: a handler runs over what is there, and stops."""

import asyncio

import pytest
import trio

from doubles import anything, spy, when
from fakes.event_log import (
    AsyncFakeEventLog,
    EndlessDrain,
    FakeEventLog,
    LogConsumer,
    LogUnavailable,
    Record,
    adrain,
    drain,
)


def log_of(*values: bytes) -> FakeEventLog:
    log = FakeEventLog()
    for value in values:
        log.append("orders", value)
    return log


class Broken(Exception):
    pass


class Handler:
    """Remembers what it was given, and breaks at one value until it is mended."""

    def __init__(self, breaks_at: bytes | None = None) -> None:
        self.given: list[bytes] = []
        self.breaks_at = breaks_at

    def __call__(self, record: Record) -> None:
        self.given.append(record.value)
        if record.value == self.breaks_at:
            raise Broken

    async def later(self, record: Record) -> None:
        self(record)


def test_drain_handles_and_commits_everything_that_is_there() -> None:
    log, handler = log_of(b"1", b"2"), Handler()

    handled = drain(log.consumer("billing", ["orders"]), handler)

    assert handler.given == [b"1", b"2"]
    assert handled == log.records("orders")
    assert log.lag("billing", "orders") == 0


def test_drain_handles_what_its_handler_appends() -> None:
    log = log_of(b"1")

    def answer(record: Record) -> None:
        if record.value == b"1":
            log.append("orders", b"2")

    assert [r.value for r in drain(log.consumer("billing", ["orders"]), answer)] == [b"1", b"2"]


def test_a_handler_that_raises_stops_drain_and_the_next_begins_with_the_same_record() -> None:
    log, handler = log_of(b"1", b"2", b"3"), Handler(breaks_at=b"2")
    consumer = log.consumer("billing", ["orders"])

    with pytest.raises(Broken):
        drain(consumer, handler)
    assert log.lag("billing", "orders") == 2

    handler.breaks_at = None
    drain(consumer, handler)
    assert handler.given == [b"1", b"2", b"2", b"3"]


def test_the_handlers_error_is_raised_even_if_its_consumer_is_gone() -> None:
    log = log_of(b"1")
    consumer = log.consumer("billing", ["orders"])

    def crash(record: Record) -> None:
        consumer.crash()
        raise Broken

    with pytest.raises(Broken):
        drain(consumer, crash)


def test_a_commit_that_fails_stops_drain_and_the_next_begins_with_the_same_record() -> None:
    log, handler = log_of(b"1", b"2"), Handler()
    consumer = spy(log.consumer("billing", ["orders"]), LogConsumer)
    when(consumer.commit, anything()).raises(LogUnavailable("timeout")).delegates()

    with pytest.raises(LogUnavailable):
        drain(consumer, handler)

    drain(consumer, handler)
    assert handler.given == [b"1", b"1", b"2"]
    assert log.lag("billing", "orders") == 0


def test_the_first_error_is_raised_even_if_the_consumer_cannot_go_back() -> None:
    log = log_of(b"1")
    consumer = spy(log.consumer("billing", ["orders"]), LogConsumer)
    when(consumer.seek, anything(), anything()).raises(TimeoutError())

    with pytest.raises(Broken):
        drain(consumer, Handler(breaks_at=b"1"))


def test_a_handler_whose_work_never_ends_is_stopped_and_no_record_is_lost() -> None:
    log = log_of(b"1")
    consumer = log.consumer("billing", ["orders"])

    with pytest.raises(EndlessDrain) as stopped:
        drain(consumer, lambda record: log.append("orders", record.value), limit=5)

    assert str(stopped.value) == (
        "drain has handled 5 records, and there is another. The handler may append a record for "
        "each that it handles; if there really are so many, raise `limit`."
    )
    assert log.lag("billing", "orders") == 1
    assert len(drain(consumer, Handler())) == 1


def test_a_drain_of_as_many_records_as_its_limit_comes_to_an_end() -> None:
    assert len(drain(log_of(b"1", b"2").consumer("g", ["orders"]), Handler(), limit=2)) == 2


@pytest.mark.parametrize("run", [asyncio.run, lambda main: trio.run(lambda: main)])
def test_adrain_does_the_same_for_async_handlers(run) -> None:
    async def main() -> None:
        log, handler = log_of(b"1", b"2", b"3"), Handler(breaks_at=b"2")
        consumer = await AsyncFakeEventLog(log).consumer("billing", ["orders"])
        with pytest.raises(Broken):
            await adrain(consumer, handler.later)
        handler.breaks_at = None

        assert await adrain(consumer, handler.later) == log.records("orders")[1:]
        assert handler.given == [b"1", b"2", b"2", b"3"]

    run(main())
