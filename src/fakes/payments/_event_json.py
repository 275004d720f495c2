"""Events as JSON text and back; how they are signed and sent is in `webhooks`."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import cast

from fakes.payments.cards import CardDetails
from fakes.payments.event import Event, EventType
from fakes.payments.invalid import InvalidPaymentValue
from fakes.payments.lifecycle import PaymentStatus
from fakes.payments.money import Money
from fakes.payments.values import Dispute, DisputeStatus, Payment, Refund

__all__ = ["event_from", "json_of"]


def json_of(event: Event) -> bytes:
    """The event as a gateway sends it: times in seconds since 1970, amounts in minor units."""
    data = {"object": _payment(event.payment)}
    if event.refund is not None:
        data["refund"] = _refund(event.refund)
    envelope = {
        "id": event.id,
        "object": "event",
        "type": event.type.value,
        "created": _seconds(event.created),
        "data": data,
    }
    return json.dumps(envelope, separators=(",", ":")).encode()


def event_from(payload: bytes) -> Event:
    """The event that the JSON text is.

    Raises InvalidPaymentValue: it is no event of this package's gateway.
    """
    try:
        return _event(json.loads(payload))
    except (KeyError, TypeError, ValueError, OverflowError, OSError, RecursionError) as error:
        reason = f"is no event of this gateway ({type(error).__name__})"
        raise InvalidPaymentValue("payload", reason) from None


def _payment(payment: Payment) -> dict[str, object]:
    dispute = payment.dispute
    return {
        "id": payment.id,
        "object": "payment",
        "status": payment.status.value,
        "currency": payment.amount.currency,
        "amount": payment.amount.minor_units,
        "amount_captured": payment.captured.minor_units,
        "amount_refunded": payment.refunded.minor_units,
        "card": {"brand": payment.card.brand, "last4": payment.card.last4},
        "created": _seconds(payment.created),
        "capture_before": payment.capture_before and _seconds(payment.capture_before),
        "dispute": dispute and _dispute(dispute),
    }


def _dispute(dispute: Dispute) -> dict[str, object]:
    return {
        "id": dispute.id,
        "object": "dispute",
        "status": dispute.status.value,
        "reason": dispute.reason,
        "amount": dispute.amount.minor_units,
        "currency": dispute.amount.currency,
        "created": _seconds(dispute.created),
    }


def _refund(refund: Refund) -> dict[str, object]:
    return {
        "id": refund.id,
        "object": "refund",
        "payment": refund.payment_id,
        "amount": refund.amount.minor_units,
        "currency": refund.amount.currency,
        "created": _seconds(refund.created),
    }


class _Fields:
    """A JSON object, read by the type of each field; raises KeyError and TypeError."""

    def __init__(self, value: object) -> None:
        if not isinstance(value, dict):
            raise TypeError(value)
        self._values = cast(Mapping[str, object], value)

    def text(self, name: str) -> str:
        value = self._values[name]
        if not isinstance(value, str):
            raise TypeError(name)
        return value

    def number(self, name: str) -> int:
        value = self._values[name]
        if type(value) is not int:
            raise TypeError(name)
        return value

    def time(self, name: str) -> datetime:
        return datetime.fromtimestamp(self.number(name), UTC)

    def money(self, name: str) -> Money:
        return Money(self.number(name), self.text("currency"))

    def has(self, name: str) -> bool:
        return self._values.get(name) is not None

    def within(self, name: str) -> "_Fields":
        return _Fields(self._values[name])


def _event(value: object) -> Event:
    fields = _Fields(value)
    data = fields.within("data")
    return Event(
        fields.text("id"),
        EventType(fields.text("type")),
        fields.time("created"),
        _payment_from(data.within("object")),
        _refund_from(data.within("refund")) if data.has("refund") else None,
    )


def _payment_from(fields: _Fields) -> Payment:
    card = fields.within("card")
    return Payment(
        fields.text("id"),
        PaymentStatus(fields.text("status")),
        fields.money("amount"),
        fields.money("amount_captured"),
        fields.money("amount_refunded"),
        CardDetails(card.text("brand"), card.text("last4")),
        fields.time("created"),
        fields.time("capture_before") if fields.has("capture_before") else None,
        _dispute_from(fields.within("dispute")) if fields.has("dispute") else None,
    )


def _dispute_from(fields: _Fields) -> Dispute:
    return Dispute(
        fields.text("id"),
        fields.money("amount"),
        fields.text("reason"),
        DisputeStatus(fields.text("status")),
        fields.time("created"),
    )


def _refund_from(fields: _Fields) -> Refund:
    return Refund(
        fields.text("id"), fields.text("payment"), fields.money("amount"), fields.time("created")
    )


def _seconds(time: datetime) -> int:
    return int(time.timestamp())
