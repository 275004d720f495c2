"""An `EmailService` over Amazon SES with boto3: version 2 of its API, and raw messages."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
)

from fakes.email import (
    AllRecipientsRefused,
    Email,
    EmailError,
    Envelope,
    InternationalAddressRefused,
    InvalidEmail,
    MessageTooLarge,
    Receipt,
    Refusal,
    ScheduledEmail,
    SenderRefused,
    ServiceUnavailable,
)
from fakes.errors import Unsupported
from tests.adapters.email.submission import Submission, outcomes, refuse_schedules

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

__all__ = ["SesEmailService"]

_SIZE_LIMIT = 40 * 1024 * 1024
_RECIPIENT_LIMIT = 50

# What SES says of an account or a sender; what it would say over SMTP is 554.
_OF_SENDERS = {
    "AccountSuspendedException",
    "MailFromDomainNotVerifiedException",
    "MessageRejected",
    "SendingPausedException",
}
_OF_VALUES = {"BadRequestException", "InvalidParameterValue", "NotFoundException"}
_NOT_CONNECTED = (ConnectTimeoutError, EndpointConnectionError, NoCredentialsError)
_FIRST_SERVER_ERROR = 500


class SesEmailService:
    """Sends each message with one `SendEmail`, raw; threads may share it, as they may its client.

    SES has no idempotency keys, and boto3 repeats what fails unless it is told not to, so that a
    message may arrive twice: make the client with `Config(retries={"total_max_attempts": 1})`.

    SES accepts every recipient, and tells by a bounce whom it did not reach: nobody is ever in
    `refused`. It writes the Message-ID itself; the receipt tells which. `size_limit` is the quota
    of the account.
    """

    def __init__(self, client: "SESV2Client", *, size_limit: int = _SIZE_LIMIT) -> None:
        self._client = client
        self._size_limit = size_limit

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
        self._check(submission)
        sender, recipients = submission.envelope.sender, submission.envelope.recipients
        try:
            answer = self._client.send_email(
                FromEmailAddress=message.sender.address,
                FeedbackForwardingEmailAddress=sender,
                # For a raw message these are all who get it; its headers say who is told of.
                Destination={"ToAddresses": recipients},
                Content={"Raw": {"Data": submission.written}},
            )
        except ClientError as error:
            raise _told(error, sender) from error
        except BotoCoreError as error:
            unknown = not isinstance(error, _NOT_CONNECTED)
            raise ServiceUnavailable(str(error), outcome_unknown=unknown) from error
        return Receipt(f"<{answer['MessageId']}@{self._mail_domain}>", recipients)

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
        """Refuse: SES sends at once."""
        refuse_schedules("schedule")

    def cancel(self, schedule_id: str, /) -> None:
        """Refuse: there is nothing scheduled."""
        refuse_schedules("cancel")

    @property
    def _mail_domain(self) -> str:
        """What SES puts after the @ of a Message-ID."""
        region = self._client.meta.region_name
        return f"{'email' if region == 'us-east-1' else region}.amazonses.com"

    def _check(self, submission: Submission) -> None:
        """Look for what SES would refuse with an error that does not say what is wrong."""
        envelope = submission.envelope
        if not envelope.sender:
            raise Unsupported("an empty sender", "SES always knows somebody to tell of bounces")
        if address := submission.international_address:
            raise InternationalAddressRefused(address)
        if len(envelope.recipients) > _RECIPIENT_LIMIT:
            text = f"SES takes at most {_RECIPIENT_LIMIT} recipients"
            raise AllRecipientsRefused(
                tuple([Refusal(each, 550, "5.5.3", text) for each in envelope.recipients])
            )
        if len(submission.written) > self._size_limit:
            raise MessageTooLarge(len(submission.written), self._size_limit)


def _told(error: ClientError, sender: str) -> EmailError:
    """What an error of SES is in terms of the port."""
    said = error.response.get("Error", {})
    code, text = said.get("Code", ""), said.get("Message", "")
    if code in _OF_SENDERS:
        return SenderRefused(Refusal(sender, 554, "5.7.1", f"{code}: {text}"))
    if code in _OF_VALUES:
        return InvalidEmail("message", f"is none that SES takes: {text}")
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return ServiceUnavailable(str(error), outcome_unknown=status >= _FIRST_SERVER_ERROR)
