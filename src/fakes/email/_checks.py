"""What text in a header must be, and the values that arguments are allowed to have."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar, cast

from fakes.email.errors import InvalidEmail

__all__ = ["duration", "header_text", "instance", "items", "moment", "text"]

T = TypeVar("T")

_LONGEST = timedelta(days=36_525)

# Line breaks (those of Unicode too) and other control characters would begin a header of their
# own in some reader; a lone surrogate cannot be written at all. RFC 5322 section 2.2.
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def instance(field: str, value: object, kind: type[T]) -> T:
    """A value of this class.

    Raises:
        InvalidEmail: It is of another class.
    """
    if not isinstance(value, kind):
        article = "an" if kind.__name__[0] in "AEIOU" else "a"
        raise InvalidEmail(field, f"must be {article} {kind.__name__}, not {type(value).__name__}")
    return value


def items(field: str, value: object) -> list[object]:
    """The items of a list or a tuple.

    Raises:
        InvalidEmail: It is something else; what an iterator gives cannot be asked for again.
    """
    if not isinstance(value, list | tuple):
        raise InvalidEmail(field, f"must be a list or a tuple, not {type(value).__name__}")
    return list(cast(Sequence[object], value))


def text(field: str, value: object) -> str:
    """The text of a body, or of anything else that can be encoded.

    Raises:
        InvalidEmail: It is not a str, or has a lone surrogate.
    """
    said = instance(field, value, str)
    if not said.isascii() and (found := _SURROGATE.search(said)):
        raise InvalidEmail(
            field,
            f"has the lone surrogate U+{ord(found[0]):04X} at {found.start()}, which is no "
            "character",
        )
    return said if type(said) is str else str.__str__(said)


def header_text(field: str, value: object) -> str:
    """The text of a header: one line without control characters.

    Raises:
        InvalidEmail: It is not a str, or has a character that no header can have.
    """
    said = instance(field, value, str)
    if found := _UNFIT.search(said):
        what = "line break" if found[0] in "\r\n" else f"character U+{ord(found[0]):04X}"
        raise InvalidEmail(
            field,
            f"has a {what} at {found.start()}, which no header can have: a line break "
            "would begin another header",
        )
    return said if type(said) is str else str.__str__(said)


def moment(field: str, value: object) -> datetime:
    """A time that is the same everywhere.

    Raises:
        InvalidEmail: It is not a datetime, or has no time zone.
    """
    time = instance(field, value, datetime)
    if time.utcoffset() is None:
        raise InvalidEmail(field, "must have a time zone, as in datetime(..., tzinfo=UTC)")
    return time


def duration(field: str, value: object, least: timedelta) -> timedelta:
    """A length of time, from the least to what can still be added to a date.

    Raises:
        InvalidEmail: It is no timedelta, or shorter or longer.
    """
    length = instance(field, value, timedelta)
    if length < least:
        raise InvalidEmail(field, f"must not be shorter than {least}, as {length} is")
    if length > _LONGEST:
        raise InvalidEmail(field, f"must not be longer than {_LONGEST.days:,} days")
    return length
