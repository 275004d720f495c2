"""The order in which ready messages are delivered: by priority, then by position."""

from collections import deque
from collections.abc import Iterator
from heapq import heappop, heappush

from fakes.queue._entries import Entry, State

__all__ = ["Backlog"]


class Lane:
    """The ready messages of one priority.

    Those at the tail come in order, so that most need no more than a deque; those put back
    among them are few, in a heap.
    """

    __slots__ = ("put_back", "tail")

    def __init__(self) -> None:
        self.tail: deque[Entry] = deque()
        self.put_back: list[tuple[int, Entry]] = []


class Backlog:
    """The ready messages. What left that state otherwise than by `take` is passed over."""

    __slots__ = ("_lanes", "_position")

    def __init__(self) -> None:
        self._lanes: dict[int, Lane] = {}
        self._position = 0

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
        heappush(lane.put_back, (entry.position, entry))

    def take(self) -> Entry | None:
        """The next to deliver, taken out; None if there is none."""
        for lane in self._lanes.values():
            tail, put_back = lane.tail, lane.put_back
            while tail or put_back:
                if put_back and (not tail or put_back[0][0] < tail[0].position):
                    entry = heappop(put_back)[1]
                else:
                    entry = tail.popleft()
                if entry.state is State.READY:
                    return entry
        return None

    def __iter__(self) -> Iterator[Entry]:
        for lane in self._lanes.values():
            entries = [*lane.tail, *(entry for _, entry in lane.put_back)]
            yield from sorted(
                (entry for entry in entries if entry.state is State.READY),
                key=lambda entry: entry.position,
            )

    def _new_lane(self, entry: Entry) -> Lane:
        """A lane for the entry's priority, among the others from the highest to the lowest."""
        lane = self._lanes[entry.properties.priority] = Lane()
        self._lanes = dict(sorted(self._lanes.items(), reverse=True))
        return lane
