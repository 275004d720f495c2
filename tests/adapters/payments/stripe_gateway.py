"""Payment gateways that are Stripe, blocking and async, over PaymentIntents or over Charges.

>>> import stripe
>>> http_client = stripe.RequestsClient(timeout=10)
>>> client = stripe.StripeClient("sk_test_...", http_client=http_client)
>>> gateway = StripeGateway.over_intents(client)

The client says how long a request may take: 80 seconds, if it is not told. Nothing is repeated;
that is for the caller, who has the key. Numbers of cards are not taken.
"""

from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from stripe import StripeClient

from fakes.payments import Card, Money, Payment, PaymentPage, PaymentStatus, Refund
from tests.adapters.payments.stripe_api import Ask
from tests.adapters.payments.stripe_charges import Charges
from tests.adapters.payments.stripe_intents import PaymentIntents
from tests.adapters.payments.stripe_payments import StripePayments

__all__ = ["AsyncStripeGateway", "StripeGateway"]

P = ParamSpec("P")
T = TypeVar("T")


async def _blocking(
    blocking: Callable[P, T],
    awaited: Callable[P, Awaitable[T]],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    del awaited
    return blocking(*args, **kwargs)


async def _awaited(
    blocking: Callable[P, T],
    awaited: Callable[P, Awaitable[T]],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    del blocking
    return await awaited(*args, **kwargs)


def _result(operation: Coroutine[Any, Any, T]) -> T:
    """What an operation returns whose every request blocks: it never waits for an event loop."""
    try:
        operation.send(None)
    except StopIteration as finished:
        result: T = finished.value
        return result
    operation.close()
    raise RuntimeError("An operation of the blocking gateway waits for an event loop.")


class StripeGateway:
    """A `PaymentGateway`."""

    def __init__(self, payments: StripePayments) -> None:
        self._payments = payments

    @classmethod
    def over_intents(cls, client: StripeClient, *, customer: str | None = None) -> "StripeGateway":
        """A gateway whose sources are ids of payment methods, `pm_...`.

        With the id of a customer, it makes and lists the payments of that customer alone, and
        idempotency keys are the customer's.
        """
        return cls(_over_intents(client, _blocking, customer))

    @classmethod
    def over_charges(cls, client: StripeClient) -> "StripeGateway":
        """A gateway over the older API, whose sources are tokens, `tok_...`."""
        return cls(StripePayments(Charges(client, _blocking), ""))

    def authorize(
        self, amount: Money, source: str | Card, *, idempotency_key: str | None = None
    ) -> Payment:
        """Hold an amount; see `PaymentGateway.authorize`."""
        return _result(self._payments.open(amount, source, idempotency_key, captures=False))

    def capture(
        self, payment_id: str, amount: Money | None = None, *, idempotency_key: str | None = None
    ) -> Payment:
        """Take what is held; see `PaymentGateway.capture`."""
        return _result(self._payments.capture(payment_id, amount, idempotency_key))

    def charge(
        self, amount: Money, source: str | Card, *, idempotency_key: str | None = None
    ) -> Payment:
        """Take an amount; see `PaymentGateway.charge`."""
        return _result(self._payments.open(amount, source, idempotency_key, captures=True))

    def void(self, payment_id: str, *, idempotency_key: str | None = None) -> Payment:
        """Let go of what is held; see `PaymentGateway.void`."""
        return _result(self._payments.void(payment_id, idempotency_key))

    def refund(
        self, payment_id: str, amount: Money | None = None, *, idempotency_key: str | None = None
    ) -> Refund:
        """Give back what was taken; see `PaymentGateway.refund`."""
        return _result(self._payments.refund(payment_id, amount, idempotency_key))

    def get(self, payment_id: str) -> Payment:
        """The payment as it is now; see `PaymentGateway.get`."""
        return _result(self._payments.get(payment_id))

    def select(
        self,
        *,
        status: PaymentStatus | None = None,
        created_from: datetime | None = None,
        created_before: datetime | None = None,
        limit: int = 10,
        after: str | None = None,
    ) -> PaymentPage:
        """Payments, the newest first; see `PaymentGateway.select`."""
        return _result(self._payments.select(status, created_from, created_before, limit, after))


class AsyncStripeGateway:
    """An `AsyncPaymentGateway`, on a client whose HTTP client is async."""

    def __init__(self, payments: StripePayments) -> None:
        self._payments = payments

    @classmethod
    def over_intents(
        cls, client: StripeClient, *, customer: str | None = None
    ) -> "AsyncStripeGateway":
        """A gateway as `StripeGateway.over_intents` gives one."""
        return cls(_over_intents(client, _awaited, customer))

    @classmethod
    def over_charges(cls, client: StripeClient) -> "AsyncStripeGateway":
        """A gateway as `StripeGateway.over_charges` gives one."""
        return cls(StripePayments(Charges(client, _awaited), ""))

    async def authorize(
        self, amount: Money, source: str | Card, *, idempotency_key: str | None = None
    ) -> Payment:
        """Hold an amount; see `PaymentGateway.authorize`."""
        return await self._payments.open(amount, source, idempotency_key, captures=False)

    async def capture(
        self, payment_id: str, amount: Money | None = None, *, idempotency_key: str | None = None
    ) -> Payment:
        """Take what is held; see `PaymentGateway.capture`."""
        return await self._payments.capture(payment_id, amount, idempotency_key)

    async def charge(
        self, amount: Money, source: str | Card, *, idempotency_key: str | None = None
    ) -> Payment:
        """Take an amount; see `PaymentGateway.charge`."""
        return await self._payments.open(amount, source, idempotency_key, captures=True)

    async def void(self, payment_id: str, *, idempotency_key: str | None = None) -> Payment:
        """Let go of what is held; see `PaymentGateway.void`."""
        return await self._payments.void(payment_id, idempotency_key)

    async def refund(
        self, payment_id: str, amount: Money | None = None, *, idempotency_key: str | None = None
    ) -> Refund:
        """Give back what was taken; see `PaymentGateway.refund`."""
        return await self._payments.refund(payment_id, amount, idempotency_key)

    async def get(self, payment_id: str) -> Payment:
        """The payment as it is now; see `PaymentGateway.get`."""
        return await self._payments.get(payment_id)

    async def select(
        self,
        *,
        status: PaymentStatus | None = None,
        created_from: datetime | None = None,
        created_before: datetime | None = None,
        limit: int = 10,
        after: str | None = None,
    ) -> PaymentPage:
        """Payments, the newest first; see `PaymentGateway.select`."""
        return await self._payments.select(status, created_from, created_before, limit, after)


def _over_intents(client: StripeClient, ask: Ask, customer: str | None) -> StripePayments:
    prefix = "" if customer is None else f"{customer}:"
    return StripePayments(PaymentIntents(client, ask, customer), prefix)
