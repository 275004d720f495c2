"""A payment gateway to test with: the port, its values and errors, and the fake in memory.

>>> from fakes.payments import FakePaymentGateway, Money
>>> gateway = FakePaymentGateway()
>>> payment = gateway.charge(Money.of("10.50", "EUR"), "tok_visa", idempotency_key="order-1")
>>> gateway.refund(payment.id, Money.of("0.50", "EUR")).amount
Money(50, 'EUR')
>>> gateway.charge(Money.of("10.50", "EUR"), "tok_chargeDeclinedInsufficientFunds")
Traceback (most recent call last):
fakes.payments.errors.CardDeclined: The card was declined: card_declined (insufficient_funds). ...
>>> gateway.balance("EUR")
Money(1000, 'EUR')
"""

from fakes.payments.async_fake import AsyncFakePaymentGateway as AsyncFakePaymentGateway
from fakes.payments.cards import Card as Card
from fakes.payments.cards import CardDetails as CardDetails
from fakes.payments.currencies import EXPONENTS as EXPONENTS
from fakes.payments.currencies import WITHOUT_MINOR_UNIT as WITHOUT_MINOR_UNIT
from fakes.payments.errors import AuthenticationRequired as AuthenticationRequired
from fakes.payments.errors import CaptureExceedsAuthorized as CaptureExceedsAuthorized
from fakes.payments.errors import CardDeclined as CardDeclined
from fakes.payments.errors import CurrencyMismatch as CurrencyMismatch
from fakes.payments.errors import GatewayUnavailable as GatewayUnavailable
from fakes.payments.errors import IdempotencyInProgress as IdempotencyInProgress
from fakes.payments.errors import IdempotencyMismatch as IdempotencyMismatch
from fakes.payments.errors import InvalidPaymentValue as InvalidPaymentValue
from fakes.payments.errors import InvalidSignature as InvalidSignature
from fakes.payments.errors import InvalidTransition as InvalidTransition
from fakes.payments.errors import PaymentError as PaymentError
from fakes.payments.errors import PaymentNotFound as PaymentNotFound
from fakes.payments.errors import RefundExceedsRemaining as RefundExceedsRemaining
from fakes.payments.errors import SignatureExpired as SignatureExpired
from fakes.payments.errors import UnknownCurrency as UnknownCurrency
from fakes.payments.event import Event as Event
from fakes.payments.event import EventType as EventType
from fakes.payments.fake import FakePaymentGateway as FakePaymentGateway
from fakes.payments.fake import PaymentsSnapshot as PaymentsSnapshot
from fakes.payments.known_cards import KNOWN_CARDS as KNOWN_CARDS
from fakes.payments.known_cards import Decline as Decline
from fakes.payments.known_cards import KnownCard as KnownCard
from fakes.payments.lifecycle import TRANSITIONS as TRANSITIONS
from fakes.payments.lifecycle import PaymentStatus as PaymentStatus
from fakes.payments.lifecycle import Step as Step
from fakes.payments.money import Money as Money
from fakes.payments.money import exponent_of as exponent_of
from fakes.payments.protocol import AsyncPaymentGateway as AsyncPaymentGateway
from fakes.payments.protocol import PaymentGateway as PaymentGateway
from fakes.payments.values import Dispute as Dispute
from fakes.payments.values import DisputeStatus as DisputeStatus
from fakes.payments.values import Payment as Payment
from fakes.payments.values import PaymentPage as PaymentPage
from fakes.payments.values import Refund as Refund
from fakes.payments.webhooks import Delivery as Delivery
from fakes.payments.webhooks import verify_event as verify_event

__all__ = [
    "EXPONENTS",
    "KNOWN_CARDS",
    "TRANSITIONS",
    "WITHOUT_MINOR_UNIT",
    "AsyncFakePaymentGateway",
    "AsyncPaymentGateway",
    "AuthenticationRequired",
    "CaptureExceedsAuthorized",
    "Card",
    "CardDeclined",
    "CardDetails",
    "CurrencyMismatch",
    "Decline",
    "Delivery",
    "Dispute",
    "DisputeStatus",
    "Event",
    "EventType",
    "FakePaymentGateway",
    "GatewayUnavailable",
    "IdempotencyInProgress",
    "IdempotencyMismatch",
    "InvalidPaymentValue",
    "InvalidSignature",
    "InvalidTransition",
    "KnownCard",
    "Money",
    "Payment",
    "PaymentError",
    "PaymentGateway",
    "PaymentNotFound",
    "PaymentPage",
    "PaymentStatus",
    "PaymentsSnapshot",
    "Refund",
    "RefundExceedsRemaining",
    "SignatureExpired",
    "Step",
    "UnknownCurrency",
    "exponent_of",
    "verify_event",
]
