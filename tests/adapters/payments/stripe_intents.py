"""Payments as Stripe's PaymentIntents: https://docs.stripe.com/api/payment_intents."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from stripe import Charge, PaymentIntent, PaymentMethod, RequestOptions, StripeClient

from fakes.payments import CardDetails, Money, Payment, PaymentStatus, Refund
from tests.adapters.payments.stripe_amounts import moment, money, units
from tests.adapters.payments.stripe_api import Ask, Window
from tests.adapters.payments.stripe_facts import (
    Disputes,
    Refunds,
    captured_status,
    card_of,
    lapse_of,
)

if TYPE_CHECKING:
    from stripe.params import (
        PaymentIntentCaptureParams,
        PaymentIntentCreateParams,
        PaymentIntentListParams,
    )

__all__ = ["PaymentIntents"]

_EXPANDED = ["latest_charge", "payment_method"]

_LAPSED = ("automatic", "expired")

# After a decline, an intent waits for another card; here that is another payment.
_STATUSES = {
    "requires_payment_method": PaymentStatus.FAILED,
    "requires_confirmation": PaymentStatus.REQUIRES_AUTHENTICATION,
    "requires_action": PaymentStatus.REQUIRES_AUTHENTICATION,
    "processing": PaymentStatus.REQUIRES_AUTHENTICATION,
    "requires_capture": PaymentStatus.AUTHORIZED,
}


class PaymentIntents:
    """Each payment is an intent, confirmed when it is made; a source is a payment method's id.

    With a customer, all payments are that customer's, and no others are listed.
    """

    ids = re.compile("pi_[A-Za-z0-9]+")
    sources = re.compile("(pm|card|src)_[A-Za-z0-9_]+")

    def __init__(self, client: StripeClient, ask: Ask, customer: str | None) -> None:
        self._intents = client.v1.payment_intents
        self._refunds = Refunds(client, ask)
        self._disputes = Disputes(client, ask)
        self._ask = ask
        self._customer = customer

    async def create(
        self, amount: Money, source: str, options: RequestOptions, *, captures: bool
    ) -> Payment:
        """Make an intent and confirm it."""
        params: PaymentIntentCreateParams = {
            "amount": units(amount),
            "currency": amount.currency.lower(),
            "payment_method": source,
            "allowed_payment_method_types": ["card"],
            # Not "automatic_async", the default: the answer is to say that the money was taken.
            "capture_method": "automatic" if captures else "manual",
            "confirm": True,
            "expand": _EXPANDED,
        }
        if self._customer is not None:
            params["customer"] = self._customer
        intents = self._intents
        made = await self._ask(intents.create, intents.create_async, params, options)
        return await self._payment(made)

    async def capture(
        self, payment_id: str, amount: Money | None, options: RequestOptions
    ) -> Payment:
        """Take what is held, or some of it."""
        params: PaymentIntentCaptureParams = {"expand": _EXPANDED}
        if amount is not None:
            params["amount_to_capture"] = units(amount)
        intents = self._intents
        captured = await self._ask(
            intents.capture, intents.capture_async, payment_id, params, options
        )
        return await self._payment(captured)

    async def void(self, payment_id: str, options: RequestOptions) -> Payment:
        """Cancel the intent, which lets go of what it holds."""
        intents = self._intents
        canceled = await self._ask(
            intents.cancel, intents.cancel_async, payment_id, {"expand": _EXPANDED}, options
        )
        return await self._payment(canceled)

    async def refund(
        self, payment_id: str, amount: Money | None, options: RequestOptions
    ) -> Refund:
        """Give back what was taken, or some of it."""
        return await self._refunds.make({"payment_intent": payment_id}, payment_id, amount, options)

    async def retrieve(self, payment_id: str) -> Payment:
        """The intent as it is."""
        intents = self._intents
        found = await self._ask(
            intents.retrieve, intents.retrieve_async, payment_id, {"expand": _EXPANDED}
        )
        return await self._payment(found)

    async def list(self, window: Window) -> tuple[Sequence[Payment], bool]:
        """Intents, the newest first, and whether there are more."""
        params: PaymentIntentListParams = {
            "limit": window.size,
            "created": window.created,
            "expand": [f"data.{each}" for each in _EXPANDED],
        }
        if window.after is not None:
            params["starting_after"] = window.after
        if self._customer is not None:
            params["customer"] = self._customer
        found = await self._ask(self._intents.list, self._intents.list_async, params)
        return [await self._payment(each) for each in found.data], found.has_more

    async def _payment(self, intent: PaymentIntent) -> Payment:
        # They were asked for with all their fields, so neither is a mere id.
        charge = intent.latest_charge if isinstance(intent.latest_charge, Charge) else None
        method = intent.payment_method
        method = method if isinstance(method, PaymentMethod) else None
        captured = refunded = money(0, intent.currency)
        dispute = None
        if charge is not None and intent.status == "succeeded":
            captured = money(charge.amount_captured, intent.currency)
            refunded = money(charge.amount_refunded, intent.currency)
            dispute = await self._disputes.of(charge)
        return Payment(
            intent.id,
            _status(intent) or captured_status(captured, refunded, dispute),
            money(intent.amount, intent.currency),
            captured,
            refunded,
            (charge and card_of(charge)) or _card(method),
            moment(intent.created),
            lapse_of(charge) if charge and intent.status == "requires_capture" else None,
            dispute,
        )


def _status(intent: PaymentIntent) -> PaymentStatus | None:
    """The status, unless the money was taken; then other things decide."""
    if intent.status == "succeeded":
        return None
    if intent.status == "canceled":
        lapsed = intent.cancellation_reason in _LAPSED
        return PaymentStatus.EXPIRED if lapsed else PaymentStatus.VOIDED
    return _STATUSES[intent.status]


def _card(method: PaymentMethod | None) -> CardDetails:
    """The card of a payment for which none was charged."""
    if method is None or method.card is None:
        return CardDetails("unknown", "")
    return CardDetails(method.card.brand, method.card.last4)
