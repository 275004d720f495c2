"""`AsyncFakePaymentGateway`: the fake gateway for async code; all that it does is `fake`'s."""

from datetime import datetime

from fakes.payments._text import shown
from fakes.payments.cards import Card
from fakes.payments.fake import FakePaymentGateway
from fakes.payments.invalid import InvalidPaymentValue
from fakes.payments.lifecycle import PaymentStatus
from fakes.payments.money import Money
from fakes.payments.values import Payment, PaymentPage, Refund

__all__ = ["AsyncFakePaymentGateway"]


class AsyncFakePaymentGateway:
    """A payment gateway in memory: matches `AsyncPaymentGateway`, under any event loop.

    `fake` is the `FakePaymentGateway` behind it, with what a test needs.

    >>> import asyncio
    >>> gateway = AsyncFakePaymentGateway()
    >>> asyncio.run(gateway.charge(Money(1050, "EUR"), "tok_visa")).status
    PaymentStatus.SUCCEEDED
    >>> gateway.fake.balance("EUR")
    Money(1050, 'EUR')
    """

    def __init__(self, fake: FakePaymentGateway | None = None) -> None:
        self.fake: FakePaymentGateway = FakePaymentGateway() if fake is None else _checked(fake)

    def __repr__(self) -> str:
        return f"<AsyncFakePaymentGateway of {self.fake!r}>"

    async def authorize(
        self, amount: Money, source: str | Card, *, idempotency_key: str | None = None
    ) -> Payment:
        """Hold an amount on a card; see `PaymentGateway.authorize`."""
        return self.fake.authorize(amount, source, idempotency_key=idempotency_key)

    async def capture(
        self, payment_id: str, amount: Money | None = None, *, idempotency_key: str | None = None
    ) -> Payment:
        """Take what is held; see `PaymentGateway.capture`."""
        return self.fake.capture(payment_id, amount, idempotency_key=idempotency_key)

    async def charge(
        self, amount: Money, source: str | Card, *, idempotency_key: str | None = None
    ) -> Payment:
        """Take an amount from a card; see `PaymentGateway.charge`."""
        return self.fake.charge(amount, source, idempotency_key=idempotency_key)

    async def void(self, payment_id: str, *, idempotency_key: str | None = None) -> Payment:
        """Let go of what is held; see `PaymentGateway.void`."""
        return self.fake.void(payment_id, idempotency_key=idempotency_key)

    async def refund(
        self, payment_id: str, amount: Money | None = None, *, idempotency_key: str | None = None
    ) -> Refund:
        """Give money back; see `PaymentGateway.refund`."""
        return self.fake.refund(payment_id, amount, idempotency_key=idempotency_key)

    async def get(self, payment_id: str) -> Payment:
        """The payment as it is now; see `PaymentGateway.get`."""
        return self.fake.get(payment_id)

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
        return self.fake.select(
            status=status,
            created_from=created_from,
            created_before=created_before,
            limit=limit,
            after=after,
        )


def _checked(fake: object) -> FakePaymentGateway:
    if not isinstance(fake, FakePaymentGateway):
        raise InvalidPaymentValue("fake", f"must be a FakePaymentGateway, not {shown(fake)}")
    return fake
