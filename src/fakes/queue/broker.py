"""The fake broker: its queues, its clients, its lock, and snapshots of them all."""

from threading import RLock
from weakref import WeakValueDictionary

import attrs
from typing_extensions import Unpack

from fakes.queue._arguments import check_whole
from fakes.queue._entries import Client, Entry
from fakes.queue._settings import Settings, SettingsKeywords
from fakes.queue._snapshots import (
    BrokerState,
    ClientState,
    TopicState,
    restore_topic,
    state_of_topic,
)
from fakes.queue._store import Store
from fakes.queue._timers import Timers
from fakes.queue._topic import Topic
from fakes.queue.values import Death, Message, Reason

__all__ = ["FakeBroker"]


class FakeBroker:
    """Any number of queues, by their exact names; `FakeMessageQueue` is a client of one.

    >>> from fakes.queue import FakeMessageQueue
    >>> broker = FakeBroker(max_deliveries=3)
    >>> orders = FakeMessageQueue("orders", broker=broker)
    >>> mails = FakeMessageQueue("mails", broker=broker)

    Settings, all optional:
        clock: What says the time; the present, in UTC.
        seed: What the ids are made from.
        lease: How long a delivery is held before the message is delivered again; 30 seconds.
        max_deliveries: After so many failed deliveries a message goes to the dead letters; never.
        prefetch: How many deliveries a client may hold; any number.
        requeue_position: Where a message that comes back stands: in its "original" place
            (RabbitMQ) or at the "tail".
        stale_ack: Settling what is no longer held "raises" StaleDelivery or is "ignored".
        expired: What has outlived its time is "dropped" or goes to the "dead letters".
        late_subscriber: A new subscription has what is published "from now", or everything
            "from the start".
        deduplication_window: How long a deduplication id is remembered; 5 minutes (SQS FIFO).
        max_body_bytes: The largest body; 16 MiB.

    Raises:
        InvalidQueueValue: A setting is wrong.
    """

    def __init__(self, **settings: Unpack[SettingsKeywords]) -> None:
        self.settings: Settings = Settings(**settings)
        # Reentrant, so that a clock that looks at a queue does not wait for itself.
        self.lock: RLock = RLock()
        self.timers: Timers = Timers(self.settings.clock)
        self.topics: dict[str, Topic] = {}
        self._connected = 0
        self._open: set[Client] = set()
        self._known: WeakValueDictionary[tuple[int, str], Client] = WeakValueDictionary()
        """By number and address, also those that are closed, as long as something has them."""

    def __repr__(self) -> str:
        with self.lock:
            self.timers.settle()
            return f"<FakeBroker: {', '.join(sorted(self.topics)) or 'no queues'}>"

    def topic(self, name: str) -> Topic:
        """The queue of this name, made if it is new; for whoever holds the lock."""
        topic = self.topics.get(name)
        if topic is None:
            topic = self.topics[name] = Topic(name, self.settings, self.timers, self._bury)
        return topic

    def snapshot(self) -> BrokerState:
        """All that the broker knows, to compare and to `restore`. The clock is not in it."""
        with self.lock:
            now = self.timers.settle()
            known = sorted(self._known.values(), key=lambda client: (client.number, client.address))
            clients = [client for client in known if client.is_open or client.held]
            places = {client: place for place, client in enumerate(clients)}
            topics = (topic for _, topic in sorted(self.topics.items()))
            states = (state_of_topic(topic, now, places) for topic in topics)
            return BrokerState(
                tuple(state for state in states if not state.is_as_new),
                tuple(ClientState(one.number, one.address, one.is_open) for one in clients),
            )

    def restore(self, snapshot: BrokerState) -> None:
        """Be as when the snapshot was taken, here or in another broker with the same settings.

        Clients that were connected since are closed.

        Raises:
            InvalidQueueValue: That is no snapshot of a broker.
        """
        check_whole("snapshot", snapshot, BrokerState)
        with self.lock:
            self.timers.clear()
            for client in list(self._known.values()):
                client.held = 0
                client.is_open = False
            self._open.clear()
            clients = [self._restored(state) for state in snapshot.clients]
            states = {state.name: state for state in snapshot.topics}
            for name in self.topics.keys() | states.keys():
                state = states.get(name) or TopicState.as_new(name)
                restore_topic(self.topic(name), state, clients)

    def connect(self, address: str) -> Client:
        """A new client; for whoever holds the lock."""
        self._connected += 1
        return self._restored(ClientState(self._connected, address, is_open=True))

    def disconnect(self, client: Client) -> None:
        """End the client, whatever it holds; for whoever holds the lock."""
        client.is_open = False
        self._open.discard(client)

    def _restored(self, state: ClientState) -> Client:
        """The client that is known by these, a new one if it is of another broker."""
        identity = (state.number, state.address)
        client = self._known.setdefault(identity, Client(*identity))
        client.is_open = state.is_open
        if client.is_open:
            self._open.add(client)
        self._connected = max(self._connected, state.number)
        return client

    def _bury(self, store: Store, entry: Entry, reason: Reason) -> None:
        died = Death(store.address, reason, entry.count)
        properties = attrs.evolve(entry.properties, died=died)
        self.topic(store.dead_letters).publish_dead(Message(entry.id, entry.content, properties))
