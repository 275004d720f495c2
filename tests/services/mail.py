"""What the mail servers for tests have in common: whom they know, and how one looks at mail."""

from typing import Protocol

__all__ = ["BUSY", "PEOPLE", "SIZE_LIMIT", "MailServer", "domain_of", "local_part_of"]

PEOPLE = ("shop", "dave", "eve", "al", "zoe")
"""Who has a mailbox, in every domain that there is."""

BUSY = "busy"
"""Whose mail is deferred, in every domain."""

SIZE_LIMIT = 200_000
"""The largest message that is taken, in bytes."""


class MailServer(Protocol):
    """A server that takes mail for any domain, so that each test may have a domain of its own."""

    @property
    def name(self) -> str:
        """What it is, and of which version."""
        ...

    @property
    def host(self) -> str:
        """Where it listens."""
        ...

    @property
    def port(self) -> int:
        """Where it listens."""
        ...

    def mailbox(self, address: str) -> list[bytes]:
        """What arrived at an address."""
        ...

    def settle(self) -> None:
        """Wait until all that is on its way has come."""
        ...

    def forget(self, domain: str) -> None:
        """Empty the mailboxes of a domain, when all that is on its way has come."""
        ...

    def occupied(self, domain: str) -> list[str]:
        """The addresses of a domain whose mailboxes are not empty."""
        ...


def local_part_of(address: str) -> str:
    """What is before the @ of an address."""
    return address.rpartition("@")[0]


def domain_of(address: str) -> str:
    """What is after the @ of an address."""
    return address.rpartition("@")[2]
