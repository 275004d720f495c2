"""How databases compare text: for equality, for order and by pattern."""

import re
from collections.abc import Callable, Mapping
from enum import Enum
from functools import lru_cache
from importlib.resources import files
from string import ascii_lowercase, ascii_uppercase
from typing import TypeAlias

__all__ = ["TextComparison", "like_expression"]

Fold: TypeAlias = Callable[[str], str]


def _unchanged(text: str) -> str:
    return text


_SMALL_ASCII_LETTERS = str.maketrans(ascii_uppercase, ascii_lowercase)


def _in_small_ascii_letters(text: str) -> str:
    return text.lower() if text.isascii() else text.translate(_SMALL_ASCII_LETTERS)


def _in_small_letters(text: str) -> str:
    # By itself, because the small form of a sigma depends on what is around it in Python.
    return text.lower() if text.isascii() else "".join([c.lower()[0] for c in text])


_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def _weights(text: str) -> str:
    """Characters in place of the text's, whose code points are their weights."""
    if text.isascii():
        return text.upper()
    return _ASTRAL.sub("\ufffd", text).translate(_general_ci())


@lru_cache(maxsize=1)
def _general_ci() -> Mapping[int, int]:
    """The weights of the characters whose weight is not their code point."""
    data = files("fakes.repository").joinpath("utf8mb4_general_ci.txt").read_text("utf-8")
    lines = [line for line in data.split("\n") if line and not line.startswith("# ")]
    return {ord(character): ord(line[0]) for line in lines for character in line[1:]}


def _weights_without_padding(text: str) -> str:
    return _weights(text).rstrip(" ")


def _weights_with_padding(text: str) -> str:
    """What sorts like the weights would with spaces without end behind them.

    A space gets a mark that tells what comes after the spaces: less than a space, nothing more, or
    more than a space.
    """
    return f"{_SPACES.sub(_marked, _weights_without_padding(text))} \x01"


_SPACES = re.compile(r"( +)([\x00-\x1f]?)")


def _marked(spaces: re.Match[str]) -> str:
    control = spaces[2]
    return (" \x00" if control else " \x02") * len(spaces[1]) + control


# MariaDB's `lower` makes letters of these signs, while its comparison tells the two apart.
_LETTERS_OF_SIGNS = str.maketrans("\u2126\u212a\u212b", "\u03c9k\u00e5")


def _weights_in_small_letters(text: str) -> str:
    return _weights_without_padding(text.translate(_LETTERS_OF_SIGNS))


class TextComparison(Enum):
    """A way to compare text, named after what it leaves out of account."""

    folded: Fold
    """A text with a representative in place of each character, one for one."""

    key: Fold
    """What two texts have in common if and only if they are equal."""

    order: Fold
    """What texts are sorted by; that of equal texts is equal."""

    lower_key: Fold
    """What two texts have in common if and only if `lower` makes them equal."""

    def __init__(self, folded: Fold, key: Fold, order: Fold, lower_key: Fold) -> None:
        self.folded = folded
        self.key = key
        self.order = order
        self.lower_key = lower_key

    CODE_POINTS = (_unchanged, _unchanged, _unchanged, _unchanged)
    """Nothing: two texts are equal if they are the same characters, and sort by code points."""

    IGNORING_ASCII_CASE = (
        _in_small_ascii_letters,
        _in_small_ascii_letters,
        _in_small_ascii_letters,
        _in_small_ascii_letters,
    )
    """The case of A to Z."""

    IGNORING_CASE = (_in_small_letters, _in_small_letters, _in_small_letters, _in_small_letters)
    """The case of every letter that has a single small one, as `lower` does in PostgreSQL."""

    UTF8MB4_GENERAL_CI = (
        _weights,
        _weights_without_padding,
        _weights_with_padding,
        _weights_in_small_letters,
    )
    """Case, most accents, and spaces at the end, as MariaDB's collation of this name does."""

    def __repr__(self) -> str:
        return f"TextComparison.{self.name}"


def like_expression(pattern: str, folded: Fold) -> re.Pattern[str]:
    r"""A regular expression that matches the whole of the folded texts that are LIKE the pattern.

    `%` stands for any characters, `_` for one; a backslash makes the next character literal. What
    is between two `%` is found where it first occurs, which serves as well as any later place, so
    that no search is done twice.
    """
    parts = [""]
    for unit in _UNITS.findall(pattern):
        if unit == "%":
            parts.append("")
        else:
            parts[-1] += "." if unit == "_" else re.escape(folded(unit[-1]))
    first, *between = parts
    last = f".*{between.pop()}" if between else ""
    found = "".join(f"(?>.*?{part})" for part in between if part)
    return re.compile(f"{first}{found}{last}", re.DOTALL)


_UNITS = re.compile(r"\\.|.", re.DOTALL)
