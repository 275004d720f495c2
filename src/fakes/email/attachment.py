"""A file in an email."""

import re
from typing import cast

import attrs

from fakes.email._checks import header_text
from fakes.email.errors import InvalidEmail

__all__ = ["Attachment"]

_ATOM = r"[A-Za-z0-9!#$%&'*+.^_`{|}~-]+"
# Without the * that RFC 2231 gives a meaning in names of parameters.
_NAME = _ATOM.replace("*", "")
_PARAMETER = re.compile(rf'; ?({_NAME})=(?:({_ATOM})|"([^"\\]*)")')
_MEDIA_TYPE = re.compile(rf'({_ATOM}/{_ATOM})((?:; ?{_NAME}=(?:{_ATOM}|"[^"\\]*"))*)')
# One line of a header has room for it, so that no reader has to put it together again.
_MEDIA_TYPE_LENGTH = 127
_CONTAINERS = ("message/", "multipart/")


def _filename(value: str) -> str:
    name = header_text("filename", value)
    if not name or name != name.strip() or "/" in name or "\\" in name:
        raise InvalidEmail(
            "filename", "must be a name without slashes or spaces around it, as in report.pdf"
        )
    return name


def _content(value: bytes | bytearray | memoryview) -> bytes:
    return _octets(value)


def _octets(value: object) -> bytes:
    if type(value) is bytes:
        return value
    if not isinstance(value, bytes | bytearray | memoryview):
        raise InvalidEmail(
            "content", f"must be bytes, not {type(value).__name__}: encode text, read files"
        )
    try:
        return memoryview(cast(bytes, value)).tobytes()
    except ValueError as error:
        raise InvalidEmail("content", f"must be bytes that can be read: {error}") from None


def _content_type(value: str) -> str:
    written = header_text("content_type", value)
    parts = _MEDIA_TYPE.fullmatch(written)
    if not parts or len(written) > _MEDIA_TYPE_LENGTH or not written.isascii():
        raise InvalidEmail(
            "content_type",
            f"must be a media type of at most {_MEDIA_TYPE_LENGTH} ASCII characters, as in "
            "application/pdf or text/csv; charset=utf-8",
        )
    essence = parts[1].lower()
    if essence.startswith(_CONTAINERS):
        raise InvalidEmail(
            "content_type",
            f"{essence} would be taken apart by its readers: attach it as application/octet-stream",
        )
    parameters = [
        f'; {name.lower()}="{token or quoted}"'
        for name, token, quoted in _PARAMETER.findall(parts[2])
        if name.lower() != "name"  # the file name, said again
    ]
    return essence + "".join(parameters)


@attrs.frozen
class Attachment:
    """A file: its name without slashes, what is in it, and its media type (RFC 2046).

    The content is copied, so that a bytearray may change afterwards. Messages in messages
    (`message/rfc822`) and `multipart/...` are refused: they are structure, not files.

    >>> Attachment("report.pdf", b"%PDF", "application/pdf")
    Attachment('report.pdf', 4 bytes, 'application/pdf')

    Raises:
        InvalidEmail: The name, the content or the type is not of that kind.
    """

    filename: str = attrs.field(converter=_filename)
    content: bytes = attrs.field(converter=_content)
    content_type: str = attrs.field(default="application/octet-stream", converter=_content_type)

    def check(self) -> None:
        """Look again at what goes into headers: see `Email.check`.

        Raises:
            InvalidEmail: The name or the type has a line break or another control character.
        """
        header_text("filename", self.filename)
        header_text("content_type", self.content_type)

    def __repr__(self) -> str:
        count = len(self.content)
        return f"Attachment({self.filename!r}, {count:,} bytes, {self.content_type!r})"
