"""aiosmtpd in this process, reached with smtplib over one connection."""

import asyncio
import smtplib
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY

from aiosmtpd import smtp

from benchmarks.fakes.servers import running

__all__ = ["AiosmtpdContestant"]


class Inbox:
    """The handler that keeps what arrives."""

    def __init__(self) -> None:
        self.envelopes: list[smtp.Envelope] = []

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd looks for
        self, _server: object, _session: object, envelope: smtp.Envelope
    ) -> str:
        self.envelopes.append(envelope)
        return "250 OK"


class SmtpMailer:
    def __init__(self, connection: smtplib.SMTP, inbox: Inbox) -> None:
        self._connection = connection
        self._inbox = inbox

    def send(self, sender: str, recipient: str, subject: str, text: str, /) -> None:
        message = EmailMessage()
        message["From"] = sender
        message["To"] = recipient
        message["Subject"] = subject
        message.set_content(text)
        self._connection.send_message(message)

    def sent(self) -> Sequence[tuple[str, str, str]]:
        return [arrived(envelope) for envelope in self._inbox.envelopes]


def arrived(envelope: smtp.Envelope) -> tuple[str, str, str]:
    assert isinstance(envelope.content, bytes)
    message = message_from_bytes(envelope.content, policy=SMTP_POLICY)
    [recipient] = envelope.rcpt_tos
    return recipient, message["Subject"], message.get_content().rstrip()


class AiosmtpdContestant:
    name = "aiosmtpd"
    notes = (
        "in this process, on a thread of its own; smtplib keeps one connection open",
        "an `EmailMessage` is built for each email, which the server keeps as bytes",
    )
    cannot: Mapping[str, str] = {}
    holds = 0

    @contextmanager
    def opened(self, _size: int, /) -> Iterator[SmtpMailer]:
        inbox = Inbox()

        @asynccontextmanager
        async def serving() -> AsyncIterator[int]:
            loop = asyncio.get_running_loop()
            server = await loop.create_server(
                lambda: smtp.SMTP(inbox, hostname="localhost"), "127.0.0.1", 0
            )
            async with server:
                yield server.sockets[0].getsockname()[1]

        with (
            running(serving) as port,
            smtplib.SMTP("127.0.0.1", port, local_hostname="localhost") as connection,
        ):
            yield SmtpMailer(connection, inbox)
