"""Emails and what belongs to them, as Hypothesis draws them: every one is one that may be sent.

They lean to what breaks senders: dots at the beginning of lines, long lines, line ends of all
kinds, names that need quoting or encoding, empty values.
"""

import re
from datetime import UTC, datetime

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from fakes.email import (
    Attachment,
    Bounce,
    Email,
    Envelope,
    Mailbox,
    Receipt,
    Refusal,
    ScheduledEmail,
)

__all__ = [
    "addresses",
    "attachments",
    "bodies",
    "bounces",
    "emails",
    "envelopes",
    "header_texts",
    "headers",
    "mailboxes",
    "receipts",
    "refusals",
    "scheduled_emails",
    "send_times",
]

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_ATOM = st.text(_LETTERS + "ABCDEF!#$%&'*+/=?^_`{|}~-", min_size=1, max_size=12)
_LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True).filter(
    lambda label: not label.startswith("xn--")
)
_INTERNATIONAL_LABEL = st.sampled_from(["müller", "straße", "例え", "ünal", "пример", "한국"])
_QUOTED = st.text(_LETTERS + ' @,;:<>()[]"\\.', min_size=1, max_size=12)
_INTERNATIONAL_ATOM = st.text("äöüßñøł名前дом", min_size=1, max_size=8)
_HEADER_CHARACTERS = st.characters(
    exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\x85"
)
_AWKWARD_TEXTS = st.sampled_from(
    [
        *("=?utf-8?q?x?=", '"', "\\", "a, b", "Smith, John", "<x@example.com>", "a  b", " a", "a "),
        *(
            "x" * 1000,
            "é" * 100,
            "word " * 60,
            "👩‍👩‍👧 " * 30,
            "\u00a0",
            "%41",
            "=",
            "_",
            "a\u0308",
        ),
    ]
)
_LINES = st.sampled_from(
    [".", "..", ".QUIT", "From me", "x" * 998, "x" * 999, "é" * 500, " ", "a ", "=", "\t", "--", ""]
)
_LINE_ENDS = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r", "\n\n"])
_CONTENT_TYPES = st.sampled_from(
    [
        *("application/octet-stream", "application/pdf", "image/png", "text/plain", "text/html"),
        *("text/csv; charset=latin-1", 'text/calendar; method=REQUEST; x="a b"'),
    ]
)
_HEADER_NAMES = st.sampled_from(["List-Unsubscribe", "References", "X-Tag", "X-" + "n" * 60])


def addresses(*, international: bool = True) -> SearchStrategy[str]:
    """Addresses without display names: dots, quotes, international domains, literals.

    `international` says whether some need SMTPUTF8, not being ASCII before the @.
    """
    plain = st.lists(_ATOM, min_size=1, max_size=3).map(".".join)
    quoted = _QUOTED.map(_in_quotes)
    local = st.one_of(plain, plain, quoted, *([_INTERNATIONAL_ATOM] if international else []))
    labels = st.lists(st.one_of(_LABEL, _LABEL, _INTERNATIONAL_LABEL), min_size=1, max_size=3)
    literals = st.sampled_from(["[192.0.2.1]", "[IPv6:2001:db8::1]"])
    domains = st.one_of(labels.map(".".join), labels.map(".".join), literals)
    return st.tuples(local, domains).map("@".join)


def header_texts() -> SearchStrategy[str]:
    """Texts that a header can have, subjects and display names among them."""
    return st.one_of(st.text(_HEADER_CHARACTERS, max_size=80), _AWKWARD_TEXTS)


def mailboxes(*, international: bool = True) -> SearchStrategy[Mailbox]:
    """Addresses with display names, or without."""
    return st.builds(Mailbox, addresses(international=international), header_texts())


def bodies() -> SearchStrategy[str]:
    """Texts of messages."""
    lines = st.one_of(_LINES, st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
    return st.lists(st.tuples(lines, _LINE_ENDS).map("".join), max_size=6).flatmap(
        lambda whole: lines.map(lambda last: "".join(whole) + last)
    )


def attachments() -> SearchStrategy[Attachment]:
    """Files, with names and types of many kinds."""
    names = header_texts().map(lambda name: re.sub(r"[/\\]", "", name).strip() or "empty")
    return st.builds(Attachment, names, st.binary(max_size=200), _CONTENT_TYPES)


def headers() -> SearchStrategy[tuple[str, str]]:
    """Further headers: a name and a value."""
    return st.tuples(_HEADER_NAMES, header_texts())


def emails(*, international: bool = True) -> SearchStrategy[Email]:
    """Emails that have somebody in `to`."""
    one = mailboxes(international=international)
    several = st.lists(one, max_size=2)
    return st.builds(
        Email,
        sender=one,
        to=st.lists(one, min_size=1, max_size=3),
        cc=several,
        bcc=several,
        reply_to=several,
        subject=header_texts(),
        text=bodies(),
        html=bodies(),
        attachments=st.lists(attachments(), max_size=2),
        headers=st.lists(headers(), max_size=3),
    )


def envelopes(*, international: bool = True) -> SearchStrategy[Envelope]:
    """Envelopes with one to four recipients, some of them twice, and some without a sender."""
    one = addresses(international=international)
    return st.builds(
        Envelope,
        sender=st.one_of(one, st.just("")),
        recipients=st.lists(one, min_size=1, max_size=4),
    )


def send_times() -> SearchStrategy[datetime]:
    """Times at which an email may be scheduled, past ones too."""
    first, last = (datetime(year, 1, 1, tzinfo=UTC).replace(tzinfo=None) for year in (2020, 2030))
    return st.datetimes(first, last, timezones=st.just(UTC))


def refusals() -> SearchStrategy[Refusal]:
    """What servers say of addresses: permanent and transient, of all enhanced codes."""
    codes = st.integers(400, 599)
    numbers = st.integers(0, 999)
    return st.tuples(addresses(), codes, numbers, numbers, header_texts()).map(
        lambda said: Refusal(said[0], said[1], f"{said[1] // 100}.{said[2]}.{said[3]}", said[4])
    )


def receipts() -> SearchStrategy[Receipt]:
    """What services say of messages that they took for somebody."""
    return st.builds(
        Receipt,
        message_id=addresses(international=False).map("<{}>".format),
        accepted=st.lists(addresses(), min_size=1, max_size=3).map(tuple),
        refused=st.lists(refusals(), max_size=2).map(tuple),
    )


def scheduled_emails() -> SearchStrategy[ScheduledEmail]:
    """Emails that a service is to send later."""
    ids = st.integers(1).map("sch_{}".format)
    return st.builds(ScheduledEmail, ids, send_times(), emails(), envelopes())


def bounces() -> SearchStrategy[Bounce]:
    """News of messages that did not arrive."""
    ids = addresses(international=False).map("<{}>".format)
    return st.builds(Bounce, ids, refusals(), send_times())


def _in_quotes(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
