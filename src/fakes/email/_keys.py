"""The idempotency keys that a fake service remembers, each for a while."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import attrs

from fakes.email._checks import header_text
from fakes.email.errors import IdempotencyMismatch, InvalidEmail
from fakes.email.message import Email
from fakes.email.values import Envelope, Receipt

__all__ = ["Keys", "UsedKey", "key_of"]

_LONGEST = 256


@attrs.frozen
class UsedKey:
    """What was sent with a key, when, and what was said."""

    message: Email
    envelope: Envelope
    receipt: Receipt
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
    """Keys by what was sent with them; the lock of the fake guards it."""

    __slots__ = ("_used", "_window")

    def __init__(self, window: timedelta) -> None:
        self._window = window
        self._used: dict[str, UsedKey] = {}

    def receipt(
        self, key: str, message: Email, envelope: Envelope, now: datetime
    ) -> Receipt | None:
        """What was said when this was sent with this key; None if the key is new, or new again.

        Raises:
            IdempotencyMismatch: Something else was sent with it.
        """
        used = self._used.get(key)
        if used is None or now - used.at >= self._window:
            return None
        if (used.message, used.envelope) != (message, envelope):
            raise IdempotencyMismatch(key)
        return used.receipt

    def use(self, key: str, used: UsedKey) -> None:
        """Remember what was sent with a key."""
        self._used.pop(key, None)
        self._used[key] = used

    def alive(self, now: datetime) -> tuple[tuple[str, UsedKey], ...]:
        """The keys that are remembered still, and what was sent with them."""
        return tuple(
            (key, used) for key, used in self._used.items() if now - used.at < self._window
        )

    def restore(self, alive: Iterable[tuple[str, UsedKey]]) -> None:
        """Remember these keys, and no others."""
        self._used = dict(alive)
