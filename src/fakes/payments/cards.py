"""`Card`: a card that keeps its number to itself; what the known cards do is in `known_cards`."""

import re
from typing import final

import attrs

from fakes.payments._text import shown
from fakes.payments.invalid import InvalidPaymentValue

__all__ = ["Card", "CardDetails", "passes_luhn"]

_NUMBER = re.compile(r"[0-9]{12,19}")

_SEPARATORS = str.maketrans("", "", " -")

_CVC = re.compile(r"[0-9]{3,4}")

_YEARS = range(2000, 2200)

# The issuer ranges of ISO/IEC 7812 by which the networks are told apart.
_BRANDS = (
    ("amex", re.compile("3[47]")),
    ("visa", re.compile("4")),
    ("mastercard", re.compile("5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720")),
    ("discover", re.compile("6011|64[4-9]|65")),
    ("diners", re.compile("30[0-5]|36|38|39")),
    ("jcb", re.compile("35")),
    ("unionpay", re.compile("62")),
)


@attrs.frozen
class CardDetails:
    """What may be shown of a card: its network and its last four digits."""

    brand: str
    last4: str

    def __repr__(self) -> str:
        return f"<{self.brand} ending in {self.last4}>"


@final
class _Hidden:
    """Text that is compared but never shown: not even where two values of attrs are compared."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        return type(other) is _Hidden and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return "<hidden>"


@final
@attrs.frozen(init=False, repr=False)
class Card:
    """A card as its holder types it in. No text that this package makes holds its number or CVC.

    The number may have spaces or dashes; whether it passes the Luhn check is for the gateway to
    find out (`CardDeclined` with `incorrect_number`), as are expiry and CVC.

    >>> Card("4242 4242 4242 4242")
    <Card visa ending in 4242>

    Raises:
        InvalidPaymentValue: The number is not 12 to 19 digits, the month not 1 to 12, the year not
            2000 to 2199, or the CVC not three or four digits.
    """

    details: CardDetails
    """What may be shown of it."""
    exp_month: int
    exp_year: int
    _number: _Hidden
    _cvc: _Hidden | None

    def __init__(
        self, number: str, *, exp_month: int = 12, exp_year: int = 2099, cvc: str | None = None
    ) -> None:
        problem = _problem(number, exp_month, exp_year, cvc)
        if problem is not None:
            # Whatever prints the variables of a traceback must find none of these here.
            del number, cvc
            raise problem
        digits = number.translate(_SEPARATORS)
        object.__setattr__(self, "details", CardDetails(_brand(digits), digits[-4:]))
        object.__setattr__(self, "exp_month", exp_month)
        object.__setattr__(self, "exp_year", exp_year)
        object.__setattr__(self, "_number", _Hidden(digits))
        object.__setattr__(self, "_cvc", None if cvc is None else _Hidden(cvc))

    @property
    def number(self) -> str:
        """The digits, for the gateway that they are meant for."""
        return self._number.text

    @property
    def cvc(self) -> str | None:
        """The check digits on the back, if they were given."""
        return None if self._cvc is None else self._cvc.text

    @property
    def last4(self) -> str:
        """The last four digits."""
        return self.details.last4

    @property
    def brand(self) -> str:
        """The network: visa, mastercard, amex, discover, diners, jcb, unionpay or unknown."""
        return self.details.brand

    def __repr__(self) -> str:
        # One that was refused has no details, and may be shown among the variables of a traceback.
        if not hasattr(self, "details"):
            return "<Card that was refused>"
        return f"<Card {self.brand} ending in {self.last4}>"


def passes_luhn(number: str) -> bool:
    """Whether the number's last digit is its check digit, by the formula of ISO/IEC 7812-1."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _brand(number: str) -> str:
    known = (brand for brand, prefix in _BRANDS if prefix.match(number))
    return next(known, "unknown")


def _problem(
    number: object, exp_month: object, exp_year: object, cvc: object
) -> InvalidPaymentValue | None:
    if type(number) is not str or not _NUMBER.fullmatch(number.translate(_SEPARATORS)):
        return InvalidPaymentValue("number", "must be 12 to 19 digits, in groups or not")
    if type(exp_month) is not int or exp_month not in range(1, 13):
        return InvalidPaymentValue("exp_month", f"must be 1 to 12, not {shown(exp_month)}")
    if type(exp_year) is not int or exp_year not in _YEARS:
        reason = f"must be a year of four digits, 2000 to 2199, not {shown(exp_year)}"
        return InvalidPaymentValue("exp_year", reason)
    if cvc is not None and (type(cvc) is not str or not _CVC.fullmatch(cvc)):
        return InvalidPaymentValue("cvc", "must be three or four digits, or None")
    return None
