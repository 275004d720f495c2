"""The fake: an email service in memory, with an outbox that tests look at."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from threading import RLock
from typing import Literal, cast

import attrs

from fakes._identifiers import Identifiers
from fakes.clock import Clock, checked_clock, utc_now
from fakes.email._addresses import canonical
from fakes.email._checks import duration, instance, items, moment, text
from fakes.email._keys import Keys, UsedKey, key_of
from fakes.email._rules import Conduct, Fate, Who, rule, whom
from fakes.email._schedule import Schedule
from fakes.email._settings import check_settings
from fakes.email._size import size_at_most
from fakes.email.errors import (
    AllRecipientsRefused,
    EmailError,
    InternationalAddressRefused,
    InvalidEmail,
    MessageTooLarge,
    NoRecipients,
    SenderRefused,
)
from fakes.email.message import Email
from fakes.email.outbox import SentEmail, SentEmails
from fakes.email.snapshot import EmailSnapshot
from fakes.email.values import Bounce, Envelope, Receipt, ScheduledEmail

__all__ = ["FakeEmailService"]

_POSTFIX_SIZE_LIMIT = 10_240_000
_INSTANT = timedelta(microseconds=1)
_DATE = datetime.max.replace(tzinfo=UTC)
_MESSAGE_ID = "<0123456789012345@fake.invalid>"  # as long as those that are given


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
        check_settings(size_limit, smtputf8, duplicate_recipients, seed)
        self._size_limit = size_limit
        self._smtputf8 = smtputf8
        self._one_copy = duplicate_recipients == "one"
        self._clock = checked_clock(clock, InvalidEmail)
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
                f"<FakeEmailService: {len(self._sent):,} sent, {len(self._schedule):,} scheduled, "
                f"{len(self.bounces):,} bounced>"
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
            request = (message, envelope, None)
            if key and (answer := self._keys.answer(key, request, now)):
                return cast(Receipt, answer)  # the request is the same, and so is the answer's type
            self._admit(message, envelope)
            fate = self._conduct.fate(self._recipients(envelope), now)
            if not fate.accepted:
                raise AllRecipientsRefused(fate.refused)
            receipt = self._record(message, envelope, fate, now)
            if key:
                self._keys.use(key, UsedKey(request, receipt, now))
            return receipt

    def send_batch(self, messages: Sequence[Email], /) -> Sequence[Receipt | EmailError]:
        """Send messages, each by itself: see `EmailService.send_batch`."""
        several = enumerate(items("messages", messages))
        emails = [instance(f"messages[{index}]", each, Email) for index, each in several]
        return tuple([self._outcome(email) for email in emails])

    def schedule(
        self,
        message: Email,
        /,
        *,
        at: datetime,
        envelope: Envelope | None = None,
        idempotency_key: str | None = None,
    ) -> ScheduledEmail:
        """Have a message sent later: see `EmailService.schedule`."""
        envelope = _envelope(message, envelope)
        at = moment("at", at)
        key = None if idempotency_key is None else key_of(idempotency_key)
        with self._lock:
            now = self._settle()
            request = (message, envelope, at)
            if key and (answer := self._keys.answer(key, request, now)):
                return cast(ScheduledEmail, answer)
            self._admit(message, envelope)
            scheduled = ScheduledEmail(self._identifiers.next("sch_"), at, message, envelope)
            # What is late is sent now, and not before what was sent already.
            self._schedule.add(attrs.evolve(scheduled, at=max(at, now)))
            if key:
                self._keys.use(key, UsedKey(request, scheduled, now))
            return scheduled

    def cancel(self, schedule_id: str, /) -> None:
        """Do not send a scheduled message after all: see `EmailService.cancel`."""
        known = text("schedule_id", schedule_id)
        with self._lock:
            self._settle()
            self._schedule.cancel(known)

    # -- what tests look at ----------------------------------------------------------------------

    @property
    def outbox(self) -> SentEmails:
        """What was sent, oldest first: whatever is sent later comes into it."""
        return SentEmails(self._all_sent)

    def inbox(self, address: str, /) -> SentEmails:
        """What reached one address and did not bounce, oldest first; live, as the outbox is.

        Raises:
            InvalidEmail: It is no address.
        """
        sought = canonical("address", address)
        return SentEmails(lambda: self._reached(sought))

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
        """From now on, take whatever is to or from these, whoever was told to be refused before.

        It takes back what `refuse`, `refuse_sender` and `bounce` were told of the same `who`, and
        exempts an address from what they were told of its domain or by a function.

        Raises:
            InvalidEmail: It is neither an address nor a domain nor a function.
        """
        meant = whom(who)
        with self._lock:
            self._settle()
            self._conduct = self._conduct.accepting(meant)

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
        given = instance("snapshot", snapshot, EmailSnapshot)
        conduct = instance("snapshot.conduct", given.conduct, Conduct)
        issued = instance("snapshot.issued", given.issued, int)
        try:
            sent, bounces = list(given.sent), list(given.bounces)
            schedule, keys = Schedule(given.scheduled, given.ended), self._keys.like(given.keys)
        except (AttributeError, TypeError, ValueError) as error:
            raise InvalidEmail("snapshot", "is not one that snapshot() gave") from error
        with self._lock:
            self._sent, self._bounces, self._schedule = sent, bounces, schedule
            self._keys, self._conduct, self._identifiers.issued = keys, conduct, issued

    # -- under the lock --------------------------------------------------------------------------

    def _settle(self) -> datetime:
        """Send what has become due; what time it is."""
        now = self._clock().astimezone(UTC)
        while due := self._schedule.due(now):
            fate = self._conduct.fate(self._recipients(due.envelope), due.at)
            self._schedule.sent(due)
            receipt = self._record(due.message, due.envelope, fate, due.at)
            # Nobody is there to be told: what was refused bounces.
            self._bounces += [Bounce(receipt.message_id, each, due.at) for each in fate.refused]
        return now

    def _all_sent(self) -> Sequence[SentEmail]:
        with self._lock:
            self._settle()
            return self._sent

    def _reached(self, address: str) -> Sequence[SentEmail]:
        with self._lock:
            self._settle()
            lost = {each.message_id for each in self._bounces if each.refusal.address == address}
            return [
                email
                for email in self._sent
                for recipient in email.recipients
                if recipient == address and email.message_id not in lost
            ]

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

    def _record(self, message: Email, envelope: Envelope, fate: Fate, at: datetime) -> Receipt:
        message_id = f"<{self._identifiers.next()}@fake.invalid>"
        receipt = Receipt(message_id, fate.accepted, fate.refused)
        if fate.accepted:
            self._sent.append(SentEmail(message, envelope, receipt, at))
        self._bounces += [Bounce(message_id, refusal, when) for refusal, when in fate.bouncing]
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
    else:
        instance("envelope", envelope, Envelope).check()
    if not envelope.recipients:
        raise NoRecipients("envelope", "has no recipients: give the message a to, cc or bcc")
    return envelope
