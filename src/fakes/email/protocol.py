"""The port: what a program asks of whatever sends its email, in its sync and its async form."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from fakes.email.errors import EmailError
from fakes.email.message import Email
from fakes.email.values import Envelope, Receipt, ScheduledEmail

__all__ = ["AsyncEmailService", "EmailService"]


class EmailService(Protocol):
    """Sends email. What raises has sent nothing, unless an error says that this is unknown."""

    def send(
        self,
        message: Email,
        /,
        *,
        envelope: Envelope | None = None,
        idempotency_key: str | None = None,
    ) -> Receipt:
        """Send a message now, to everyone in its envelope.

        Without an envelope it goes to everyone in `to`, `cc` and `bcc`, once. Who is refused is
        in the receipt, as long as somebody is not. With an idempotency key (1 to 256 characters)
        the same send may be repeated: it gives the first receipt and sends nothing more.

        Raises:
            InvalidEmail: A value is none that can be sent.
            NoRecipients: There is nobody in the envelope.
            SenderRefused: The service takes nothing from the envelope's sender.
            AllRecipientsRefused: The service takes it for nobody.
            MessageTooLarge: The service does not take messages of this size.
            InternationalAddressRefused: An address needs SMTPUTF8, which the service lacks.
            IdempotencyMismatch: The key belongs to another message, envelope or time.
            ServiceUnavailable: The service cannot be reached, or not now.
            Unsupported: The service has no idempotency keys (SMTP has none).
        """
        ...

    def send_batch(self, messages: Sequence[Email], /) -> Sequence[Receipt | EmailError]:
        """Send messages, each in an envelope of its own; what became of each, in their order.

        A message that cannot be sent does not keep the others from being sent: the error that
        `send` would have raised stands in the place of its receipt.

        Raises:
            InvalidEmail: An item is no `Email`; nothing was sent.
        """
        ...

    def schedule(
        self,
        message: Email,
        /,
        *,
        at: datetime,
        envelope: Envelope | None = None,
        idempotency_key: str | None = None,
    ) -> ScheduledEmail:
        """Have a message sent later, or now if the time is past.

        Whom it cannot be delivered to is then told by a bounce. With an idempotency key the same
        call may be repeated, as in `send`: it gives the first answer and schedules nothing more.

        Raises:
            InvalidEmail: A value is none that can be sent, or the time has no time zone.
            NoRecipients: There is nobody in the envelope.
            SenderRefused: The service takes nothing from the envelope's sender.
            MessageTooLarge: The service does not take messages of this size.
            InternationalAddressRefused: An address needs SMTPUTF8, which the service lacks.
            IdempotencyMismatch: The key belongs to another message, envelope or time.
            ServiceUnavailable: The service cannot be reached, or not now.
            Unsupported: The service sends only at once (SMTP does), or has no idempotency keys.
        """
        ...

    def cancel(self, schedule_id: str, /) -> None:
        """Do not send a scheduled message after all. To say so twice is harmless.

        Raises:
            ScheduleNotFound: The service never gave out this id.
            AlreadySent: Its time has come.
            ServiceUnavailable: The service cannot be reached, or not now.
            Unsupported: The service sends only at once (SMTP does).
        """
        ...


class AsyncEmailService(Protocol):
    """Sends email, as `EmailService` does, for programs that await it."""

    async def send(
        self,
        message: Email,
        /,
        *,
        envelope: Envelope | None = None,
        idempotency_key: str | None = None,
    ) -> Receipt:
        """Send a message now, to everyone in its envelope: see `EmailService.send`."""
        ...

    async def send_batch(self, messages: Sequence[Email], /) -> Sequence[Receipt | EmailError]:
        """Send messages, each by itself: see `EmailService.send_batch`."""
        ...

    async def schedule(
        self,
        message: Email,
        /,
        *,
        at: datetime,
        envelope: Envelope | None = None,
        idempotency_key: str | None = None,
    ) -> ScheduledEmail:
        """Have a message sent later: see `EmailService.schedule`."""
        ...

    async def cancel(self, schedule_id: str, /) -> None:
        """Do not send a scheduled message after all: see `EmailService.cancel`."""
        ...
