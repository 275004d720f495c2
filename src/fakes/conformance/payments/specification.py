"""All that the engine knows of payments: the forms of the port, its catalogue, its vocabulary."""

from fakes.conformance.capabilities import Operation
from fakes.conformance.payments._authorising import try_hold
from fakes.conformance.payments._notifying import try_deliveries
from fakes.conformance.payments._refunding import try_part, try_refund
from fakes.conformance.payments.catalogue import GUARANTEES
from fakes.conformance.payments.trial import PaymentTrial
from fakes.conformance.ports import Form, Port
from fakes.conformance.specification import Specification
from fakes.payments import AsyncPaymentGateway, Payment, PaymentGateway

__all__ = ["PAYMENTS"]

_DAY = 86_400


async def _payments(gateway: AsyncPaymentGateway) -> tuple[Payment, ...]:
    return (await gateway.select(limit=1)).payments


PAYMENTS = Specification(
    "payments",
    Port(Form(PaymentGateway, AsyncPaymentGateway)),
    PaymentTrial,
    GUARANTEES,
    probes={
        Operation.AUTHORISE: try_hold,
        Operation.EVENTS: try_deliveries,
        Operation.PARTIAL: try_part,
        Operation.REFUND: try_refund,
    },
    # Stripe's, for the first four; a card's hold lasts a week with most banks.
    limits={
        "minimum_amount": 50,
        "maximum_amount": 99_999_999,
        "key_length": 255,
        "idempotency_window": _DAY,
        "authorization_window": 7 * _DAY,
    },
    contents=_payments,
    saboteurs="fakes.conformance.sabotage.payments:SABOTEURS",
)
"""The specification of `PaymentConformance` and `AsyncPaymentConformance`."""
