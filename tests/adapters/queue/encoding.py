"""How a body is sent as bytes, and read again: the media type says which of both kinds it is."""

from typing import Final

from fakes.queue import Content

__all__ = ["content_from", "media_type_of", "payload_of"]

_JSON: Final = "application/json"
_BYTES: Final = "application/octet-stream"


def payload_of(content: Content) -> bytes:
    """The bytes to send."""
    return content if isinstance(content, bytes) else content.encode()


def media_type_of(content: Content) -> str:
    """What to say of these bytes: a content that is text is that of a JSON value."""
    return _BYTES if isinstance(content, bytes) else _JSON


def content_from(payload: bytes, media_type: str | None) -> Content:
    """The content that was sent; bytes of any other type are left as they are."""
    return payload.decode() if media_type == _JSON else payload
