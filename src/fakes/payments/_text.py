"""How values that callers passed in are shown in errors: short, safe, and without card numbers."""

import re
from decimal import Decimal
from difflib import get_close_matches

__all__ = ["masked", "nearest", "shown"]

# The lengths of ISO/IEC 7812: 12 to 19 digits, which people group by spaces or dashes.
_LIKE_A_CARD_NUMBER = re.compile(r"\d(?:[ -]?\d){11,18}")

_LONGEST = 60

_SHOWN_AS_WRITTEN = (str, int, float, bool, Decimal, type(None))

_MOST_BITS = 128


def masked(text: str) -> str:
    """The text, with whatever could be a card number left out."""
    return _LIKE_A_CARD_NUMBER.sub("[hidden: like a card number]", text)


def shown(value: object) -> str:
    """How an error names the value.

    Only what is certain to have a harmless `repr` is written out; the rest is named by its class.
    """
    kind = type(value)
    if kind not in _SHOWN_AS_WRITTEN:
        return f"a value of type {kind.__name__}"
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return f"an integer of {value.bit_length()} bits"
    text = masked(repr(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def nearest(text: str, known: tuple[str, ...]) -> str | None:
    """The known word that the text is most likely a misspelling of."""
    return next(iter(get_close_matches(text, known, n=1, cutoff=0.5)), None)
