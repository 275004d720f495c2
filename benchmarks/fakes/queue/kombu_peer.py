"""kombu's transport in memory, through its own producer and queue."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from itertools import count
from typing import Any

from benchmarks.fakes.queue.queues import body

__all__ = ["KombuContestant"]

kombu: Any = import_module("kombu")
"""Without its types: most of its functions have none."""

NUMBERS = count()
"""The transport keeps its queues for the whole process, so each gets a name of its own."""


class KombuQueue:
    def __init__(self, producer: Any, queue: Any) -> None:
        self._producer = producer
        self._queue = queue

    def publish(self, body: bytes, /) -> None:
        self._producer.publish(
            body,
            routing_key=self._queue.name,
            content_type="application/octet-stream",
            content_encoding="binary",
        )

    def receive(self) -> Any:
        return self._queue.get()

    def ack(self, message: Any, /) -> None:
        message.ack()


class KombuContestant:
    name = "kombu"
    notes = (
        "its memory transport; a message is published with a `Producer`, and got from a `Queue`",
    )
    cannot: Mapping[str, str] = {}
    receiving = "queue.receive()"
    holds = 100_000

    def body_of(self, message: Any, /) -> bytes:
        return bytes(message.body)

    @contextmanager
    def opened(self, size: int, /) -> Iterator[KombuQueue]:
        with kombu.Connection("memory://") as connection, connection.channel() as channel:
            queue = kombu.Queue(f"orders {next(NUMBERS)}")(channel)
            queue.declare()
            orders = KombuQueue(kombu.Producer(channel), queue)
            for number in range(size):
                orders.publish(body(number))
            yield orders
            queue.delete()
