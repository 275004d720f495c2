"""What a fake service has sent, to be looked at and searched by tests."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import cast, overload

import attrs

from fakes._counting import counted
from fakes.email._addresses import canonical
from fakes.email._checks import instance, moment
from fakes.email._html import links_of, words_of
from fakes.email.errors import EmailNotFound, InvalidEmail
from fakes.email.message import Email
from fakes.email.values import Envelope, Receipt

__all__ = ["SentEmail", "SentEmails"]

_URL = re.compile(r"https?://[^\s<>\"'\\^`{|}\[\]]+")
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
        return tuple(dict.fromkeys([*in_text, *links_of(self.message.html)]))

    def code(self, pattern: str | re.Pattern[str] = r"\b\d{6}\b", /) -> str:
        """The first match of a pattern in the text, or else in what the HTML says.

        If the pattern has a group, what the first group matched. Six digits unless told.

        Raises:
            EmailNotFound: Nothing matches.
            InvalidEmail: The pattern is no regular expression.
        """
        compiled = _compiled("pattern", pattern)
        for content in (self.message.text, words_of(self.message.html)):
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
    """Emails that were sent, oldest first.

    A service's outbox and inboxes are live: what is sent later comes into them. What is taken from
    them by a slice or by `select` stays as it is.
    """

    __slots__ = ("_read",)

    def __init__(self, read: Callable[[], Sequence[SentEmail]]) -> None:
        # What it gives may grow, but nothing is ever taken away from it.
        self._read = read

    def __len__(self) -> int:
        return len(self._read())

    @overload
    def __getitem__(self, index: int, /) -> SentEmail: ...
    @overload
    def __getitem__(self, index: slice, /) -> "SentEmails": ...
    def __getitem__(self, index: int | slice, /) -> "SentEmail | SentEmails":
        emails = self._read()
        if isinstance(index, slice):
            return _fixed(emails[index])
        try:
            return emails[index]
        except IndexError:
            raise IndexError(f"there is no email {index}. There is {self!r}") from None

    def __iter__(self) -> Iterator[SentEmail]:
        emails = self._read()
        return islice(emails, len(emails))

    def __reversed__(self) -> Iterator[SentEmail]:
        return reversed(self._read())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SentEmails):
            return NotImplemented
        return list(self) == list(other)

    def __repr__(self) -> str:
        emails = list(self)
        shown = [f"  {_line(email)}" for email in emails[-_SHOWN:]]
        if len(emails) > _SHOWN:
            shown.insert(0, f"  ... {len(emails) - _SHOWN:,} before")
        return "\n".join([f"<SentEmails: {counted(len(emails), 'email')}>", *shown])

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
        return _fixed([email for email in self if all(test(email) for test in tests)])

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


def _fixed(emails: Sequence[SentEmail]) -> SentEmails:
    return SentEmails(lambda: emails)


def _compiled(field: str, pattern: object) -> re.Pattern[str]:
    if isinstance(pattern, re.Pattern):
        compiled = cast("re.Pattern[str]", pattern)
        instance(f"{field}.pattern", compiled.pattern, str)
        return compiled
    try:
        return re.compile(instance(field, pattern, str))
    except (re.error, OverflowError, RecursionError) as reason:
        raise InvalidEmail(field, f"is no regular expression: {reason}") from None


def _without_what_follows(url: str) -> str:
    """A web address without the punctuation of the sentence that it stands in."""
    shorter = url.rstrip(".,;:!?")
    return shorter.removesuffix(")") if "(" not in shorter else shorter


def _line(email: SentEmail) -> str:
    to = ", ".join(email.recipients)
    return f"{email.at:%Y-%m-%d %H:%M:%S}  {email.message.subject!r} to {to}"
