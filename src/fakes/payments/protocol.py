"""`PaymentGateway`, the port: what an application may ask of one, and its async twin."""

from datetime import datetime
from typing import Protocol

from fakes.payments.cards import Card
from fakes.payments.lifecycle import PaymentStatus
from fakes.payments.money import Money
from fakes.payments.values import Payment, PaymentPage, Refund

__all__ = ["AsyncPaymentGateway", "PaymentGateway"]


class PaymentGateway(Protocol):
    """Takes money from cards and gives it back.

    A `source` is a token that the gateway made for a card, or a `Card`. Whatever changes something
    takes an `idempotency_key`: the same request under the same key takes effect once, and is
    answered with the first answer again. Every method may raise `InvalidPaymentValue` (a bad
    argument; nothing was done) and `GatewayUnavailable` (which says whether something may have been
    done); with a key also `IdempotencyMismatch` (the key belongs to another request) and
    `IdempotencyInProgress` (the first request is still being worked on).
    """

    def authorize(
        self, amount: Money, source: str | Card, *, idempotency_key: str | None = None
    ) -> Payment:
        """Hold an amount on a card, to be captured or voided later.

        Raises:
            CardDeclined: The bank refuses; no money moves.
            AuthenticationRequired: The card's holder must confirm first.
        """
        ...

    def capture(
        self, payment_id: str, amount: Money | None = None, *, idempotency_key: str | None = None
    ) -> Payment:
        """Take what is held, or some of it; the rest is let go. It can be done once.

        Raises:
            PaymentNotFound: There is no such payment.
            InvalidTransition: The payment is not authorized, or no longer.
            CaptureExceedsAuthorized: More was asked for than is held.
        """
        ...

    def charge(
        self, amount: Money, source: str | Card, *, idempotency_key: str | None = None
    ) -> Payment:
        """Take an amount from a card at once.

        Raises:
            CardDeclined: The bank refuses; no money moves.
            AuthenticationRequired: The card's holder must confirm first.
        """
        ...

    def void(self, payment_id: str, *, idempotency_key: str | None = None) -> Payment:
        """Let go of what is held, or of a payment that waits for authentication.

        Raises:
            PaymentNotFound: There is no such payment.
            InvalidTransition: The payment was captured (refund it), or is over already.
        """
        ...

    def refund(
        self, payment_id: str, amount: Money | None = None, *, idempotency_key: str | None = None
    ) -> Refund:
        """Give back some of what was taken, or all that is left of it.

        Raises:
            PaymentNotFound: There is no such payment.
            InvalidTransition: Nothing was taken, or the payment is disputed.
            RefundExceedsRemaining: More was asked for than is left.
        """
        ...

    def get(self, payment_id: str) -> Payment:
        """The payment as it is now.

        Raises:
            PaymentNotFound: There is no such payment.
        """
        ...

    def select(
        self,
        *,
        status: PaymentStatus | None = None,
        created_from: datetime | None = None,
        created_before: datetime | None = None,
        limit: int = 10,
        after: str | None = None,
    ) -> PaymentPage:
        """Payments, the newest first: of a status, created in a time, at most `limit` (1 to 100).

        Args:
            status: Only payments that have this status now.
            created_from: Only payments created at this time or later.
            created_before: Only payments created earlier than this time.
            limit: The most payments to give.
            after: The `next` of the page before.

        Raises:
            PaymentNotFound: `after` is no payment of this gateway.
        """
        ...


class AsyncPaymentGateway(Protocol):
    """The twin of `PaymentGateway` for async code: the same operations, answers and errors."""

    async def authorize(
        self, amount: Money, source: str | Card, *, idempotency_key: str | None = None
    ) -> Payment:
        """As `PaymentGateway.authorize`."""
        ...

    async def capture(
        self, payment_id: str, amount: Money | None = None, *, idempotency_key: str | None = None
    ) -> Payment:
        """As `PaymentGateway.capture`."""
        ...

    async def charge(
        self, amount: Money, source: str | Card, *, idempotency_key: str | None = None
    ) -> Payment:
        """As `PaymentGateway.charge`."""
        ...

    async def void(self, payment_id: str, *, idempotency_key: str | None = None) -> Payment:
        """As `PaymentGateway.void`."""
        ...

    async def refund(
        self, payment_id: str, amount: Money | None = None, *, idempotency_key: str | None = None
    ) -> Refund:
        """As `PaymentGateway.refund`."""
        ...

    async def get(self, payment_id: str) -> Payment:
        """As `PaymentGateway.get`."""
        ...

    async def select(
        self,
        *,
        status: PaymentStatus | None = None,
        created_from: datetime | None = None,
        created_before: datetime | None = None,
        limit: int = 10,
        after: str | None = None,
    ) -> PaymentPage:
        """As `PaymentGateway.select`."""
        ...
