"""The idempotency keys of a gateway: which request each belongs to, and what was answered.

The rules are those that Stripe gives at https://docs.stripe.com/api/idempotent_requests.
"""

from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime, timedelta

import attrs

from fakes._moments import later
from fakes.payments._text import masked
from fakes.payments.errors import IdempotencyInProgress, IdempotencyMismatch, PaymentError
from fakes.payments.values import Payment, Refund

__all__ = ["Answer", "Failure", "Key", "Keys", "Request"]

Request = tuple[object, ...]
"""An operation and its arguments, once they have been checked."""


@attrs.frozen
class Failure:
    """An error as a value: unlike an exception, it can be compared and raised many times."""

    kind: type[PaymentError]
    facts: tuple[object, ...]

    @classmethod
    def of(cls, error: PaymentError) -> "Failure":
        """The failure that the error reports."""
        return cls(type(error), error.args)

    def error(self) -> PaymentError:
        """A new error that reports the failure."""
        return self.kind(*self.facts)


Answer = Payment | Refund | Failure


@attrs.frozen
class Key:
    """A key in use: its request (None: one that was refused unread), and the answer, once given."""

    text: str = attrs.field(repr=lambda text: repr(masked(text)))
    request: Request | None = attrs.field(repr=lambda request: masked(repr(request)))
    expires: datetime
    answer: Answer | None = None

    def has_expired(self, now: datetime) -> bool:
        """Whether the key is new again; never while its request is being worked on."""
        return self.answer is not None and self.expires <= now


class Keys:
    """The keys that are in use. It has no lock: the gateway's guards it."""

    def __init__(self, window: timedelta) -> None:
        self._window = window
        # From the oldest to the newest, so that what has expired is found at the front.
        self._keys: OrderedDict[str, Key] = OrderedDict()

    def claim(self, text: str, request: Request, now: datetime) -> Answer | None:
        """The saved answer; or None, and the key is the request's from now on.

        Raises IdempotencyMismatch and IdempotencyInProgress.
        """
        self._expire(now)
        key = self._keys.get(text)
        if key is None or key.has_expired(now):
            self._put(Key(text, request, later(now, self._window)))
            return None
        if key.request != request:
            raise IdempotencyMismatch(text)
        if key.answer is None:
            raise IdempotencyInProgress(text)
        return key.answer

    def answer(self, text: str, answer: Answer) -> None:
        """Save the answer to the request that claimed the key."""
        key = self._keys.get(text)
        if key is not None:
            self._keys[text] = attrs.evolve(key, answer=answer)

    def release(self, text: str) -> None:
        """Forget the key, as if it had not been used."""
        self._keys.pop(text, None)

    def burn(
        self, text: str, request: Request | None, refusal: PaymentError, now: datetime
    ) -> None:
        """Spend the key on a request that was refused, maybe unread, unless it is in use."""
        self._expire(now)
        key = self._keys.get(text)
        if key is None or key.has_expired(now):
            self._put(Key(text, request, later(now, self._window), Failure.of(refusal)))

    def answered(self, now: datetime) -> tuple[Key, ...]:
        """The keys with an answer, the oldest first."""
        return tuple(
            key
            for key in self._keys.values()
            if key.answer is not None and not key.has_expired(now)
        )

    def like(self, keys: Iterable[Key]) -> "Keys":
        """Keys that are remembered for as long, and are these."""
        others = Keys(self._window)
        for key in keys:
            others._put(key)
        return others

    def _put(self, key: Key) -> None:
        self._keys[key.text] = key

    def _expire(self, now: datetime) -> None:
        while self._keys:
            oldest = next(iter(self._keys.values()))
            if not oldest.has_expired(now):
                return
            del self._keys[oldest.text]
