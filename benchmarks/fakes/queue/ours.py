"""`FakeMessageQueue`, as it is."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from benchmarks.fakes.contestants import OURS
from benchmarks.fakes.queue.queues import body
from fakes.queue.fake import FakeMessageQueue
from fakes.queue.values import Delivery

__all__ = ["FakesContestant"]


class FakesContestant:
    name = OURS
    notes = ("`FakeMessageQueue()`: a message has an id, a lease and a count of its deliveries",)
    cannot: Mapping[str, str] = {}
    receiving = "queue.receive()[0]"
    holds = 1_000_000

    def body_of(self, delivery: Delivery, /) -> bytes:
        assert isinstance(delivery.body, bytes)
        return delivery.body

    @contextmanager
    def opened(self, size: int, /) -> Iterator[FakeMessageQueue]:
        queue = FakeMessageQueue()
        for number in range(size):
            queue.publish(body(number))
        yield queue
        queue.close()
