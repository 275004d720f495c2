"""The clock: read once for each operation, before anything changes."""

from datetime import UTC, datetime, timedelta

import pytest

from fakes.clock import ManualClock
from fakes.event_log import FakeEventLog


class StoppingClock:
    """A clock that works until it is stopped, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.stopped = False

    def __call__(self) -> datetime:
        self.asked += 1
        if self.stopped:
            raise RuntimeError
        return datetime(2026, 1, 1, tzinfo=UTC)


OPERATIONS = {
    "append": lambda log, consumer: log.append("orders", b""),
    "consumer": lambda log, consumer: log.consumer("billing", ["orders"]),
    "poll": lambda log, consumer: consumer.poll(),
    "commit": lambda log, consumer: consumer.commit(),
    "leave": lambda log, consumer: consumer.close(),
    "close": lambda log, consumer: log.close(),
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_reads_the_clock_once_and_changes_nothing_if_it_fails(operation: str) -> None:
    clock = StoppingClock()
    log = FakeEventLog(partitions=3, retention=timedelta(days=1), clock=clock)
    for partition in range(3):
        log.append("orders", b"", partition=partition)
    consumer, _ = log.consumer("billing", ["orders"]), log.consumer("mailing", ["orders"])
    before, clock.stopped, clock.asked = log.snapshot(), True, 0

    with pytest.raises(RuntimeError):
        OPERATIONS[operation](log, consumer)
    clock.stopped = False
    assert log.snapshot() == before

    clock.asked = 0
    OPERATIONS[operation](log, consumer)
    assert clock.asked == 1


def test_a_seek_to_the_time_of_an_append_finds_its_record() -> None:
    clock = ManualClock(datetime(2026, 1, 1, 0, 0, 0, 1_999, tzinfo=UTC))
    log = FakeEventLog(clock=clock)
    record = log.append("orders", b"")
    consumer = log.consumer("billing", ["orders"])

    consumer.seek(record.topic_partition, clock())

    assert consumer.poll() == (record,)
