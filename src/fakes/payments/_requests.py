"""How a request to a gateway is handled: one at a time, and once for each idempotency key.

What the requests do is in `_operations`, and which keys are in use in `_idempotency`.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import RLock
from typing import TypeVar, cast

from fakes.clock import Clock
from fakes.payments._checks import text
from fakes.payments._idempotency import Answer, Failure, Keys, Request
from fakes.payments._ledger import Ledger
from fakes.payments.errors import AuthenticationRequired, InvalidPaymentValue, PaymentError
from fakes.payments.values import Payment, Refund

__all__ = ["Requests"]

A = TypeVar("A", bound=Payment | Refund)


class Requests:
    """The lock of a gateway, its ledger and its keys, and the rules by which keys are spent."""

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        *,
        window: timedelta,
        longest_key: int,
        replays_failures: bool,
        burns_refused_keys: bool,
        while_in_progress: Callable[[], object] | None,
    ) -> None:
        self.ledger = ledger
        self.keys = Keys(window)
        self.lock = RLock()
        self._clock = clock
        self._longest_key = longest_key
        self._replays_failures = replays_failures
        self._burns_refused_keys = burns_refused_keys
        self._while_in_progress = while_in_progress

    def look(self) -> datetime:
        """What time it is, now that all that is due by then has happened; needs the lock."""
        now = self._clock().astimezone(UTC)
        self.ledger.expire(now)
        return now

    def once(
        self, key: str | None, checked: Callable[[], Request], effect: Callable[[datetime], A]
    ) -> A:
        """The effect's result, or what was answered when the key was first used.

        `checked` gives the request, or raises InvalidPaymentValue for an argument of it.
        """
        if key is not None:
            text("idempotency_key", key, self._longest_key)
        try:
            request = checked()
        except InvalidPaymentValue as refusal:
            self._refuse(key, None, refusal)
            raise
        with self.lock:
            now = self.look()
            answer = None if key is None else self.keys.claim(key, request, now)
            if answer is not None:
                if isinstance(answer, Failure):
                    raise answer.error()
                # The request is the same one, so its answer is of the same type.
                return cast(A, answer)
            if self._while_in_progress is None:
                return self._done(key, request, effect, now)
        try:
            self._while_in_progress()
            with self.lock:
                now = self.look()
        except BaseException:
            self._forget(key)
            raise
        with self.lock:
            return self._done(key, request, effect, now)

    def _done(
        self, key: str | None, request: Request, effect: Callable[[datetime], A], now: datetime
    ) -> A:
        try:
            result = effect(now)
        except InvalidPaymentValue as refusal:
            self._forget(key)
            self._refuse(key, request, refusal)
            raise
        except PaymentError as failure:
            # Who must authenticate has a payment that waits; a fresh try would make a second one.
            if self._replays_failures or isinstance(failure, AuthenticationRequired):
                self._answer(key, Failure.of(failure))
            else:
                self._forget(key)
            raise
        self._answer(key, result)
        return result

    def _answer(self, key: str | None, answer: Answer) -> None:
        if key is not None:
            self.keys.answer(key, answer)

    def _forget(self, key: str | None) -> None:
        if key is not None:
            with self.lock:
                self.keys.release(key)

    def _refuse(
        self, key: str | None, request: Request | None, refusal: InvalidPaymentValue
    ) -> None:
        if key is not None and self._burns_refused_keys:
            with self.lock:
                self.keys.burn(key, request, refusal, self.look())
