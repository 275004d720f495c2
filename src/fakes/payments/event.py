"""`Event`: something that happened to a payment; how events are sent is in `webhooks`."""

from datetime import datetime
from enum import StrEnum

import attrs

from fakes.payments.values import Payment, Refund

__all__ = ["Event", "EventType"]


class EventType(StrEnum):
    """What happened."""

    REQUIRES_AUTHENTICATION = "payment.requires_authentication"
    AUTHORIZED = "payment.authorized"
    SUCCEEDED = "payment.succeeded"
    FAILED = "payment.failed"
    VOIDED = "payment.voided"
    EXPIRED = "payment.expired"
    REFUNDED = "payment.refunded"
    DISPUTED = "payment.disputed"
    DISPUTE_WON = "payment.dispute_won"
    DISPUTE_LOST = "payment.dispute_lost"

    def __repr__(self) -> str:
        return f"EventType.{self.name}"


@attrs.frozen
class Event:
    """Something that happened: the payment as it was just after, and the refund if it was one.

    `id` tells events apart: one that is delivered twice has the same id. `created` is in whole
    seconds.
    """

    id: str
    type: EventType
    created: datetime
    payment: Payment
    refund: Refund | None = None

    def __repr__(self) -> str:
        return f"<Event {self.id} {self.type.value} of {self.payment.id}>"
