"""Email: a port for services that send it, and a fake that keeps what it is sent in an outbox.

>>> service: EmailService = FakeEmailService()
>>> message = Email(
...     sender="shop@example.com", to="Dave <dave@example.com>", subject="Thanks", text="Sent."
... )
>>> service.send(message).accepted
('dave@example.com',)
"""

from fakes.email.async_fake import AsyncFakeEmailService as AsyncFakeEmailService
from fakes.email.attachment import Attachment as Attachment
from fakes.email.errors import AllRecipientsRefused as AllRecipientsRefused
from fakes.email.errors import AlreadySent as AlreadySent
from fakes.email.errors import EmailError as EmailError
from fakes.email.errors import EmailNotFound as EmailNotFound
from fakes.email.errors import IdempotencyMismatch as IdempotencyMismatch
from fakes.email.errors import InternationalAddressRefused as InternationalAddressRefused
from fakes.email.errors import InvalidEmail as InvalidEmail
from fakes.email.errors import MessageTooLarge as MessageTooLarge
from fakes.email.errors import NoRecipients as NoRecipients
from fakes.email.errors import Refusal as Refusal
from fakes.email.errors import ScheduleNotFound as ScheduleNotFound
from fakes.email.errors import SenderRefused as SenderRefused
from fakes.email.errors import ServiceUnavailable as ServiceUnavailable
from fakes.email.fake import FakeEmailService as FakeEmailService
from fakes.email.mailbox import Mailbox as Mailbox
from fakes.email.message import Email as Email
from fakes.email.message import Mailboxes as Mailboxes
from fakes.email.outbox import SentEmail as SentEmail
from fakes.email.outbox import SentEmails as SentEmails
from fakes.email.protocol import AsyncEmailService as AsyncEmailService
from fakes.email.protocol import EmailService as EmailService
from fakes.email.snapshot import EmailSnapshot as EmailSnapshot
from fakes.email.values import Bounce as Bounce
from fakes.email.values import Envelope as Envelope
from fakes.email.values import Receipt as Receipt
from fakes.email.values import ScheduledEmail as ScheduledEmail

__all__ = [
    "AllRecipientsRefused",
    "AlreadySent",
    "AsyncEmailService",
    "AsyncFakeEmailService",
    "Attachment",
    "Bounce",
    "Email",
    "EmailError",
    "EmailNotFound",
    "EmailService",
    "EmailSnapshot",
    "Envelope",
    "FakeEmailService",
    "IdempotencyMismatch",
    "InternationalAddressRefused",
    "InvalidEmail",
    "Mailbox",
    "Mailboxes",
    "MessageTooLarge",
    "NoRecipients",
    "Receipt",
    "Refusal",
    "ScheduleNotFound",
    "ScheduledEmail",
    "SenderRefused",
    "SentEmail",
    "SentEmails",
    "ServiceUnavailable",
]
