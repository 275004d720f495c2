"""How values that callers passed in are shown in errors: short, safe, and without card numbers."""

import re
from decimal import Decimal
from difflib import get_close_matches

__all__ = ["masked", "nearest", "shown"]

# The lengths of ISO/IEC 7812: 12 to 19 digits, which people group in many ways. What this package
# numbers itself is none: `Identifiers` ends in six digits of its own, of which the first is 0.
_OWN = r"\b(?:pay|ref|evt|dis)_[0-9a-f]{10}0[0-9]{5}\b"
_LIKE_A_CARD_NUMBER = re.compile(rf"(?P<own>{_OWN})|\d(?:[\W_]{{0,3}}\d){{11,18}}")

_HIDDEN = "[hidden: like a card number]"

_LONGEST = 60

_SHOWN_AS_WRITTEN = (str, int, float, bool, Decimal, type(None))

_MOST_BITS = 128

_SHORTEST_CARD, _LONGEST_CARD = 12, 19


def masked(text: str) -> str:
    """The text, with whatever could be a card number left out."""
    return _LIKE_A_CARD_NUMBER.sub(lambda found: found["own"] or _HIDDEN, text)


def shown(value: object) -> str:
    """How an error names the value.

    Only what is certain to have a harmless `repr` is written out; the rest is named by its class.
    """
    kind = type(value)
    if kind not in _SHOWN_AS_WRITTEN:
        return f"a value of type {kind.__name__}"
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return f"an integer of {value.bit_length()} bits"
    if isinstance(value, int):
        return _HIDDEN if _is_card_number(str(abs(value))) else str(value)
    text = repr(masked(value)) if isinstance(value, str) else masked(repr(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _is_card_number(digits: str) -> bool:
    """Whether a number has the length and the check digit of ISO/IEC 7812 (Luhn's)."""
    if not _SHORTEST_CARD <= len(digits) <= _LONGEST_CARD:
        return False
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def nearest(text: str, known: tuple[str, ...]) -> str | None:
    """The known word that the text is most likely a misspelling of."""
    return next(iter(get_close_matches(text, known, n=1, cutoff=0.5)), None)
