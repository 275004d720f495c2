"""Amounts and moments as Stripe's API writes them."""

import math
from datetime import UTC, datetime

from fakes.payments import InvalidPaymentValue, Money

__all__ = ["moment", "money", "seconds", "units"]

# Where Stripe's minor units are not those of ISO 4217: https://docs.stripe.com/currencies. Its list
# of currencies without decimals has UGX; the special cases, which are more exact, say otherwise.
_SENT_FOR_ONE = {"ISK": 100, "UGX": 100}
_ONE_SENT_FOR = {"MGA": 100}


def units(amount: Money) -> int:
    """The amount as Stripe counts it.

    Raises:
        InvalidPaymentValue: Stripe has fewer decimals for the currency than the amount needs.
    """
    currency = amount.currency
    finer = amount.minor_units * _SENT_FOR_ONE.get(currency, 1)
    sent, rest = divmod(finer, _ONE_SENT_FOR.get(currency, 1))
    if rest:
        raise InvalidPaymentValue("amount", f"must be whole {currency} at Stripe, not {amount}")
    return sent


def money(counted: int, currency: str) -> Money:
    """The amount that Stripe tells."""
    code = currency.upper()
    return Money(counted * _ONE_SENT_FOR.get(code, 1) // _SENT_FOR_ONE.get(code, 1), code)


def moment(seconds_since_1970: int) -> datetime:
    """The time that Stripe tells."""
    return datetime.fromtimestamp(seconds_since_1970, UTC)


def seconds(time: datetime) -> int:
    """The first whole second that is not before a time: Stripe tells when by whole seconds."""
    return math.ceil(time.timestamp())
