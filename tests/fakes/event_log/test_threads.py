"""Threads that meet at one log lose nothing, repeat nothing and mix nothing up."""

import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from fakes.event_log import FakeEventLog, Record

pytestmark = pytest.mark.usefixtures("restless_threads")

THREADS = 8
EACH = 50


@pytest.fixture
def restless_threads() -> Iterator[None]:
    """Threads take turns after a few instructions, so that what no lock guards goes wrong."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def test_everything_that_many_threads_append_is_there_once_and_in_each_threads_order() -> None:
    log, barrier = FakeEventLog(partitions=3), Barrier(THREADS)

    def append(thread: int) -> list[Record]:
        barrier.wait()
        return [log.append("orders", b"%d" % n, key=b"%d" % thread) for n in range(EACH)]

    with ThreadPoolExecutor(THREADS) as pool:
        appended = [record for records in pool.map(append, range(THREADS)) for record in records]

    kept = log.records("orders")
    assert len(kept) == THREADS * EACH
    assert {*kept} == {*appended}
    for number in range(3):
        offsets = [record.offset for record in log.records("orders", number)]
        assert offsets == [*range(len(offsets))]
    for thread in range(THREADS):
        own = [int(record.value) for record in kept if record.key == b"%d" % thread]
        assert own == [*range(EACH)]


def test_threads_that_share_a_consumer_get_each_record_once() -> None:
    log, barrier = FakeEventLog(partitions=3), Barrier(THREADS)
    for _ in range(THREADS * EACH):
        log.append("orders", b"")
    consumer = log.consumer("billing", ["orders"])

    def poll(_: int) -> list[Record]:
        barrier.wait()
        return [record for _ in range(EACH) for record in consumer.poll(1)]

    with ThreadPoolExecutor(THREADS) as pool:
        polled = [record for records in pool.map(poll, range(THREADS)) for record in records]

    assert Counter(polled) == Counter(log.records("orders"))


def test_consumers_that_join_at_once_share_all_partitions() -> None:
    log, barrier = FakeEventLog(partitions=THREADS), Barrier(THREADS)

    def join(_: int) -> object:
        barrier.wait()
        return log.consumer("billing", ["orders"])

    with ThreadPoolExecutor(THREADS) as pool:
        assert len({*pool.map(join, range(THREADS))}) == THREADS
    for consumer in log.consumers() * 2:
        consumer.poll()

    shares = [consumer.assignment() for consumer in log.consumers()]
    assert [len(share) for share in shares] == [1] * THREADS
    assert frozenset().union(*shares) == {*log.partitions("orders")}
