"""What was done to an adapter in one example: every operation with its result, as it was then."""

import itertools
import threading
from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from time import perf_counter

import attrs

from doubles._texts.shown import shown
from fakes.conformance.errors import spelt

__all__ = ["Entry", "Trace"]

_MOST = 60


@attrs.define(eq=False)
class Entry:
    """One operation; `result` is None until it has returned or raised."""

    client: str
    operation: str
    call: str
    began: int
    started: float
    result: str | None = None
    ended: int | None = None
    seconds: float = 0.0

    def __str__(self) -> str:
        return f"{self.client}: {self.call} {self.result or 'has not returned'}"

    def overlaps(self, other: "Entry") -> bool:
        """Whether both were under way at one time."""
        return other is not self and not (
            (self.ended is not None and self.ended < other.began)
            or (other.ended is not None and other.ended < self.began)
        )


class Trace:
    """The operations of one example, in the order in which they began; any thread may add one.

    Arguments and results are written down at once, since what they hold may change later.
    """

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.draws: list[str] = []
        self._errors: list[BaseException] = []
        self._ticks = itertools.count()
        self._lock = threading.Lock()

    def drew(self, label: str, value: object) -> None:
        """Note a value that the example was given."""
        self.draws.append(f"{label or f'value {len(self.draws) + 1}'} = {shown(value)}")

    def begin(
        self, client: str, operation: str, args: Sequence[object], kwargs: Mapping[str, object]
    ) -> Entry:
        """Note that an operation begins."""
        spelt = [shown(value) for value in args]
        spelt += [f"{name}={shown(value)}" for name, value in kwargs.items()]
        call = f"{operation}({', '.join(spelt)})"
        with self._lock:
            entry = Entry(client, operation, call, next(self._ticks), perf_counter())
            self.entries.append(entry)
        return entry

    def returned(self, entry: Entry, result: object) -> None:
        """Note what it returned."""
        self._end(entry, f"-> {shown(result)}")

    def raised(self, entry: Entry, error: BaseException) -> None:
        """Note what it raised."""
        self._errors.append(error)
        self._end(entry, f"raised {spelt(error)}".partition("\n")[0])

    def came_from_the_adapter(self, error: BaseException) -> bool:
        """Whether an operation ended with this very error."""
        return any(error is known for known in self._errors)

    @property
    def operations(self) -> set[str]:
        """The names of the operations."""
        return {entry.operation for entry in self.entries}

    def longer_than(self, seconds: float) -> list[str]:
        """The calls that took longer, or have not returned."""
        return [
            entry.call for entry in self.entries if entry.result is None or entry.seconds > seconds
        ]

    @property
    def round_trip(self) -> float:
        """How many seconds an operation takes: the median; 0 when none has ended."""
        seconds = [entry.seconds for entry in self.entries if entry.ended is not None]
        return median(seconds) if seconds else 0.0

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        # `||` marks what went on at the same time as something else.
        if self.draws:
            yield "With:"
            yield from (f"  {draw}" for draw in self.draws)
        if not self.entries:
            return
        if self.draws:
            yield ""
        yield "What was done:"
        steps = list(_repetitions_folded(self.entries))
        if len(steps) > _MOST:
            yield f"  ... {steps[-_MOST][0] - 1} operations before these"
        width = len(str(steps[-1][0]))
        for number, entry, times in steps[-_MOST:]:
            together = "||" if any(map(entry.overlaps, self.entries)) else "  "
            often = f" ({times} times)" if times > 1 else ""
            yield f"{together}{number:{width}}. {entry}{often}"

    def _end(self, entry: Entry, result: str) -> None:
        with self._lock:
            entry.ended = next(self._ticks)
            entry.seconds = perf_counter() - entry.started
        entry.result = result


def _repetitions_folded(entries: Sequence[Entry]) -> Iterator[tuple[int, Entry, int]]:
    """The number of each operation, the operation, and how many times it came in a row."""
    numbered = enumerate(entries, 1)
    for _, alike in itertools.groupby(numbered, key=lambda each: str(each[1])):
        (number, entry), *others = alike
        yield number, entry, 1 + len(others)
