"""The real things that the example tests run against: a SQLite file and an SMTP server."""

import asyncio
from collections.abc import Iterator
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from threading import Thread

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from attrs import Factory, define, frozen

from subscriptions.adapters import SmtpEmailService, SqliteSubscriptionRepository
from subscriptions.values import Money, Subscription

TODAY = date(2026, 3, 1)


@define
class Mailbox:
    """The handler of the SMTP server: it keeps every message that arrived over the wire."""

    messages: list[EmailMessage] = Factory(list[EmailMessage])

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.messages.append(message_from_bytes(envelope.content, EmailMessage, policy=default))
        return "250 OK"


@frozen
class MailServer:
    host: str
    port: int
    mailbox: Mailbox


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """An SMTP server on a free loopback port, in a thread of its own."""
    mailbox = Mailbox()
    loop = asyncio.new_event_loop()

    async def opened() -> asyncio.Server:
        return await loop.create_server(
            lambda: SMTP(mailbox, hostname="localhost", loop=loop), "127.0.0.1", port=0
        )

    async def closed(server: asyncio.Server) -> None:
        server.close()
        await server.wait_closed()
        # The server may still be answering the QUIT of a client that has left.
        await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()})

    thread = Thread(target=loop.run_forever)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(opened(), loop).result()
    host, port = server.sockets[0].getsockname()
    yield MailServer(host, port, mailbox)
    asyncio.run_coroutine_threadsafe(closed(server), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def smtp(mail_server: MailServer) -> SmtpEmailService:
    return SmtpEmailService(mail_server.host, mail_server.port)


@pytest.fixture
def inbox(mail_server: MailServer) -> list[EmailMessage]:
    """What the SMTP server received, in the order it arrived."""
    return mail_server.mailbox.messages


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    return tmp_path / "subscriptions.sqlite3"


@pytest.fixture
def sqlite(sqlite_file: Path) -> SqliteSubscriptionRepository:
    return SqliteSubscriptionRepository(sqlite_file)


@pytest.fixture
def stored(sqlite: SqliteSubscriptionRepository) -> Subscription:
    """Alice's subscription, stored and due today."""
    return sqlite.add(Subscription(None, "alice@example.com", "Reader", Money(1000, "EUR"), TODAY))
