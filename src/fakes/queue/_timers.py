"""When the states of messages end by themselves: a heap that is looked at, never waited for."""

from datetime import UTC, datetime, timedelta
from heapq import heapify, heappop, heappush
from typing import Protocol

from fakes.clock import Clock
from fakes.queue._entries import Entry
from fakes.queue.errors import InvalidQueueValue

__all__ = ["Owner", "Timers", "beyond_time", "later"]

FEW = 64


class Owner(Protocol):
    """What has entries, and knows what to do when the state of one has ended at its time."""

    address: str

    def end(self, entry: Entry, due: datetime, /) -> None:
        """Do what follows when the state of the entry has ended, at the time that it was due."""
        ...


class Timers:
    """All timers of a broker, at most one for each entry.

    They end in the order of their times, those of one time by the address of their owner and then
    as they were started: so it makes no difference who looked when, and at which queue. A stopped
    one stays in the heap until its time, or until most of the heap is such remains.
    """

    __slots__ = ("_clock", "_heap", "_number", "running")

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heap: list[tuple[datetime, str, int, Owner, Entry]] = []
        self._number = 0
        self.running: int = 0

    def settle(self) -> datetime:
        """Do what time has done since someone last looked, and say what time it is, in UTC.

        The clock is read once, before anything is changed.
        """
        now = self._clock()
        if now.tzinfo is not UTC:
            now = _in_utc(now)
        heap = self._heap
        while heap and heap[0][0] <= now:
            due, _, number, owner, entry = heappop(heap)
            if entry.timer == number:
                entry.timer = 0
                self.running -= 1
                owner.end(entry, due)
        return now

    def start(self, owner: Owner, entry: Entry, due: datetime) -> None:
        """Start the entry's timer; it must have none."""
        number = self._number = self._number + 1
        entry.timer = number
        self.running += 1
        heappush(self._heap, (due, owner.address, number, owner, entry))

    def stop(self, entry: Entry) -> None:
        """Stop the entry's timer, if it has one."""
        if entry.timer:
            entry.timer = 0
            self.running -= 1
            if not self.running:
                self._heap.clear()
            elif len(self._heap) > 2 * self.running + FEW:
                self._heap[:] = [item for item in self._heap if item[4].timer == item[2]]
                heapify(self._heap)

    def clear(self) -> None:
        """Stop all of them."""
        self._heap.clear()
        self.running = 0

    def of(self, owner: Owner) -> list[tuple[datetime, Entry]]:
        """The owner's entries with a timer, each with its time, in that order."""
        running = [item for item in self._heap if item[3] is owner and item[4].timer == item[2]]
        return [(due, entry) for due, _, _, _, entry in sorted(running)]


def later(field: str, now: datetime, by: timedelta) -> datetime:
    """So long from now.

    Raises:
        InvalidQueueValue: That is beyond the year 9999.
    """
    try:
        return now + by
    except OverflowError:
        raise beyond_time(field, by) from None


def beyond_time(field: str, by: timedelta) -> InvalidQueueValue:
    """What is raised where a time is later than datetimes go."""
    return InvalidQueueValue(field, f"must not lead beyond the year 9999: {by}")


def _in_utc(time: datetime) -> datetime:
    """The same moment in UTC, because datetimes of one zone are compared by what its clocks say."""
    try:
        return time.astimezone(UTC)
    except OverflowError:
        raise InvalidQueueValue("clock", f"must give times that UTC has, not {time}") from None
