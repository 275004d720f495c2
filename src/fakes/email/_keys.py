"""The idempotency keys that a fake service remembers, each for a while."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import attrs

from fakes.email._checks import header_text
from fakes.email.errors import IdempotencyMismatch, InvalidEmail
from fakes.email.message import Email
from fakes.email.values import Envelope, Receipt, ScheduledEmail

__all__ = ["Answer", "Keys", "Request", "UsedKey", "key_of"]

_LONGEST = 256

Request = tuple[Email, Envelope, datetime | None]
"""What was asked for: a message in an envelope, at a time, or at once (None)."""

Answer = Receipt | ScheduledEmail


@attrs.frozen
class UsedKey:
    """What was asked for with a key, what was answered, and when."""

    request: Request
    answer: Answer
    at: datetime


def key_of(value: object) -> str:
    """An idempotency key (as Resend's API reference has it: at most 256 characters).

    Raises:
        InvalidEmail: It is none.
    """
    key = header_text("idempotency_key", value)
    if not 1 <= len(key) <= _LONGEST:
        raise InvalidEmail(
            "idempotency_key", f"must have 1 to {_LONGEST} characters, not {len(key):,}"
        )
    return key


class Keys:
    """Keys by what was asked for with them; the lock of the fake guards it."""

    __slots__ = ("_used", "_window")

    def __init__(self, window: timedelta, used: Iterable[tuple[str, UsedKey]] = ()) -> None:
        self._window = window
        self._used = dict(sorted(used, key=_time_of))

    def answer(self, key: str, request: Request, now: datetime) -> Answer | None:
        """What was answered to this with this key; None if the key is new, or new again.

        Raises:
            IdempotencyMismatch: Something else was asked for with it.
        """
        self._forget(now)
        used = self._used.get(key)
        if used is None or self._is_over(used, now):
            return None
        if used.request != request:
            raise IdempotencyMismatch(key)
        return used.answer

    def use(self, key: str, used: UsedKey) -> None:
        """Remember what was asked for with a key."""
        self._used.pop(key, None)
        self._used[key] = used

    def alive(self, now: datetime) -> tuple[tuple[str, UsedKey], ...]:
        """The keys that are remembered still, and what was asked for with them."""
        return tuple(
            (key, used) for key, used in self._used.items() if not self._is_over(used, now)
        )

    def like(self, used: Iterable[tuple[str, UsedKey]]) -> "Keys":
        """Keys that are remembered for as long, and are these."""
        return Keys(self._window, used)

    def _forget(self, now: datetime) -> None:
        """Drop the oldest: under a clock that only goes forward, that is all that are over."""
        while self._used:
            key, used = next(iter(self._used.items()))
            if not self._is_over(used, now):
                return
            del self._used[key]

    def _is_over(self, used: UsedKey, now: datetime) -> bool:
        return now - used.at >= self._window


def _time_of(item: tuple[str, UsedKey]) -> datetime:
    return item[1].at
