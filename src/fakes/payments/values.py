"""What a payment gateway answers with: payments, refunds, disputes and pages of payments."""

from datetime import datetime
from enum import StrEnum

import attrs

from fakes.payments.cards import CardDetails
from fakes.payments.lifecycle import PaymentStatus
from fakes.payments.money import Money, zero

__all__ = ["Dispute", "DisputeStatus", "Payment", "PaymentPage", "Refund"]


def _shown_time(time: datetime | None) -> str:
    return "None" if time is None else time.isoformat(" ")


class DisputeStatus(StrEnum):
    """Where a dispute is in its life."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"

    def __repr__(self) -> str:
        return f"DisputeStatus.{self.name}"


@attrs.frozen
class Dispute:
    """A payment contested by the card's holder: how much of it, why, and how it stands.

    `reason` is a word such as `fraudulent` or `product_not_received`.
    """

    id: str
    amount: Money
    reason: str
    status: DisputeStatus
    created: datetime = attrs.field(repr=_shown_time)


@attrs.frozen
class Payment:
    """A payment as it was when the gateway answered; it does not change afterwards.

    `amount` is what was asked for, `captured` what was taken of it and `refunded` what of that
    went back. `created` is in whole seconds, as gateways give it. `capture_before` is when the
    hold lapses, for a payment that was authorized and not yet captured.
    """

    id: str
    status: PaymentStatus
    amount: Money
    captured: Money
    refunded: Money
    card: CardDetails
    created: datetime = attrs.field(repr=_shown_time)
    capture_before: datetime | None = attrs.field(default=None, repr=_shown_time)
    dispute: Dispute | None = None

    @property
    def disputed(self) -> Money:
        """What the bank took back for a dispute that is open or lost."""
        if self.dispute is None or self.dispute.status is DisputeStatus.WON:
            return zero(self.amount.currency)
        return self.dispute.amount

    @property
    def balance(self) -> Money:
        """What is left of the payment: captured, less refunded, less disputed."""
        return self.captured - self.refunded - self.disputed


@attrs.frozen
class Refund:
    """Money that went back to the card's holder."""

    id: str
    payment_id: str
    amount: Money
    created: datetime = attrs.field(repr=_shown_time)


@attrs.frozen
class PaymentPage:
    """Some of the payments that were asked for, the newest first.

    `next` is what to pass as `after` for the page that follows; None if this one is the last.
    """

    payments: tuple[Payment, ...]
    next: str | None
