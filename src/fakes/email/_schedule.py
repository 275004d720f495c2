"""What a fake service is to send later, and what became of what it was to send."""

from collections.abc import Iterable
from datetime import datetime
from heapq import heapify, heappop, heappush

from fakes.email.errors import AlreadySent, ScheduleNotFound
from fakes.email.values import ScheduledEmail

__all__ = ["Schedule"]


class Schedule:
    """Scheduled emails by their ids; the lock of the fake guards it."""

    __slots__ = ("_ended", "_pending", "_queue")

    def __init__(
        self,
        pending: Iterable[ScheduledEmail] = (),
        ended: Iterable[tuple[str, datetime | None]] = (),
    ) -> None:
        self._pending = {each.id: each for each in pending}
        self._ended = dict(ended)  # when it was sent; None: it was cancelled
        # The order in which they are due, those of one time as they came. What was cancelled is
        # passed over when its time comes.
        self._queue = [(each.at, at, each.id) for at, each in enumerate(self._pending.values())]
        heapify(self._queue)

    def __len__(self) -> int:
        return len(self._pending)

    @property
    def pending(self) -> tuple[ScheduledEmail, ...]:
        """What is still to be sent, in the order of its times."""
        return tuple(sorted(self._pending.values(), key=_time_of))

    @property
    def ended(self) -> frozenset[tuple[str, datetime | None]]:
        """The ids of what was sent, with the time, and of what was cancelled, with None."""
        return frozenset(self._ended.items())

    def add(self, scheduled: ScheduledEmail) -> None:
        """Keep an email until its time comes."""
        number = len(self._pending) + len(self._ended)
        self._pending[scheduled.id] = scheduled
        heappush(self._queue, (scheduled.at, number, scheduled.id))

    def cancel(self, schedule_id: str) -> None:
        """Keep an email no longer.

        Raises:
            ScheduleNotFound: It was never kept.
            AlreadySent: It was sent.
        """
        if self._pending.pop(schedule_id, None):
            self._ended[schedule_id] = None
        elif schedule_id not in self._ended:
            raise ScheduleNotFound(schedule_id)
        elif at := self._ended[schedule_id]:
            raise AlreadySent(schedule_id, at)

    def due(self, now: datetime) -> ScheduledEmail | None:
        """The first of the emails whose time has come."""
        while self._queue and self._queue[0][0] <= now:
            scheduled = self._pending.get(self._queue[0][2])
            if scheduled is not None:
                return scheduled
            heappop(self._queue)
        return None

    def sent(self, scheduled: ScheduledEmail) -> None:
        """Keep an email no longer, for it was sent."""
        del self._pending[scheduled.id]
        self._ended[scheduled.id] = scheduled.at


def _time_of(scheduled: ScheduledEmail) -> datetime:
    return scheduled.at
