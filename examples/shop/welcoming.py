"""The worker that welcomes new users: it handles `user_created` messages, each user once."""

from fakes.email import Email, EmailService
from fakes.queue import Delivery

__all__ = ["UnknownEvent", "WelcomeEmails"]


class UnknownEvent(Exception):
    """The message is none that this worker knows."""


class WelcomeEmails:
    def __init__(self, email: EmailService) -> None:
        self._email = email

    def __call__(self, delivery: Delivery) -> None:
        """Sends a welcome email. A message may come twice, and the email goes out once.

        :raises UnknownEvent: the message is of no use here, now or later.
        """
        match delivery.body:
            case {"type": "user_created", "name": str(name), "email": str(address)}:
                self._email.send(
                    Email(
                        sender="shop@example.com",
                        to=address,
                        subject=f"Welcome, {name}",
                        text="Good to have you.\n",
                    ),
                    idempotency_key=f"welcome-{delivery.id}",
                )
            case body:
                raise UnknownEvent(body)
