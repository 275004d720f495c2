"""The messages of one subscription, and what becomes of them. The broker's lock guards it."""

from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from fakes.queue._arguments import check_delivery
from fakes.queue._backlog import Backlog
from fakes.queue._entries import Client, Entry, State
from fakes.queue._settings import Settings
from fakes.queue._timers import Timers
from fakes.queue.errors import ForeignDelivery, StaleDelivery
from fakes.queue.values import NO_DELAY, Delivery, Reason

__all__ = ["Store"]


class Store:
    """One subscription.

    The clock is read only where the outcome can depend on it, and what its time has ended is then
    settled first, each at its own time: so it makes no difference who looked when.
    """

    def __init__(
        self,
        address: str,
        *,
        mark: str,
        issued: Callable[[str], bool],
        limit: int | None,
        settings: Settings,
        bury: Callable[["Store", Entry, Reason], None],
    ) -> None:
        self.address = address
        self.clear()
        self._mark = mark
        self._issued = issued
        self._limit = limit
        self._settings = settings
        self._clock = settings.clock
        self._lease = settings.lease
        self._prefetch = settings.prefetch
        self._bury = bury

    def clear(self) -> None:
        """Be as new."""
        self.backlog: Backlog = Backlog()
        self.timers: Timers = Timers()
        self.lines: dict[str, deque[Entry]] = {}
        """For each key that has a message outstanding, those that wait behind it."""
        self.receipts: dict[str, Entry] = {}
        """The entries whose latest delivery can still be settled."""

    def settle(self) -> datetime:
        """Do what time has done since someone last looked, and say what time it is."""
        now = self._clock()
        self._settle(now)
        return now

    def admit(self, entry: Entry) -> None:
        """Take in a new message."""
        if self.timers.running:
            self.settle()
        key = entry.properties.key
        if key is None and entry.not_before is None and entry.expires is None:
            self.backlog.append(entry)
        elif key is None:
            self._line_up(entry)
        elif key in self.lines:
            entry.state = State.BLOCKED
            self.backlog.give_position(entry)
            self.lines[key].append(entry)
            self._start_expiry(entry)
        else:
            self.lines[key] = deque()
            self._line_up(entry)

    def receive(self, limit: int, client: Client) -> list[Delivery]:
        """Hand out what is ready, up to the limit and the client's prefetch."""
        now = self._clock()
        if self.timers.running:
            self._settle(now)
        if self._prefetch is not None:
            limit = min(limit, self._prefetch - client.held)
        lease_end = now + self._lease
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
            self.timers.start(entry, lease_end)
            deliveries.append(delivery)
        return deliveries

    def ack(self, delivery: Delivery) -> None:
        """Forget the message; it may be late, as long as there was no other delivery."""
        is_sound = type(delivery) is Delivery and type(delivery.receipt) is str
        entry = self.receipts.get(delivery.receipt) if is_sound else None
        if (
            entry is not None
            and entry.delivery is delivery
            # No time makes a difference to this one.
            and self._limit is None
            and entry.expires is None
            and entry.properties.key is None
        ):
            self._leave(entry)
            return
        now = self.settle()
        entry = self._held("ack", delivery)
        if entry is not None:
            self._remove(entry, now)

    def nack(self, delivery: Delivery, delay: timedelta) -> None:
        """Make the message ready again, now or later; nothing to do if its lease ended."""
        now = self.settle()
        entry = self._held("nack", delivery)
        if entry is not None and entry.state is State.IN_FLIGHT:
            self._give_back(entry, now, delay)

    def reject(self, delivery: Delivery) -> None:
        """Take the message to the dead letters."""
        now = self.settle()
        entry = self._held("reject", delivery)
        if entry is not None:
            self._die(entry, now, "rejected")

    def extend(self, delivery: Delivery, lease: timedelta) -> None:
        """Let the lease end so long from now."""
        now = self.settle()
        entry = self._held("extend", delivery)
        if entry is None or entry.state is not State.IN_FLIGHT:
            raise StaleDelivery(self.address, "extend", delivery.id, delivery.count)
        self.timers.stop(entry)
        self.timers.start(entry, now + lease)

    def purge(self) -> int:
        """Forget what is waiting, and say how many that were."""
        now = self.settle()
        waiting = list(self.waiting())
        # Those behind a key first: then none of them gets ready when the first of its key goes.
        for entry in sorted(waiting, key=lambda entry: entry.state is not State.BLOCKED):
            self._remove(entry, now)
        return len(waiting)

    def give_back_all_of(self, client: Client) -> None:
        """Make ready what the client holds."""
        now = self.settle()
        for entry in self.in_flight():
            if entry.client is client:
                self._give_back(entry, now, NO_DELAY)

    def waiting(self) -> Iterator[Entry]:
        """Those not in flight: ready ones in their order, then blocked, then delayed ones."""
        yield from self.backlog
        for line in self.lines.values():
            yield from (entry for entry in line if entry.state is State.BLOCKED)
        yield from (entry for _, entry in self.timers.items() if entry.state is State.DELAYED)

    def in_flight(self) -> list[Entry]:
        """Those that consumers hold, by position."""
        held = (entry for entry in self.receipts.values() if entry.state is State.IN_FLIGHT)
        return sorted(held, key=lambda entry: entry.position)

    def _settle(self, now: datetime) -> None:
        while ended := self.timers.ended(now):
            self._end(*ended)

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

    def _end(self, due: datetime, entry: Entry) -> None:
        """Do what follows when the entry's state has ended by itself."""
        if entry.state is State.IN_FLIGHT:
            self._lapse(entry, due)
        elif entry.expires is not None and entry.expires <= due:
            self._expire(entry, due)
        else:
            self._get_ready(entry)

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
        self.timers.start(entry, until if expires is None else min(until, expires))

    def _get_ready(self, entry: Entry) -> None:
        """At the tail if it was never ready before, else where the settings say."""
        entry.state = State.READY
        if entry.count and self._settings.requeue_position == "original":
            self.backlog.put_back(entry)
        else:
            self.backlog.append(entry)
        self._start_expiry(entry)

    def _start_expiry(self, entry: Entry) -> None:
        if entry.expires is not None:
            self.timers.start(entry, entry.expires)

    def _give_back(self, entry: Entry, now: datetime, delay: timedelta) -> None:
        """The consumer is done with this delivery, which cannot be settled any more."""
        self._leave(entry)
        self._return(entry, now, delay)

    def _lapse(self, entry: Entry, due: datetime) -> None:
        """The lease is over; a late ack still counts until there is another delivery."""
        self._return(entry, due, NO_DELAY)

    def _return(self, entry: Entry, at: datetime, delay: timedelta) -> None:
        if entry.client is not None:
            entry.client.held -= 1
            entry.client = None
        # No longer in flight, and the first of its key for what follows.
        entry.state = State.READY
        if self._limit is not None and entry.count >= self._limit:
            self._die(entry, at, "too many deliveries")
        elif entry.expires is not None and entry.expires <= at:
            self._expire(entry, at)
        elif delay:
            self._delay(entry, at + delay)
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
        was_blocked = entry.state is State.BLOCKED
        self._leave(entry)
        if key is not None and not was_blocked:
            self._advance(key, at)

    def _leave(self, entry: Entry) -> None:
        if entry.client is not None:
            entry.client.held -= 1
            entry.client = None
        entry.state = State.GONE
        self.timers.stop(entry)
        if entry.delivery is not None:
            del self.receipts[entry.delivery.receipt]
            entry.delivery = None

    def _advance(self, key: str, at: datetime) -> None:
        """Let the next message of the key come out from behind one that is gone."""
        line = self.lines[key]
        while line:
            entry = line.popleft()
            if entry.state is State.BLOCKED:
                self.timers.stop(entry)
                if entry.not_before is not None and entry.not_before > at:
                    self._delay(entry, entry.not_before)
                else:
                    entry.state = State.READY
                    self.backlog.put_back(entry)
                    self._start_expiry(entry)
                return
        del self.lines[key]
