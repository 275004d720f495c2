"""What a snapshot holds, and how a queue's state becomes it and comes back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import attrs

from fakes.queue._entries import Client
from fakes.queue._store_states import EntryState, fill_store, states_of_store
from fakes.queue._topic import OWN, Topic

__all__ = ["BrokerState", "ClientState", "TopicState", "restore_topic", "state_of_topic"]


@attrs.frozen
class ClientState:
    """A client that is open, or holds something. It is known by its number where it is restored."""

    number: int = attrs.field(eq=False)
    address: str
    is_open: bool


@attrs.frozen
class TopicState:
    """One queue: the messages by subscription, and what a late subscriber would have."""

    name: str
    issued: int
    stores: tuple[tuple[str, tuple[EntryState, ...]], ...]
    remembered: tuple[tuple[datetime, str, str], ...]
    history: tuple[EntryState, ...]

    @classmethod
    def as_new(cls, name: str) -> "TopicState":
        return cls(name, 0, ((OWN, ()),), (), ())

    @property
    def is_as_new(self) -> bool:
        return self == self.as_new(self.name)


@attrs.frozen
class BrokerState:
    """All that a broker knows."""

    topics: tuple[TopicState, ...]
    clients: tuple[ClientState, ...]


def state_of_topic(topic: Topic, now: datetime, places: Mapping[Client, int]) -> TopicState:
    """The queue's state, of which time must have been settled until now."""
    stores = sorted(topic.stores.items())
    remembered = topic.remembered.items()
    return TopicState(
        topic.name,
        topic.issued,
        tuple((name, states_of_store(store, now, places)) for name, store in stores),
        tuple(sorted((until, key, first) for key, (first, until) in remembered if until > now)),
        () if topic.history is None else states_of_store(topic.history, now, places),
    )


def restore_topic(topic: Topic, state: TopicState, clients: Sequence[Client]) -> None:
    """Make the queue what it was; the timers must have been stopped."""
    topic.clear()
    topic.issued = state.issued
    topic.remembered.update((key, (first, until)) for until, key, first in state.remembered)
    for name in topic.others.keys() - dict(state.stores).keys():
        topic.unsubscribe(name)
    for name, entries in state.stores:
        fill_store(topic.store(name), entries, clients)
    if topic.history is not None:
        fill_store(topic.history, state.history, clients)
