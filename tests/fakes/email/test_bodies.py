"""Texts and files arrive exactly, and messages of other programs are read."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from typing import Any

import attrs
import pytest
from hypothesis import given

from fakes.email import Attachment, Email, InvalidEmail, Mailbox
from fakes.strategies.email import emails
from tests.fakes.email.messages import email


@given(emails())
def test_what_is_written_is_read_back_exactly_apart_from_bcc(message: Email) -> None:
    written = message.as_bytes()
    visible = attrs.evolve(message, bcc=())

    assert Email.parse(written) == visible
    assert Email.parse(written.replace(b"\r\n", b"\n")) == visible
    assert Email.parse(message.as_message()) == visible


@given(emails())
def test_the_standard_library_reads_and_writes_the_same_bytes(message: Email) -> None:
    assert message.as_message().as_bytes() == message.as_bytes()


@given(emails())
def test_lines_end_in_crlf_and_are_short_enough_for_smtp(message: Email) -> None:
    lines = message.as_bytes().split(b"\r\n")

    assert not any(b"\r" in line or b"\n" in line for line in lines)
    assert max(map(len, lines)) <= 998
    assert lines[-1] == b""


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Plain.\n", "7bit"),
        (".\n..\n.QUIT\n", "7bit"),
        ("x" * 998 + "\n", "7bit"),
        ("", "7bit"),
        ("A space \n", "quoted-printable"),
        ("Without a line end", "quoted-printable"),
        ("x" * 999 + "\n", "quoted-printable"),
        ("Grüße aus Köln\n", "quoted-printable"),
        ("a\x00b\n", "quoted-printable"),
        ("お知らせ\n", "base64"),
        ("a\r\nb\r\n", "base64"),
        ("a\rb", "base64"),
    ],
)
def test_a_body_is_exact_in_the_plainest_encoding_for_it(text: str, encoding: str) -> None:
    message = email(text=text)

    assert message.as_message()["Content-Transfer-Encoding"] == encoding
    assert Email.parse(message.as_bytes()).text == text


def test_text_and_html_are_alternatives_and_files_follow() -> None:
    message = email(html="<p>Hi</p>", attachments=[Attachment("a.pdf", b"%PDF", "application/pdf")])

    assert [part.get_content_type() for part in message.as_message().walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
    ]


def test_the_standard_library_sees_what_is_in_a_message() -> None:
    message = email(
        to=Mailbox("dave@example.com", "Müller, Dave"),
        html="<p>Grüße</p>\n",
        attachments=[Attachment("Übersicht " * 9 + ".pdf", bytes(range(256)), "application/pdf")],
    ).as_message()

    html = message.get_body(("html",))
    (file,) = message.iter_attachments()
    assert message["To"].addresses[0].display_name == "Müller, Dave"
    assert html is not None
    assert html.get_content().replace("\r\n", "\n") == "<p>Grüße</p>\n"
    assert file.get_filename() == "Übersicht " * 9 + ".pdf"
    assert file.get_content() == bytes(range(256))


def test_bcc_is_in_no_message() -> None:
    assert b"secret" not in email(bcc="secret@example.com").as_bytes()


def test_the_same_email_is_the_same_bytes() -> None:
    one, other = (email(html="x", attachments=[Attachment("a", b"x")]) for _ in range(2))

    assert one.as_bytes() == other.as_bytes()


# -- messages of others --------------------------------------------------------------------------


def test_a_message_of_the_standard_library_is_read() -> None:
    message = EmailMessage()
    message["From"] = "Shop <shop@example.com>"
    name = "Dave Müller with a very long name indeed, so long that it folds, and folds badly"
    message["To"] = Address(name, addr_spec="d@example.com")
    message["Subject"] = "Grüße " * 20 + "."
    message["X-Tag"] = "welcome"
    message.set_content("Hällo\n")
    message.add_alternative("<p>Hällo</p>\n", subtype="html")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="ä.pdf")

    read = Email.parse(message)

    assert read == Email(
        sender="Shop <shop@example.com>",
        to=Mailbox("d@example.com", name),
        subject="Grüße " * 20 + ".",
        text="Hällo\n",
        html="<p>Hällo</p>\n",
        attachments=[Attachment("ä.pdf", b"%PDF", "application/pdf")],
        headers={"X-Tag": "welcome"},
    )


def test_a_message_of_the_older_kind_is_read() -> None:
    message = MIMEMultipart()
    message["From"] = "shop@example.com"
    message.attach(MIMEText("Hällo", "plain", "latin-1"))
    message.attach(MIMEText("footer"))

    read = Email.parse(message)

    assert read.text == "Hällo"
    assert read.attachments == (Attachment("part-2", b"footer", "text/plain; charset=us-ascii"),)


def test_what_the_transport_wrote_is_left_out() -> None:
    sent = email(headers={"X-A": "1"})
    received = (
        b"Return-Path: <shop@example.com>\r\nReceived: from a by b;\r\n now\r\n"
        b"Delivered-To: dave@example.com\r\n" + sent.as_bytes(message_id="<1@example.com>")
    )

    assert Email.parse(received) == sent


FOREIGN = b"From: a@example.com\r\n"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (b"Content-Type: text/plain; charset=latin-1\r\n\r\nJ\xfcrgen", "Jürgen"),
        (b"Content-Type: text/plain; charset=unknown\r\n\r\nJ\xc3\xbcrgen", "Jürgen"),
        (b"Content-Type: text/plain; charset=ascii\r\n\r\nJ\xfcrgen", "J\ufffdrgen"),
        (b"\r\nno header\r\n", "no header\n"),
        (b"Content-Type: multipart/mixed\r\n\r\nno parts", ""),
    ],
)
def test_texts_of_others_are_read_as_well_as_they_can_be(written: bytes, text: str) -> None:
    assert Email.parse(FOREIGN + written).text == text


@pytest.mark.parametrize(
    ("part", "attachment"),
    [
        (
            b'Content-Type: image/png; name="../a.png"\r\n\r\nx',
            Attachment(".._a.png", b"x", "image/png"),
        ),
        (
            b"Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nhi",
            Attachment("part-1", b"Subject: inner\r\n\r\nhi"),
        ),
        (
            b'Content-Type: text/plain\r\nContent-Disposition: attachment; filename=" "\r\n\r\nx',
            Attachment("part-1", b"x", "text/plain"),
        ),
        (b'Content-Type: a/b; x="\\""\r\n\r\nx', Attachment("part-1", b"x")),
    ],
)
def test_files_of_others_are_read_as_well_as_they_can_be(
    part: bytes, attachment: Attachment
) -> None:
    message = b'Content-Type: multipart/mixed; boundary="X"\r\n\r\n--X\r\n' + part + b"\r\n--X--"

    assert Email.parse(FOREIGN + message).attachments == (attachment,)


@pytest.mark.parametrize(
    ("message", "error"),
    [
        (b"", "sender: the message has no From header"),
        (b"To: a@example.com\r\n\r\n", "sender: the message has no From header"),
        (b"From: x\r\n\r\n", "address: 'x' is no address, as in dave@example.com"),
        ("From: a@example.com", "message: must be a bytes, not str"),
        (None, "message: must be a bytes, not NoneType"),
    ],
)
def test_what_is_no_message_is_refused(message: Any, error: str) -> None:
    with pytest.raises(InvalidEmail) as failure:
        Email.parse(message)

    assert str(failure.value) == error
