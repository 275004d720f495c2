"""The exact rule of what a body may be, and the form in which it is stored and carried."""

import json
from math import isfinite
from typing import Any

from fakes.queue._arguments import kind_of
from fakes.queue.errors import BodyTooLarge, InvalidQueueValue
from fakes.queue.values import Content

__all__ = ["content_of", "limited_content_of"]

MOST_LEVELS = 100


def content_of(body: object) -> Content:
    """What to store and carry for a body: bytes as they are, a JSON value as its text.

    A JSON value comes back exactly as it was (RFC 8259): None, bool, int, finite float, str,
    and lists and dicts of these with str keys, at most 100 levels deep. Whatever would come back
    as something else is refused: tuples, subclasses of these types, NaN, lone surrogates.

    >>> content_of({"order": 7})
    '{"order":7}'

    Raises:
        InvalidQueueValue: The body is neither bytes nor such a value.
    """
    if type(body) is bytes:
        return body
    _check("body", body, MOST_LEVELS)
    try:
        return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    except ValueError as error:
        # Python writes no integers of more digits than sys.get_int_max_str_digits().
        raise InvalidQueueValue("body", f"holds an integer that is too long: {error}") from None


def limited_content_of(body: object, limit: int) -> Content:
    """That, unless it has more bytes than the limit, a JSON value in UTF-8.

    Raises:
        InvalidQueueValue: As `content_of` does.
        BodyTooLarge: It has more.
    """
    if type(body) is bytes and len(body) <= limit:
        return body
    content = content_of(body)
    size = len(content if isinstance(content, bytes) else content.encode())
    if size > limit:
        raise BodyTooLarge(size, limit)
    return content


def _check(field: str, value: Any, levels: int) -> None:
    kind = kind_of(value)
    if levels < 0:
        raise InvalidQueueValue("body", f"is nested more than {MOST_LEVELS} levels deep")
    if kind is list:
        for index, item in enumerate(value):
            _check(f"{field}[{index}]", item, levels - 1)
    elif kind is dict:
        for key, item in value.items():
            if type(key) is not str:
                raise InvalidQueueValue(field, f"has a key of type {type(key).__name__}, not str")
            _check_scalar(field, key)
            _check(f"{field}[{key!r}]", item, levels - 1)
    else:
        _check_scalar(field, value)


def _check_scalar(field: str, value: object) -> None:
    if type(value) is str:
        if not _is_unicode(value):
            raise InvalidQueueValue(field, "holds half of a surrogate pair, which UTF-8 cannot say")
    elif type(value) is float:
        if not isfinite(value):
            raise InvalidQueueValue(field, f"must be a finite number, not {value}")
    elif not (value is None or type(value) is bool or type(value) is int):
        raise InvalidQueueValue(
            field,
            f"must be bytes or a JSON value, not {type(value).__name__} "
            "(JSON is None, bool, int, float, str, list and dict)",
        )


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
