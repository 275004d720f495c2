"""What `schedule` shows: which calls of a faulty service failed, and how. Nothing here decides."""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import overload

import attrs

Error = BaseException | type[BaseException]


class Fate(Enum):
    """What becomes of one call of a faulty service."""

    PASSED_ON = "passed on"
    """The service was called; what it returned or raised is the call's result."""
    FAILED = "failed"
    """The call failed before its effect: the service was not called."""
    REPLY_LOST = "reply lost"
    """The service was called, and its result thrown away; an error of its own is raised."""


_WIDEST = max(len(fate.value) for fate in Fate)


@attrs.frozen
class ScheduledCall:
    """One call: how it was spelled, its number among the calls of its method, and its fate.

    `arguments` are the call's, by the names of their parameters. `error` is the exception, or its
    class, that the call raised instead of its result; None where it was passed on.
    """

    call: str
    method: str
    arguments: Mapping[str, object]
    number: int
    fate: Fate
    error: Error | None = None

    def __str__(self) -> str:
        error = self.error if isinstance(self.error, type) else type(self.error)
        raised = "" if self.error is None else f": {error.__name__}"
        return f"{self.fate.value:{_WIDEST}}  {self.call}{raised}"


@attrs.frozen(repr=False)
class Schedule(Sequence[ScheduledCall]):
    """The calls of a faulty service, in the order in which they began."""

    service: str
    seed: int
    rate: float
    calls: tuple[ScheduledCall, ...]

    @overload
    def __getitem__(self, index: int) -> ScheduledCall: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[ScheduledCall]: ...
    def __getitem__(self, index: int | slice) -> ScheduledCall | Sequence[ScheduledCall]:
        return self.calls[index]

    def __len__(self) -> int:
        return len(self.calls)

    def __iter__(self) -> Iterator[ScheduledCall]:
        return iter(self.calls)

    def __repr__(self) -> str:
        failed = sum(call.error is not None for call in self.calls)
        calls = f"{len(self.calls)} call{'' if len(self.calls) == 1 else 's'}"
        head = f"<{self.service}, seed={self.seed}, rate={self.rate}: {failed} of {calls} failed"
        lines = (f"\n  {number}. {call}" for number, call in enumerate(self.calls, start=1))
        return f"{head}{''.join(lines)}>"
