"""What a snapshot holds, and how a subscription's and a queue's state become it and come back.

Positions and timers are kept as orders, so that equal snapshots mean equal behaviour.
"""

from collections import deque
from collections.abc import Callable
from datetime import datetime

import attrs

from fakes.queue._entries import Client, Entry, State
from fakes.queue._store import Store
from fakes.queue._topic import OWN, Topic
from fakes.queue.values import Content, Delivery, Properties

__all__ = ["BrokerState", "TopicState", "restore_topic", "state_of_topic"]

NO_TIMER = (0, None)


@attrs.frozen
class EntryState:
    """One message in one subscription; `timer` is its place among the running timers, from 1."""

    id: str
    content: Content
    properties: Properties
    expires: datetime | None
    not_before: datetime | None
    count: int
    state: State
    timer: int
    due: datetime | None
    delivery: Delivery | None
    client: int | None


@attrs.frozen
class TopicState:
    """One queue: the messages by subscription, each in the order of their positions."""

    name: str
    issued: int
    stores: tuple[tuple[str, tuple[EntryState, ...]], ...]
    remembered: tuple[tuple[str, str, datetime], ...]
    history: tuple[EntryState, ...]

    @classmethod
    def as_new(cls, name: str) -> "TopicState":
        return cls(name, 0, ((OWN, ()),), (), ())

    @property
    def is_as_new(self) -> bool:
        return self == self.as_new(self.name)


@attrs.frozen
class BrokerState:
    """All that a broker knows; the open clients are numbers with what they are clients of."""

    topics: tuple[TopicState, ...]
    open_clients: frozenset[tuple[int, str]]


def state_of_topic(topic: Topic) -> TopicState:
    """The queue's state, of which time must have been settled before."""
    return TopicState(
        topic.name,
        topic.issued,
        tuple((name, _state_of_store(store)) for name, store in sorted(topic.stores.items())),
        tuple((key, *first) for key, first in topic.remembered.items()),
        tuple(_state_of_entry(entry, *NO_TIMER) for entry in topic.history),
    )


def restore_topic(topic: Topic, state: TopicState, client: Callable[[int, str], Client]) -> None:
    """Make the queue what it was; `client` finds the client of a number and an address."""
    topic.issued = state.issued
    topic.remembered.clear()
    topic.remembered.update((key, (first, until)) for key, first, until in state.remembered)
    topic.history = []
    for name in topic.others.keys() - dict(state.stores).keys():
        topic.unsubscribe(name)
    for name, entries in state.stores:
        _restore_store(topic.subscribe(name), entries, client)
    topic.history = [_entry_of(entry) for entry in state.history]


def _state_of_store(store: Store) -> tuple[EntryState, ...]:
    timers = {id(entry): (place, due) for place, (due, entry) in enumerate(store.timers.items(), 1)}
    entries = sorted((*store.waiting(), *store.in_flight()), key=lambda entry: entry.position)
    return tuple(_state_of_entry(entry, *timers.get(id(entry), NO_TIMER)) for entry in entries)


def _state_of_entry(entry: Entry, timer: int, due: datetime | None) -> EntryState:
    return EntryState(
        entry.id,
        entry.content,
        entry.properties,
        entry.expires,
        entry.not_before,
        entry.count,
        entry.state,
        timer,
        due,
        entry.delivery,
        None if entry.client is None else entry.client.number,
    )


def _restore_store(
    store: Store, states: tuple[EntryState, ...], client: Callable[[int, str], Client]
) -> None:
    store.clear()
    entries = [(state, _entry_of(state)) for state in states]
    for state, entry in entries:
        if entry.state is State.READY:
            store.backlog.append(entry)
        else:
            store.backlog.give_position(entry)
        if entry.properties.key is not None and entry.state is not State.BLOCKED:
            store.lines[entry.properties.key] = deque()
        if entry.delivery is not None:
            store.receipts[entry.delivery.receipt] = entry
        if state.client is not None:
            entry.client = client(state.client, store.address)
            entry.client.held += 1
    for state, entry in sorted(entries, key=lambda pair: pair[0].timer):
        if state.due is not None:
            store.timers.start(entry, state.due)
    for _, entry in entries:
        if entry.state is State.BLOCKED and entry.properties.key is not None:
            store.lines[entry.properties.key].append(entry)


def _entry_of(state: EntryState) -> Entry:
    return Entry(
        state.id,
        state.content,
        state.properties,
        state.expires,
        state.not_before,
        count=state.count,
        state=state.state,
        delivery=state.delivery,
    )
