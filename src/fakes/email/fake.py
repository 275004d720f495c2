"""The fake: an email service in memory, with an outbox that tests look at."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from threading import RLock
from typing import Literal

import attrs

from fakes._identifiers import Identifiers
from fakes.clock import Clock, utc_now
from fakes.email._addresses import canonical
from fakes.email._checks import duration, instance, items, moment
from fakes.email._keys import Keys, UsedKey, key_of
from fakes.email._rules import Conduct, Who, rule, whom
from fakes.email._schedule import Schedule
from fakes.email._size import size_at_most
from fakes.email.errors import (
    AllRecipientsRefused,
    EmailError,
    InternationalAddressRefused,
    InvalidEmail,
    MessageTooLarge,
    NoRecipients,
    Refusal,
    SenderRefused,
)
from fakes.email.message import Email
from fakes.email.outbox import SentEmail, SentEmails
from fakes.email.values import Bounce, Envelope, Receipt, ScheduledEmail

__all__ = ["EmailSnapshot", "FakeEmailService"]

_POSTFIX_SIZE_LIMIT = 10_240_000
_INSTANT = timedelta(microseconds=1)
_DATE = datetime.max.replace(tzinfo=UTC)
_MESSAGE_ID = "<0123456789012345@fake.invalid>"  # as long as those that are given


@attrs.frozen
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


class FakeEmailService:
    """An `EmailService` in memory: what is sent is in its `outbox` and the recipients' inboxes.

    `size_limit` is in bytes of the message as it is sent; Postfix's default is ours, and None is
    no limit. `smtputf8` says whether addresses that are not ASCII before the @ are taken.
    `duplicate_recipients` is how many copies an address gets that is twice in an envelope.
    `idempotency_window` is how long a key is remembered; 24 hours is what Resend documents. The
    same `seed` gives the same Message-IDs.

    >>> service = FakeEmailService()
    >>> receipt = service.send(
    ...     Email(sender="shop@example.com", to="dave@example.com", text="Your code is 123456.")
    ... )
    >>> service.outbox.last_to("dave@example.com").code()
    '123456'

    Raises:
        InvalidEmail: A setting is none.
    """

    def __init__(
        self,
        *,
        size_limit: int | None = _POSTFIX_SIZE_LIMIT,
        smtputf8: bool = True,
        duplicate_recipients: Literal["one", "two"] = "one",
        idempotency_window: timedelta = timedelta(hours=24),
        clock: Clock = utc_now,
        seed: int = 0,
    ) -> None:
        _check_settings(size_limit, smtputf8, duplicate_recipients, clock, seed)
        self._size_limit = size_limit
        self._smtputf8 = smtputf8
        self._one_copy = duplicate_recipients == "one"
        self._clock = clock
        self._lock = RLock()
        self._identifiers = Identifiers(seed)
        self._sent: list[SentEmail] = []
        self._bounces: list[Bounce] = []
        self._schedule = Schedule()
        self._keys = Keys(duration("idempotency_window", idempotency_window, _INSTANT))
        self._conduct = Conduct()

    def __repr__(self) -> str:
        with self._lock:
            self._settle()
            return (
                f"FakeEmailService({len(self._sent):,} sent, {len(self._schedule):,} scheduled, "
                f"{len(self.bounces):,} bounced)"
            )

    # -- the port --------------------------------------------------------------------------------

    def send(
        self,
        message: Email,
        /,
        *,
        envelope: Envelope | None = None,
        idempotency_key: str | None = None,
    ) -> Receipt:
        """Send a message now: see `EmailService.send`."""
        envelope = _envelope(message, envelope)
        key = None if idempotency_key is None else key_of(idempotency_key)
        with self._lock:
            now = self._settle()
            if key and (receipt := self._keys.receipt(key, message, envelope, now)):
                return receipt
            self._admit(message, envelope)
            accepted, refused = self._conduct.of_recipients(self._recipients(envelope))
            if not accepted:
                raise AllRecipientsRefused(refused)
            receipt = self._record(message, envelope, accepted, refused, now)
            if key:
                self._keys.use(key, UsedKey(message, envelope, receipt, now))
            return receipt

    def send_batch(self, messages: Sequence[Email], /) -> Sequence[Receipt | EmailError]:
        """Send messages, each by itself: see `EmailService.send_batch`."""
        several = enumerate(items("messages", messages))
        emails = [instance(f"messages[{index}]", each, Email) for index, each in several]
        return tuple([self._outcome(email) for email in emails])

    def schedule(
        self, message: Email, /, *, at: datetime, envelope: Envelope | None = None
    ) -> ScheduledEmail:
        """Have a message sent later: see `EmailService.schedule`."""
        envelope = _envelope(message, envelope)
        at = moment("at", at)
        with self._lock:
            self._settle()
            self._admit(message, envelope)
            scheduled = ScheduledEmail(self._identifiers.next("sch_"), at, message, envelope)
            self._schedule.add(scheduled)
            return scheduled

    def cancel(self, schedule_id: str, /) -> None:
        """Do not send a scheduled message after all: see `EmailService.cancel`."""
        known = instance("schedule_id", schedule_id, str)
        with self._lock:
            self._settle()
            self._schedule.cancel(known)

    # -- what tests look at ----------------------------------------------------------------------

    @property
    def outbox(self) -> SentEmails:
        """What was sent so far, oldest first."""
        with self._lock:
            self._settle()
            return SentEmails(self._sent)

    def inbox(self, address: str, /) -> SentEmails:
        """What reached one address and did not bounce, oldest first.

        Raises:
            InvalidEmail: It is no address.
        """
        sought = canonical("address", address)
        with self._lock:
            self._settle()
            lost = {each.message_id for each in self._bounces if each.refusal.address == sought}
            return SentEmails(
                [
                    email
                    for email in self._sent
                    for recipient in email.recipients
                    if recipient == sought and email.message_id not in lost
                ]
            )

    @property
    def bounces(self) -> tuple[Bounce, ...]:
        """The bounces that came back so far, in the order of their times."""
        with self._lock:
            now = self._settle()
            return tuple(sorted((b for b in self._bounces if b.at <= now), key=lambda b: b.at))

    @property
    def scheduled(self) -> tuple[ScheduledEmail, ...]:
        """What is to be sent later, in the order of its times."""
        with self._lock:
            self._settle()
            return self._schedule.pending

    # -- how recipients and senders fare ---------------------------------------------------------

    def refuse(
        self,
        who: Who,
        /,
        *,
        code: int = 550,
        enhanced_code: str | None = None,
        text: str = "mailbox unavailable",
    ) -> None:
        """From now on, refuse recipients: an address, a domain as `@example.com`, or by a function.

        Of several rules about an address the latest counts. Without an enhanced code it is the
        usual one for the code.

        Raises:
            InvalidEmail: It is neither of these, or a code is none.
        """
        refusing = rule(who, code, enhanced_code, text)
        with self._lock:
            self._settle()
            recipients = (refusing, *self._conduct.recipients)
            self._conduct = attrs.evolve(self._conduct, recipients=recipients)

    def refuse_sender(
        self,
        who: Who,
        /,
        *,
        code: int = 553,
        enhanced_code: str | None = "5.7.1",
        text: str = "sender not allowed",
    ) -> None:
        """From now on, refuse senders of envelopes, as `refuse` does recipients.

        Raises:
            InvalidEmail: It is neither an address nor a domain nor a function, or a code is none.
        """
        refusing = rule(who, code, enhanced_code, text)
        with self._lock:
            self._settle()
            senders = (refusing, *self._conduct.senders)
            self._conduct = attrs.evolve(self._conduct, senders=senders)

    def bounce(
        self,
        who: Who,
        /,
        *,
        after: timedelta = timedelta(),
        code: int = 550,
        enhanced_code: str | None = None,
        text: str = "mailbox unavailable",
    ) -> None:
        """From now on, accept recipients as before, but let what they are sent bounce.

        The bounce is in `bounces` when so much time has passed.

        Raises:
            InvalidEmail: As in `refuse`; or the time is negative.
        """
        after = duration("after", after, timedelta())
        bouncing = rule(who, code, enhanced_code, text)
        with self._lock:
            self._settle()
            every = ((bouncing, after), *self._conduct.bouncing)
            self._conduct = attrs.evolve(self._conduct, bouncing=every)

    def accept(self, who: Who, /) -> None:
        """Forget what `refuse`, `refuse_sender` and `bounce` were told of the same `who`.

        Raises:
            InvalidEmail: It is neither an address nor a domain nor a function.
        """
        meant = whom(who)
        with self._lock:
            self._settle()
            self._conduct = self._conduct.without(meant)

    # -- state as a value ------------------------------------------------------------------------

    def snapshot(self) -> EmailSnapshot:
        """All that it knows, as a value that is hashable and equal to others like it."""
        with self._lock:
            now = self._settle()
            return EmailSnapshot(
                sent=tuple(self._sent),
                bounces=tuple(self._bounces),
                scheduled=self._schedule.pending,
                ended=self._schedule.ended,
                keys=frozenset(self._keys.alive(now)),
                conduct=self._conduct,
                issued=self._identifiers.issued,
            )

    def restore(self, snapshot: EmailSnapshot, /) -> None:
        """Know what a snapshot says and nothing else, in this fake or another of these settings.

        Raises:
            InvalidEmail: It is no snapshot of a `FakeEmailService`.
        """
        snapshot = instance("snapshot", snapshot, EmailSnapshot)
        with self._lock:
            # Outboxes that were given out look at the list there was: it must not change.
            self._sent = list(snapshot.sent)
            self._bounces = list(snapshot.bounces)
            self._schedule.restore(snapshot.scheduled, snapshot.ended)
            self._keys.restore(snapshot.keys)
            self._conduct = snapshot.conduct
            self._identifiers.issued = snapshot.issued

    # -- under the lock --------------------------------------------------------------------------

    def _settle(self) -> datetime:
        """Send what has become due; what time it is."""
        now = self._clock()
        for due in self._schedule.take_due(now):
            recipients = self._recipients(due.envelope)
            accepted, refused = self._conduct.of_recipients(recipients)
            receipt = self._record(due.message, due.envelope, accepted, refused, due.at)
            # Nobody is there to be told: what was refused bounces.
            self._bounces += [Bounce(receipt.message_id, each, due.at) for each in refused]
        return now

    def _admit(self, message: Email, envelope: Envelope) -> None:
        """What a server says before it hears of recipients."""
        if refusal := self._conduct.of_sender(envelope.sender):
            raise SenderRefused(refusal)
        if not self._smtputf8:
            shown = (message.sender, *message.to, *message.cc, *message.reply_to)
            for address in (envelope.sender, *envelope.recipients, *(m.address for m in shown)):
                if not address.isascii():
                    raise InternationalAddressRefused(address)
        limit = self._size_limit
        if limit is not None and size_at_most(message) > limit:
            size = len(message.as_bytes(message_id=_MESSAGE_ID, date=_DATE))
            if size > limit:
                raise MessageTooLarge(size, limit)

    def _recipients(self, envelope: Envelope) -> tuple[str, ...]:
        everyone = envelope.recipients
        return tuple(dict.fromkeys(everyone)) if self._one_copy else everyone

    def _record(
        self,
        message: Email,
        envelope: Envelope,
        accepted: tuple[str, ...],
        refused: tuple[Refusal, ...],
        at: datetime,
    ) -> Receipt:
        receipt = Receipt(f"<{self._identifiers.next()}@fake.invalid>", accepted, refused)
        if accepted:
            self._sent.append(SentEmail(message, envelope, receipt, at))
        self._bounces += [
            Bounce(receipt.message_id, refusal, at + after)
            for refusal, after in self._conduct.bounces(accepted)
        ]
        return receipt

    def _outcome(self, message: Email) -> Receipt | EmailError:
        try:
            return self.send(message)
        except EmailError as error:
            return error


def _envelope(message: Email, envelope: Envelope | None) -> Envelope:
    instance("message", message, Email).check()
    if envelope is None:
        envelope = Envelope.of(message)
    envelope = instance("envelope", envelope, Envelope)
    if not envelope.recipients:
        raise NoRecipients("envelope", "has no recipients: give the message a to, cc or bcc")
    return envelope


def _check_settings(
    size_limit: object, smtputf8: object, duplicate_recipients: object, clock: object, seed: object
) -> None:
    if size_limit is not None and (type(size_limit) is not int or size_limit < 1):
        raise InvalidEmail("size_limit", "must be a positive number of bytes, or None")
    if type(smtputf8) is not bool:
        raise InvalidEmail("smtputf8", "must be True or False")
    if not isinstance(duplicate_recipients, str) or duplicate_recipients not in {"one", "two"}:
        raise InvalidEmail("duplicate_recipients", "must be 'one' or 'two'")
    if not callable(clock):
        raise InvalidEmail("clock", "must be a function that says what time it is")
    if type(seed) is not int:
        raise InvalidEmail("seed", f"must be an int, not {type(seed).__name__}")
