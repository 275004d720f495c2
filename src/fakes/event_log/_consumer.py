"""What a fake event log knows of an open consumer; who has which partition is its group's."""

import attrs

from fakes.event_log.values import TopicPartition

__all__ = ["Consumer", "Ticket"]


@attrs.frozen(eq=False)
class Ticket:
    """What a consumer is let in with: it is one consumer's alone, even if another has its name.

    Names come again after an older snapshot was restored, for the same must follow from it.
    """

    name: str


@attrs.define
class Consumer:
    """What an open consumer knows; its group may have moved on meanwhile.

    `client` is the number of the client that made it. `positions` has its partitions, the one that
    the next poll begins with first.
    """

    ticket: Ticket
    client: int
    group: str
    topics: tuple[str, ...]
    generation: int = 0
    positions: dict[TopicPartition, int] = attrs.Factory(dict[TopicPartition, int])
