"""What a fake service is to send later, and what became of what it was to send."""

from collections.abc import Iterable
from datetime import UTC, datetime

from fakes.email.errors import AlreadySent, ScheduleNotFound
from fakes.email.values import ScheduledEmail

__all__ = ["Schedule"]

_NEVER = datetime.max.replace(tzinfo=UTC)


class Schedule:
    """Scheduled emails by their ids; the lock of the fake guards it."""

    __slots__ = ("_ended", "_next_at", "_pending")

    def __init__(self) -> None:
        self._pending: dict[str, ScheduledEmail] = {}
        self._ended: dict[str, datetime | None] = {}  # when it was sent; None: it was cancelled
        self._next_at = _NEVER

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
        self._pending[scheduled.id] = scheduled
        self._next_at = min(self._next_at, scheduled.at)

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

    def take_due(self, now: datetime) -> list[ScheduledEmail]:
        """The emails whose time has come, in the order of their times, kept no longer."""
        if now < self._next_at:
            return []
        due = [each for each in self.pending if each.at <= now]
        for each in due:
            del self._pending[each.id]
            self._ended[each.id] = each.at
        self._next_at = min((each.at for each in self._pending.values()), default=_NEVER)
        return due

    def restore(
        self,
        pending: Iterable[ScheduledEmail],
        ended: Iterable[tuple[str, datetime | None]],
    ) -> None:
        """Keep these emails, and no others."""
        self._pending = {each.id: each for each in pending}
        self._ended = dict(ended)
        self._next_at = min((each.at for each in self._pending.values()), default=_NEVER)


def _time_of(scheduled: ScheduledEmail) -> datetime:
    return scheduled.at
