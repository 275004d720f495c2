"""Headers say what they are told to the character, fold as they should, and take no injection."""

import re
from typing import Any

import pytest
from hypothesis import given

from fakes.email import (
    Attachment,
    Email,
    EmailService,
    Envelope,
    FakeEmailService,
    InvalidEmail,
    Mailbox,
)
from fakes.strategies.email import emails, header_texts
from tests.fakes.email.messages import SHOP, email

INJECTIONS = ["\r\nBcc: eve@example.com", "\nX: y", "\rX: y", "\x00", "\x0b", "\x85", "\u2028"]


def header(message: Email, name: str) -> str:
    """A header as it stands in the message, lines and all."""
    head = message.as_bytes().decode().partition("\r\n\r\n")[0]
    found = re.search(rf"^{name}:[^\r\n]*(?:\r\n [^\r\n]*)*", head, re.MULTILINE)
    assert found
    return found[0]


# -- injection -----------------------------------------------------------------------------------


@pytest.mark.parametrize("injection", INJECTIONS)
@pytest.mark.parametrize("field", ["subject", "sender", "to", "cc", "bcc", "reply_to"])
def test_a_control_character_is_refused_in_every_header(field: str, injection: str) -> None:
    with pytest.raises(InvalidEmail) as failure:
        email(**{field: f"Dave{injection} <dave@example.com>"})

    assert failure.value.field == field


@pytest.mark.parametrize("injection", INJECTIONS)
def test_a_control_character_is_refused_in_custom_headers_and_names(injection: str) -> None:
    with pytest.raises(InvalidEmail):
        email(headers={f"X{injection}": "1"})
    with pytest.raises(InvalidEmail) as failure:
        email(headers={"X-A": f"1{injection}"})
    with pytest.raises(InvalidEmail):
        Mailbox("dave@example.com", f"Dave{injection}")
    with pytest.raises(InvalidEmail):
        email().as_bytes(message_id=f"<1@example.com>{injection}")

    assert failure.value.field == "headers[0], X-A"


def forced(message: Email, name: str, value: object) -> Email:
    """An email changed behind its back, as a pickle from elsewhere may be."""
    object.__setattr__(message, name, value)
    return message


def nameless(name: str) -> Mailbox:
    mailbox = Mailbox("dave@example.com")
    object.__setattr__(mailbox, "name", name)
    return mailbox


def misnamed(**facts: str) -> Attachment:
    attachment = Attachment("a.txt", b"")
    for name, value in facts.items():
        object.__setattr__(attachment, name, value)
    return attachment


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("subject", "Hi\r\nBcc: eve@example.com", "subject"),
        ("to", (nameless("Dave\r\nBcc: eve@example.com"),), "name"),
        ("headers", (("X-A", "1\r\nBcc: eve@example.com"),), "X-A"),
        ("headers", (("X\nA", "1"),), "headers"),
        ("attachments", (misnamed(filename="a\r\nX: b"),), "filename"),
        ("attachments", (misnamed(content_type="text/plain\r\nX: b"),), "content_type"),
    ],
)
def test_an_injection_that_was_forced_in_is_refused_when_it_is_sent(
    name: str, value: object, field: str
) -> None:
    service = FakeEmailService()
    port: EmailService = service
    message = forced(email(), name, value)

    with pytest.raises(InvalidEmail) as failure:
        port.send(message)
    with pytest.raises(InvalidEmail):
        message.as_bytes()

    assert failure.value.field == field
    assert not service.outbox


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("sender", "shop@example.com>\r\nRCPT TO:<eve@example.com", "sender"),
        ("recipients", ("dave@example.com>\r\nRCPT TO:<eve@example.com",), "recipients[0]"),
        ("recipients", ("dave@example.com", "nobody"), "recipients[1]"),
    ],
)
def test_a_command_that_was_forced_into_an_envelope_is_refused_when_it_is_sent(
    name: str, value: object, field: str
) -> None:
    service = FakeEmailService()
    envelope = Envelope(SHOP, "dave@example.com")
    object.__setattr__(envelope, name, value)

    with pytest.raises(InvalidEmail) as failure:
        service.send(email(), envelope=envelope)

    assert failure.value.field == field
    assert not service.outbox


# -- what they say -------------------------------------------------------------------------------


def test_plain_headers_stand_as_they_are() -> None:
    message = email(
        to=["Dave <dave@example.com>", '"Smith, Eve" <eve@example.com>'],
        subject="Your order #42 is on its way",
        headers={"X-Empty": "", "References": "<1@example.com> <2@example.com>"},
    )

    assert header(message, "From") == "From: shop@example.com"
    assert header(message, "To") == 'To: Dave <dave@example.com>, "Smith, Eve" <eve@example.com>'
    assert header(message, "Subject") == "Subject: Your order #42 is on its way"
    assert header(message, "X-Empty") == "X-Empty: "
    assert header(message, "References") == "References: <1@example.com> <2@example.com>"


def test_what_is_not_ascii_is_in_encoded_words() -> None:
    message = email(to="Jürgen <dave@example.com>", subject="お知らせ")

    assert header(message, "To") == "To: =?utf-8?q?J=C3=BCrgen?= <dave@example.com>"
    assert header(message, "Subject") == "Subject: =?utf-8?b?44GK55+l44KJ44Gb?="


def test_long_headers_are_folded_at_spaces() -> None:
    message = email(subject=" ".join(["word"] * 30) + "   end", cc=["a@example.com"] * 6)

    assert header(message, "Subject").split("\r\n") == [
        "Subject: word word word word word word word word word word word word word",
        " word word word word word word word word word word word word word word word",
        " word word   end",
    ]
    assert header(message, "Cc").split("\r\n") == [
        "Cc: a@example.com, a@example.com, a@example.com, a@example.com,",
        " a@example.com, a@example.com",
    ]


@pytest.mark.parametrize("text", ["é" * 300, "名前" * 100, "a" * 2000, "👩‍👩‍👧 " * 50])
def test_lines_with_encoded_words_are_short_enough(text: str) -> None:
    message = email(to=Mailbox("dave@example.com", text), subject=text, headers={"X-Tag": text})

    for name in ("To", "Subject", "X-Tag"):
        lines = header(message, name).split("\r\n")
        assert max(map(len, lines)) <= 76
        for word in re.findall(r"=\?utf-8\?[bq]\?[^?]*\?=", "".join(lines)):
            assert len(word) <= 75


@given(header_texts(), header_texts())
def test_headers_say_what_they_were_told(subject: str, name: str) -> None:
    message = email(subject=subject, to=Mailbox("dave@example.com", name), headers={"X-A": subject})
    read = Email.parse(message.as_bytes())

    assert (read.subject, read.to, read.headers) == (message.subject, message.to, message.headers)


@given(emails(international=False))
def test_a_message_is_ascii_unless_an_address_is_not(message: Email) -> None:
    assert not message.needs_smtputf8
    assert message.as_bytes().isascii()


def test_an_address_that_is_not_ascii_is_written_in_utf8_and_nothing_else_is() -> None:
    message = email(to="Jürgen <jürgen@example.com>", subject="Grüße, Dave")

    assert message.needs_smtputf8
    assert header(message, "To") == "To: =?utf-8?q?J=C3=BCrgen?= <jürgen@example.com>"
    assert header(message, "Subject") == "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe=2C_Dave?="
    assert message.as_message().as_bytes() == message.as_bytes()


def test_an_international_domain_is_written_in_ascii() -> None:
    assert header(email(to="d@müller.example"), "To") == "To: d@xn--mller-kva.example"


# -- what others write ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "mailboxes"),
    [
        ("dave@example.com", [Mailbox("dave@example.com")]),
        ("Dave  Smith <dave@example.com>", [Mailbox("dave@example.com", "Dave Smith")]),
        ('"Da \\"v\\" e" <dave@example.com>', [Mailbox("dave@example.com", 'Da "v" e')]),
        ("dave@example.com (home), eve@example.com", ["dave@example.com", "eve@example.com"]),
        ("Friends: dave@example.com, eve@example.com;", ["dave@example.com", "eve@example.com"]),
        ("nobody:;", []),
        ("=?iso-8859-1?Q?J=FCrgen?= <j@example.com>", [Mailbox("j@example.com", "Jürgen")]),
        ("=?UTF-8?B?SsO8cmdlbg?= X <j@example.com>", [Mailbox("j@example.com", "Jürgen X")]),
        ("J\u00fcrgen <j@example.com>", [Mailbox("j@example.com", "Jürgen")]),
        ('"a b"@example.com, c@[IPv6:::1]', ['"a b"@example.com', "c@[IPv6:::1]"]),
        ("a@example.com,\r\n\tb@example.com", ["a@example.com", "b@example.com"]),
    ],
)
def test_mailboxes_are_read_as_others_write_them(written: str, mailboxes: Any) -> None:
    read = Email.parse(f"From: {SHOP}\r\nTo: {written}\r\n\r\n".encode())

    assert read == Email(sender=SHOP, to=mailboxes)


@pytest.mark.parametrize(
    ("written", "subject"),
    [
        ("=?utf-8?q?a?= =?utf-8?q?b?=", "ab"),
        ("=?utf-8?q?a?=\r\n =?utf-8?q?b?= c", "ab c"),
        ("=?utf-8*en?q?a_b?=", "a b"),
        ("=?unknown?q?a?=", "=?unknown?q?a?="),
        ("=?utf-8?b?a?=", "=?utf-8?b?a?="),
        ("Gr\u00f6\u00dfe", "Größe"),
        ("a\r\n\tb", "a b"),
    ],
)
def test_subjects_are_read_as_others_write_them(written: str, subject: str) -> None:
    assert Email.parse(f"From: {SHOP}\r\nSubject: {written}\r\n\r\n".encode()).subject == subject


def test_a_line_break_in_an_encoded_word_is_refused() -> None:
    with pytest.raises(InvalidEmail) as failure:
        Email.parse(b"From: a@example.com\r\nSubject: =?utf-8?q?a=0D=0ABcc:_b?=\r\n\r\n")

    assert failure.value.field == "subject"
