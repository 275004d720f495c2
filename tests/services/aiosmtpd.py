"""aiosmtpd: an SMTP server in a thread of this process, with mailboxes in memory."""

import asyncio
import socket
from collections import defaultdict
from collections.abc import Awaitable, Generator
from importlib.metadata import version
from threading import Lock
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.services.mail import BUSY, PEOPLE, SIZE_LIMIT, domain_of, local_part_of
from tests.services.participants import Participants

__all__ = ["Aiosmtpd", "aiosmtpd"]


class Aiosmtpd:
    """A `MailServer`; aiosmtpd itself knows no mailboxes, but asks this."""

    name = f"aiosmtpd {version('aiosmtpd')}"
    host = "127.0.0.1"

    def __init__(self, port: int) -> None:
        self.port = port
        self._arrived: defaultdict[str, list[bytes]] = defaultdict(list[bytes])
        self._lock = Lock()

    # aiosmtpd looks for methods of these names.

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or refuse it."""
        local = local_part_of(address)
        if local == BUSY:
            return "451 4.2.1 Mailbox is busy"
        if local not in PEOPLE:
            return "550 5.1.1 User unknown"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Put a message in the mailbox of each recipient, twice for one that is there twice."""
        content = envelope.original_content
        assert content is not None
        with self._lock:
            for recipient in envelope.rcpt_tos:
                self._arrived[recipient].append(content)
        return "250 2.0.0 Ok"

    def mailbox(self, address: str) -> list[bytes]:
        """What arrived at an address."""
        with self._lock:
            return list(self._arrived.get(address, ()))

    def settle(self) -> None:
        """Wait for nothing: what is accepted has come."""

    def forget(self, domain: str) -> None:
        """Empty the mailboxes of a domain."""
        for address in self.occupied(domain):
            with self._lock:
                del self._arrived[address]

    def occupied(self, domain: str) -> list[str]:
        """The addresses of a domain whose mailboxes are not empty."""
        with self._lock:
            return [address for address in self._arrived if domain_of(address) == domain]


class _Controller(Controller):
    """Listens at a socket that has its port already: a free one, which nobody else can take."""

    def __init__(self, handler: Aiosmtpd, listener: socket.socket) -> None:
        super().__init__(  # pyright: ignore[reportUnknownMemberType] - **kwargs has no type
            handler,
            hostname=handler.host,
            port=handler.port,
            data_size_limit=SIZE_LIMIT,
            server_hostname="mail.example",
        )
        self._listener = listener

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._listener)


@pytest.fixture(scope="session")
def aiosmtpd(participants: Participants) -> Generator[Aiosmtpd]:
    """The server, running."""
    listener = socket.create_server((Aiosmtpd.host, 0))
    server = Aiosmtpd(listener.getsockname()[1])
    controller: Any = _Controller(server, listener)
    controller.start()
    try:
        participants.add("aiosmtpd", version("aiosmtpd"), "in this process")
        yield server
    finally:
        controller.stop()
