"""Emails, attachments and envelopes: what they accept, what they refuse, how they read."""

import copy
import pickle
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import attrs
import pytest
from hypothesis import given

from fakes.email import Attachment, Bounce, Email, Envelope, InvalidEmail, Mailbox, Refusal
from fakes.strategies.email import emails
from tests.fakes.email.messages import email


def test_mailboxes_are_given_one_or_several_written_or_not() -> None:
    message = email(to=["dave@example.com", Mailbox("eve@example.com")], cc="Al <al@example.com>")

    assert message.to == (Mailbox("dave@example.com"), Mailbox("eve@example.com"))
    assert message.cc == (Mailbox("al@example.com", "Al"),)


def test_headers_are_given_as_pairs_or_as_a_dict() -> None:
    assert email(headers={"X-A": "1"}) == email(headers=[("X-A", "1")])


def test_a_str_of_another_class_is_kept_as_a_plain_one() -> None:
    class Subject(StrEnum):
        WELCOME = "Welcome"

    message = email(subject=Subject.WELCOME, text=Subject.WELCOME)

    assert (type(message.subject), type(message.text)) == (str, str)


def test_the_content_of_an_attachment_is_copied() -> None:
    content = bytearray(b"abc")
    attachment = Attachment("a.bin", content)
    content[0] = 0

    assert attachment.content == b"abc"
    assert Attachment("a.bin", memoryview(b"abc")) == attachment


def test_attachments_read_well() -> None:
    assert repr(Attachment("a.pdf", bytes(2_000), "application/pdf")) == (
        "Attachment('a.pdf', 2,000 bytes, 'application/pdf')"
    )


def test_a_media_type_has_one_spelling_without_the_file_name() -> None:
    attachment = Attachment("a.csv", b"", 'Text/CSV;Charset=utf-8; header="a b"; name="a.csv"')

    assert attachment.content_type == 'text/csv; charset="utf-8"; header="a b"'


@pytest.mark.parametrize("field", ["filename", "content", "content_type"])
@pytest.mark.parametrize(
    "value", ["", "a/b/c", "a\\b", " a", "multipart/mixed", "x" * 128 + "/y", "a\nb", 5, "é/é"]
)
def test_an_attachment_refuses_what_is_no_file(field: str, value: Any) -> None:
    if field == "filename" and value == "multipart/mixed":
        value = "mixed/"
    if field == "filename" and value in {"x" * 128 + "/y", "é/é"}:
        value = "/"
    fields: dict[str, Any] = {"filename": "a", "content": b"", "content_type": "a/b", field: value}

    with pytest.raises(InvalidEmail) as failure:
        Attachment(**fields)

    assert failure.value.field == field


def test_refusals_of_attachments_say_what_to_do() -> None:
    with pytest.raises(InvalidEmail) as name:
        Attachment("../a", b"")
    with pytest.raises(InvalidEmail) as content:
        Attachment("a", "text")
    with pytest.raises(InvalidEmail) as no_type:
        Attachment("a", b"", "pdf")
    with pytest.raises(InvalidEmail) as container:
        Attachment("a", b"", "message/rfc822")

    assert str(name.value) == (
        "filename: must be a name without slashes or spaces around it, as in report.pdf"
    )
    assert str(content.value) == "content: must be bytes, not str: encode text, read files"
    assert str(no_type.value) == (
        "content_type: must be a media type of at most 127 ASCII characters, as in "
        "application/pdf or text/csv; charset=utf-8"
    )
    assert str(container.value) == (
        "content_type: message/rfc822 would be taken apart by its readers: attach it as "
        "application/octet-stream"
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sender": None}, "sender: must be a str, not NoneType"),
        ({"sender": ["a@example.com"]}, "sender: must be a str, not list"),
        ({"to": 5}, "to: must be a list or a tuple, not int"),
        (
            {"to": ["a@example.com", "b"]},
            "to[1]: 'b' is no address, as in dave@example.com",
        ),
        ({"subject": 5}, "subject: must be a str, not int"),
        ({"text": b""}, "text: must be a str, not bytes"),
        (
            {"html": "a\ud800"},
            "html: has the lone surrogate U+D800 at 1, which is no character",
        ),
        ({"attachments": b""}, "attachments: must be a list or a tuple, not bytes"),
        ({"attachments": ["a"]}, "attachments[0]: must be an Attachment, not str"),
        ({"headers": 5}, "headers: must be a list or a tuple, not int"),
        (
            {"headers": ["ab"]},
            "headers[0]: must be a pair of a name and a value, two strs",
        ),
        (
            {"headers": {"X A": ""}},
            "headers[0]: 'X A' is no name: 1 to 76 printable ASCII characters, no colon",
        ),
        (
            {"headers": [("X-A", ""), ("bcc", "eve@example.com")]},
            "headers[1]: bcc is not custom: an email has a field for it, or the service writes it",
        ),
        (
            {"headers": {"Content-Type": "text/html"}},
            (
                "headers[0]: Content-Type is not custom: an email has a field for it, or the "
                "service writes it"
            ),
        ),
    ],
)
def test_an_email_refuses_what_it_cannot_say(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidEmail) as failure:
        email(**changes)

    assert str(failure.value) == message


@pytest.mark.parametrize("field", ["sender", "to", "cc", "bcc", "reply_to"])
def test_an_invalid_address_is_refused_in_every_field(field: str) -> None:
    with pytest.raises(InvalidEmail) as failure:
        email(**{field: "dave@example..com"})

    assert failure.value.field == field


def test_emails_read_well() -> None:
    plain = email(cc="eve@example.com")
    with_files = email(to=(), attachments=[Attachment("a.pdf", b"x"), Attachment("b", b"")])

    assert repr(plain) == (
        "Email('Thank you' from shop@example.com to dave@example.com, eve@example.com)"
    )
    assert repr(with_files) == ("Email('Thank you' from shop@example.com to nobody, with a.pdf, b)")


def test_an_envelope_is_everyone_once() -> None:
    message = email(
        to=["dave@example.com", "Dave <dave@EXAMPLE.com>"],
        cc=["eve@example.com", "dave@example.com"],
        bcc="al@example.com",
    )

    assert Envelope.of(message) == Envelope(
        "shop@example.com", ["dave@example.com", "eve@example.com", "al@example.com"]
    )


def test_an_envelope_may_have_no_sender_and_one_recipient() -> None:
    assert Envelope("", "dave@Example.com") == Envelope("", ("dave@example.com",))


@pytest.mark.parametrize(
    ("sender", "recipients", "message"),
    [
        ("x", (), "sender: 'x' is no address, as in dave@example.com"),
        ("", {"a@example.com"}, "recipients: must be a list or a tuple, not set"),
        ("", [5], "recipients[0]: must be a str, not int"),
    ],
)
def test_an_envelope_refuses_what_is_no_address(sender: str, recipients: Any, message: str) -> None:
    with pytest.raises(InvalidEmail) as failure:
        Envelope(sender, recipients)

    assert str(failure.value) == message


@given(emails())
def test_emails_are_values(message: Email) -> None:
    same = attrs.evolve(message)

    assert same == message
    assert hash(same) == hash(message)
    assert pickle.loads(pickle.dumps(message)) == copy.deepcopy(message) == message


@pytest.mark.parametrize(
    ("code", "enhanced_code", "message"),
    [
        (250, "2.0.0", "code: must be an SMTP reply code from 400 to 599, as in 550"),
        (True, "5.0.0", "code: must be an SMTP reply code from 400 to 599, as in 550"),
        (550, "5.1", "enhanced_code: must be an enhanced status code, as in 5.1.1"),
        (550, "4.1.1", "enhanced_code: must begin with 5, as the code 550 does"),
        (550, None, "enhanced_code: must be a str, not NoneType"),
    ],
)
def test_a_refusal_has_codes_of_smtp(code: int, enhanced_code: Any, message: str) -> None:
    with pytest.raises(InvalidEmail) as failure:
        Refusal("dave@example.com", code, enhanced_code, "no")

    assert str(failure.value) == message


def test_refusals_are_permanent_or_transient() -> None:
    assert Refusal("dave@example.com", 550, "5.1.1", "").permanent
    assert not Refusal("dave@example.com", 450, "4.2.1", "").permanent
    assert not Bounce("<1@x>", Refusal("d@x", 450, "4.2.1", ""), datetime.now(UTC)).permanent
