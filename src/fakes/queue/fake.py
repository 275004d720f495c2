"""The fake client of a message queue, and what a test looks at and does beside the port."""

from collections.abc import Sequence
from datetime import timedelta

from typing_extensions import Unpack

from fakes.queue._arguments import (
    check_delay,
    check_duration,
    check_limit,
    check_name,
    checked_batch,
    checked_properties,
    checked_times,
)
from fakes.queue._bodies import limited_content_of
from fakes.queue._settings import SettingsKeywords
from fakes.queue._snapshots import BrokerState
from fakes.queue._topic import OWN
from fakes.queue.broker import FakeBroker
from fakes.queue.errors import InvalidQueueValue, QueueClosed
from fakes.queue.values import NO_DELAY, PLAIN, Body, Delivery, Message, Outgoing

__all__ = ["FakeMessageQueue"]


class FakeMessageQueue:
    """A client of a queue in memory. It matches `MessageQueue`, whose docstrings say what it does.

    Without a broker it makes one of its own, to which the settings go; `FakeBroker` lists them.
    `connect` gives another client of the same queue. All of them may be used from any thread.

    >>> from datetime import timedelta
    >>> queue = FakeMessageQueue("orders", lease=timedelta(minutes=1), max_deliveries=3)
    >>> _ = queue.publish({"order": 7})
    >>> [delivery] = queue.receive()
    >>> delivery.body
    {'order': 7}
    >>> queue.ack(delivery)

    Raises:
        InvalidQueueValue: A setting or the name is wrong, or there are both settings and a broker.
    """

    def __init__(
        self,
        name: str = "queue",
        *,
        broker: FakeBroker | None = None,
        **settings: Unpack[SettingsKeywords],
    ) -> None:
        check_name("name", name)
        if broker is not None and type(broker) is not FakeBroker:
            raise InvalidQueueValue("broker", f"must be a FakeBroker, not {type(broker).__name__}")
        if broker is not None and settings:
            raise InvalidQueueValue(
                "broker", f"has settings of its own: give {', '.join(settings)} to it"
            )
        self._attach(FakeBroker(**settings) if broker is None else broker, name, OWN)

    def _attach(self, broker: FakeBroker, name: str, subscription: str) -> None:
        self.broker = broker
        self.name = name
        self._subscription = subscription
        self._lock = broker.lock
        # `with` takes twice the time: the operations that every message goes through do without.
        self._acquire = broker.lock.acquire
        self._release = broker.lock.release
        self._most_bytes = broker.settings.max_body_bytes
        with broker.lock:
            self._topic = broker.topic(name)
            self._store = self._topic.subscribe(subscription)
            self._client = broker.connect(self._store.address)

    def publish(
        self,
        body: Body,
        /,
        *,
        headers: dict[str, str] | None = None,
        key: str | None = None,
        priority: int = 0,
        delay: timedelta = NO_DELAY,
        ttl: timedelta | None = None,
        deduplication_id: str | None = None,
    ) -> str:
        """Store a message and give its id; see `MessageQueue.publish`."""
        content = limited_content_of(body, self._most_bytes)
        is_plain = headers is None and key is None and priority is PLAIN.priority
        properties = PLAIN if is_plain else checked_properties(headers, key, priority)
        is_timeless = delay is NO_DELAY and ttl is None and deduplication_id is None
        times = None if is_timeless else checked_times(delay, ttl, deduplication_id)
        self._acquire()
        try:
            if not self._client.is_open:
                raise QueueClosed(self._store.address, "publish")
            return self._topic.publish(content, properties, times)
        finally:
            self._release()

    def publish_batch(self, messages: Sequence[Outgoing], /) -> list[str | InvalidQueueValue]:
        """Publish each, and say what became of it; see `MessageQueue.publish_batch`."""
        batch = checked_batch(messages)
        with self._lock:
            self._check_open("publish_batch")
        return [self._published(message) for message in batch]

    def receive(self, limit: int = 1) -> list[Delivery]:
        """Take up to so many messages that are ready; see `MessageQueue.receive`."""
        if type(limit) is not int or limit < 1:
            check_limit("limit", limit)
        self._acquire()
        try:
            if not self._client.is_open:
                raise QueueClosed(self._store.address, "receive")
            return self._store.receive(limit, self._client)
        finally:
            self._release()

    def ack(self, delivery: Delivery, /) -> None:
        """Say that the work is done; see `MessageQueue.ack`."""
        self._acquire()
        try:
            if not self._client.is_open:
                raise QueueClosed(self._store.address, "ack")
            self._store.ack(delivery)
        finally:
            self._release()

    def nack(self, delivery: Delivery, /, *, delay: timedelta = NO_DELAY) -> None:
        """Give the message back; see `MessageQueue.nack`."""
        check_delay("delay", delay)
        with self._lock:
            self._check_open("nack")
            self._store.nack(delivery, delay)

    def reject(self, delivery: Delivery, /) -> None:
        """Give the message up; see `MessageQueue.reject`."""
        with self._lock:
            self._check_open("reject")
            self._store.reject(delivery)

    def extend(self, delivery: Delivery, lease: timedelta, /) -> None:
        """Let the lease end so long from now; see `MessageQueue.extend`."""
        check_duration("lease", lease)
        with self._lock:
            self._check_open("extend")
            self._store.extend(delivery, lease)

    def purge(self) -> int:
        """Forget what waits; see `MessageQueue.purge`."""
        with self._lock:
            self._check_open("purge")
            return self._store.purge()

    def subscribe(self, subscription: str, /) -> "FakeMessageQueue":
        """A client with its own copies; see `MessageQueue.subscribe`."""
        check_name("subscription", subscription)
        with self._lock:
            self._check_open("subscribe")
        return self._another(self.name, subscription)

    def dead_letters(self) -> "FakeMessageQueue":
        """A client of the queue of the dead letters; see `MessageQueue.dead_letters`."""
        with self._lock:
            self._check_open("dead_letters")
        return self._another(self._store.dead_letters, OWN)

    def close(self) -> None:
        """End this client; see `MessageQueue.close`."""
        with self._lock:
            if self._client.is_open:
                self._store.give_back_all_of(self._client)
                self.broker.disconnect(self._client)

    # What follows is for tests.

    def connect(self) -> "FakeMessageQueue":
        """Another client of the same queue or subscription; the two compete."""
        return self._another(self.name, self._subscription)

    def crash(self) -> None:
        """End this client without a word: what it holds stays in flight until its lease ends."""
        with self._lock:
            self.broker.disconnect(self._client)

    @property
    def pending(self) -> tuple[Message, ...]:
        """What is to be delivered: ready in that order, then behind a key, then delayed."""
        with self._lock:
            self.broker.timers.settle()
            return tuple(entry.message for entry in self._store.waiting())

    @property
    def in_flight(self) -> tuple[Delivery, ...]:
        """What consumers hold."""
        with self._lock:
            self.broker.timers.settle()
            deliveries = (entry.delivery for entry in self._store.in_flight())
            return tuple(delivery for delivery in deliveries if delivery is not None)

    @property
    def dead(self) -> tuple[Message, ...]:
        """The dead letters that are waiting; `dead_letters()` is a client that receives them."""
        with self._lock:
            self.broker.timers.settle()
            letters = self.broker.topics.get(self._store.dead_letters)
            return () if letters is None else tuple(one.message for one in letters.own.waiting())

    def snapshot(self) -> BrokerState:
        """The state of the whole broker: see `FakeBroker.snapshot`."""
        return self.broker.snapshot()

    def restore(self, snapshot: BrokerState) -> None:
        """Bring a snapshot back: see `FakeBroker.restore`."""
        self.broker.restore(snapshot)

    def __repr__(self) -> str:
        with self._lock:
            counts = f"{len(self.pending)} pending, {len(self.in_flight)} in flight"
            closed = "" if self._client.is_open else ", closed"
            dead = f"{len(self.dead)} dead{closed}"
        return f"<FakeMessageQueue {self._store.address!r}: {counts}, {dead}>"

    def _another(self, name: str, subscription: str) -> "FakeMessageQueue":
        client = object.__new__(FakeMessageQueue)
        client._attach(self.broker, name, subscription)
        return client

    def _published(self, message: Outgoing) -> str | InvalidQueueValue:
        try:
            return self.publish(
                message.body,
                headers=message.headers,
                key=message.key,
                priority=message.priority,
                delay=message.delay,
                ttl=message.ttl,
                deduplication_id=message.deduplication_id,
            )
        except InvalidQueueValue as error:
            return error

    def _check_open(self, operation: str) -> None:
        if not self._client.is_open:
            raise QueueClosed(self._store.address, operation)
