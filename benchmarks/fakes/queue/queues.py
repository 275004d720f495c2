"""The queue that each contestant offers, and the messages in it."""

from typing import Any, Protocol

from benchmarks.fakes.contestants import Contestant

__all__ = ["Queue", "QueueContestant", "body"]


def body(number: int) -> bytes:
    """The body of the message with this number, as short as an order's number is."""
    return b"order %d" % number


class Queue(Protocol):
    """A queue with one consumer, whose deliveries each contestant makes as it likes."""

    def publish(self, body: bytes, /) -> object: ...
    def receive(self) -> Any:
        """The oldest message that is not in flight, in the form that the contestant gives it."""
        ...

    def ack(self, delivery: Any, /) -> object: ...


class QueueContestant(Contestant[Queue], Protocol):
    """A way to get a queue, and to read what it delivers."""

    @property
    def receiving(self) -> str:
        """How the next delivery is got, as an expression over `queue`."""
        ...

    def body_of(self, delivery: Any, /) -> bytes: ...
