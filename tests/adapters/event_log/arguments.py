"""What callers of a log give, checked before anything is sent: the same for every adapter."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Final

from fakes.event_log import (
    Headers,
    InvalidEventLogValue,
    OffsetSpec,
    Record,
    TopicPartition,
    UnassignedPartition,
)

__all__ = [
    "checked_assigned",
    "checked_bytes",
    "checked_count",
    "checked_destination",
    "checked_group",
    "checked_headers",
    "checked_number",
    "checked_partition",
    "checked_place",
    "checked_record",
    "checked_topic",
    "checked_topics",
]

_LEGAL_TOPIC: Final = re.compile(r"[a-zA-Z0-9._-]{1,249}")
_LONGEST_GROUP: Final = 32_767


def checked_topic(name: object) -> str:
    """A name that a topic may have."""
    if not isinstance(name, str):
        raise InvalidEventLogValue("topic", f"must be a str, not {type(name).__name__}")
    if not _LEGAL_TOPIC.fullmatch(name) or name in {".", ".."}:
        raise InvalidEventLogValue(
            "topic", f"must be 1 to 249 of ASCII letters, digits, '.', '_' and '-': {name[:250]!r}"
        )
    return name


def checked_topics(names: Collection[str]) -> list[str]:
    """Names of topics, at least one, each once."""
    if isinstance(names, str) or not names:
        raise InvalidEventLogValue("topics", "must be a collection of at least one name")
    return sorted(set(map(checked_topic, names)))


def checked_group(name: object) -> str:
    """A name that a group may have."""
    if not isinstance(name, str):
        raise InvalidEventLogValue("group", f"must be a str, not {type(name).__name__}")
    if not 1 <= len(_encoded("group", name)) <= _LONGEST_GROUP:
        raise InvalidEventLogValue("group", f"must be 1 to {_LONGEST_GROUP:,} bytes in UTF-8")
    return name


def checked_bytes(field: str, value: object) -> bytes:
    """Bytes, and nothing that is only like them."""
    if not isinstance(value, bytes):
        raise InvalidEventLogValue(field, f"must be bytes, not {type(value).__name__}")
    return bytes(value)


def checked_headers(headers: Collection[tuple[str, bytes]]) -> Headers:
    """Pairs of a name and bytes."""
    pairs: list[tuple[str, bytes]] = []
    for pair in headers:
        match pair:
            case (str(name), bytes(value)):
                _encoded("headers", name)
                pairs.append((name, value))
            case _:
                raise InvalidEventLogValue("headers", "must be pairs of a str and bytes")
    return tuple(pairs)


def checked_number(field: str, number: object, *, least: int = 0) -> int:
    """A whole number that is not too small."""
    if isinstance(number, bool) or not isinstance(number, int):
        raise InvalidEventLogValue(field, f"must be an int, not {type(number).__name__}")
    if number < least:
        raise InvalidEventLogValue(field, f"must be {least} or more, not {number}")
    return number


def checked_partition(topic: str, number: int, count: int) -> TopicPartition:
    """One of the partitions that a topic has."""
    if not 0 <= number < count:
        raise InvalidEventLogValue(
            "partition", f"must be from 0 to {count - 1} in the topic {topic!r}, not {number}"
        )
    return TopicPartition(topic, number)


def checked_place(place: object) -> TopicPartition:
    """The name of a partition, which need not be there."""
    if not isinstance(place, TopicPartition):
        raise InvalidEventLogValue(
            "partition", f"must be a TopicPartition, not {type(place).__name__}"
        )
    checked_topic(place.topic)
    checked_number("partition", place.partition)
    return place


def checked_assigned(place: object, assignment: Collection[TopicPartition]) -> TopicPartition:
    """One of the partitions of a consumer."""
    partition = checked_place(place)
    if partition not in assignment:
        raise UnassignedPartition(partition, tuple(sorted(assignment)))
    return partition


def checked_count(max_records: object) -> int:
    """How many records a poll may give."""
    return checked_number("max_records", max_records, least=1)


def checked_destination(to: object) -> int | OffsetSpec | datetime:
    """Where a consumer may go to."""
    match to:
        case OffsetSpec():
            return to
        case datetime():
            if to.utcoffset() is None:
                raise InvalidEventLogValue("to", f"must have a time zone: {to}")
            return to
        case _:
            return checked_number("to", to)


def checked_record(record: object) -> Record:
    """A record of some log."""
    if not isinstance(record, Record):
        raise InvalidEventLogValue("record", f"must be a Record, not {type(record).__name__}")
    return record


def _encoded(field: str, text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise InvalidEventLogValue(field, f"must be text that UTF-8 can encode: {error}") from None
