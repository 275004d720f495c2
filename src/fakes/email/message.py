"""An email, as its author sees it, and the RFC 5322 message that it is on its way."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import format_datetime

import attrs

from fakes.email import _bodies
from fakes.email._checks import header_text, instance, items, moment, pairs, text
from fakes.email._headers import decoded, mailbox_list, read_mailboxes, unstructured
from fakes.email.attachment import Attachment
from fakes.email.errors import InvalidEmail
from fakes.email.mailbox import Mailbox, mailbox, mailboxes

__all__ = ["Email", "Mailboxes"]

Mailboxes = str | Mailbox | Sequence[str | Mailbox]
"""One mailbox, or a sequence of them; each as a `Mailbox` or as it is written."""

_HEADER_NAME = re.compile(r"[!-9;-~]{1,76}")  # RFC 5322 section 3.6.8
# What an email says in fields of its own, and what the services on its way write.
_OF_FIELDS = {"bcc", "cc", "from", "reply-to", "sender", "subject", "to"}
_OF_SERVICES = {
    *("date", "delivered-to", "message-id", "mime-version", "received", "return-path"),
    "x-original-to",
}
_NOT_CUSTOM = _OF_FIELDS | _OF_SERVICES
_CRLF = policy.SMTP.clone(refold_source="none")
_CRLF_UTF8 = policy.SMTPUTF8.clone(refold_source="none")
_HEADERS = (("From", "sender"), ("To", "to"), ("Cc", "cc"), ("Reply-To", "reply_to"))


def _sender(value: str | Mailbox) -> Mailbox:
    return mailbox("sender", value)


def _to(value: Mailboxes) -> tuple[Mailbox, ...]:
    return mailboxes("to", value)


def _cc(value: Mailboxes) -> tuple[Mailbox, ...]:
    return mailboxes("cc", value)


def _bcc(value: Mailboxes) -> tuple[Mailbox, ...]:
    return mailboxes("bcc", value)


def _reply_to(value: Mailboxes) -> tuple[Mailbox, ...]:
    return mailboxes("reply_to", value)


def _subject(value: str) -> str:
    return header_text("subject", value)


def _text(value: str) -> str:
    return text("text", value)


def _html(value: str) -> str:
    return text("html", value)


def _attachments(value: Sequence[Attachment]) -> tuple[Attachment, ...]:
    files = enumerate(items("attachments", value))
    return tuple([instance(f"attachments[{index}]", each, Attachment) for index, each in files])


def _headers(value: Mapping[str, str] | Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple([_header(*each) for each in enumerate(pairs("headers", value))])


def _header(index: int, pair: object) -> tuple[str, str]:
    field = f"headers[{index}]"
    match pair:
        case (str(name), str(value)):
            name = header_text(field, name)
        case _:
            raise InvalidEmail(field, "must be a pair of a name and a value, two strs")
    if not _HEADER_NAME.fullmatch(name):
        raise InvalidEmail(
            field, f"{name!r} is no name: 1 to 76 printable ASCII characters, no colon"
        )
    if name.lower() in _NOT_CUSTOM or name.lower().startswith("content-"):
        raise InvalidEmail(
            field,
            f"{name} is not custom: an email has a field for it, or the service writes it",
        )
    return name, header_text(f"{field}, {name}", value)


@attrs.frozen(kw_only=True, repr=False)
class Email:
    """What a program wants to send: who to, a subject, a text, HTML or both, files.

    Mailboxes may be written as `dave@example.com` or `Dave <dave@example.com>`. A text or HTML
    that is empty is left out. `headers` are further ones, in order, as pairs or as a mapping; a
    name may repeat. Those that an email has fields for, and those that services write
    (`Message-ID`, `Date`, `Received`), are refused. Everything is copied, and nothing can change
    afterwards.

    >>> Email(sender="shop@example.com", to="Dave <dave@example.com>", subject="Thank you")
    Email('Thank you' from shop@example.com to dave@example.com)

    Raises:
        InvalidEmail: An address is none (RFC 5321), a header has a line break or another control
            character (RFC 5322 section 2.2), or a value is of the wrong type.
    """

    sender: Mailbox = attrs.field(converter=_sender)
    to: tuple[Mailbox, ...] = attrs.field(default=(), converter=_to)
    cc: tuple[Mailbox, ...] = attrs.field(default=(), converter=_cc)
    bcc: tuple[Mailbox, ...] = attrs.field(default=(), converter=_bcc)
    reply_to: tuple[Mailbox, ...] = attrs.field(default=(), converter=_reply_to)
    subject: str = attrs.field(default="", converter=_subject)
    text: str = attrs.field(default="", converter=_text)
    html: str = attrs.field(default="", converter=_html)
    attachments: tuple[Attachment, ...] = attrs.field(default=(), converter=_attachments)
    headers: tuple[tuple[str, str], ...] = attrs.field(default=(), converter=_headers)

    def check(self) -> None:
        """Look again at what goes into headers, as everything that sends does before it does.

        Frozen objects can be changed by force, and unpickled: this is the last place to stop a
        line break that would begin a header of somebody else's.

        Raises:
            InvalidEmail: A header has a line break or another control character, or an address
                is none.
        """
        header_text("subject", self.subject)
        for each in (self.sender, *self.to, *self.cc, *self.bcc, *self.reply_to):
            each.check()
        for name, value in self.headers:
            header_text("headers", name)
            header_text(name, value)
        for file in self.attachments:
            file.check()

    @property
    def needs_smtputf8(self) -> bool:
        """Whether a header has an address that only SMTPUTF8 can carry (RFC 6531)."""
        shown = (self.sender, *self.to, *self.cc, *self.reply_to)
        return not all(each.address.isascii() for each in shown)

    def as_bytes(self, *, message_id: str = "", date: datetime | None = None) -> bytes:
        """The message as it is sent (RFC 5322), with lines that end in CRLF, without `bcc`.

        It is ASCII, unless `needs_smtputf8`. A Message-ID and a date are in it if they are given.

        Raises:
            InvalidEmail: The Message-ID has a line break, or the date no time zone.
        """
        self.check()
        lines = [
            mailbox_list(name, (self.sender,) if field == "sender" else getattr(self, field))
            for name, field in _HEADERS
            if getattr(self, field)
        ]
        lines.append(unstructured("Subject", self.subject))
        if date is not None:
            lines.append(f"Date: {format_datetime(moment('date', date))}")
        if message_id:
            lines.append(f"Message-ID: {header_text('message_id', message_id)}")
        lines += [unstructured(name, value) for name, value in self.headers]
        lines.append("MIME-Version: 1.0\r\n")
        body = _bodies.Body(self.text, self.html, self.attachments)
        return "\r\n".join(lines).encode() + _bodies.written(body)

    def as_message(self, *, message_id: str = "", date: datetime | None = None) -> EmailMessage:
        """The message as the standard library's `EmailMessage`, which says the same bytes.

        Raises:
            InvalidEmail: The Message-ID has a line break, or the date no time zone.
        """
        written = self.as_bytes(message_id=message_id, date=date)
        how = _CRLF_UTF8 if self.needs_smtputf8 else _CRLF
        return message_from_bytes(written, policy=how)

    @classmethod
    def parse(cls, message: "bytes | Message[str, str]", /) -> "Email":
        """The email that a message is; what its transport wrote (`Received`, ...) is left out.

        What `as_bytes` gives is read back exactly, apart from `bcc`, which is not in it. A part
        that is neither the text nor the HTML is an attachment.

        Raises:
            InvalidEmail: It is no message, or says what no `Email` can, as when it has no sender.
        """
        try:
            written = _as_bytes(message) if isinstance(message, Message) else message
            return cls._read(message_from_bytes(instance("message", written, bytes)))
        except InvalidEmail:
            raise
        except Exception as error:
            # The standard library's parser takes most of what is malformed, but not all.
            reason = f"cannot be read: the parser raised {type(error).__name__}"
            raise InvalidEmail("message", reason) from error

    @classmethod
    def _read(cls, parsed: "Message[str, str]") -> "Email":
        shown: dict[str, list[Mailbox]] = {name.lower(): [] for name, _ in _HEADERS}
        subject = ""
        headers: list[tuple[str, str]] = []
        for name, octets in parsed.raw_items():
            value = str(octets).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
            key = name.lower()
            if key in shown:
                shown[key] += [Mailbox(address, said) for said, address in read_mailboxes(value)]
            elif key == "subject":
                subject = decoded(value)
            elif key not in _NOT_CUSTOM and not key.startswith("content-"):
                headers.append((name, decoded(value)))
        if not shown["from"]:
            raise InvalidEmail("sender", "the message has no From header")
        body = _bodies.read(parsed)
        return cls(
            sender=shown["from"][0],
            to=shown["to"],
            cc=shown["cc"],
            reply_to=shown["reply-to"],
            subject=subject,
            text=body.text,
            html=body.html,
            attachments=body.attachments,
            headers=headers,
        )

    def __repr__(self) -> str:
        to = ", ".join(each.address for each in (*self.to, *self.cc, *self.bcc)) or "nobody"
        files = f", with {', '.join(each.filename for each in self.attachments)}"
        return (
            f"Email({self.subject!r} from {self.sender.address} to {to}"
            f"{files if self.attachments else ''})"
        )


def _as_bytes(message: "Message[str, str]") -> bytes:
    # Unfolded and unencoded: the standard library's folding loses what it breaks.
    if isinstance(message.policy, policy.EmailPolicy):
        return message.as_bytes(policy=message.policy.clone(utf8=True, max_line_length=None))
    return message.as_bytes()
