"""The fake broker: its queues, its clients, its lock, and snapshots of them all."""

from threading import Lock

import attrs
from typing_extensions import Unpack

from fakes.queue._entries import Client, Entry
from fakes.queue._settings import Settings, SettingsKeywords
from fakes.queue._snapshots import BrokerState, TopicState, restore_topic, state_of_topic
from fakes.queue._store import Store
from fakes.queue._topic import DEAD_LETTERS, Topic
from fakes.queue.errors import InvalidQueueValue
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
        self.lock: Lock = Lock()
        self.topics: dict[str, Topic] = {}
        self.clients: dict[tuple[int, str], Client] = {}

    def __repr__(self) -> str:
        with self.lock:
            return f"FakeBroker({', '.join(sorted(self.topics)) or 'no queues'})"

    def topic(self, name: str) -> Topic:
        """The queue of this name, made if it is new; for whoever holds the lock."""
        topic = self.topics.get(name)
        if topic is None:
            topic = self.topics[name] = Topic(name, self.settings, self._bury)
        return topic

    def snapshot(self) -> BrokerState:
        """All that the broker knows, to compare and to `restore`. The clock is not in it."""
        with self.lock:
            # A look may bury a message, and so make a queue.
            for topic in list(self.topics.values()):
                topic.settle()
            states = (state_of_topic(topic) for _, topic in sorted(self.topics.items()))
            return BrokerState(
                tuple(state for state in states if not state.is_as_new),
                frozenset(known for known, client in self.clients.items() if client.is_open),
            )

    def restore(self, snapshot: BrokerState) -> None:
        """Be as when the snapshot was taken, here or in another broker with the same settings.

        Clients that were connected since are closed.

        Raises:
            InvalidQueueValue: That is no snapshot of a broker.
        """
        if type(snapshot) is not BrokerState:
            raise InvalidQueueValue(
                "snapshot", f"must come from snapshot(), not be a {type(snapshot).__name__}"
            )
        with self.lock:
            for client in self.clients.values():
                client.held = 0
                client.is_open = False
            for number, address in snapshot.open_clients:
                self._client(number, address).is_open = True
            states = {state.name: state for state in snapshot.topics}
            for name in self.topics.keys() | states.keys():
                state = states.get(name) or TopicState.as_new(name)
                restore_topic(self.topic(name), state, self._client)

    def connect(self, address: str) -> Client:
        """A new client; for whoever holds the lock."""
        number = max((number for number, _ in self.clients), default=0) + 1
        client = self._client(number, address)
        client.is_open = True
        return client

    def _client(self, number: int, address: str) -> Client:
        """The client known by these, closed if it is new: it may be of another broker."""
        return self.clients.setdefault((number, address), Client(number, address))

    def _bury(self, store: Store, entry: Entry, reason: Reason) -> None:
        died = Death(store.address, reason, entry.count)
        properties = attrs.evolve(entry.properties, died=died)
        letter = Message(entry.id, entry.content, properties)
        self.topic(store.address + DEAD_LETTERS).publish_dead(letter)
