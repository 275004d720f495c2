"""The store of the suites over SMTP: a domain on a mail server."""

from collections.abc import Generator
from contextlib import contextmanager

import attrs

from fakes.conformance import Namespace
from tests.services.mail import BUSY, MailServer

__all__ = ["Site"]


@attrs.frozen(eq=False)
class Site:
    """A domain of its own on a mail server."""

    server: MailServer
    domain: str

    @classmethod
    @contextmanager
    def opened(cls, server: MailServer, namespace: Namespace) -> Generator["Site"]:
        """A domain named after a namespace, whose mailboxes are emptied at the end."""
        site = cls(server, cls._domain(namespace))
        try:
            yield site
        finally:
            server.forget(site.domain)

    @classmethod
    def left(cls, server: MailServer, namespace: Namespace) -> list[str]:
        """The addresses whose mailboxes are not empty."""
        return server.occupied(cls._domain(namespace))

    def address(self, name: str) -> str:
        """The address of somebody there."""
        return f"{name}@{self.domain}"

    def mailbox(self, address: str) -> list[bytes]:
        """What arrived at an address."""
        return self.server.mailbox(address)

    @property
    def refused(self) -> str:
        """The address of nobody."""
        return self.address("gone")

    @property
    def deferred(self) -> str:
        """The address of somebody whose mail cannot be taken now."""
        return self.address(BUSY)

    @staticmethod
    def _domain(namespace: Namespace) -> str:
        return f"{namespace}.example".replace("_", "-")
