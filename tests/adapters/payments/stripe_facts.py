"""What both APIs have in common: refunds, disputes, and what Stripe tells of them and charges."""

from datetime import datetime
from typing import TYPE_CHECKING

import attrs
from stripe import Charge, RequestOptions, StripeClient
from stripe import Dispute as StripeDispute
from stripe import Refund as StripeRefund

from fakes.payments import CardDetails, Dispute, DisputeStatus, Money, PaymentStatus, Refund
from tests.adapters.payments.stripe_amounts import moment, money, units
from tests.adapters.payments.stripe_api import Ask

if TYPE_CHECKING:
    from stripe.params import RefundCreateParams

__all__ = ["Disputes", "Refunds", "captured_status", "card_of", "lapse_of"]

_DECIDED = {"won": DisputeStatus.WON, "lost": DisputeStatus.LOST}


def card_of(charge: Charge) -> CardDetails | None:
    """The card that was charged, if it was a card."""
    card = _card(charge)
    return None if card is None else CardDetails(card.brand or "unknown", card.last4 or "")


def lapse_of(charge: Charge) -> datetime | None:
    """When the hold on the card lapses, if Stripe tells."""
    # It is left out, too, where the network does not say.
    lapse: int | None = getattr(_card(charge), "capture_before", None)
    return None if lapse is None else moment(lapse)


def captured_status(captured: Money, refunded: Money, dispute: Dispute | None) -> PaymentStatus:
    """The status of a payment that was captured."""
    if dispute is not None and dispute.status is DisputeStatus.OPEN:
        return PaymentStatus.DISPUTED
    if dispute is not None and dispute.status is DisputeStatus.LOST:
        return PaymentStatus.CHARGED_BACK
    return PaymentStatus.REFUNDED if refunded == captured else PaymentStatus.SUCCEEDED


@attrs.frozen
class Disputes:
    """Looks up disputes: a charge says only that there is one."""

    client: StripeClient
    ask: Ask

    async def of(self, charge: Charge) -> Dispute | None:
        """The dispute of a charge; an inquiry, for which no money is withdrawn yet, is none."""
        if not charge.disputed:
            return None
        disputes = self.client.v1.disputes
        found = await self.ask(disputes.list, disputes.list_async, {"charge": charge.id})
        withdrawn = (each for each in found.data if not each.status.startswith("warning_"))
        return next(map(_dispute, withdrawn), None)


@attrs.frozen
class Refunds:
    """Makes refunds, which are the same for both APIs but for what they name."""

    client: StripeClient
    ask: Ask

    async def make(
        self,
        params: "RefundCreateParams",
        payment_id: str,
        amount: Money | None,
        options: RequestOptions,
    ) -> Refund:
        """Give back what was taken of the payment that the parameters name, or some of it."""
        if amount is not None:
            params["amount"] = units(amount)
        refunds = self.client.v1.refunds
        made = await self.ask(refunds.create, refunds.create_async, params, options)
        return _refund_of(made, payment_id)


def _card(charge: Charge) -> Charge.PaymentMethodDetails.Card | None:
    details = charge.payment_method_details
    return None if details is None else details.card


def _dispute(dispute: StripeDispute) -> Dispute:
    return Dispute(
        dispute.id,
        money(dispute.amount, dispute.currency),
        dispute.reason,
        _DECIDED.get(dispute.status, DisputeStatus.OPEN),
        moment(dispute.created),
    )


def _refund_of(refund: StripeRefund, payment_id: str) -> Refund:
    """The refund of a payment."""
    amount = money(refund.amount, refund.currency)
    return Refund(refund.id, payment_id, amount, moment(refund.created))
