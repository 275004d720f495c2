"""What a queue is made of in RabbitMQ: an exchange, queues, their arguments. Nothing is sent here.

Messages go to a fanout exchange of the queue's name. The queue itself and its subscriptions are
AMQP queues that are bound to it; where there are dead letters, each has another queue for them. All
of it is durable, and survives a restart of the broker.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Protocol, Self

import attrs

from fakes.errors import Unsupported
from fakes.queue import InvalidQueueValue
from tests.adapters.queue.arguments import checked_name

__all__ = ["AmqpQueue", "ByPriority", "Kind", "Quorum", "RabbitQueue"]

_LONGEST_NAME: Final = 255
"""A short string of AMQP 0-9-1, in bytes."""

_STANDARD_LIMIT: Final = 134_217_728
"""The broker's own `max_message_size`, until it is told otherwise."""

_NO_DELAYS: Final = "RabbitMQ delays messages with a plugin only"
_NO_KEYS: Final = "RabbitMQ keeps no order by key; make a queue for each"
_NO_DEDUPLICATION: Final = "RabbitMQ deduplicates with a plugin only; let consumers know the ids"
_REFUSED: Final = {
    "key": _NO_KEYS,
    "delay": _NO_DELAYS,
    "deduplication_id": _NO_DEDUPLICATION,
}


class Kind(Protocol):
    """What the kinds of queue in RabbitMQ differ in."""

    @property
    def has_dead_letters(self) -> bool:
        """Whether what is rejected, or delivered too often, is kept in another queue."""
        ...

    @property
    def refused(self) -> Mapping[str, str]:
        """The options of `publish` that it lacks, and why."""
        ...

    def arguments(self, dead_letters: str) -> dict[str, Any]:
        """What such a queue is declared with, and where its dead letters go."""
        ...


@attrs.frozen
class Quorum:
    """A replicated queue, which counts deliveries; it has no priorities.

    Without a maximum a message is delivered again without end, and there are no dead letters.
    """

    max_deliveries: int | None = None

    @property
    def has_dead_letters(self) -> bool:
        """Where there is a maximum."""
        return self.max_deliveries is not None

    @property
    def refused(self) -> Mapping[str, str]:
        """Priorities too."""
        return {**_REFUSED, "priority": "quorum queues have none; use one with ByPriority"}

    def arguments(self, dead_letters: str) -> dict[str, Any]:
        """A dead letter is dropped from its queue when the other one has confirmed it.

        For that, a queue that is full must refuse messages rather than drop old ones.
        """
        if self.max_deliveries is None:
            return {"x-queue-type": "quorum"}
        return {
            "x-queue-type": "quorum",
            "x-delivery-limit": self.max_deliveries - 1,
            "x-dead-letter-exchange": "",
            "x-dead-letter-routing-key": dead_letters,
            "x-dead-letter-strategy": "at-least-once",
            "x-overflow": "reject-publish",
        }


@attrs.frozen
class ByPriority:
    """A classic queue, which alone has priorities. It counts no deliveries: none is the last."""

    has_dead_letters: bool = attrs.field(default=False, init=False)
    refused: Mapping[str, str] = attrs.field(default=_REFUSED, init=False)

    def arguments(self, dead_letters: str) -> dict[str, Any]:
        """All priorities of the port."""
        del dead_letters
        return {"x-max-priority": 9}


@attrs.frozen
class AmqpQueue:
    """A queue of AMQP 0-9-1: its name, its arguments, and an exchange to which it is bound."""

    name: str
    arguments: dict[str, Any]
    exchange: str


@attrs.frozen
class RabbitQueue:
    """What a client reads, a queue or a subscription or dead letters, and where it publishes.

    Without an exchange of its own, it publishes to just what it reads.
    """

    name: str
    exchange: str
    kind: Kind
    max_body_bytes: int

    @classmethod
    def named(cls, name: str, kind: Kind, *, max_body_bytes: int = _STANDARD_LIMIT) -> Self:
        """The queue of this name, for messages that have no more bytes than the maximum.

        Raises:
            InvalidQueueValue: The name is wrong, or too long for RabbitMQ.
        """
        return cls("", checked_name("name", name), kind, max_body_bytes)._renamed("name", name)

    def subscribed(self, subscription: str) -> Self:
        """A subscription to what is published to this queue.

        Raises:
            InvalidQueueValue: The name is wrong, or too long for RabbitMQ.
            Unsupported: It is a queue of dead letters.
        """
        checked_name("subscription", subscription)
        if not self.exchange:
            raise Unsupported("subscribe", "only one queue gets the dead letters")
        return self._renamed("subscription", f"{self.exchange}/{subscription}")

    def dead_letters(self, operation: str) -> Self:
        """The queue of the dead letters of this one, for the operation that needs it.

        Raises:
            Unsupported: There is none.
        """
        if not self.kind.has_dead_letters:
            raise Unsupported(operation, f"there are no dead letters of {self.name!r}")
        return attrs.evolve(self, name=self._name_of_dead_letters, exchange="", kind=Quorum())

    def amqp_queues(self) -> Iterator[AmqpQueue]:
        """What must be declared before a client reads; what is read comes last."""
        if self.kind.has_dead_letters:
            yield from self.dead_letters("declare").amqp_queues()
        yield AmqpQueue(self.name, self.kind.arguments(self._name_of_dead_letters), self.exchange)

    @property
    def _name_of_dead_letters(self) -> str:
        # No subscription has a slash in its name, so none is called like that.
        return f"{self.name}//dead letters"

    def _renamed(self, field: str, name: str) -> Self:
        renamed = attrs.evolve(self, name=name)
        size = len(renamed._name_of_dead_letters.encode())
        if size > _LONGEST_NAME:
            raise InvalidQueueValue(
                field, f"makes a name of {size} bytes, and RabbitMQ takes {_LONGEST_NAME}"
            )
        return renamed
