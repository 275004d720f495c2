r"""What stands under the headers: text, HTML and attachments as MIME, written and read.

All of it is exact. A body in quoted-printable or as it stands has `\n` where the message has
line ends; one with `\r` in it is written in base64, which is read back octet by octet.
"""

import re
from base64 import encodebytes
from collections.abc import Iterator
from email.message import Message
from email.policy import compat32
from email.quoprimime import body_encode
from email.utils import collapse_rfc2231_value
from hashlib import blake2b

import attrs

from fakes.email._headers import filename_parameter
from fakes.email.attachment import Attachment
from fakes.email.errors import InvalidEmail

__all__ = ["Body", "read", "written"]

_CRLF = compat32.clone(linesep="\r\n")
_LINE_LIMIT = 998  # RFC 5322 section 2.1.1
_UNFIT = re.compile("[/\\\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")  # in a file name
# ASCII in short lines, without the spaces at their ends that servers may take off.
_AS_IT_STANDS = re.compile(rf"(?:(?:[\t -~]{{0,{_LINE_LIMIT - 1}}}[!-~])?\n)*")


@attrs.frozen
class Body:
    """What a message holds beside its headers; a text that is empty is not there."""

    text: str
    html: str
    attachments: tuple[Attachment, ...]


def written(body: Body) -> bytes:
    """The body as MIME, with the headers that describe it, and lines that end in CRLF."""
    texts = [
        _text(kind, text) for kind, text in (("plain", body.text), ("html", body.html)) if text
    ]
    parts = [_joined("alternative", texts)] if len(texts) > 1 else texts
    parts += map(_attached, body.attachments)
    if body.attachments:
        return _joined("mixed", parts)
    return parts[0] if parts else _text("plain", "")


def _text(kind: str, text: str) -> bytes:
    if _AS_IT_STANDS.fullmatch(text):
        encoding, content = "7bit", text.encode().replace(b"\n", b"\r\n")
    else:
        encoding, content = "quoted-printable", _quoted_printable(text)
        if "\r" in text or len(content) > 2 * len(text.encode()) + 3:
            encoding, content = "base64", _base64(text.encode())
    return (
        f'Content-Type: text/{kind}; charset="utf-8"\r\n'
        f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
    ).encode() + content


def _quoted_printable(text: str) -> bytes:
    lines = body_encode(text.encode().decode("latin-1"), eol="\r\n").encode()
    # A soft line break: the text has no line end here, while a message must have one.
    return lines if lines.endswith(b"\r\n") else lines + b"=\r\n"


def _base64(content: bytes) -> bytes:
    return encodebytes(content).replace(b"\n", b"\r\n")


def _attached(attachment: Attachment) -> bytes:
    content_type = attachment.content_type.replace("; ", ";\r\n ")
    return (
        f"Content-Type: {content_type}\r\n"
        f"Content-Disposition: attachment{filename_parameter(attachment.filename)}\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    ).encode() + _base64(attachment.content)


def _joined(kind: str, parts: list[bytes]) -> bytes:
    # Made of what it must not occur in, the boundary is in no part, and the same every time.
    digest = blake2b(digest_size=16)
    for part in parts:
        digest.update(part)
    boundary = f"=_{digest.hexdigest()}"
    start = f"--{boundary}\r\n".encode()
    return b"".join(
        [
            f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode(),
            *(start + part + b"\r\n" for part in parts),
            f"--{boundary}--\r\n".encode(),
        ]
    )


def read(message: "Message[str, str]") -> Body:
    """What a message holds; of several texts, all but the first are attachments."""
    texts: dict[str, str] = {}
    attachments: list[Attachment] = []
    for number, part in enumerate(_leaves(message), 1):
        _read_utf8_headers(part)
        kind = part.get_content_type()
        is_file = part.get_content_disposition() == "attachment" or part.get_filename()
        if kind in {"text/plain", "text/html"} and kind not in texts and not is_file:
            texts[kind] = _read_text(part)
        else:
            attachments.append(_read_attachment(part, f"part-{number}"))
    return Body(texts.get("text/plain", ""), texts.get("text/html", ""), tuple(attachments))


def _leaves(message: "Message[str, str]") -> Iterator["Message[str, str]"]:
    """The parts that hold something. A message in the message is one of them."""
    if message.get_content_maintype() != "multipart" or not message.is_multipart():
        yield message
        return
    for part in _inner(message):
        yield from _leaves(part)


def _inner(message: "Message[str, str]") -> "list[Message[str, str]]":
    return [part for part in message.get_payload() if isinstance(part, Message)]


def _read_utf8_headers(part: "Message[str, str]") -> None:
    """Let the file name be read where it stands in UTF-8 (RFC 6532) and not encoded."""
    for name, raw in part.raw_items():
        value = str(raw)
        if name.lower() in {"content-disposition", "content-type"} and not value.isascii():
            octets = value.encode("utf-8", "surrogateescape")
            part.replace_header(name, octets.decode("utf-8", "replace"))


def _content(part: "Message[str, str]") -> bytes:
    if not part.is_multipart():
        content = part.get_payload(decode=True)
        return content if isinstance(content, bytes) else b""
    return b"".join(inner.as_bytes(policy=_CRLF) for inner in _inner(part))


def _read_text(part: "Message[str, str]") -> str:
    content = _content(part)
    if str(part.get("Content-Transfer-Encoding", "")).strip().lower() != "base64":
        content = content.replace(b"\r\n", b"\n")
    try:
        return content.decode(part.get_content_charset("utf-8"))
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")


def _read_attachment(part: "Message[str, str]", otherwise: str) -> Attachment:
    filename = _UNFIT.sub("_", part.get_filename(otherwise)) or otherwise
    parameters = [
        f'; {name}="{collapse_rfc2231_value(value)}"' for name, value in part.get_params([])[1:]
    ]
    content_type = part.get_content_type() + "".join(parameters)
    try:
        return Attachment(filename, _content(part), content_type)
    except InvalidEmail:  # of a foreign type, which is then not kept
        return Attachment(filename, _content(part))
