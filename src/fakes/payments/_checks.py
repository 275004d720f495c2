"""Arguments of a gateway's operations, checked one by one; each refusal names its argument."""

from datetime import UTC, datetime, timedelta

from fakes.payments._text import nearest, shown
from fakes.payments.cards import Card
from fakes.payments.invalid import InvalidPaymentValue
from fakes.payments.known_cards import CARDS_BY_TOKEN
from fakes.payments.lifecycle import PaymentStatus
from fakes.payments.money import Money

__all__ = [
    "flag",
    "function",
    "integer",
    "moment",
    "payable",
    "period",
    "source",
    "status_or_none",
    "text",
    "whole_number",
]

_LONGEST = timedelta(days=36_525)


def payable(amount: object, maximum: int) -> Money:
    """An amount that can be charged, captured or refunded."""
    if type(amount) is not Money:
        reason = f"must be Money, as in Money(1050, 'EUR'), not {shown(amount)}"
        raise InvalidPaymentValue("amount", reason)
    # Checked again: one that was unpickled has passed no check.
    Money(amount.minor_units, amount.currency)
    if amount.minor_units == 0:
        raise InvalidPaymentValue("amount", f"must be more than nothing, not {amount}")
    if amount.minor_units > maximum:
        most = Money(maximum, amount.currency)
        raise InvalidPaymentValue("amount", f"must be at most {most}, not {amount}")
    return amount


def source(source: object) -> str | Card:
    """A token that the gateway knows, or a card, whatever it is."""
    if type(source) is Card:
        return source
    if type(source) is not str:
        reason = f"must be a token or a Card, not {shown(source)}"
        raise InvalidPaymentValue("source", reason)
    if source not in CARDS_BY_TOKEN:
        # The text is not repeated: it may be a card number, or a secret of another gateway.
        suggestion = nearest(source[:80], tuple(CARDS_BY_TOKEN))
        hint = f"did you mean {suggestion!r}?" if suggestion else "for a card's number, pass a Card"
        raise InvalidPaymentValue("source", f"is no token of this gateway; {hint}")
    return source


def text(field: str, value: object, longest: int) -> str:
    """Text that is not empty, not too long, and has nothing in it that cannot be printed."""
    if type(value) is not str:
        raise InvalidPaymentValue(field, f"must be text, not {shown(value)}")
    if not value:
        raise InvalidPaymentValue(field, "must not be empty")
    if len(value) > longest:
        reason = f"must have at most {longest} characters, not {len(value)}"
        raise InvalidPaymentValue(field, reason)
    if not value.isprintable():
        reason = f"must have only characters that can be printed: {shown(value)}"
        raise InvalidPaymentValue(field, reason)
    return value


def whole_number(field: str, value: object, least: int, most: int | None = None) -> int:
    """A whole number in its bounds."""
    if type(value) is not int or value < least or (most is not None and value > most):
        bounds = f"{least} or more" if most is None else f"{least} to {most}"
        raise InvalidPaymentValue(field, f"must be a whole number, {bounds}, not {shown(value)}")
    return value


def moment(field: str, value: object) -> datetime | None:
    """A time with a time zone, in UTC, or None."""
    if value is None:
        return None
    try:
        if isinstance(value, datetime) and value.utcoffset() is not None:
            return value.astimezone(UTC)
    except Exception as error:  # a time zone may be of a class of the caller's own
        raise InvalidPaymentValue(field, "must be a time that UTC can express") from error
    reason = "must be a datetime with a time zone, as in datetime(..., tzinfo=UTC), or None"
    raise InvalidPaymentValue(field, reason)


def period(field: str, value: object, least: timedelta) -> timedelta:
    """A length of time that is not too short, and no longer than a hundred years."""
    if type(value) is not timedelta or not least <= value <= _LONGEST:
        reason = f"must be a timedelta of at least {least} and at most {_LONGEST.days:,} days"
        raise InvalidPaymentValue(field, reason)
    return value


def status_or_none(value: object) -> PaymentStatus | None:
    """A status to select by, or None for all."""
    if value is not None and type(value) is not PaymentStatus:
        reason = f"must be a PaymentStatus or None, not {shown(value)}"
        raise InvalidPaymentValue("status", reason)
    return value


def flag(field: str, value: object) -> bool:
    """True or False, and not what merely counts as it."""
    if type(value) is not bool:
        raise InvalidPaymentValue(field, f"must be True or False, not {shown(value)}")
    return value


def integer(field: str, value: object) -> int:
    """Any whole number."""
    if type(value) is not int:
        raise InvalidPaymentValue(field, f"must be a whole number, not {shown(value)}")
    return value


def function(field: str, value: object) -> None:
    """Something that can be called."""
    if not callable(value):
        raise InvalidPaymentValue(field, f"must be a function, not {shown(value)}")
