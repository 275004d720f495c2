"""When the states of messages end by themselves: a heap that is looked at, never waited for."""

from datetime import datetime
from heapq import heapify, heappop, heappush

from fakes.queue._entries import Entry

__all__ = ["Timers"]

FEW = 64


class Timers:
    """At most one timer for each entry.

    A stopped one stays in the heap until its time, or until most of the heap is such remains.
    """

    __slots__ = ("_heap", "_number", "running")

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, Entry]] = []
        self._number = 0
        self.running: int = 0

    def start(self, entry: Entry, due: datetime) -> None:
        """Start the entry's timer; it must have none."""
        number = self._number = self._number + 1
        entry.timer = number
        self.running += 1
        heappush(self._heap, (due, number, entry))

    def stop(self, entry: Entry) -> None:
        """Stop the entry's timer, if it has one."""
        if entry.timer:
            entry.timer = 0
            self.running -= 1
            if not self.running:
                self._heap.clear()
            elif len(self._heap) > 2 * self.running + FEW:
                self._heap = [item for item in self._heap if item[2].timer == item[1]]
                heapify(self._heap)

    def ended(self, now: datetime) -> tuple[datetime, Entry] | None:
        """The entry whose time came first, by now, with that time."""
        while self._heap and self._heap[0][0] <= now:
            due, number, entry = heappop(self._heap)
            if entry.timer == number:
                entry.timer = 0
                self.running -= 1
                return due, entry
        return None

    def items(self) -> list[tuple[datetime, Entry]]:
        """The entries with a timer, each with its time, in that order."""
        return [(due, entry) for due, number, entry in sorted(self._heap) if entry.timer == number]
