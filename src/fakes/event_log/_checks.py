"""What a caller gave, checked and made plain: each function returns a value that nobody can change.

Subclasses become the built-in type, so that no code of a caller's own runs inside the log.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TypeVar, cast

from fakes.event_log.errors import InvalidEventLogValue
from fakes.event_log.values import Headers, OffsetSpec, Record, TopicPartition

__all__ = [
    "body",
    "destination",
    "duration",
    "group_name",
    "header_pairs",
    "instance_of",
    "optional_body",
    "record_place",
    "topic_name",
    "topic_names",
    "topic_partition",
    "whole_number",
    "wrong_type",
]

T = TypeVar("T")
_LEGAL_TOPIC = re.compile(r"[a-zA-Z0-9._-]{1,249}")
_LONGEST_GROUP = 2**15 - 1  # a string of Kafka's protocol has its length in 16 bits
_LARGEST = 2**63 - 1  # so has an offset, in 64


def instance_of(field: str, value: object, expected: type[T]) -> T:
    """The value itself.

    Raises:
        InvalidEventLogValue: It is of another type.
    """
    if not isinstance(value, expected):
        raise wrong_type(field, expected.__name__, value)
    return value


def body(field: str, value: object) -> bytes:
    """Bytes as they are now."""
    if type(value) is bytes:
        return value
    return b"".join((instance_of(field, value, bytes),))


def optional_body(field: str, value: object) -> bytes | None:
    """Bytes, or None."""
    return None if value is None else body(field, value)


def whole_number(field: str, value: object, least: int, largest: int = _LARGEST) -> int:
    """A whole number from `least` to `largest`; a bool is none."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise wrong_type(field, "int", value)
    number = int.__int__(value)
    if not least <= number <= largest:
        raise InvalidEventLogValue(
            field, f"must be from {least:,} to {largest:,}, not {_shown(number)}"
        )
    return number


def duration(field: str, value: object) -> timedelta:
    """A time span that is longer than nothing."""
    span = instance_of(field, value, timedelta)
    plain = timedelta(span.days, span.seconds, span.microseconds)
    if plain <= timedelta():
        raise InvalidEventLogValue(field, f"must be longer than 0, not {plain}")
    return plain


def topic_name(value: object) -> str:
    """A legal name of a topic, by Kafka's rule (`Topic.validate` of its Java client)."""
    name = _text("topic", value)
    if not _LEGAL_TOPIC.fullmatch(name) or name in {".", ".."}:
        raise InvalidEventLogValue(
            "topic",
            "must be 1 to 249 of ASCII letters, digits, '.', '_' and '-', and neither '.' nor "
            f"'..', not {name[:250]!r}",
        )
    return name


def topic_names(value: object) -> tuple[str, ...]:
    """Legal names of topics, each once, in order."""
    names = tuple(sorted({*map(topic_name, _items("topics", value, "names"))}))
    if not names:
        raise InvalidEventLogValue("topics", "must be one at least")
    return names


def group_name(value: object) -> str:
    """A name that a group may have."""
    name = _text("group", value)
    size = len(_encoded("group", name))
    if not 1 <= size <= _LONGEST_GROUP:
        raise InvalidEventLogValue(
            "group", f"must be 1 to {_LONGEST_GROUP:,} bytes in UTF-8, not {size:,}"
        )
    return name


def header_pairs(value: object) -> Headers:
    """Pairs of a name and bytes, in order."""
    return tuple(map(_header, _items("headers", value, "pairs")))


def topic_partition(value: object) -> TopicPartition:
    """A partition with a legal topic and number, whether or not it is there."""
    given = instance_of("partition", value, TopicPartition)
    return TopicPartition(topic_name(given.topic), whole_number("partition", given.partition, 0))


def record_place(value: object) -> tuple[TopicPartition, int]:
    """The partition and the offset of a record, whether or not it is there."""
    record = instance_of("record", value, Record)
    partition = whole_number("record", record.partition, 0)
    offset = whole_number("record", record.offset, 0)
    return TopicPartition(topic_name(record.topic), partition), offset


def destination(value: object) -> int | OffsetSpec | datetime:
    """Where to seek to; a time in UTC."""
    match value:
        case OffsetSpec():
            return value
        case datetime():
            return _in_utc("to", value)
        case int():
            return whole_number("to", value, 0)
        case _:
            raise wrong_type("to", "int, an OffsetSpec or a datetime", value)


def _header(value: object) -> tuple[str, bytes]:
    if not isinstance(value, tuple | list):
        raise wrong_type("headers", "collection of pairs, each of a name and bytes", value)
    pair = tuple(islice(_items("headers", cast(object, value), "pairs"), 3))
    if len(pair) != 2:  # noqa: PLR2004 - a pair
        raise InvalidEventLogValue("headers", "must be pairs, each of a name and bytes")
    name = _text("headers", pair[0])
    _encoded("headers", name)
    return name, body("headers", pair[1])


def _items(field: str, value: object, what: str) -> Iterator[object]:
    """The items of a collection, one by one, so that the first bad one ends it."""
    if not _is_collection(value):
        raise wrong_type(field, f"collection of {what}", value)
    try:
        yield from cast(Collection[object], value)
    except Exception as error:  # a collection may be a class of the caller's own
        raise InvalidEventLogValue(field, f"raised {type(error).__name__} when read") from error


def _is_collection(value: object) -> bool:
    return isinstance(value, Collection) and not isinstance(value, str | bytes | Mapping)


def _text(field: str, value: object) -> str:
    return value if type(value) is str else str.__str__(instance_of(field, value, str))


def _encoded(field: str, text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise InvalidEventLogValue(
            field, f"must be text that UTF-8 can encode: {error.reason}"
        ) from None


def _in_utc(field: str, time: datetime) -> datetime:
    try:
        aware = time.utcoffset() is not None
        utc = time.astimezone(UTC) if aware else time
    except Exception as error:  # a time zone is code of the caller's own
        name = type(error).__name__
        raise InvalidEventLogValue(
            field, f"its time zone raised {name} when asked for UTC"
        ) from error
    if not aware:
        raise InvalidEventLogValue(
            field, f"must have a time zone, as in datetime(..., tzinfo=UTC): {time}"
        )
    return utc


def wrong_type(field: str, expected: str, value: object) -> InvalidEventLogValue:
    """The error for a value that is not what was expected."""
    kind = "None" if value is None else _article(type(value).__name__)
    return InvalidEventLogValue(field, f"must be {_article(expected)}, not {kind}")


def _article(name: str) -> str:
    if name == "bytes":
        return name
    return f"{'an' if name[0].lower() in 'aeio' else 'a'} {name}"


def _shown(number: int) -> str:
    # Python refuses to spell out a number of more than 4,300 digits.
    return f"{number:,}" if number.bit_length() <= 100 else f"one of {number.bit_length()} bits"  # noqa: PLR2004
