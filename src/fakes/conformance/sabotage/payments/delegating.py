"""What broken payment gateways are made of: they do as the real one does, apart from one thing."""

import functools
from collections.abc import Callable
from typing import Any

import attrs

from fakes.payments import (
    AsyncPaymentGateway,
    Card,
    Money,
    Payment,
    PaymentPage,
    Refund,
)

__all__ = ["Delegating", "Request", "Sabotage", "telling"]

Sabotage = Callable[[AsyncPaymentGateway, dict[str, Any]], AsyncPaymentGateway]
"""Gives the broken client, of a real one and of what all clients of one store share."""


@attrs.frozen
class Request:
    """An operation that changes something, and all its arguments but the key."""

    operation: str
    arguments: tuple[Any, ...]

    async def to(self, gateway: AsyncPaymentGateway, key: str | None) -> Any:
        """What a gateway answers."""
        return await getattr(gateway, self.operation)(*self.arguments, idempotency_key=key)


class Delegating:
    """Does what the real gateway does; all that changes something goes through `answer`.

    `kept` is what all clients of one store keep together.
    """

    def __init__(self, real: AsyncPaymentGateway, shared: dict[str, Any]) -> None:
        self.real: AsyncPaymentGateway = real
        self.kept: dict[object, Any] = shared.setdefault("kept", {})

    async def answer(self, request: Request, key: str | None) -> Any:
        """What is answered to a request with a key."""
        return await request.to(self.real, key)

    async def authorize(
        self, amount: Money, source: str | Card, *, idempotency_key: str | None = None
    ) -> Payment:
        """Hold an amount: see `PaymentGateway.authorize`."""
        payment: Payment = await self.answer(
            Request("authorize", (amount, source)), idempotency_key
        )
        return payment

    async def capture(
        self, payment_id: str, amount: Money | None = None, *, idempotency_key: str | None = None
    ) -> Payment:
        """Take what is held: see `PaymentGateway.capture`."""
        payment: Payment = await self.answer(
            Request("capture", (payment_id, amount)), idempotency_key
        )
        return payment

    async def charge(
        self, amount: Money, source: str | Card, *, idempotency_key: str | None = None
    ) -> Payment:
        """Take an amount: see `PaymentGateway.charge`."""
        payment: Payment = await self.answer(Request("charge", (amount, source)), idempotency_key)
        return payment

    async def void(self, payment_id: str, *, idempotency_key: str | None = None) -> Payment:
        """Let go of what is held: see `PaymentGateway.void`."""
        payment: Payment = await self.answer(Request("void", (payment_id,)), idempotency_key)
        return payment

    async def refund(
        self, payment_id: str, amount: Money | None = None, *, idempotency_key: str | None = None
    ) -> Refund:
        """Give money back: see `PaymentGateway.refund`."""
        refund: Refund = await self.answer(Request("refund", (payment_id, amount)), idempotency_key)
        return refund

    async def get(self, payment_id: str) -> Payment:
        """The payment as it is now: see `PaymentGateway.get`."""
        return await self.real.get(payment_id)

    async def select(self, **how: Any) -> PaymentPage:
        """Payments, the newest first: see `PaymentGateway.select`."""
        return await self.real.select(**how)


class _Telling(Delegating):
    """Tells something else of payments than the real gateway does, and that always."""

    def __init__(
        self,
        told: Callable[[Payment], Payment],
        real: AsyncPaymentGateway,
        shared: dict[str, Any],
    ) -> None:
        super().__init__(real, shared)
        self._told = told

    async def answer(self, request: Request, key: str | None) -> Any:
        answer = await super().answer(request, key)
        return self._told(answer) if isinstance(answer, Payment) else answer

    async def get(self, payment_id: str) -> Payment:
        return self._told(await super().get(payment_id))

    async def select(self, **how: Any) -> PaymentPage:
        page = await super().select(**how)
        return attrs.evolve(page, payments=tuple(map(self._told, page.payments)))


def telling(told: Callable[[Payment], Payment]) -> Sabotage:
    """A gateway that tells what this function makes of each payment."""
    return functools.partial(_Telling, told)
