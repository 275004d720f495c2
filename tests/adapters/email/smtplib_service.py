"""An `EmailService` over SMTP with the standard library's smtplib, which blocks."""

import smtplib
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from threading import Lock
from typing import Self

from fakes.email import (
    Email,
    EmailError,
    Envelope,
    Receipt,
    ScheduledEmail,
    ServiceUnavailable,
)
from tests.adapters.email.smtp_transaction import Closed, Reply, Said, kept_if_in_order, transaction
from tests.adapters.email.submission import Submission, outcomes, refuse_schedules

__all__ = ["SmtplibEmailService"]


class SmtplibEmailService:
    """Sends over one connection, which is opened when it is needed and kept until `close`.

    `open_connection` gives a client that is ready to send: connected, encrypted, logged in. Give it
    a timeout, without which a server that hangs keeps the caller for ever:
    `lambda: smtplib.SMTP("mail.example.com", 25, timeout=10)`.

    Threads may share the service: they send one after the other. It is a context manager.
    """

    # Not smtplib's sendmail(): that names refusals by address alone, and does not tell a connection
    # that was lost before the message was handed over from one that was lost afterwards.

    def __init__(self, open_connection: Callable[[], smtplib.SMTP]) -> None:
        self._open_connection = open_connection
        self._client: smtplib.SMTP | None = None
        self._lock = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Take leave of the server. The next send opens another connection."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            with suppress(smtplib.SMTPServerDisconnected):  # it left first
                client.quit()

    def send(
        self,
        message: Email,
        /,
        *,
        envelope: Envelope | None = None,
        idempotency_key: str | None = None,
    ) -> Receipt:
        """Send a message now: see `EmailService.send`."""
        submission = Submission.of(message, envelope, idempotency_key)
        with self._lock:
            if self._client is not None:
                # Servers end connections that were idle, or on which much went wrong.
                with suppress(Closed):
                    return self._submitted(self._client, submission)
            self._client = self._opened()
            return self._submitted(self._client, submission)

    def send_batch(self, messages: Sequence[Email], /) -> Sequence[Receipt | EmailError]:
        """Send messages, each by itself: see `EmailService.send_batch`."""
        return outcomes(self.send, messages)

    def schedule(
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

    def cancel(self, schedule_id: str, /) -> None:
        """Refuse: there is nothing scheduled."""
        refuse_schedules("cancel")

    def _opened(self) -> smtplib.SMTP:
        try:
            client = self._open_connection()
            try:
                client.ehlo_or_helo_if_needed()
            except OSError:
                client.close()
                raise
        except OSError as error:  # as all of smtplib's errors are
            raise ServiceUnavailable(str(error), outcome_unknown=False) from error
        return client

    def _submitted(self, client: smtplib.SMTP, submission: Submission) -> Receipt:
        with kept_if_in_order(self._drop):
            dialogue = transaction(submission, client.esmtp_features)
            said = next(dialogue)
            while True:
                try:
                    said = dialogue.send(_reply_to(client, said))
                except StopIteration as ended:
                    receipt: Receipt = ended.value
                    return receipt

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()


def _reply_to(client: smtplib.SMTP, said: Said) -> Reply:
    """What the server replies.

    Raises:
        Closed: It replies nothing to a command.
        ServiceUnavailable: It replies nothing to a message, which it may have.
    """
    try:
        if isinstance(said, bytes):
            code, text = client.data(said)
        else:
            # In UTF-8, and with nothing in the addresses touched, unlike mail() and rcpt().
            client.send(f"{said}\r\n".encode())
            code, text = client.getreply()
    except smtplib.SMTPDataError as refused:
        return Reply(refused.smtp_code, _decoded(refused.smtp_error))
    except smtplib.SMTPException as lost:
        if isinstance(said, bytes):
            raise ServiceUnavailable(str(lost)) from lost
        raise Closed(str(lost)) from lost
    return Reply(code, _decoded(text))


def _decoded(text: bytes | str) -> str:
    return text if isinstance(text, str) else text.decode("utf-8", "replace")
