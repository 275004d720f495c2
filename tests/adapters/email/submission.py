"""What every adapter makes of a call of the port before it talks to a service: checked values."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NoReturn
from uuid import uuid4

import attrs

from fakes.email import Email, EmailError, Envelope, InvalidEmail, NoRecipients, Receipt
from fakes.errors import Unsupported

__all__ = ["Submission", "emails", "outcomes", "refuse_schedules"]


@attrs.frozen
class Submission:
    """A message as it goes out, the envelope that it goes in, and the Message-ID that it has."""

    message: Email
    envelope: Envelope
    message_id: str
    written: bytes

    @classmethod
    def of(
        cls, message: Email, envelope: Envelope | None, idempotency_key: str | None
    ) -> "Submission":
        """Check what `send` was given, and write the message.

        Raises:
            InvalidEmail: A value is none that can be sent.
            NoRecipients: There is nobody in the envelope.
            Unsupported: There is an idempotency key.
        """
        if idempotency_key is not None:
            raise Unsupported(
                "idempotency_key",
                "this service would send a repeated message again; keep your own record of what "
                "was sent",
            )
        # Frozen values may have been unpickled, or changed by force: nothing that was not looked at
        # again goes into a header or a command.
        message.check()
        if envelope is None:
            envelope = Envelope.of(message)
        envelope.check()
        if not envelope.recipients:
            raise NoRecipients("envelope", "has no recipients: give the message a to, cc or bcc")
        # A name that nobody can guess, and that tells nothing of this machine.
        message_id = f"<{uuid4().hex}@{message.sender.address.rpartition('@')[2]}>"
        written = message.as_bytes(message_id=message_id, date=datetime.now(UTC))
        return cls(message, envelope, message_id, written)

    @property
    def international_address(self) -> str | None:
        """The first address that only SMTPUTF8 can carry, in the envelope or a header."""
        message = self.message
        shown = (message.sender, *message.to, *message.cc, *message.reply_to)
        addresses = (
            self.envelope.sender,
            *self.envelope.recipients,
            *(mailbox.address for mailbox in shown),
        )
        return next((address for address in addresses if not address.isascii()), None)


def emails(messages: Sequence[object]) -> list[Email]:
    """The emails of a batch.

    Raises:
        InvalidEmail: An item is something else.
    """
    several: list[Email] = []
    for index, each in enumerate(messages):
        if not isinstance(each, Email):
            raise InvalidEmail(f"messages[{index}]", f"must be an Email, not {type(each).__name__}")
        several.append(each)
    return several


def outcomes(
    send: Callable[[Email], Receipt], messages: Sequence[object]
) -> list[Receipt | EmailError]:
    """Send the messages of a batch, each by itself, and say in their order what became of it."""

    def outcome(message: Email) -> Receipt | EmailError:
        try:
            return send(message)
        except EmailError as error:
            return error

    return [outcome(message) for message in emails(messages)]


def refuse_schedules(operation: str) -> NoReturn:
    """Say that the service sends only at once.

    Raises:
        Unsupported: Always.
    """
    raise Unsupported(
        operation, "this service sends at once; have a task queue call send() when it is time"
    )
