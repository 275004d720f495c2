"""What a fake service has sent, to be looked at and searched by tests."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from html import unescape
from itertools import islice
from typing import cast, overload

import attrs

from fakes.email._addresses import canonical
from fakes.email._checks import instance, moment
from fakes.email.errors import EmailNotFound, InvalidEmail
from fakes.email.message import Email
from fakes.email.values import Envelope, Receipt

__all__ = ["SentEmail", "SentEmails"]

_URL = re.compile(r"https?://[^\s<>\"'\\^`{|}\[\]]+")
_HREF = re.compile(r"""<a\b[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_SHOWN = 10


@attrs.frozen
class SentEmail:
    """An email that was sent: the message, the envelope it went in, what was said, and when."""

    message: Email
    envelope: Envelope
    receipt: Receipt
    at: datetime

    @property
    def message_id(self) -> str:
        """Its Message-ID header."""
        return self.receipt.message_id

    @property
    def recipients(self) -> tuple[str, ...]:
        """The addresses that it went to: of the envelope, those that were accepted."""
        return self.receipt.accepted

    @property
    def links(self) -> tuple[str, ...]:
        """The web addresses in the text, then those that the HTML links to, each once."""
        in_text = [_without_what_follows(url) for url in _URL.findall(self.message.text)]
        in_html = [unescape(one or other) for one, other in _HREF.findall(self.message.html)]
        return tuple(dict.fromkeys([*in_text, *in_html]))

    def code(self, pattern: str | re.Pattern[str] = r"\b\d{6}\b", /) -> str:
        """The first match of a pattern in the text, or else in what the HTML says.

        If the pattern has a group, what the first group matched. Six digits unless told.

        Raises:
            EmailNotFound: Nothing matches.
            InvalidEmail: The pattern is no regular expression.
        """
        compiled = _compiled("pattern", pattern)
        for content in (self.message.text, unescape(_TAG.sub(" ", self.message.html))):
            found = compiled.search(content)
            if found and (matched := found[1 if compiled.groups else 0]) is not None:
                return matched
        raise EmailNotFound(
            f"match of {compiled.pattern!r} in {self!r}", f"It says: {self.message.text!r}"
        )

    def as_bytes(self) -> bytes:
        """The message as it was sent, with its Message-ID and its date (RFC 5322)."""
        return self.message.as_bytes(message_id=self.message_id, date=self.at)

    def save(self, path: str | os.PathLike[str], /) -> None:
        """Write the message to a file, as in `mail.eml`, which mail programs open."""
        with open(path, "wb") as file:
            file.write(self.as_bytes())

    def __repr__(self) -> str:
        to = ", ".join(self.recipients)
        return f"SentEmail({self.message.subject!r} to {to} at {self.at:%Y-%m-%d %H:%M:%S})"


class SentEmails(Sequence[SentEmail]):
    """Emails that were sent, oldest first, as they were when they were asked for.

    Later emails do not come into them: ask again.
    """

    __slots__ = ("_count", "_emails")

    def __init__(self, emails: Sequence[SentEmail]) -> None:
        # The fake only ever adds to its list, so that its first items need not be copied.
        self._emails = emails
        self._count = len(emails)

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int, /) -> SentEmail: ...
    @overload
    def __getitem__(self, index: slice, /) -> "SentEmails": ...
    def __getitem__(self, index: int | slice, /) -> "SentEmail | SentEmails":
        if isinstance(index, slice):
            return SentEmails(tuple(self)[index])
        return self._emails[range(self._count)[index]]

    def __iter__(self) -> Iterator[SentEmail]:
        return islice(self._emails, self._count)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SentEmails):
            return NotImplemented
        return list(self) == list(other)

    def __repr__(self) -> str:
        shown = [f"  {_line(email)}" for email in self[-_SHOWN:]]
        if len(self) > _SHOWN:
            shown.insert(0, f"  ... {len(self) - _SHOWN:,} before")
        return "\n".join([f"<SentEmails: {_counted(len(self))}>", *shown])

    def select(
        self,
        *,
        to: str | None = None,
        subject: str | re.Pattern[str] | None = None,
        since: datetime | None = None,
        before: datetime | None = None,
    ) -> "SentEmails":
        """Those that are all of what is said.

        `to` is an address that it went to, in `bcc` too; `subject` the whole subject, or a
        pattern to be found in it; `since` a time at which or after which it was sent, and
        `before` one before which it was.

        Raises:
            InvalidEmail: The address is none, or a time has no time zone.
        """
        tests: list[Callable[[SentEmail], bool]] = []
        if to is not None:
            address = canonical("to", to)
            tests.append(lambda email: address in email.recipients)
        if isinstance(subject, str):
            tests.append(lambda email: email.message.subject == subject)
        elif subject is not None:
            pattern = _compiled("subject", subject)
            tests.append(lambda email: pattern.search(email.message.subject) is not None)
        if since is not None:
            first = moment("since", since)
            tests.append(lambda email: email.at >= first)
        if before is not None:
            end = moment("before", before)
            tests.append(lambda email: email.at < end)
        return SentEmails([email for email in self if all(test(email) for test in tests)])

    def last_to(self, address: str, /) -> SentEmail:
        """The latest email that went to an address.

        Raises:
            EmailNotFound: None did. The error lists the emails that there are.
            InvalidEmail: It is no address.
        """
        sought = canonical("address", address)
        for email in reversed(self):
            if sought in email.recipients:
                return email
        raise EmailNotFound(f"email to {sought}", f"There is {self!r}")


def _compiled(field: str, pattern: object) -> re.Pattern[str]:
    if isinstance(pattern, re.Pattern):
        compiled = cast("re.Pattern[str]", pattern)
        instance(f"{field}.pattern", compiled.pattern, str)
        return compiled
    try:
        return re.compile(instance(field, pattern, str))
    except (re.error, OverflowError) as reason:
        raise InvalidEmail(field, f"is no regular expression: {reason}") from None


def _without_what_follows(url: str) -> str:
    """A web address without the punctuation of the sentence that it stands in."""
    shorter = url.rstrip(".,;:!?")
    return shorter.removesuffix(")") if "(" not in shorter else shorter


def _line(email: SentEmail) -> str:
    to = ", ".join(email.recipients)
    return f"{email.at:%Y-%m-%d %H:%M:%S}  {email.message.subject!r} to {to}"


def _counted(count: int) -> str:
    return "1 email" if count == 1 else f"{count:,} emails"
