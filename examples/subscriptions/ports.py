"""The ports of the subscription service: what it asks of the outside world, as Protocols."""

from datetime import date
from decimal import Decimal
from typing import Protocol

from subscriptions.values import Money, PaymentRefunded, Subscription, SubscriptionRenewed

__all__ = [
    "AsyncEventPublisher",
    "AsyncPaymentGateway",
    "CardDeclined",
    "EmailService",
    "EventPublisher",
    "Logger",
    "PaymentGateway",
    "RateTable",
    "SubscriptionRepository",
]


class CardDeclined(Exception):
    """The customer's bank refused the charge; nothing was taken."""


class Logger(Protocol):
    def log(self, message: str) -> None: ...


class RateTable(Protocol):
    def rate(self, base: str, quote: str, *, on: date) -> Decimal:
        """Units of `quote` for one unit of `base`."""
        ...


class SubscriptionRepository(Protocol):
    def add(self, subscription: Subscription) -> Subscription:
        """Stores a new subscription and returns it with its id."""
        ...

    def save(self, subscription: Subscription) -> None: ...

    def find_by_id(self, subscription_id: int) -> Subscription | None: ...


class PaymentGateway(Protocol):
    def charge(self, email: str, amount: Money, *, idempotency_key: str) -> str:
        """Takes the money and returns the payment's id; a repeated key takes nothing more.

        :raises CardDeclined: the bank refused.
        :raises TimeoutError: no reply came; the money may have been taken.
        """
        ...


class EmailService(Protocol):
    def send(self, to: str, *, subject: str, body: str) -> None: ...


class EventPublisher(Protocol):
    def publish(self, event: SubscriptionRenewed) -> None: ...


class AsyncPaymentGateway(Protocol):
    async def refund(self, payment_id: str, amount: Money) -> str:
        """Gives the money back and returns the refund's id."""
        ...


class AsyncEventPublisher(Protocol):
    async def publish(self, event: PaymentRefunded) -> None: ...
