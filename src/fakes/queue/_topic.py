"""One queue: what is published to it goes to each of its subscriptions."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from hashlib import blake2b

from fakes.queue._arguments import Times
from fakes.queue._entries import Entry
from fakes.queue._settings import Settings
from fakes.queue._store import Store
from fakes.queue.values import Content, Message, Properties, Reason

__all__ = ["DEAD_LETTERS", "OWN", "Topic"]

DEAD_LETTERS = ".dead-letters"
"""What the name of a queue and this make is the name of the queue of its dead letters."""

OWN = ""
"""The subscription that a queue has without being asked."""


class Topic:
    """A queue's subscriptions, and what it remembers of its messages. The broker's lock guards it.

    The names of subscriptions are "" for the queue's own consumers and else what was given.
    """

    def __init__(
        self, name: str, settings: Settings, bury: Callable[[Store, Entry, Reason], None]
    ) -> None:
        self.name = name
        self.issued: int = 0
        self.remembered: OrderedDict[str, tuple[str, datetime]] = OrderedDict()
        """By deduplication id: the message's id, and until when it is remembered."""
        self.history: list[Entry] = []
        """What was published, if late subscribers are to have it."""
        self._settings = settings
        self._bury = bury
        self._stem = f"{name}-{blake2b(str(settings.seed).encode(), digest_size=2).hexdigest()}-"
        self._keeps_history = settings.late_subscriber == "from the start"
        self._is_dead_letters = name.endswith(DEAD_LETTERS)
        self.own: Store = self._new_store(name, mark=f"@{name}" if self._is_dead_letters else "")
        self.others: dict[str, Store] = {}
        self._ended: dict[str, Store] = {}

    @property
    def stores(self) -> dict[str, Store]:
        """Those of all subscriptions, by name; the queue's own is that of its own consumers."""
        return {OWN: self.own, **self.others}

    def subscribe(self, subscription: str) -> Store:
        """The subscription's store, made if it is new."""
        if subscription == OWN:
            return self.own
        store = self.others.get(subscription)
        if store is None:
            address = f"{self.name}/{subscription}"
            store = self._ended.pop(subscription, None)
            store = store or self._new_store(address, mark=f"@{address}")
            self.others[subscription] = store
            for entry in self.history:
                store.admit(_copied(entry))
            store.settle()
        return store

    def unsubscribe(self, subscription: str) -> None:
        """End the subscription; its clients have the same store again if it comes back."""
        store = self._ended[subscription] = self.others.pop(subscription)
        store.clear()

    def _new_store(self, address: str, mark: str) -> Store:
        return Store(
            address,
            mark=mark,
            issued=self._has_issued,
            limit=None if self._is_dead_letters else self._settings.max_deliveries,
            settings=self._settings,
            bury=self._bury,
        )

    def settle(self) -> None:
        """Do what time has done since someone last looked."""
        for store in self.stores.values():
            store.settle()
        self._forget(self._settings.clock())

    def publish(self, content: Content, properties: Properties, times: Times | None) -> str:
        """Put it in every subscription, unless it is a duplicate; the id of the message."""
        if times is not None:
            return self._publish_in_time(content, properties, times)
        self.issued += 1
        message_id = f"{self._stem}{self.issued}"
        entry = Entry(message_id, content, properties)
        if self.others or self._keeps_history:
            self._share(entry)
        self.own.admit(entry)
        return message_id

    def publish_dead(self, message: Message) -> None:
        """Put in a message that keeps its id."""
        entry = Entry(message.id, message.content, message.properties)
        self._share(entry)
        self.own.admit(entry)

    def _publish_in_time(self, content: Content, properties: Properties, times: Times) -> str:
        now = self._settings.clock()
        self._forget(now)
        first = self.remembered.get(times.deduplication_id or "")
        if first is not None and first[1] > now:
            return first[0]
        self.issued += 1
        message_id = f"{self._stem}{self.issued}"
        if times.deduplication_id is not None:
            until = now + self._settings.deduplication_window
            self.remembered[times.deduplication_id] = (message_id, until)
        expires = None if times.ttl is None else now + times.ttl
        not_before = now + times.delay if times.delay else None
        entry = Entry(message_id, content, properties, expires, not_before)
        self._share(entry)
        self.own.admit(entry)
        return message_id

    def _forget(self, now: datetime) -> None:
        """Drop the deduplication ids whose window is over."""
        while self.remembered:
            deduplication_id = next(iter(self.remembered))
            if self.remembered[deduplication_id][1] > now:
                return
            del self.remembered[deduplication_id]

    def _share(self, entry: Entry) -> None:
        for store in self.others.values():
            store.admit(_copied(entry))
        if self._keeps_history:
            self.history.append(_copied(entry))

    def _has_issued(self, message_id: str) -> bool:
        if self._is_dead_letters:
            return True
        number, issued = message_id.removeprefix(self._stem), str(self.issued)
        # As text, because no number of a stranger is too long for that.
        return number.isdecimal() and (len(number), number) <= (len(issued), issued)


def _copied(entry: Entry) -> Entry:
    """A new one of the same message."""
    return Entry(entry.id, entry.content, entry.properties, entry.expires, entry.not_before)
