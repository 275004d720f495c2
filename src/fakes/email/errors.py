"""What goes wrong when email is sent, each told to be permanent or worth another try.

`InvalidEmail` says that the caller's values are wrong; the others, that the service said no.
"""

import re
from datetime import datetime

import attrs

from fakes.errors import InvalidValue, Unavailable

__all__ = [
    "AllRecipientsRefused",
    "AlreadySent",
    "EmailError",
    "EmailNotFound",
    "IdempotencyMismatch",
    "InternationalAddressRefused",
    "InvalidEmail",
    "MessageTooLarge",
    "NoRecipients",
    "Refusal",
    "ScheduleNotFound",
    "SenderRefused",
    "ServiceUnavailable",
]

_ENHANCED_CODE = re.compile(r"[45]\.\d{1,3}\.\d{1,3}", re.ASCII)
_FIRST_PERMANENT_CODE = 500
_CODES = range(400, 600)


class EmailError(Exception):
    """What every error of an `EmailService` is."""

    @property
    def permanent(self) -> bool:
        """Whether trying again, with nothing changed, is no use."""
        return True


class InvalidEmail(InvalidValue, EmailError):
    """A value that no email can have, or no service is asked with; nothing was sent.

    `field` names it, as in `subject` or `to[1]`.
    """


class NoRecipients(InvalidEmail):
    """Nobody to send to; nothing was sent."""


@attrs.frozen
class Refusal:
    """What a service says of one address that it refuses.

    `code` is the SMTP reply code, 400 to 599 (RFC 5321 section 4.2.1), and `enhanced_code` says
    more precisely why, as in `5.1.1` (RFC 3463).

    >>> print(Refusal("dave@example.com", 452, "4.2.2", "mailbox full"))
    dave@example.com: 452 4.2.2 mailbox full

    Raises:
        InvalidEmail: A code is none, or the two contradict each other.
    """

    address: str
    code: int
    enhanced_code: str
    text: str

    def __attrs_post_init__(self) -> None:
        for field in ("address", "enhanced_code", "text"):
            value = getattr(self, field)
            if not isinstance(value, str):
                raise InvalidEmail(field, f"must be a str, not {type(value).__name__}")
        if type(self.code) is not int or self.code not in _CODES:
            raise InvalidEmail("code", "must be an SMTP reply code from 400 to 599, as in 550")
        if not _ENHANCED_CODE.fullmatch(self.enhanced_code):
            raise InvalidEmail("enhanced_code", "must be an enhanced status code, as in 5.1.1")
        if int(self.enhanced_code[0]) != self.code // 100:
            raise InvalidEmail(
                "enhanced_code", f"must begin with {self.code // 100}, as the code {self.code} does"
            )

    @property
    def permanent(self) -> bool:
        """Whether the service will say the same next time (5xx), or may not (4xx)."""
        return self.code >= _FIRST_PERMANENT_CODE

    def __str__(self) -> str:
        return f"{self.address}: {self.code} {self.enhanced_code} {self.text}"


class AllRecipientsRefused(EmailError):
    """The service refused every recipient; nothing was sent. `refused` says why, one by one."""

    def __init__(self, refused: tuple[Refusal, ...]) -> None:
        super().__init__(refused)
        self.refused: tuple[Refusal, ...] = refused

    @property
    def permanent(self) -> bool:
        """Whether all refusals are permanent: while one is not, another try may reach somebody."""
        return all(refusal.permanent for refusal in self.refused)

    def __str__(self) -> str:
        said = "; ".join(map(str, self.refused))
        remedy = "" if self.permanent else ". Try again later: not every refusal is permanent"
        return f"nothing was sent, because every recipient was refused: {said}{remedy}"


class SenderRefused(EmailError):
    """The service takes nothing from this envelope sender; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal: Refusal = refusal

    @property
    def permanent(self) -> bool:
        """Whether the service will say the same next time."""
        return self.refusal.permanent

    def __str__(self) -> str:
        return f"nothing was sent, because the sender was refused: {self.refusal}"


class MessageTooLarge(EmailError):
    """The message has more bytes than the service takes (552 5.3.4); nothing was sent."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(size, limit)
        self.size: int = size
        self.limit: int = limit

    def __str__(self) -> str:
        return (
            f"the message has {self.size:,} bytes as it is sent, attachments in base64 included, "
            f"and the service takes {self.limit:,}: send less, or a link to it"
        )


class InternationalAddressRefused(EmailError):
    """An address that needs SMTPUTF8 (RFC 6531), which the service lacks; nothing was sent."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address: str = address

    def __str__(self) -> str:
        return (
            f"{self.address}: what is before the @ is not ASCII, and this service does not have "
            "SMTPUTF8 (553 5.6.7): use another address of theirs, or another service"
        )


class ServiceUnavailable(EmailError, Unavailable):
    """The service cannot be reached, or will not work now; try again later."""

    @property
    def permanent(self) -> bool:
        """Never: another try may find the service well."""
        return False

    def __str__(self) -> str:
        if self.outcome_unknown:
            return (
                f"the service's reply is missing: {self.reason}. The message may have been sent or "
                "not; send it again with the same idempotency key, or it may arrive twice"
            )
        return f"the service is unavailable: {self.reason}. Nothing was sent; try again later"


class IdempotencyMismatch(EmailError):
    """The key was used for another message, envelope or time; nothing was sent."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key: str = key

    def __str__(self) -> str:
        return (
            f"the idempotency key {self.key!r} belongs to another message, envelope or time: "
            "repeat a key only to repeat the same send, and take a new one for another"
        )


class ScheduleNotFound(EmailError):
    """The service knows no scheduled email of this id; nothing was changed."""

    def __init__(self, schedule_id: str) -> None:
        super().__init__(schedule_id)
        self.schedule_id: str = schedule_id

    def __str__(self) -> str:
        return f"there is no scheduled email {self.schedule_id!r}: use the id that schedule() gave"


class AlreadySent(EmailError):
    """A scheduled email that can no longer be cancelled, because its time has come."""

    def __init__(self, schedule_id: str, at: datetime) -> None:
        super().__init__(schedule_id, at)
        self.schedule_id: str = schedule_id
        self.at: datetime = at

    def __str__(self) -> str:
        return f"the scheduled email {self.schedule_id!r} was sent at {self.at}: too late to cancel"


class EmailNotFound(EmailError, LookupError):
    """No email is what was asked for; `sought` says what that was, and `there` what there is."""

    def __init__(self, sought: str, there: str) -> None:
        super().__init__(sought, there)
        self.sought: str = sought
        self.there: str = there

    def __str__(self) -> str:
        return f"there is no {self.sought}. {self.there}"
