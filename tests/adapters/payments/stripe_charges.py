"""Payments as Stripe's Charges, the older API: https://docs.stripe.com/api/charges.

It cannot ask a card's holder to authenticate, and it has no request that only lets go of a hold:
a refund does that, and gives money back if a capture comes between.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from stripe import Charge, RequestOptions, StripeClient

from fakes.payments import CardDetails, Money, Payment, PaymentStatus, Refund
from tests.adapters.payments.stripe_amounts import moment, money, units
from tests.adapters.payments.stripe_api import Ask, Window
from tests.adapters.payments.stripe_errors import reading
from tests.adapters.payments.stripe_facts import (
    Disputes,
    Refunds,
    captured_status,
    card_of,
    lapse_of,
)

if TYPE_CHECKING:
    from stripe.params import (
        ChargeCaptureParams,
        ChargeListParams,
    )

__all__ = ["Charges"]


class Charges:
    """Each payment is a charge; a source is a token, used once."""

    ids = re.compile("ch_[A-Za-z0-9]+")
    sources = re.compile("(tok|src)_[A-Za-z0-9_]+")

    def __init__(self, client: StripeClient, ask: Ask) -> None:
        self._charges = client.v1.charges
        self._refunds = Refunds(client, ask)
        self._disputes = Disputes(client, ask)
        self._ask = ask

    async def create(
        self, amount: Money, source: str, options: RequestOptions, *, captures: bool
    ) -> Payment:
        """Charge a token, or hold an amount on it."""
        charges = self._charges
        made = await self._ask(
            charges.create,
            charges.create_async,
            {
                "amount": units(amount),
                "currency": amount.currency.lower(),
                "source": source,
                "capture": captures,
            },
            options,
        )
        return await self._payment(made)

    async def capture(
        self, payment_id: str, amount: Money | None, options: RequestOptions
    ) -> Payment:
        """Take what is held, or some of it."""
        params: ChargeCaptureParams = {}
        if amount is not None:
            params["amount"] = units(amount)
        charges = self._charges
        captured = await self._ask(
            charges.capture, charges.capture_async, payment_id, params, options
        )
        return await self._payment(captured)

    async def void(self, payment_id: str, options: RequestOptions) -> Payment:
        """Refund what was not captured, which lets go of it."""
        await self.refund(payment_id, None, options)
        with reading(after_a_change=True):
            return await self.retrieve(payment_id)

    async def refund(
        self, payment_id: str, amount: Money | None, options: RequestOptions
    ) -> Refund:
        """Give back what was taken, or some of it."""
        return await self._refunds.make({"charge": payment_id}, payment_id, amount, options)

    async def retrieve(self, payment_id: str) -> Payment:
        """The charge as it is."""
        charges = self._charges
        return await self._payment(
            await self._ask(charges.retrieve, charges.retrieve_async, payment_id)
        )

    async def list(self, window: Window) -> tuple[Sequence[Payment], bool]:
        """Charges, the newest first, and whether there are more."""
        params: ChargeListParams = {"limit": window.size, "created": window.created}
        if window.after is not None:
            params["starting_after"] = window.after
        found = await self._ask(self._charges.list, self._charges.list_async, params)
        return [await self._payment(each) for each in found.data], found.has_more

    async def _payment(self, charge: Charge) -> Payment:
        captured = refunded = money(0, charge.currency)
        dispute = None
        if charge.captured and charge.status != "failed":
            captured = money(charge.amount_captured, charge.currency)
            # What a capture did not take counts as refunded, for charges.
            released = charge.amount - charge.amount_captured
            refunded = money(charge.amount_refunded - released, charge.currency)
            dispute = await self._disputes.of(charge)
        return Payment(
            charge.id,
            _status(charge) or captured_status(captured, refunded, dispute),
            money(charge.amount, charge.currency),
            captured,
            refunded,
            card_of(charge) or CardDetails("unknown", ""),
            moment(charge.created),
            None if charge.captured or charge.refunded else lapse_of(charge),
            dispute,
        )


def _status(charge: Charge) -> PaymentStatus | None:
    """The status, unless the money was taken; then other things decide."""
    if charge.status == "failed":
        return PaymentStatus.FAILED
    if charge.captured:
        return None
    # Stripe, too, refunds a hold when it lapses, and does not say which it was.
    return PaymentStatus.VOIDED if charge.refunded else PaymentStatus.AUTHORIZED
