"""All that a fake email service knows at one time, as a value."""

from datetime import datetime

import attrs

from fakes._counting import counted
from fakes.email._keys import UsedKey
from fakes.email._rules import Conduct
from fakes.email.outbox import SentEmail
from fakes.email.values import Bounce, ScheduledEmail

__all__ = ["EmailSnapshot"]


@attrs.frozen(repr=False)
class EmailSnapshot:
    """Everything that a `FakeEmailService` knows at one time, its settings apart.

    Two are equal if, from there, the fakes would do the same at the same times.
    """

    sent: tuple[SentEmail, ...]
    bounces: tuple[Bounce, ...]
    scheduled: tuple[ScheduledEmail, ...]
    ended: frozenset[tuple[str, datetime | None]]
    keys: frozenset[tuple[str, UsedKey]]
    conduct: Conduct
    issued: int

    def __repr__(self) -> str:
        return (
            f"<EmailSnapshot: {len(self.sent):,} sent, {len(self.scheduled):,} scheduled, "
            f"{counted(len(self.keys), 'key')}>"
        )
