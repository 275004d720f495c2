"""The messages of one subscription, and what becomes of them. The broker's lock guards it."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import cast

import attrs

from fakes.queue._arguments import check_delivery
from fakes.queue._backlog import Backlog
from fakes.queue._entries import Client, Entry, State
from fakes.queue._settings import Settings
from fakes.queue._timers import Timers, beyond_time, later
from fakes.queue.errors import ForeignDelivery, StaleDelivery
from fakes.queue.values import Delivery, Reason

__all__ = ["Bury", "Names", "Store"]

Bury = Callable[["Store", Entry, Reason], None]
"""Takes what has died in a store to its dead letters."""


@attrs.frozen
class Names:
    """What a subscription and the queue of its dead letters are called.

    `mark` is in its receipts, and tells them from those of the queue's other subscriptions.
    """

    address: str
    dead_letters: str
    mark: str


class Store:
    """One subscription.

    What time has done in the whole broker is settled first wherever the outcome can depend on it,
    and all that can be refused is computed before anything is changed.
    """

    def __init__(
        self,
        names: Names,
        *,
        issued: Callable[[str], bool],
        limit: int | None,
        settings: Settings,
        timers: Timers,
        bury: Bury,
    ) -> None:
        self.address: str = names.address
        self.dead_letters: str = names.dead_letters
        self.timers: Timers = timers
        self.keeps_places: bool = settings.requeue_position == "original"
        self.clear()
        self._mark = names.mark
        self._issued = issued
        self._limit = limit
        self._settings = settings
        self._lease = settings.lease
        self._prefetch = settings.prefetch
        self._bury = bury

    def clear(self) -> None:
        """Be as new; the timers of its messages must have been stopped."""
        self.backlog: Backlog = Backlog()
        self.lines: dict[str, OrderedDict[int, Entry]] = {}
        """For each key that has a message outstanding, by position those that wait behind it."""
        self.receipts: dict[str, Entry] = {}
        """The entries whose latest delivery can still be settled."""

    def admit(self, entry: Entry) -> None:
        """Take in a new message; time must have been settled."""
        key = entry.properties.key
        if key is None and entry.not_before is None and entry.expires is None:
            self.backlog.append(entry)
        elif key is None:
            self._line_up(entry)
        elif key in self.lines:
            entry.state = State.BLOCKED
            self.backlog.give_position(entry)
            self.lines[key][entry.position] = entry
            self._start_expiry(entry)
        else:
            self.lines[key] = OrderedDict()
            self._line_up(entry)

    def receive(self, limit: int, client: Client) -> list[Delivery]:
        """Hand out what is ready, up to the limit and the client's prefetch."""
        now = self.timers.settle()
        try:
            lease_end = now + self._lease
        except OverflowError:
            raise beyond_time("lease", self._lease) from None
        if self._prefetch is not None:
            limit = min(limit, self._prefetch - client.held)
        deliveries: list[Delivery] = []
        while limit > 0 and (entry := self.backlog.take()):
            limit -= 1
            if entry.delivery is not None:
                del self.receipts[entry.delivery.receipt]
            if entry.timer:
                self.timers.stop(entry)
            count = entry.count = entry.count + 1
            receipt = f"{entry.id}{self._mark}.{count}"
            delivery = Delivery(entry.id, entry.content, entry.properties, receipt, count)
            entry.delivery = delivery
            entry.client = client
            entry.state = State.IN_FLIGHT
            client.held += 1
            self.receipts[receipt] = entry
            self.timers.start(self, entry, lease_end)
            deliveries.append(delivery)
        return deliveries

    def ack(self, delivery: Delivery) -> None:
        """Forget the message."""
        receipt = getattr(delivery, "receipt", None) if type(delivery) is Delivery else None
        entry = self.receipts.get(receipt) if type(receipt) is str else None
        if (
            entry is not None
            and entry.delivery is delivery
            # It is in flight, and no time makes a difference to it.
            and entry.client is not None
            and self._limit is None
            and entry.expires is None
            and entry.properties.key is None
        ):
            # Nothing looks at the entry any more.
            entry.client.held -= 1
            del self.receipts[delivery.receipt]
            self.timers.stop(entry)
            return
        now = self.timers.settle()
        entry = self._held("ack", delivery)
        if entry is not None:
            self._remove(entry, now)

    def nack(self, delivery: Delivery, delay: timedelta) -> None:
        """Make the message ready again, now or later."""
        now = self.timers.settle()
        until = later("delay", now, delay) if delay else None
        entry = self._held("nack", delivery)
        if entry is not None:
            self._give_back(entry, now, until)

    def reject(self, delivery: Delivery) -> None:
        """Take the message to the dead letters."""
        now = self.timers.settle()
        entry = self._held("reject", delivery)
        if entry is not None:
            self._die(entry, now, "rejected")

    def extend(self, delivery: Delivery, lease: timedelta) -> None:
        """Let the lease end so long from now."""
        now = self.timers.settle()
        until = later("lease", now, lease)
        entry = self._held("extend", delivery)
        if entry is None or entry.state is not State.IN_FLIGHT:
            raise StaleDelivery(self.address, "extend", delivery.id, delivery.count)
        self.timers.stop(entry)
        self.timers.start(self, entry, until)

    def purge(self) -> int:
        """Forget what is waiting, and say how many that were."""
        now = self.timers.settle()
        waiting = list(self.waiting())
        # Those behind a key first: then none of them gets ready when the first of its key goes.
        for entry in sorted(waiting, key=lambda entry: entry.state is not State.BLOCKED):
            self._remove(entry, now)
        return len(waiting)

    def give_back_all_of(self, client: Client) -> None:
        """Make ready what the client holds."""
        now = self.timers.settle()
        for entry in self.in_flight():
            if entry.client is client:
                self._give_back(entry, now, None)

    def waiting(self) -> Iterator[Entry]:
        """Those not in flight: ready ones in their order, then blocked, then delayed ones."""
        yield from self.backlog
        blocked = (entry for line in self.lines.values() for entry in line.values())
        yield from sorted(blocked, key=lambda entry: entry.position)
        yield from (entry for _, entry in self.timers.of(self) if entry.state is State.DELAYED)

    def in_flight(self) -> list[Entry]:
        """Those that consumers hold, by position."""
        held = (entry for entry in self.receipts.values() if entry.state is State.IN_FLIGHT)
        return sorted(held, key=lambda entry: entry.position)

    def end(self, entry: Entry, due: datetime) -> None:
        """Do what follows when the entry's state has ended by itself."""
        if entry.state is State.IN_FLIGHT:
            # A late settlement still counts until there is another delivery.
            cast(Client, entry.client).held -= 1
            entry.client = None
            self._return(entry, due, None)
        elif entry.expires is not None and entry.expires <= due:
            self._expire(entry, due)
        else:
            self._get_ready(entry)

    def _held(self, operation: str, delivery: Delivery) -> Entry | None:
        """The entry that this delivery can settle; None if it is stale and that is ignored."""
        check_delivery(delivery)
        entry = self.receipts.get(delivery.receipt)
        if entry is not None and entry.delivered(delivery):
            return entry
        is_ours = (
            entry is None
            and delivery.receipt == f"{delivery.id}{self._mark}.{delivery.count}"
            and self._issued(delivery.id)
        )
        if not is_ours:
            raise ForeignDelivery(self.address, operation, delivery.id)
        if self._settings.stale_ack == "raises":
            raise StaleDelivery(self.address, operation, delivery.id, delivery.count)
        return None

    def _line_up(self, entry: Entry) -> None:
        """Make the entry ready, or delayed if it is not yet time."""
        if entry.not_before is None:
            self.backlog.append(entry)
            self._start_expiry(entry)
        else:
            self._delay(entry, entry.not_before)

    def _delay(self, entry: Entry, until: datetime) -> None:
        entry.state = State.DELAYED
        expires = entry.expires
        self.timers.start(self, entry, until if expires is None else min(until, expires))

    def _get_ready(self, entry: Entry) -> None:
        """At the tail if it was never ready before, else where the settings say."""
        entry.state = State.READY
        if entry.count and self.keeps_places:
            self.backlog.put_back(entry)
        else:
            self.backlog.append(entry)
        self._start_expiry(entry)

    def _start_expiry(self, entry: Entry) -> None:
        if entry.expires is not None:
            self.timers.start(self, entry, entry.expires)

    def _give_back(self, entry: Entry, now: datetime, until: datetime | None) -> None:
        """The consumer is done with this delivery, which cannot be settled any more."""
        is_late = entry.state is State.READY
        self._leave(entry)
        # It was among the ready ones if its lease was over, and an entry leaves those for good.
        self._return(attrs.evolve(entry) if is_late else entry, now, until)

    def _return(self, entry: Entry, at: datetime, until: datetime | None) -> None:
        if self._limit is not None and entry.count >= self._limit:
            self._die(entry, at, "too many deliveries")
        elif entry.expires is not None and entry.expires <= at:
            self._expire(entry, at)
        elif until is not None:
            self._delay(entry, until)
        else:
            self._get_ready(entry)

    def _expire(self, entry: Entry, at: datetime) -> None:
        if self._settings.expired == "dropped":
            self._remove(entry, at)
        else:
            self._die(entry, at, "expired")

    def _die(self, entry: Entry, at: datetime, reason: Reason) -> None:
        self._remove(entry, at)
        self._bury(self, entry, reason)

    def _remove(self, entry: Entry, at: datetime) -> None:
        """Forget the message, and let the next of its key go on."""
        key = entry.properties.key
        if key is not None and entry.state is State.BLOCKED:
            del self.lines[key][entry.position]
            self._leave(entry)
        else:
            self._leave(entry)
            if key is not None:
                self._advance(key, at)

    def _leave(self, entry: Entry) -> None:
        was_ready = entry.state is State.READY
        entry.state = State.GONE
        if was_ready:
            self.backlog.has_left()
        elif entry.client is not None:
            entry.client.held -= 1
            entry.client = None
        if entry.timer:
            self.timers.stop(entry)
        if entry.delivery is not None:
            del self.receipts[entry.delivery.receipt]
            entry.delivery = None

    def _advance(self, key: str, at: datetime) -> None:
        """Let the next message of the key come out from behind one that is gone."""
        line = self.lines[key]
        if not line:
            del self.lines[key]
            return
        _, entry = line.popitem(last=False)
        self.timers.stop(entry)
        if entry.not_before is not None and entry.not_before > at:
            self._delay(entry, entry.not_before)
        else:
            entry.state = State.READY
            self.backlog.put_back(entry)
            self._start_expiry(entry)
