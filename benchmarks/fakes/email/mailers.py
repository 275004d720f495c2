"""The email service that each contestant offers, and the email that is sent."""

from collections.abc import Sequence
from typing import Protocol

from benchmarks.fakes.contestants import Contestant

__all__ = ["RECIPIENT", "SENDER", "SUBJECT", "TEXT", "Mailer", "MailerContestant"]

SENDER = "shop@example.com"
RECIPIENT = "dave@example.com"
SUBJECT = "Welcome"
TEXT = "Hello Dave, your account is ready."


class Mailer(Protocol):
    """Sends the email, made anew as an application makes it, and knows what it has sent."""

    def send(self, sender: str, recipient: str, subject: str, text: str, /) -> object: ...
    def sent(self) -> Sequence[tuple[str, str, str]]:
        """Recipient, subject and text of what was sent, in order."""
        ...


class MailerContestant(Contestant[Mailer], Protocol):
    """A way to get an email service."""
