"""What goes to a service beside the email, and what comes back."""

from collections.abc import Sequence
from datetime import datetime

import attrs

from fakes.email._addresses import canonical
from fakes.email._checks import header_text, items
from fakes.email.errors import Refusal
from fakes.email.message import Email

__all__ = ["Bounce", "Envelope", "Receipt", "ScheduledEmail"]


def _envelope_sender(value: str) -> str:
    sender = header_text("sender", value)
    return canonical("sender", sender) if sender else ""


def _recipients(value: str | Sequence[str]) -> tuple[str, ...]:
    if isinstance(value, str):
        return (canonical("recipients", value),)
    several = items("recipients", value)
    return tuple([canonical(f"recipients[{index}]", each) for index, each in enumerate(several)])


@attrs.frozen
class Envelope:
    """Who a message is from and for, whatever its headers say (RFC 5321 section 2.3.1).

    Bounces go to the sender; an empty one takes none. Addresses have no display names here, and
    are kept in one spelling. The recipients stay as they are given, twice what is given twice.

    Raises:
        InvalidEmail: The sender or a recipient is no address.
    """

    sender: str = attrs.field(converter=_envelope_sender)
    recipients: tuple[str, ...] = attrs.field(converter=_recipients)

    def check(self) -> None:
        """Look again at what goes into the commands of SMTP: see `Email.check`.

        Raises:
            InvalidEmail: The sender or a recipient is no address.
        """
        _envelope_sender(self.sender)
        _recipients(self.recipients)

    @classmethod
    def of(cls, message: Email, /) -> "Envelope":
        """The envelope that a message has by itself: everyone in `to`, `cc` and `bcc`, once.

        >>> Envelope.of(Email(sender="a@example.com", to="b@example.com", bcc="c@example.com"))
        Envelope(sender='a@example.com', recipients=('b@example.com', 'c@example.com'))
        """
        everyone = [each.address for each in (*message.to, *message.cc, *message.bcc)]
        return cls(message.sender.address, tuple(dict.fromkeys(everyone)))


@attrs.frozen
class Receipt:
    """What a service says of a message that it took.

    `message_id` is the Message-ID header, unique. `accepted` are the recipients that it is on its
    way to, and `refused` says who the others are, and why.
    """

    message_id: str
    accepted: tuple[str, ...]
    refused: tuple[Refusal, ...] = ()


@attrs.frozen
class ScheduledEmail:
    """An email that a service keeps, to send it later; its `id` cancels it."""

    id: str
    at: datetime
    message: Email
    envelope: Envelope


@attrs.frozen
class Bounce:
    """The news that a message did not reach a recipient that was accepted at first."""

    message_id: str
    refusal: Refusal
    at: datetime

    @property
    def permanent(self) -> bool:
        """Whether another message would bounce as well."""
        return self.refusal.permanent
