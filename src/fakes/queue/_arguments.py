"""The checks of the arguments of the operations, made before anything is done.

They look at exact types, so that no method of a stranger's object is called.
"""

from datetime import timedelta
from typing import Any

import attrs

from fakes.queue.errors import InvalidQueueValue
from fakes.queue.values import NO_DELAY, PLAIN, Delivery, Outgoing, Properties

__all__ = [
    "LONGEST",
    "Times",
    "check_delay",
    "check_delivery",
    "check_duration",
    "check_limit",
    "check_name",
    "check_whole",
    "checked_batch",
    "checked_properties",
    "checked_times",
    "kind_of",
]

LONGEST = timedelta(days=36_500)

LONGEST_TEXT = 255

HIGHEST_PRIORITY = 9

MOST_BITS = 64
"""Integers of more are described instead of written."""

HIGHEST_COUNT = (1 << 63) - 1


def kind_of(value: object) -> object:
    """Its type, which leaves what type checkers know of the value as it was."""
    return type(value)


def check_text(field: str, value: object) -> None:
    """A str of 1 to 255 bytes in UTF-8 (an AMQP 0-9-1 short string), without controls."""
    if type(value) is not str:
        raise InvalidQueueValue(field, f"must be a str, not {type(value).__name__}")
    if not (value and value.isprintable()):
        raise InvalidQueueValue(field, f"must be printable text, not {value!r}")
    if len(value.encode()) > LONGEST_TEXT:
        raise InvalidQueueValue(field, f"must have at most {LONGEST_TEXT} bytes in UTF-8")


def check_name(field: str, value: str) -> None:
    """A text without the slash, which stands between a queue and its subscription."""
    check_text(field, value)
    if "/" in value:
        raise InvalidQueueValue(field, f"must not hold a slash: {value!r}")


def check_limit(field: str, value: object) -> None:
    """A positive int."""
    if type(value) is not int or value < 1:
        raise InvalidQueueValue(field, f"must be an int from 1, not {_number(value)}")


def check_whole(field: str, value: object, kind: type[attrs.AttrsInstance]) -> None:
    """A value of exactly this attrs class, which has all its attributes."""
    if type(value) is not kind:
        raise InvalidQueueValue(field, f"must be {_a(kind)}, not {type(value).__name__}")
    for attribute in attrs.fields(kind):
        if not hasattr(value, attribute.name):
            raise InvalidQueueValue(f"{field}.{attribute.name}", "is missing")


def check_delay(field: str, value: object) -> None:
    """A timedelta from 0 to a century."""
    if type(value) is not timedelta:
        raise InvalidQueueValue(field, f"must be a timedelta, not {type(value).__name__}")
    if not NO_DELAY <= value <= LONGEST:
        raise InvalidQueueValue(field, f"must be from 0 to {LONGEST.days} days, not {value}")


def check_duration(field: str, value: object) -> None:
    """A timedelta above 0, of at most a century."""
    check_delay(field, value)
    if value == NO_DELAY:
        raise InvalidQueueValue(field, "must be more than 0")


def check_delivery(value: Any) -> None:
    """A delivery whose parts have their types."""
    check_whole("delivery", value, Delivery)
    parts: tuple[tuple[str, object, tuple[type, ...]], ...] = (
        ("id", value.id, (str,)),
        ("content", value.content, (bytes, str)),
        ("properties", value.properties, (Properties,)),
        ("receipt", value.receipt, (str,)),
        ("count", value.count, (int,)),
    )
    for name, part, kinds in parts:
        if type(part) not in kinds:
            expected = " or ".join(kind.__name__ for kind in kinds)
            raise InvalidQueueValue(
                f"delivery.{name}", f"must be {expected}, not {type(part).__name__}"
            )
    if not 1 <= value.count <= HIGHEST_COUNT:
        raise InvalidQueueValue(
            "delivery.count", f"must be from 1 to {HIGHEST_COUNT}, not {_number(value.count)}"
        )


@attrs.frozen
class Times:
    """When a message may be delivered, and what it is recognised by for a while."""

    delay: timedelta
    ttl: timedelta | None
    deduplication_id: str | None


def checked_times(delay: Any, ttl: Any, deduplication_id: Any) -> Times:
    """The times that a message is published with."""
    check_delay("delay", delay)
    if ttl is not None:
        check_duration("ttl", ttl)
    if deduplication_id is not None:
        check_text("deduplication_id", deduplication_id)
    return Times(delay, ttl, deduplication_id)


def checked_batch(messages: Any) -> list[Outgoing]:
    """The messages of a batch, as they are now; each is checked when it is published."""
    kind = kind_of(messages)
    if kind is not list and kind is not tuple:
        raise InvalidQueueValue(
            "messages", f"must be a list or a tuple, not {type(messages).__name__}"
        )
    batch: list[Any] = list(messages)
    for index, message in enumerate(batch):
        check_whole(f"messages[{index}]", message, Outgoing)
    return batch


def checked_properties(headers: Any, key: Any, priority: Any) -> Properties:
    """The properties that a message is published with.

    Raises:
        InvalidQueueValue: One of them is wrong. A header's value may hold no CR, LF or NUL
            (RFC 9110, section 5.5), because brokers that carry headers as text cannot say them.
    """
    if key is not None:
        check_text("key", key)
    if type(priority) is not int or not 0 <= priority <= HIGHEST_PRIORITY:
        raise InvalidQueueValue(
            "priority", f"must be an int from 0 to {HIGHEST_PRIORITY}, not {_number(priority)}"
        )
    if headers is not None and kind_of(headers) is not dict:
        raise InvalidQueueValue("headers", f"must be a dict, not {type(headers).__name__}")
    if not headers:
        return PLAIN if key is None and priority == 0 else Properties(key=key, priority=priority)
    pairs = tuple(_checked_header(name, value) for name, value in headers.items())
    return Properties(headers=pairs, key=key, priority=priority)


def _checked_header(name: Any, value: Any) -> tuple[str, str]:
    check_text("headers", name)
    field = f"headers[{name!r}]"
    if type(value) is not str:
        raise InvalidQueueValue(field, f"must be a str, not {type(value).__name__}")
    if any(character in "\r\n\0" or "\ud800" <= character <= "\udfff" for character in value):
        raise InvalidQueueValue(field, "must not hold CR, LF, NUL or half of a surrogate pair")
    return name, value


def _number(value: object) -> object:
    """What to say of a value that should be an int of another size.

    Python writes no integers of more digits than sys.get_int_max_str_digits().
    """
    if type(value) is not int:
        return type(value).__name__
    return value if value.bit_length() <= MOST_BITS else f"one of {value.bit_length()} bits"


def _a(kind: type) -> str:
    return f"{'an' if kind.__name__[0] in 'AEIO' else 'a'} {kind.__name__}"
