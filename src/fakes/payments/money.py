"""`Money`: an exact amount in one currency; which currencies there are is in `currencies`."""

import re
from decimal import Decimal
from functools import cache
from typing import Final, cast, final

import attrs

from fakes.payments._text import nearest, shown
from fakes.payments.currencies import EXPONENTS, WITHOUT_MINOR_UNIT
from fakes.payments.invalid import CurrencyMismatch, InvalidPaymentValue, UnknownCurrency

__all__ = ["LARGEST", "Money", "exponent_of", "zero"]

LARGEST: Final = 2**63 - 1
"""The most minor units there can be: what a 64-bit integer of a database or a protocol holds."""

_WRITTEN = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")

_MOST_DIGITS = 100


def _currency_code(currency: str) -> str:
    code = _as_text(currency)
    if code in EXPONENTS:
        return code
    if code in WITHOUT_MINOR_UNIT:
        reason = f"{code} has no minor unit in ISO 4217, so there is nothing to count an amount in"
        raise InvalidPaymentValue("currency", reason)
    suggestion = nearest(code[:10].upper(), tuple(EXPONENTS))
    hint = f"; did you mean {suggestion!r}?" if suggestion else ""
    reason = f"must be a code of ISO 4217, in capitals, not {shown(code)}{hint}"
    raise UnknownCurrency("currency", reason, suggestion)


def _as_text(currency: object) -> str:
    # A str subclass, as StrEnum makes them, is taken for the text it is.
    if not issubclass(type(currency), str):
        reason = f"must be a code of ISO 4217 such as 'EUR', not {shown(currency)}"
        raise InvalidPaymentValue("currency", reason)
    return str.__str__(cast(str, currency))


def _whole_units(units: int) -> int:
    if type(units) is not int:
        reason = f"must be a whole number of minor units (an int), not {shown(units)}"
        raise InvalidPaymentValue("minor_units", reason)
    if units < 0:
        raise InvalidPaymentValue("minor_units", f"must not be negative, not {shown(units)}")
    if units > LARGEST:
        raise InvalidPaymentValue("minor_units", f"must be at most {LARGEST}, not {shown(units)}")
    return units


@final
@attrs.frozen(order=False)
class Money:
    """An amount of one currency, exact, and never negative.

    It counts minor units, of which ISO 4217 says how many there are: cents for EUR, yen for JPY
    (which has no smaller unit), fils for KWD (a thousandth). Amounts add, subtract and compare
    within their currency, and are multiplied by whole numbers. A sum begins with nothing of the
    currency: `sum(amounts, Money(0, "EUR"))`.

    >>> Money(1050, "EUR")
    Money(1050, 'EUR')
    >>> str(Money.of("10.50", "EUR"))
    '10.50 EUR'
    >>> Money.of("10.50", "EUR") + Money(50, "EUR") > Money(1000, "EUR")
    True
    >>> sum([3 * Money(1050, "EUR"), Money(50, "EUR")], Money(0, "EUR"))
    Money(3200, 'EUR')
    >>> Money.of("10.50", "JPY")
    Traceback (most recent call last):
    fakes.payments.invalid.InvalidPaymentValue: amount: '10.50' is no whole number of minor units; \
JPY has no decimals

    Raises:
        InvalidPaymentValue: The units are no int, negative, or over 2**63 - 1, or the currency is
            no text or has no minor unit (XAU, XTS, ...).
        UnknownCurrency: The currency is no code of ISO 4217.
    """

    minor_units: int = attrs.field(converter=_whole_units)
    currency: str = attrs.field(converter=_currency_code)

    @classmethod
    def of(cls, amount: str | Decimal, currency: str) -> "Money":
        """The amount as people write it: `Money.of("10.50", "EUR")`.

        Raises:
            InvalidPaymentValue: The amount is neither a plain decimal number in text nor a Decimal,
                or has more decimals than the currency. Floats are refused: most are not exact.
            UnknownCurrency: The currency is no code of ISO 4217.
        """
        code = _currency_code(currency)
        return cls(_units(_as_decimal(amount), EXPONENTS[code], amount, code), code)

    @property
    def decimal(self) -> Decimal:
        """The amount in the currency's main unit, with all its decimals."""
        return Decimal(f"{self.minor_units}e-{EXPONENTS[self.currency]}")

    def __repr__(self) -> str:
        return f"Money({self.minor_units}, {self.currency!r})"

    def __str__(self) -> str:
        return f"{self.decimal} {self.currency}"

    def __add__(self, other: "Money") -> "Money":
        if type(other) is not Money:
            return NotImplemented
        self._same_currency(other)
        return Money(self.minor_units + other.minor_units, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        if type(other) is not Money:
            return NotImplemented
        self._same_currency(other)
        return Money(self.minor_units - other.minor_units, self.currency)

    def __mul__(self, factor: int) -> "Money":
        if type(factor) is not int or factor < 0:
            reason = f"must be a whole number that is not negative, not {shown(factor)}"
            raise InvalidPaymentValue("factor", reason)
        return Money(self.minor_units * factor, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: "Money") -> bool:
        if type(other) is not Money:
            return NotImplemented
        self._same_currency(other)
        return self.minor_units < other.minor_units

    def __le__(self, other: "Money") -> bool:
        if type(other) is not Money:
            return NotImplemented
        self._same_currency(other)
        return self.minor_units <= other.minor_units

    def _same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            reason = f"must be one: {self} and {other} cannot be added, subtracted or compared"
            raise CurrencyMismatch("currency", reason)


@cache
def zero(currency: str) -> Money:
    """Nothing, in a currency."""
    return Money(0, currency)


def exponent_of(currency: str) -> int:
    """How many decimals the currency has: 2 for EUR, 0 for JPY, 3 for KWD.

    Raises:
        InvalidPaymentValue: The currency is no text or has no minor unit.
        UnknownCurrency: The currency is no code of ISO 4217.
    """
    return EXPONENTS[_currency_code(currency)]


def _as_decimal(amount: object) -> Decimal:
    if type(amount) is str and _WRITTEN.fullmatch(amount):
        return Decimal(amount)
    if type(amount) is Decimal and amount.is_finite():
        return amount
    reason = f"must be a decimal number in text ('10.50') or a finite Decimal, not {shown(amount)}"
    raise InvalidPaymentValue("amount", reason)


def _units(amount: Decimal, exponent: int, given: object, currency: str) -> int:
    # By hand, for Decimal's own arithmetic rounds to whatever precision the caller's context has.
    sign, digits, scale = amount.as_tuple()
    shift = int(scale) + exponent
    if len(digits) > _MOST_DIGITS or abs(shift) > _MOST_DIGITS:
        reason = f"has more digits than any amount of money: {shown(given)}"
        raise InvalidPaymentValue("amount", reason)
    units, rest = divmod(
        int("".join(map(str, digits)) + "0" * max(shift, 0)), int("1" + "0" * max(-shift, 0))
    )
    if rest:
        decimals = f"{exponent} decimals" if exponent else "no decimals"
        reason = f"{shown(given)} is no whole number of minor units; {currency} has {decimals}"
        raise InvalidPaymentValue("amount", reason)
    return -units if sign else units
