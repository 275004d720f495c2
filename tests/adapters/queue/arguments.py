"""What callers of a queue give, checked before anything is sent: the same for every adapter."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final, cast

import attrs

from fakes.errors import Unsupported
from fakes.queue import (
    BodyTooLarge,
    Content,
    Delivery,
    InvalidQueueValue,
    Outgoing,
    content_of,
)
from tests.adapters.queue.encoding import payload_of

__all__ = [
    "Publication",
    "checked_batch",
    "checked_delay",
    "checked_delivery",
    "checked_duration",
    "checked_limit",
    "checked_name",
    "checked_publication",
    "refuse_options",
]

_LONGEST_TEXT: Final = 255
_LONGEST: Final = timedelta(days=36_500)
_NOTHING: Final = timedelta()
_HIGHEST_PRIORITY: Final = 9
_DEFAULTS: Final = {
    "key": None,
    "priority": 0,
    "delay": _NOTHING,
    "ttl": None,
    "deduplication_id": None,
}


@attrs.frozen
class Publication:
    """The arguments of `publish`, all of them right; `content` is the body as it is carried."""

    content: Content
    headers: Mapping[str, str]
    key: str | None
    priority: int
    delay: timedelta
    ttl: timedelta | None
    deduplication_id: str | None


def checked_publication(message: Outgoing, most_bytes: int) -> Publication:
    """The arguments of `publish`.

    Raises:
        BodyTooLarge: The body has more bytes than that.
        InvalidQueueValue: Another argument is wrong.
    """
    content = content_of(message.body)
    size = len(payload_of(content))
    if size > most_bytes:
        raise BodyTooLarge(size, most_bytes)
    priority: object = message.priority
    if type(priority) is not int or not 0 <= priority <= _HIGHEST_PRIORITY:
        raise InvalidQueueValue("priority", f"must be an int from 0 to {_HIGHEST_PRIORITY}")
    return Publication(
        content=content,
        headers=_checked_headers(message.headers),
        key=None if message.key is None else _checked_text("key", message.key),
        priority=priority,
        delay=checked_delay("delay", message.delay),
        ttl=None if message.ttl is None else checked_duration("ttl", message.ttl),
        deduplication_id=(
            None
            if message.deduplication_id is None
            else _checked_text("deduplication_id", message.deduplication_id)
        ),
    )


def refuse_options(publication: Publication, reasons: Mapping[str, str]) -> None:
    """Refuse the options of `publish` that the broker lacks: by name, why it does."""
    for option, reason in reasons.items():
        if getattr(publication, option) != _DEFAULTS[option]:
            raise Unsupported(f"publish({option}=...)", reason)


def checked_batch(messages: Sequence[Outgoing]) -> list[Outgoing]:
    """The messages of a batch, as they are now; each is checked when it is published."""
    given: object = messages
    if not isinstance(given, (list, tuple)):
        raise InvalidQueueValue(
            "messages", f"must be a list or a tuple, not {type(given).__name__}"
        )
    for index, message in enumerate(messages):
        _is_a(f"messages[{index}]", message, Outgoing)
    return list(messages)


def checked_limit(limit: object) -> int:
    """How many messages a caller takes at most."""
    if type(limit) is not int or limit < 1:
        raise InvalidQueueValue("limit", f"must be an int from 1, not {limit!r}")
    return limit


def checked_name(field: str, name: object) -> str:
    """The name of a queue or a subscription: text without the slash, which stands between them."""
    text = _checked_text(field, name)
    if "/" in text:
        raise InvalidQueueValue(field, f"must not hold a slash: {text!r}")
    return text


def checked_delay(field: str, value: object) -> timedelta:
    """A time to wait, from none to a century."""
    if not isinstance(value, timedelta):
        raise InvalidQueueValue(field, f"must be a timedelta, not {type(value).__name__}")
    if not _NOTHING <= value <= _LONGEST:
        raise InvalidQueueValue(field, f"must be from 0 to {_LONGEST.days} days, not {value}")
    return value


def checked_duration(field: str, value: object) -> timedelta:
    """A time that is not over at once."""
    duration = checked_delay(field, value)
    if duration == _NOTHING:
        raise InvalidQueueValue(field, "must be more than 0")
    return duration


def checked_delivery(delivery: object) -> Delivery:
    """A delivery of some queue."""
    _is_a("delivery", delivery, Delivery)
    assert isinstance(delivery, Delivery)
    return delivery


def _is_a(field: str, value: object, kind: type) -> None:
    if not isinstance(value, kind):
        raise InvalidQueueValue(field, f"must be of {kind.__name__}, not {type(value).__name__}")


def _checked_text(field: str, value: object) -> str:
    if not isinstance(value, str):
        raise InvalidQueueValue(field, f"must be a str, not {type(value).__name__}")
    if not (value and value.isprintable()):
        raise InvalidQueueValue(field, f"must be printable text, not {value!r}")
    if len(value.encode()) > _LONGEST_TEXT:
        raise InvalidQueueValue(field, f"must have at most {_LONGEST_TEXT} bytes in UTF-8")
    return value


def _checked_headers(headers: object) -> dict[str, str]:
    if headers is None:
        return {}
    if not isinstance(headers, dict):
        raise InvalidQueueValue("headers", f"must be a dict, not {type(headers).__name__}")
    pairs = cast(dict[object, object], headers)
    return {
        _checked_text("headers", name): _checked_value(f"headers[{name!r}]", value)
        for name, value in pairs.items()
    }


def _checked_value(field: str, value: object) -> str:
    if not isinstance(value, str):
        raise InvalidQueueValue(field, f"must be a str, not {type(value).__name__}")
    if any(each in "\r\n\0" or "\ud800" <= each <= "\udfff" for each in value):
        raise InvalidQueueValue(field, "must not hold CR, LF, NUL or half of a surrogate pair")
    return value
