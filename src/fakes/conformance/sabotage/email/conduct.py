"""Services that lose count: of ids, of batches, of clients, of keys and of schedules."""

from collections.abc import Sequence
from typing import Any

import attrs

from fakes.conformance.sabotage.email.delegating import Delegating
from fakes.conformance.sabotage.wrapping import Saboteur, let_others_run
from fakes.email import (
    Email,
    EmailError,
    Envelope,
    IdempotencyMismatch,
    Receipt,
    ScheduledEmail,
)

__all__ = ["SABOTEURS"]

_KEY = "idempotency_key"
_LOST = 3
_MOST_SCHEDULED = 2


class _OneId(Delegating):
    async def send(self, message: Email, /, **how: Any) -> Receipt:
        receipt = await self.real.send(message, **how)
        return attrs.evolve(receipt, message_id="<email@broken.invalid>")


class _OtherIds(Delegating):
    async def send(self, message: Email, /, **how: Any) -> Receipt:
        receipt = await self.real.send(message, **how)
        return attrs.evolve(receipt, message_id=f"<not-{receipt.message_id[1:]}")


class _CountsWithoutALock(Delegating):
    async def send(self, message: Email, /, **how: Any) -> Receipt:
        receipt = await self.real.send(message, **how)
        number: int = self.shared.get("number", 0) + 1
        await let_others_run()
        self.shared["number"] = number
        return attrs.evolve(receipt, message_id=f"<{number}@broken.invalid>")


class _OneDraft(Delegating):
    async def send(self, message: Email, /, **how: Any) -> Receipt:
        self.shared["draft"] = message
        await let_others_run()
        draft: Email = self.shared["draft"]
        own: dict[str, Any] = {"envelope": Envelope.of(message), **how}
        return await self.real.send(draft, **own)


class _KeepsTheLiveBatch(Delegating):
    """It sends what is in the list when it has the time: before it next sends anything."""

    async def send(self, message: Email, /, **how: Any) -> Receipt:
        batch: Sequence[Email] = self.shared.pop("batch", ())
        await self.real.send_batch(batch)
        return await self.real.send(message, **how)

    async def send_batch(self, messages: Sequence[Email], /) -> Sequence[Receipt | EmailError]:
        self.shared["batch"] = messages
        return [
            Receipt(f"<{number}@broken.invalid>", Envelope.of(message).recipients)
            for number, message in enumerate(messages)
        ]


class _CompletionOrder(Delegating):
    async def send_batch(self, messages: Sequence[Email], /) -> Sequence[Receipt | EmailError]:
        outcomes = await self.real.send_batch(messages)
        return sorted(outcomes, key=lambda outcome: isinstance(outcome, Receipt))


class _StopsABatch(Delegating):
    async def send_batch(self, messages: Sequence[Email], /) -> Sequence[Receipt | EmailError]:
        outcomes: list[Receipt | EmailError] = []
        rest = [*messages]
        while rest and not any(isinstance(outcome, EmailError) for outcome in outcomes):
            outcomes += await self.real.send_batch([rest.pop(0)])
        return outcomes


class _RepeatsABatch(Delegating):
    """It tries all of a batch again when one email cannot be sent."""

    async def send_batch(self, messages: Sequence[Email], /) -> Sequence[Receipt | EmailError]:
        outcomes = await self.real.send_batch(messages)
        failed = any(isinstance(outcome, EmailError) for outcome in outcomes)
        return await self.real.send_batch(messages) if failed else outcomes


class _LosesTheThird(Delegating):
    """It says that it accepted an email before it has stored it."""

    async def send(self, message: Email, /, **how: Any) -> Receipt:
        self.shared["sent"] = self.shared.get("sent", 0) + 1
        if self.shared["sent"] == _LOST and message.to:
            return Receipt("<lost@broken.invalid>", Envelope.of(message).recipients)
        return await self.real.send(message, **how)


class _IgnoresKeys(Delegating):
    async def send(
        self, message: Email, /, *, idempotency_key: str | None = None, **how: Any
    ) -> Receipt:
        del idempotency_key
        return await self.real.send(message, **how)


class _IgnoresKeysOfSchedules(Delegating):
    async def schedule(
        self, message: Email, /, *, idempotency_key: str | None = None, **how: Any
    ) -> ScheduledEmail:
        del idempotency_key
        return await self.real.schedule(message, **how)


class _FoldsKeys(Delegating):
    async def send(
        self, message: Email, /, *, idempotency_key: str | None = None, **how: Any
    ) -> Receipt:
        key = idempotency_key and idempotency_key.lower()
        return await self.real.send(message, idempotency_key=key, **how)


class _ComparesKeysAlone(Delegating):
    async def send(self, message: Email, /, **how: Any) -> Receipt:
        try:
            receipt = await self.real.send(message, **how)
        except IdempotencyMismatch as error:
            known: Receipt = self.shared[error.key]
            return known
        self.shared[how.get(_KEY, receipt.message_id)] = receipt
        return receipt


class _RemembersKeysForEver(Delegating):
    async def send(self, message: Email, /, **how: Any) -> Receipt:
        receipt = await self.real.send(message, **how)
        first: Receipt = self.shared.setdefault(how.get(_KEY, receipt.message_id), receipt)
        return first


class _RacesForKeys(Delegating):
    async def send(
        self, message: Email, /, *, idempotency_key: str | None = None, **how: Any
    ) -> Receipt:
        is_known = idempotency_key in self.shared
        if idempotency_key is not None and not is_known:
            await let_others_run()
            if idempotency_key in self.shared:
                return await self.real.send(message, **how)
            self.shared[idempotency_key] = True
        return await self.real.send(message, idempotency_key=idempotency_key, **how)


class _SendsAtOnce(Delegating):
    async def schedule(self, message: Email, /, **how: Any) -> ScheduledEmail:
        scheduled = await self.real.schedule(message, **how)
        await self.real.send(message, envelope=how.get("envelope"))
        return scheduled


class _CancelsInVain(Delegating):
    async def schedule(self, message: Email, /, **how: Any) -> ScheduledEmail:
        scheduled = await self.real.schedule(message, **how)
        self.shared[scheduled.id] = scheduled
        return scheduled

    async def cancel(self, schedule_id: str, /) -> None:
        await self.real.cancel(schedule_id)
        if lost := self.shared.pop(schedule_id, None):
            await self.real.schedule(lost.message, at=lost.at, envelope=lost.envelope)


class _ForgetsSchedules(Delegating):
    """It has room for so many, and the oldest makes room."""

    async def schedule(self, message: Email, /, **how: Any) -> ScheduledEmail:
        scheduled = await self.real.schedule(message, **how)
        kept: list[str] = self.shared.setdefault("kept", [])
        kept.append(scheduled.id)
        if len(kept) > _MOST_SCHEDULED:
            await self.real.cancel(kept.pop(0))
        return scheduled


SABOTEURS = (
    Saboteur("one_id", "gives every email one Message-ID", "accepted_has_an_id", _OneId),
    Saboteur(
        "other_ids",
        "tells another Message-ID than the header says",
        "accepted_has_an_id",
        _OtherIds,
    ),
    Saboteur(
        "counts_without_a_lock",
        "gives emails that are sent at the same time one Message-ID",
        "concurrent_sends_do_not_mix",
        _CountsWithoutALock,
    ),
    Saboteur(
        "one_draft",
        "writes all clients' emails on one draft",
        "concurrent_sends_do_not_mix",
        _OneDraft,
    ),
    Saboteur(
        "live_batch",
        "keeps the live list of a batch, and sends what is in it later",
        "snapshot_at_send",
        _KeepsTheLiveBatch,
    ),
    Saboteur(
        "completion_order",
        "gives the results of a batch in the order in which they came",
        "batch_reports_each",
        _CompletionOrder,
    ),
    Saboteur(
        "stops_a_batch", "ends a batch at the first error", "batch_reports_each", _StopsABatch
    ),
    Saboteur(
        "repeats_a_batch",
        "sends all of a batch again when there is an error in it",
        "batch_reports_each",
        _RepeatsABatch,
    ),
    Saboteur("loses_the_third", "accepts an email and loses it", "arrives", _LosesTheThird),
    Saboteur("ignores_keys", "ignores keys", "key_is_honoured_or_refused", _IgnoresKeys),
    Saboteur(
        "ignores_keys_of_schedules",
        "ignores the key of what is scheduled",
        "scheduled_retry_does_not_duplicate",
        _IgnoresKeysOfSchedules,
    ),
    Saboteur("folds_keys", "folds the case of keys", "retry_does_not_duplicate", _FoldsKeys),
    Saboteur(
        "compares_keys_alone",
        "compares the key and not what is sent",
        "retry_does_not_duplicate",
        _ComparesKeysAlone,
    ),
    Saboteur(
        "races_for_keys",
        "looks for the key, and then sends, and then stores it",
        "retry_does_not_duplicate",
        _RacesForKeys,
    ),
    Saboteur(
        "remembers_keys_for_ever",
        "remembers a key after its window",
        "key_expires",
        _RemembersKeysForEver,
    ),
    Saboteur(
        "sends_at_once",
        "sends what is scheduled at once, and at its time again",
        "scheduled_and_cancelled",
        _SendsAtOnce,
    ),
    Saboteur(
        "cancels_in_vain",
        "sends what was cancelled all the same",
        "scheduled_and_cancelled",
        _CancelsInVain,
    ),
    Saboteur(
        "forgets_schedules",
        "forgets all but two schedules",
        "schedules_are_kept",
        _ForgetsSchedules,
    ),
)
"""Each by name, what it does, the guarantee that finds it out, and how."""
