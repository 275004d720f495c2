"""The messages of one subscription as values, and a subscription filled with them again.

Positions and timers are kept as orders, and only what can still make a difference: so equal values
mean equal behaviour.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import datetime

import attrs

from fakes.queue._entries import Client, Entry, State
from fakes.queue._store import Store
from fakes.queue.values import Content, Delivery, Properties

__all__ = ["EntryState", "fill_store", "states_of_store"]


@attrs.frozen
class EntryState:
    """One message in one subscription.

    `timer` is its place among the subscription's running timers, from 1, and `due` its time.
    `client` is the place of the client that holds it among all that a snapshot has.
    """

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


def states_of_store(
    store: Store, now: datetime, places: Mapping[Client, int]
) -> tuple[EntryState, ...]:
    """Its messages in the order of their positions, then those that have none to keep.

    Time must have been settled until now.
    """
    timers = {
        id(entry): (place, due) for place, (due, entry) in enumerate(store.timers.of(store), 1)
    }

    def state_of(entry: Entry) -> EntryState:
        timer, due = timers.get(id(entry), (0, None))
        is_early = entry.not_before is not None and entry.not_before > now
        return EntryState(
            entry.id,
            entry.content,
            entry.properties,
            entry.expires,
            entry.not_before if is_early and entry.state is State.BLOCKED else None,
            entry.count,
            entry.state,
            timer,
            due,
            entry.delivery,
            None if entry.client is None else places[entry.client],
        )

    def place_of(entry: Entry) -> tuple[bool, int]:
        is_at_tail_next = entry.state is State.DELAYED and not (entry.count and store.keeps_places)
        return is_at_tail_next, timers[id(entry)][0] if is_at_tail_next else entry.position

    entries = sorted((*store.waiting(), *store.in_flight()), key=place_of)
    return tuple(state_of(entry) for entry in entries)


def fill_store(store: Store, states: Sequence[EntryState], clients: Sequence[Client]) -> None:
    """Give an empty store these messages; the clients are those that the states have places of."""
    entries = [(state, _entry_of(state)) for state in states]
    for state, entry in entries:
        if entry.state is State.READY:
            store.backlog.append(entry)
        else:
            store.backlog.give_position(entry)
        if entry.properties.key is not None and entry.state is not State.BLOCKED:
            store.lines[entry.properties.key] = OrderedDict()
        if entry.delivery is not None:
            store.receipts[entry.delivery.receipt] = entry
        if state.client is not None:
            entry.client = clients[state.client]
            entry.client.held += 1
    for state, entry in sorted(entries, key=lambda pair: pair[0].timer):
        if state.due is not None:
            store.timers.start(store, entry, state.due)
    for _, entry in entries:
        if entry.state is State.BLOCKED and entry.properties.key is not None:
            store.lines[entry.properties.key][entry.position] = entry


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
