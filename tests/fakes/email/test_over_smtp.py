"""The bytes of a message survive SMTP: smtplib sends them, and a server that we did not write."""

import socket
from collections.abc import Iterator
from smtplib import SMTP
from typing import Any

import attrs
import pytest
from aiosmtpd.controller import Controller

from fakes.email import Attachment, Email, Envelope, Mailbox
from tests.fakes.email.messages import email


class Mailboxes:
    """Keeps what the server is given."""

    def __init__(self) -> None:
        self.arrived: list[tuple[str, list[str], bytes]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.arrived.append((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        return "250 OK"


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[Mailboxes, int]]:
    """An SMTP server on the loopback interface, and its port."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    mailboxes = Mailboxes()
    controller = Controller(
        mailboxes, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True, decode_data=False
    )
    controller.start()
    yield mailboxes, port
    controller.stop()


AWKWARD = {
    "plain": email(cc="eve@example.com", bcc="al@example.com", reply_to="help@example.com"),
    "leading dots": email(text=".\n..\n.QUIT\n\n.\n"),
    "no line end": email(text="Hello."),
    "line ends": email(text="a\r\nb\rc\n"),
    "long lines": email(text="x" * 5_000 + "\n" + "y" * 998 + "\n", html="é" * 5_000),
    "spaces at line ends": email(text="a \n\t\n b\n"),
    "both": email(html="<p>.</p>\n."),
    "names": email(
        to=[Mailbox("dave@example.com", "Müller, Dave " * 20), '"a b"@[192.0.2.1]'],
        subject="Grüße 👩‍👩‍👧 " * 30,
        headers={"X-Tag": "a  b", "X-Empty": "", "List-Unsubscribe": f"<https://{'x' * 300}>"},
    ),
    "files": email(attachments=[Attachment("ä" * 90, bytes(range(256)) * 20, "text/plain")]),
    "an address in utf-8": email(to="Jürgen <jürgen@müller.example>"),
}


@pytest.mark.parametrize("name", AWKWARD)
def test_a_message_that_went_through_smtp_is_the_one_that_was_sent(
    server: tuple[Mailboxes, int], name: str
) -> None:
    mailboxes, port = server
    message = AWKWARD[name]
    envelope = Envelope.of(message)
    options = ["SMTPUTF8", "BODY=8BITMIME"] if message.needs_smtputf8 else []

    with SMTP("127.0.0.1", port, local_hostname="client.example") as client:
        client.ehlo()
        client.sendmail(envelope.sender, envelope.recipients, message.as_bytes(), options)

    sender, recipients, content = mailboxes.arrived.pop()
    assert (sender, tuple(recipients)) == (envelope.sender, envelope.recipients)
    assert content == message.as_bytes()
    assert Email.parse(content) == attrs.evolve(message, bcc=())
