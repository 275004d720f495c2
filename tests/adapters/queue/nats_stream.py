"""What a queue is made of in NATS JetStream: streams, consumers, names. Nothing is sent here.

A queue is a stream that keeps a message until each of its durable consumers has had it acked: one
of them is the queue's own, the others are its subscriptions. JetStream has no dead letters, so
there is a stream for them too, to which clients move what is rejected or was delivered too often.
"""

import re
from datetime import timedelta
from typing import Final

import attrs
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DeliverPolicy,
    RetentionPolicy,
    StreamConfig,
)

from fakes.errors import Unsupported
from fakes.queue import InvalidQueueValue

__all__ = ["NatsQueue"]

_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,100}")
# What no name that is given can hold.
_OWN: Final = "~own"
_DEAD: Final = "~dead"


@attrs.frozen
class NatsQueue:
    """What a client reads, a queue or a subscription or dead letters, and how the broker treats it.

    `max_deliveries` is None where there are no dead letters: a message comes without end then.
    """

    stream: str
    lease: timedelta
    max_deliveries: int | None
    deduplication_window: timedelta
    max_body_bytes: int
    consumer: str = _OWN

    @classmethod
    def named(
        cls,
        name: str,
        *,
        lease: timedelta = timedelta(seconds=30),
        max_deliveries: int = 5,
        deduplication_window: timedelta = timedelta(minutes=2),
        max_body_bytes: int = 1_000_000,
    ) -> "NatsQueue":
        """The queue of this name.

        Raises:
            InvalidQueueValue: NATS cannot have the name.
        """
        stream = _checked("name", name)
        return cls(stream, lease, max_deliveries, deduplication_window, max_body_bytes)

    @property
    def address(self) -> str:
        """What no other queue and no other subscription is called."""
        return f"{self.stream}/{self.consumer}"

    @property
    def next_message(self) -> str:
        """The subject under which the server is asked for messages."""
        return f"$JS.API.CONSUMER.MSG.NEXT.{self.stream}.{self.consumer}"

    def subscribed(self, subscription: str) -> "NatsQueue":
        """A subscription to what is published to this queue.

        Raises:
            InvalidQueueValue: NATS cannot have the name.
        """
        return attrs.evolve(self, consumer=_checked("subscription", subscription))

    def dead_letters(self, operation: str) -> "NatsQueue":
        """The queue of the dead letters of this one, for the operation that needs it.

        Raises:
            Unsupported: There is none.
        """
        if self.max_deliveries is None:
            raise Unsupported(operation, f"there are no dead letters of {self.address!r}")
        stream = f"{self.stream}~{self.consumer}{_DEAD}"
        return attrs.evolve(self, stream=stream, consumer=_OWN, max_deliveries=None)

    def is_last(self, count: int) -> bool:
        """Whether the message is a dead letter when this delivery has failed."""
        return self.max_deliveries is not None and count >= self.max_deliveries

    def stream_config(self) -> StreamConfig:
        """What the stream is made with; its subject has its name."""
        return StreamConfig(
            name=self.stream,
            subjects=[self.stream],
            retention=RetentionPolicy.INTEREST,
            duplicate_window=self.deduplication_window.total_seconds(),
        )

    def consumer_config(self) -> ConsumerConfig:
        """What the consumer is made with. A new one gets what is published from then on.

        The broker sets no limit to its deliveries: what is above that would stay in the stream.
        """
        return ConsumerConfig(
            durable_name=self.consumer,
            deliver_policy=DeliverPolicy.NEW,
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=self.lease.total_seconds(),
            max_deliver=-1,
            max_ack_pending=-1,
        )


def _checked(field: str, name: object) -> str:
    if not isinstance(name, str):
        raise InvalidQueueValue(field, f"must be a str, not {type(name).__name__}")
    if not _NAME.fullmatch(name):
        raise InvalidQueueValue(
            field, f"must be 1 to 100 of ASCII letters, digits, '_' and '-': {name[:101]!r}"
        )
    return name
