"""What text in a header must be, and the values that arguments are allowed to have."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar, cast

from fakes.email.errors import InvalidEmail

__all__ = ["duration", "header_text", "instance", "items", "moment", "pairs", "text"]

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
    """The items of a list, a tuple or another sequence that is no text.

    Raises:
        InvalidEmail: It is something else; what an iterator gives cannot be asked for again.
    """
    if isinstance(value, str | bytes | bytearray) or not isinstance(value, Sequence):
        raise InvalidEmail(field, f"must be a list or a tuple, not {type(value).__name__}")
    return _read(field, cast(Sequence[object], value))


def pairs(field: str, value: object) -> list[object]:
    """The items of a sequence of pairs, or of a mapping.

    Raises:
        InvalidEmail: It is something else.
    """
    if isinstance(value, Mapping):
        return _read(field, cast(Mapping[object, object], value).items())
    return items(field, value)


def _read(field: str, items: Iterable[object]) -> list[object]:
    try:
        return list(items)
    except Exception as error:  # it may be of a class of the caller's own
        raise InvalidEmail(field, f"raised {type(error).__name__} when it was read") from error


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
    """A time, in UTC.

    Raises:
        InvalidEmail: It is not a datetime, has no time zone, or one that does not tell UTC.
    """
    time = instance(field, value, datetime)
    try:
        aware = time.utcoffset() is not None
        utc = time.astimezone(UTC) if aware else time
    except Exception as error:  # a time zone may be of a class of the caller's own
        name = type(error).__name__
        raise InvalidEmail(field, f"its time zone raised {name} when asked for UTC") from error
    if not aware:
        raise InvalidEmail(field, "must have a time zone, as in datetime(..., tzinfo=UTC)")
    return utc


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
