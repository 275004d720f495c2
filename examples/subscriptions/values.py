"""The values of the subscription domain: money, plans, subscriptions and events; no behaviour of
the service.
"""

from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from attrs import frozen

__all__ = ["Money", "PaymentRefunded", "Plan", "Subscription", "SubscriptionRenewed"]

MINOR_DIGITS = {"EUR": 2, "JPY": 0, "USD": 2}


@frozen
class Money:
    """An amount in minor units (cents; whole yen) of one currency."""

    minor: int
    currency: str

    def converted(self, currency: str, rate: Decimal) -> "Money":
        """This amount in another currency, at `rate` units of it for one unit of this one.

        >>> Money(1999, "USD").converted("JPY", Decimal("151.20"))
        Money(minor=3022, currency='JPY')
        """
        shift = MINOR_DIGITS[currency] - MINOR_DIGITS[self.currency]
        minor = (self.minor * rate).scaleb(shift).to_integral_value(ROUND_HALF_EVEN)
        return Money(int(minor), currency)

    def __str__(self) -> str:
        digits = MINOR_DIGITS[self.currency]
        return f"{Decimal(self.minor).scaleb(-digits):.{digits}f} {self.currency}"


@frozen
class Plan:
    """What is sold: a name, and a price for each period of 30 days."""

    name: str
    price: Money


@frozen
class Subscription:
    """One customer's subscription; `id` is None until a repository has stored it."""

    id: int | None
    email: str
    plan: str
    price: Money
    paid_through: date


@frozen
class SubscriptionRenewed:
    """The event that follows a paid renewal."""

    subscription_id: int
    payment_id: str


@frozen
class PaymentRefunded:
    """The event that follows a refund."""

    payment_id: str
    amount: Money
