"""The fake for programs that await their email service: the same fake, behind `async def`."""

from collections.abc import Sequence
from datetime import datetime

from fakes.email._checks import instance
from fakes.email.errors import EmailError
from fakes.email.fake import FakeEmailService
from fakes.email.message import Email
from fakes.email.values import Envelope, Receipt, ScheduledEmail

__all__ = ["AsyncFakeEmailService"]


class AsyncFakeEmailService:
    """An `AsyncEmailService` over a `FakeEmailService`, under asyncio, trio or no event loop.

    `fake` is the one that it was made with, or one of its own: what tests look at is there.

    >>> service = AsyncFakeEmailService()
    >>> service.fake.outbox
    <SentEmails: 0 emails>

    Raises:
        InvalidEmail: It is given something else than a `FakeEmailService`.
    """

    def __init__(self, fake: FakeEmailService | None = None, /) -> None:
        service = FakeEmailService() if fake is None else fake
        self.fake: FakeEmailService = instance("fake", service, FakeEmailService)

    def __repr__(self) -> str:
        return f"<AsyncFakeEmailService of {self.fake!r}>"

    async def send(
        self,
        message: Email,
        /,
        *,
        envelope: Envelope | None = None,
        idempotency_key: str | None = None,
    ) -> Receipt:
        """Send a message now: see `EmailService.send`."""
        return self.fake.send(message, envelope=envelope, idempotency_key=idempotency_key)

    async def send_batch(self, messages: Sequence[Email], /) -> Sequence[Receipt | EmailError]:
        """Send messages, each by itself: see `EmailService.send_batch`."""
        return self.fake.send_batch(messages)

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
        return self.fake.schedule(
            message, at=at, envelope=envelope, idempotency_key=idempotency_key
        )

    async def cancel(self, schedule_id: str, /) -> None:
        """Do not send a scheduled message after all: see `EmailService.cancel`."""
        self.fake.cancel(schedule_id)
