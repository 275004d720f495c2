"""A Redis stream with a consumer group, in fakeredis."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

from fakeredis import FakeRedis, FakeServer

from benchmarks.fakes.queue.queues import body

__all__ = ["FakeredisContestant"]

Delivery = tuple[bytes, Mapping[bytes, bytes]]


class StreamQueue:
    def __init__(self, client: FakeRedis) -> None:
        self._client = client
        client.xgroup_create("orders", "workers", id="0", mkstream=True)

    def publish(self, body: bytes, /) -> None:
        self._client.xadd("orders", {"body": body})

    def receive(self) -> Delivery | None:
        streams: Any = self._client.xreadgroup("workers", "worker", {"orders": ">"}, count=1)
        return streams[0][1][0] if streams else None

    def ack(self, delivery: Delivery, /) -> None:
        self._client.xack("orders", "workers", delivery[0])


class FakeredisContestant:
    name = "fakeredis"
    notes = (
        (
            "a stream and a consumer group of one: XADD, XREADGROUP, XACK; the stream is not "
            "trimmed, as an acknowledgement does not do that"
        ),
    )
    cannot: Mapping[str, str] = {}
    receiving = "queue.receive()"
    holds = 1_000

    def body_of(self, delivery: Delivery, /) -> bytes:
        return delivery[1][b"body"]

    @contextmanager
    def opened(self, size: int, /) -> Iterator[StreamQueue]:
        with closing(FakeRedis(server=FakeServer())) as client:
            orders = StreamQueue(client)
            for number in range(size):
                orders.publish(body(number))
            yield orders
