"""What a payment gateway refuses before it does anything; the other errors are in `errors`."""

from fakes.errors import InvalidValue

__all__ = ["CurrencyMismatch", "InvalidPaymentValue", "PaymentError", "UnknownCurrency"]


class PaymentError(Exception):
    """What every error of a payment gateway is."""


class InvalidPaymentValue(PaymentError, InvalidValue):
    """A value that no payment can have; nothing was done.

    `field` names the argument or attribute; `reason` says what is wrong and what would be right.
    """


class UnknownCurrency(InvalidPaymentValue):
    """A code that is no currency of ISO 4217; `suggestion` is the nearest one that is, if any."""

    def __init__(self, field: str, reason: str, suggestion: str | None = None) -> None:
        super().__init__(field, reason)
        self.suggestion = suggestion


class CurrencyMismatch(InvalidPaymentValue):
    """Two amounts that must be in one currency are not."""
