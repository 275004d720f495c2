"""Arguments that are refused before Stripe is asked; what is up to Stripe's limits, it refuses."""

import re
from datetime import datetime

from fakes.payments import InvalidPaymentValue, Money, PaymentNotFound, PaymentStatus

__all__ = ["aware", "key", "page_size", "payable", "payment_id", "source", "status_or_none"]

_LONGEST_KEY = 255
_LARGEST_PAGE = 100


def payable(amount: object) -> Money:
    """An amount of more than nothing, in a currency that there is."""
    if type(amount) is not Money:
        raise InvalidPaymentValue("amount", f"must be Money, not a {type(amount).__name__}")
    # Checked again: one that was unpickled has passed no check.
    Money(amount.minor_units, amount.currency)
    if not amount.minor_units:
        raise InvalidPaymentValue("amount", f"must be more than nothing, not {amount}")
    return amount


def source(source: object, known: re.Pattern[str]) -> str:
    """What Stripe made for a card.

    Numbers of cards are refused, as `Card` or as text: Stripe wants them from its own forms, and
    its SDK would write them to the log, at level DEBUG.
    """
    if type(source) is not str or not known.fullmatch(source):
        # The text is not repeated: it may be the number of a card.
        reason = f"must be what Stripe made for a card, like {known.pattern}"
        raise InvalidPaymentValue("source", reason)
    return source


def key(text: object, prefix: str) -> str | None:
    """An idempotency key that goes into a header, behind a prefix, and comes out as it was."""
    if text is None:
        return None
    longest = _LONGEST_KEY - len(prefix)
    if type(text) is not str or not 1 <= len(text) <= longest:
        raise InvalidPaymentValue("idempotency_key", f"must be text of 1 to {longest} characters")
    if not (text.isascii() and text.isprintable() and text == text.strip()):
        reason = "must be printable ASCII, without spaces around it"
        raise InvalidPaymentValue("idempotency_key", reason)
    return prefix + text


def payment_id(field: str, text: object, known: re.Pattern[str]) -> str:
    """An id that Stripe may have given to a payment; it becomes a part of a URL."""
    if type(text) is not str or not text:
        raise InvalidPaymentValue(field, "must be text, and not empty")
    if not known.fullmatch(text):
        raise PaymentNotFound(text)
    return text


def page_size(limit: object) -> int:
    """How many payments a page has."""
    if type(limit) is not int or not 1 <= limit <= _LARGEST_PAGE:
        raise InvalidPaymentValue("limit", f"must be a whole number, 1 to {_LARGEST_PAGE}")
    return limit


def aware(field: str, time: object) -> datetime | None:
    """A time with a time zone, or None."""
    if time is None:
        return None
    if not isinstance(time, datetime) or time.utcoffset() is None:
        raise InvalidPaymentValue(field, "must be a datetime with a time zone, or None")
    return time


def status_or_none(status: object) -> PaymentStatus | None:
    """A status to select by, or None for all."""
    if status is not None and type(status) is not PaymentStatus:
        raise InvalidPaymentValue("status", "must be a PaymentStatus or None")
    return status
