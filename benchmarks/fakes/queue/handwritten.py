"""The queue that a good engineer writes for tests: a deque, what is in flight, and a lock."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from threading import Lock

from benchmarks.fakes.contestants import HAND
from benchmarks.fakes.queue.queues import body

__all__ = ["DequeContestant"]

Delivery = tuple[int, bytes]


class DequeQueue:
    def __init__(self, bodies: Iterable[bytes]) -> None:
        self._lock = Lock()
        self._waiting = deque(bodies)
        self._in_flight: dict[int, bytes] = {}
        self._delivered = 0

    def publish(self, body: bytes, /) -> None:
        with self._lock:
            self._waiting.append(body)

    def receive(self) -> Delivery | None:
        with self._lock:
            if not self._waiting:
                return None
            self._delivered += 1
            body = self._in_flight[self._delivered] = self._waiting.popleft()
            return self._delivered, body

    def ack(self, delivery: Delivery, /) -> None:
        with self._lock:
            del self._in_flight[delivery[0]]


class DequeContestant:
    name = HAND
    notes = ("a deque of bodies, a dict of those in flight and a lock; a delivery is a tuple",)
    cannot: Mapping[str, str] = {}
    receiving = "queue.receive()"
    holds = 1_000_000

    def body_of(self, delivery: Delivery, /) -> bytes:
        return delivery[1]

    @contextmanager
    def opened(self, size: int, /) -> Iterator[DequeQueue]:
        yield DequeQueue(map(body, range(size)))
