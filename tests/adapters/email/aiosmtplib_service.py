"""An `AsyncEmailService` over SMTP with aiosmtplib, for programs that run in asyncio."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Self

import aiosmtplib

from fakes.email import (
    Email,
    EmailError,
    Envelope,
    Receipt,
    ScheduledEmail,
    ServiceUnavailable,
)
from tests.adapters.email.smtp_transaction import Closed, Reply, Said, kept_if_in_order, transaction
from tests.adapters.email.submission import Submission, emails, refuse_schedules

__all__ = ["AiosmtplibEmailService"]


class AiosmtplibEmailService:
    """Sends over one connection, which is opened when it is needed and kept until `close`.

    `new_client` gives a client that is not connected yet, and knows all that it takes to be:
    `lambda: aiosmtplib.SMTP(hostname="mail.example.com", username="shop", password=secret)`.

    Tasks may share the service: they send one after the other. It is an async context manager.
    """

    def __init__(self, new_client: Callable[[], aiosmtplib.SMTP]) -> None:
        self._new_client = new_client
        self._client: aiosmtplib.SMTP | None = None
        self._lock = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_raised: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Take leave of the server. The next send opens another connection."""
        async with self._lock:
            client, self._client = self._client, None
        if client is not None:
            with suppress(aiosmtplib.SMTPServerDisconnected):  # it left first
                await client.quit()

    async def send(
        self,
        message: Email,
        /,
        *,
        envelope: Envelope | None = None,
        idempotency_key: str | None = None,
    ) -> Receipt:
        """Send a message now: see `EmailService.send`."""
        submission = Submission.of(message, envelope, idempotency_key)
        async with self._lock:
            if self._client is not None:
                # Servers end connections that were idle, or on which much went wrong.
                with suppress(Closed):
                    return await self._submitted(self._client, submission)
            self._client = await self._opened()
            return await self._submitted(self._client, submission)

    async def send_batch(self, messages: Sequence[Email], /) -> Sequence[Receipt | EmailError]:
        """Send messages, each by itself: see `EmailService.send_batch`."""
        return [await self._outcome(message) for message in emails(messages)]

    async def schedule(
        self,
        message: Email,
        /,
        *,
        at: datetime,
        envelope: Envelope | None = None,
        idempotency_key: str | None = None,
    ) -> ScheduledEmail:
        """Refuse: SMTP sends at once."""
        refuse_schedules("schedule")

    async def cancel(self, schedule_id: str, /) -> None:
        """Refuse: there is nothing scheduled."""
        refuse_schedules("cancel")

    async def _outcome(self, message: Email) -> Receipt | EmailError:
        try:
            return await self.send(message)
        except EmailError as error:
            return error

    async def _opened(self) -> aiosmtplib.SMTP:
        client = self._new_client()
        try:
            await client.connect()
            if client.is_ehlo_or_helo_needed:
                await client.ehlo()
        except aiosmtplib.SMTPException as error:
            client.close()
            raise ServiceUnavailable(str(error), outcome_unknown=False) from error
        return client

    async def _submitted(self, client: aiosmtplib.SMTP, submission: Submission) -> Receipt:
        with kept_if_in_order(self._drop):
            dialogue = transaction(submission, client.esmtp_extensions)
            said = next(dialogue)
            while True:
                try:
                    said = dialogue.send(await _reply_to(client, said))
                except StopIteration as ended:
                    receipt: Receipt = ended.value
                    return receipt

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()


async def _reply_to(client: aiosmtplib.SMTP, said: Said) -> Reply:
    """What the server replies.

    Raises:
        Closed: It replies nothing to a command.
        ServiceUnavailable: It replies nothing to a message, which it may have.
    """
    try:
        if isinstance(said, bytes):
            reply = await client.data(said)
        else:
            reply = await client.execute_command(said.encode())
    except aiosmtplib.SMTPDataError as refused:
        return Reply(refused.code, refused.message)
    except aiosmtplib.SMTPException as lost:
        if isinstance(said, bytes):
            raise ServiceUnavailable(str(lost)) from lost
        raise Closed(str(lost)) from lost
    return Reply(reply.code, reply.message)
