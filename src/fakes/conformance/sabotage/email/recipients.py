"""Services that send to others than they are told, or say something else of them."""

from abc import ABC, abstractmethod
from typing import Any

import attrs

from fakes.conformance.sabotage.email.delegating import Delegating, is_address
from fakes.conformance.sabotage.wrapping import Saboteur
from fakes.email import (
    AllRecipientsRefused,
    AsyncEmailService,
    Email,
    Envelope,
    MessageTooLarge,
    NoRecipients,
    Receipt,
    Refusal,
    ServiceUnavailable,
)

__all__ = ["SABOTEURS"]


class _Sending(Delegating, ABC):
    """Has another way to send, whose envelope is always given."""

    async def send(
        self, message: Email, /, *, envelope: Envelope | None = None, **how: Any
    ) -> Receipt:
        """Send a message in its envelope."""
        return await self.send_in(envelope or Envelope.of(message), message, **how)

    @abstractmethod
    async def send_in(self, envelope: Envelope, message: Email, **how: Any) -> Receipt:
        """Send a message in an envelope."""


class _LeavesCcOut(_Sending):
    async def send_in(self, envelope: Envelope, message: Email, **how: Any) -> Receipt:
        cc = {each.address for each in message.cc} - {each.address for each in message.to}
        rest = [each for each in envelope.recipients if each not in cc]
        return await self.real.send(message, envelope=Envelope(envelope.sender, rest), **how)


class _SendsToCcApart(_Sending):
    async def send_in(self, envelope: Envelope, message: Email, **how: Any) -> Receipt:
        receipt = await self.real.send(message, envelope=envelope, **how)
        if message.cc:
            apart = Envelope(envelope.sender, [each.address for each in message.cc])
            await self.real.send(message, envelope=apart)
        return receipt


class _IgnoresTheEnvelope(_Sending):
    async def send_in(self, envelope: Envelope, message: Email, **how: Any) -> Receipt:
        own = Envelope.of(message)
        return await self.real.send(message, envelope=own if own.recipients else envelope, **how)


class _MendsTheEnvelope(_Sending):
    async def send_in(self, envelope: Envelope, message: Email, **how: Any) -> Receipt:
        rest = [each for each in envelope.recipients if is_address(each)]
        return await self.real.send(message, envelope=Envelope(envelope.sender, rest), **how)


class _SendsToEachApart(_Sending):
    async def send_in(self, envelope: Envelope, message: Email, **how: Any) -> Receipt:
        if len(envelope.recipients) == len({*envelope.recipients}):
            return await self.real.send(message, envelope=envelope, **how)
        receipts = [
            await self.real.send(message, envelope=Envelope(envelope.sender, [each]))
            for each in envelope.recipients
        ]
        return attrs.evolve(receipts[0], accepted=envelope.recipients)


class _MergesDuplicates(_Sending):
    async def send_in(self, envelope: Envelope, message: Email, **how: Any) -> Receipt:
        once = Envelope(envelope.sender, [*dict.fromkeys(envelope.recipients)])
        return await self.real.send(message, envelope=once, **how)


class _SendsToNobody(_Sending):
    async def send_in(self, envelope: Envelope, message: Email, **how: Any) -> Receipt:
        try:
            return await self.real.send(message, envelope=envelope, **how)
        except NoRecipients:
            return Receipt("<nobody@broken.invalid>", ())


class _SwallowsRefusals(_Sending):
    async def send_in(self, envelope: Envelope, message: Email, **how: Any) -> Receipt:
        receipt = await self.real.send(message, envelope=envelope, **how)
        return attrs.evolve(receipt, refused=())


class _RaisesForOneRefusal(_Sending):
    async def send_in(self, envelope: Envelope, message: Email, **how: Any) -> Receipt:
        receipt = await self.real.send(message, envelope=envelope, **how)
        if receipt.refused:
            raise AllRecipientsRefused(receipt.refused)
        return receipt


class _AcceptsTheRefused(_Sending):
    async def send_in(self, envelope: Envelope, message: Email, **how: Any) -> Receipt:
        try:
            return await self.real.send(message, envelope=envelope, **how)
        except AllRecipientsRefused as error:
            return Receipt("<refused@broken.invalid>", (), error.refused)


class _RefusesForGood(_Sending):
    async def send_in(self, envelope: Envelope, message: Email, **how: Any) -> Receipt:
        try:
            return await self.real.send(message, envelope=envelope, **how)
        except AllRecipientsRefused as error:
            lasting = [Refusal(each.address, 550, "5.0.0", each.text) for each in error.refused]
            raise AllRecipientsRefused(tuple(lasting)) from None


class _LargeIsUnavailable(_Sending):
    async def send_in(self, envelope: Envelope, message: Email, **how: Any) -> Receipt:
        try:
            return await self.real.send(message, envelope=envelope, **how)
        except MessageTooLarge as error:
            raise ServiceUnavailable(str(error), outcome_unknown=False) from None


class _LargeLosesItsFiles(_Sending):
    async def send_in(self, envelope: Envelope, message: Email, **how: Any) -> Receipt:
        try:
            return await self.real.send(message, envelope=envelope, **how)
        except MessageTooLarge:
            without = attrs.evolve(message, attachments=())
            return await self.real.send(without, envelope=envelope, **how)


class _DiesOfARefusal(_Sending):
    def __init__(self, real: AsyncEmailService, shared: dict[str, Any]) -> None:
        super().__init__(real, shared)
        self._is_dead = False

    async def send_in(self, envelope: Envelope, message: Email, **how: Any) -> Receipt:
        if self._is_dead:
            raise ServiceUnavailable("please run connect() first", outcome_unknown=False)
        try:
            return await self.real.send(message, envelope=envelope, **how)
        except AllRecipientsRefused:
            self._is_dead = True
            raise


class _RemembersRecipients(_Sending):
    """It does not say RSET after an error."""

    def __init__(self, real: AsyncEmailService, shared: dict[str, Any]) -> None:
        super().__init__(real, shared)
        self._remembered: tuple[str, ...] = ()

    async def send_in(self, envelope: Envelope, message: Email, **how: Any) -> Receipt:
        everyone = [*dict.fromkeys((*envelope.recipients, *self._remembered))]
        try:
            larger = Envelope(envelope.sender, everyone)
            receipt = await self.real.send(message, envelope=larger, **how)
        except AllRecipientsRefused:
            self._remembered = envelope.recipients
            raise
        self._remembered = ()
        return receipt


SABOTEURS = (
    Saboteur(
        "leaves_cc_out", "leaves cc out of the envelope", "envelope_is_everyone_once", _LeavesCcOut
    ),
    Saboteur(
        "cc_apart",
        "sends to cc a second time",
        "envelope_is_everyone_once",
        _SendsToCcApart,
    ),
    Saboteur(
        "ignores_envelope",
        "sends to those in the headers, whatever the envelope",
        "envelope_is_everyone_once",
        _IgnoresTheEnvelope,
    ),
    Saboteur(
        "mends_envelopes",
        "leaves out of an envelope what is no address",
        "invalid_address",
        _MendsTheEnvelope,
    ),
    Saboteur(
        "each_apart",
        "sends two copies to who is twice in an envelope, having declared one",
        "duplicate_recipients",
        _SendsToEachApart,
        parameters={"duplicate_recipients": "one"},
    ),
    Saboteur(
        "merges_duplicates",
        "sends one copy to who is twice in an envelope, having declared two",
        "duplicate_recipients",
        _MergesDuplicates,
        parameters={"duplicate_recipients": "two"},
    ),
    Saboteur("sends_to_nobody", "accepts an email to nobody", "no_recipients", _SendsToNobody),
    Saboteur(
        "swallows_refusals",
        "swallows a partial refusal",
        "refusals_are_per_recipient",
        _SwallowsRefusals,
    ),
    Saboteur(
        "raises_for_one_refusal",
        "raises when one of several recipients is refused",
        "refusals_are_per_recipient",
        _RaisesForOneRefusal,
    ),
    Saboteur(
        "accepts_the_refused",
        "gives a receipt when everyone is refused",
        "all_refused",
        _AcceptsTheRefused,
    ),
    Saboteur(
        "refuses_for_good",
        "reports every refusal as permanent",
        "transient_or_permanent",
        _RefusesForGood,
    ),
    Saboteur(
        "large_is_unavailable",
        "reports a message that is too large as a service to try again",
        "too_large",
        _LargeIsUnavailable,
    ),
    Saboteur(
        "large_loses_files",
        "sends a message that is too large without its files",
        "too_large",
        _LargeLosesItsFiles,
    ),
    Saboteur(
        "dies_of_a_refusal",
        "has a dead connection after one 550",
        "usable_after_an_error",
        _DiesOfARefusal,
    ),
    Saboteur(
        "remembers_recipients",
        "sends the next email to those of the one that failed, too",
        "usable_after_an_error",
        _RemembersRecipients,
    ),
)
"""Each by name, what it does, the guarantee that finds it out, and how."""
