"""One queue: what is published to it goes to each of its subscriptions."""

from collections import OrderedDict
from datetime import datetime
from hashlib import blake2b

from fakes.queue._arguments import Times
from fakes.queue._entries import Entry
from fakes.queue._settings import Settings
from fakes.queue._store import Bury, Names, Store
from fakes.queue._store_states import fill_store, states_of_store
from fakes.queue._timers import Timers, later
from fakes.queue.values import Content, Message, Properties, Reason

__all__ = ["OWN", "Topic"]

OWN = ""
"""The subscription that a queue has without being asked."""

DEAD_LETTERS = "/dead-letters"
"""What makes the name of a queue of dead letters, after those of the queue and the subscription.

No other queue or subscription has that name, because names that are given hold no slash.
"""


class Topic:
    """A queue's subscriptions, and what it remembers of its messages. The broker's lock guards it.

    The names of subscriptions are "" for the queue's own consumers and else what was given.
    """

    def __init__(self, name: str, settings: Settings, timers: Timers, bury: Bury) -> None:
        self.name: str = name
        self.issued: int = 0
        self.remembered: OrderedDict[str, tuple[str, datetime]] = OrderedDict()
        """By deduplication id: the message's id, and until when it is remembered."""
        self._settings = settings
        self._timers = timers
        self._bury = bury
        self._stem = f"{name}-{blake2b(f'{settings.seed:x}'.encode(), digest_size=2).hexdigest()}-"
        self._is_dead_letters = name.endswith(DEAD_LETTERS)
        self.own: Store = self._new_store(OWN)
        self.others: dict[str, Store] = {}
        self._ended: dict[str, Store] = {}
        self.history: Store | None = None
        """If late subscribers are to have it: what one has that was there from the start."""
        if settings.late_subscriber == "from the start":
            self.history = self._store(Names(f"{name}/", "", ""), None, _forget)

    @property
    def stores(self) -> dict[str, Store]:
        """Those of all subscriptions, by name; the queue's own is that of its own consumers."""
        return {OWN: self.own, **self.others}

    def subscribe(self, subscription: str) -> Store:
        """The subscription's store; one that is new has the history, if there is one."""
        is_new = subscription not in self.stores
        if is_new and self.history is not None:
            states = states_of_store(self.history, self._timers.settle(), {})
            fill_store(self.store(subscription), states, ())
        return self.store(subscription)

    def store(self, subscription: str) -> Store:
        """The subscription's store, made if it is new."""
        if subscription == OWN:
            return self.own
        store = self.others.get(subscription)
        if store is None:
            store = self._ended.pop(subscription, None) or self._new_store(subscription)
            self.others[subscription] = store
        return store

    def clear(self) -> None:
        """Be as new, save that subscriptions stay; the timers must have been stopped."""
        self.issued = 0
        self.remembered.clear()
        for store in self.stores.values():
            store.clear()
        if self.history is not None:
            self.history.clear()

    def unsubscribe(self, subscription: str) -> None:
        """End the subscription; its clients have the same store again if it comes back."""
        self._ended[subscription] = self.others.pop(subscription)

    def publish(self, content: Content, properties: Properties, times: Times | None) -> str:
        """Put it in every subscription, unless it is a duplicate; the id of the message."""
        if times is not None:
            return self._publish_in_time(content, properties, times)
        if self._timers.running:
            self._timers.settle()
        self.issued += 1
        message_id = f"{self._stem}{self.issued}"
        entry = Entry(message_id, content, properties)
        if self.others or self.history is not None:
            self._share(entry)
        self.own.admit(entry)
        return message_id

    def publish_dead(self, message: Message) -> None:
        """Put in a message that keeps its id."""
        entry = Entry(message.id, message.content, message.properties)
        self._share(entry)
        self.own.admit(entry)

    def _publish_in_time(self, content: Content, properties: Properties, times: Times) -> str:
        now = self._timers.settle()
        expires = None if times.ttl is None else later("ttl", now, times.ttl)
        not_before = later("delay", now, times.delay) if times.delay else None
        window = self._settings.deduplication_window
        if times.deduplication_id is not None:
            until = later("deduplication_window", now, window)
            self._forget_before(now)
            first = self.remembered.get(times.deduplication_id)
            if first is not None and first[1] > now:
                return first[0]
            self.remembered[times.deduplication_id] = (f"{self._stem}{self.issued + 1}", until)
        self.issued += 1
        message_id = f"{self._stem}{self.issued}"
        entry = Entry(message_id, content, properties, expires, not_before)
        self._share(entry)
        self.own.admit(entry)
        return message_id

    def _share(self, entry: Entry) -> None:
        for store in self.others.values():
            store.admit(_copied(entry))
        if self.history is not None:
            self.history.admit(_copied(entry))

    def _forget_before(self, now: datetime) -> None:
        """Drop the deduplication ids whose window is over."""
        while self.remembered:
            deduplication_id = next(iter(self.remembered))
            if self.remembered[deduplication_id][1] > now:
                return
            del self.remembered[deduplication_id]

    def _new_store(self, subscription: str) -> Store:
        address = f"{self.name}/{subscription}" if subscription else self.name
        names = Names(
            address,
            dead_letters=f"{self.name}/{subscription}{DEAD_LETTERS}",
            mark=f"@{address}" if subscription or self._is_dead_letters else "",
        )
        limit = None if self._is_dead_letters else self._settings.max_deliveries
        return self._store(names, limit, self._bury)

    def _store(self, names: Names, limit: int | None, bury: Bury) -> Store:
        return Store(
            names,
            issued=self._has_issued,
            limit=limit,
            settings=self._settings,
            timers=self._timers,
            bury=bury,
        )

    def _has_issued(self, message_id: str) -> bool:
        if self._is_dead_letters:
            return True
        number, issued = message_id.removeprefix(self._stem), str(self.issued)
        # As text, because no number of a stranger is too long for that.
        return (
            message_id.startswith(self._stem)
            and number.isascii()
            and number.isdecimal()
            and not number.startswith("0")
            and (len(number), number) <= (len(issued), issued)
        )


def _copied(entry: Entry) -> Entry:
    """A new one of the same message."""
    return Entry(entry.id, entry.content, entry.properties, entry.expires, entry.not_before)


def _forget(_store: Store, _entry: Entry, _reason: Reason) -> None:
    """What is over before there is a subscriber goes to no dead letters."""
