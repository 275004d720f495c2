"""The order in which ready messages are delivered: by priority, then by position."""

from collections import deque
from collections.abc import Iterator
from heapq import heapify, heappop, heappush

from fakes.queue._entries import Entry, State

__all__ = ["Backlog"]

FEW = 64


class Lane:
    """The ready messages of one priority.

    Those at the tail come in order, so that most need no more than a deque; those put back
    among them are few, in a heap.
    """

    __slots__ = ("put_back", "tail")

    def __init__(self) -> None:
        self.tail: deque[Entry] = deque()
        self.put_back: list[tuple[int, int, Entry]] = []
        """By position, and for remains of the same message by a number."""

    def sweep(self) -> None:
        """Let go of those that are not ready any more."""
        self.tail = deque(entry for entry in self.tail if entry.state is State.READY)
        self.put_back = [item for item in self.put_back if item[2].state is State.READY]
        heapify(self.put_back)


class Backlog:
    """The ready messages.

    What has left that state otherwise than by `take` is passed over, and let go of when it is the
    greater part.
    """

    __slots__ = ("_lanes", "_left", "_position", "_returned")

    def __init__(self) -> None:
        self._lanes: dict[int, Lane] = {}
        self._position = 0
        self._returned = 0
        self._left = 0

    def give_position(self, entry: Entry) -> None:
        """Make its place the last of all that were given out."""
        self._position += 1
        entry.position = self._position

    def append(self, entry: Entry) -> None:
        """Put it at the tail."""
        self._position += 1
        entry.position = self._position
        lane = self._lanes.get(entry.properties.priority) or self._new_lane(entry)
        lane.tail.append(entry)

    def put_back(self, entry: Entry) -> None:
        """Put it where its position is."""
        lane = self._lanes.get(entry.properties.priority) or self._new_lane(entry)
        self._returned += 1
        heappush(lane.put_back, (entry.position, self._returned, entry))

    def take(self) -> Entry | None:
        """The next to deliver, taken out; None if there is none."""
        for lane in self._lanes.values():
            tail, put_back = lane.tail, lane.put_back
            while tail or put_back:
                if put_back and (not tail or put_back[0][0] < tail[0].position):
                    entry = heappop(put_back)[2]
                else:
                    entry = tail.popleft()
                if entry.state is State.READY:
                    return entry
                self._left -= 1
        return None

    def has_left(self) -> None:
        """One of them is not ready any more; it must not get ready again."""
        self._left += 1
        if self._left > FEW and 2 * self._left > self._size():
            for lane in self._lanes.values():
                lane.sweep()
            self._left = 0

    def __iter__(self) -> Iterator[Entry]:
        for lane in self._lanes.values():
            entries = [*lane.tail, *(entry for _, _, entry in lane.put_back)]
            yield from sorted(
                (entry for entry in entries if entry.state is State.READY),
                key=lambda entry: entry.position,
            )

    def _size(self) -> int:
        return sum(len(lane.tail) + len(lane.put_back) for lane in self._lanes.values())

    def _new_lane(self, entry: Entry) -> Lane:
        """A lane for the entry's priority, among the others from the highest to the lowest."""
        lane = self._lanes[entry.properties.priority] = Lane()
        self._lanes = dict(sorted(self._lanes.items(), reverse=True))
        return lane
