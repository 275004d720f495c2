"""Idempotency keys: the same send said again, and other sends with the same key."""

from hypothesis import strategies

from fakes.conformance.email.trial import EmailTrial
from fakes.email import (
    AsyncEmailService,
    Email,
    Envelope,
    IdempotencyMismatch,
    InvalidEmail,
    NoRecipients,
    Receipt,
)
from fakes.errors import Unsupported

__all__ = [
    "a_failure_takes_no_key",
    "a_key_is_free_after_its_window",
    "a_key_is_honoured_or_refused",
    "any_keys_are_told_apart",
    "concurrent_retries_send_once",
    "no_keys_are_refused",
    "retries_send_once",
]

_KEYS = ("a", "A", "b", "k" * 256)
_NO_KEYS = ("", "k" * 257, "a\nb")


async def retries_send_once(trial: EmailTrial) -> None:
    dave, service = trial.address("dave"), await trial.connect()
    first = await service.send(trial.email(), idempotency_key="a")
    again = await service.send(trial.email(), idempotency_key="a")
    other_client = await trial.connect()
    elsewhere = await other_client.send(trial.email(), idempotency_key="a")
    trial.equal([again, elsewhere], [first, first], "the receipts of the retries")
    await trial.delivered(service, {dave: 1})


async def any_keys_are_told_apart(trial: EmailTrial) -> None:
    keys, subjects = strategies.sampled_from(_KEYS), strategies.sampled_from(["One", "Two"])
    program = trial.draw(strategies.lists(strategies.tuples(keys, subjects), max_size=8), "sends")
    dave, service = trial.address("dave"), await trial.connect()
    known: dict[str, tuple[str, Receipt]] = {}
    for key, subject in program:
        attempt = service.send(trial.email(subject=subject), idempotency_key=key)
        if key in known and known[key][0] != subject:
            what = f"send() of {subject!r} with the key of {known[key][0]!r}"
            await trial.refused(IdempotencyMismatch, attempt, what)
        else:
            receipt = await attempt
            expected = known.setdefault(key, (subject, receipt))[1]
            trial.equal(receipt, expected, "the receipt of what was sent with the same key")
    ids = {receipt.message_id for _, receipt in known.values()}
    trial.equal(len(ids), len(known), "how many Message-IDs different keys have")
    await trial.delivered(service, {dave: len(known)})


async def concurrent_retries_send_once(trial: EmailTrial) -> None:
    dave, service = trial.address("dave"), await trial.connect()

    async def send(own: AsyncEmailService) -> Receipt:
        return await own.send(trial.email(), idempotency_key="a")

    receipts = await trial.concurrently(*[send] * 4)
    ids = {receipt.message_id for receipt in receipts}
    trial.equal(len(ids), 1, "how many Message-IDs four sends with one key have")
    await trial.delivered(service, {dave: 1})


async def no_keys_are_refused(trial: EmailTrial) -> None:
    dave, service = trial.address("dave"), await trial.connect()
    for key in _NO_KEYS:
        attempt = service.send(trial.email(), idempotency_key=key)
        await trial.refused(InvalidEmail, attempt, f"send() with a key of {len(key)} characters")
    await trial.delivered(service, {dave: 0})


async def a_failure_takes_no_key(trial: EmailTrial) -> None:
    dave, eve, service = trial.address("dave"), trial.address("eve"), await trial.connect()
    nobody = service.send(trial.email(to=()), idempotency_key="a")
    await trial.refused(NoRecipients, nobody, "send() to nobody")
    await service.send(trial.email(), idempotency_key="a")
    other = service.send(
        trial.email(), envelope=Envelope(trial.address("shop"), [eve]), idempotency_key="a"
    )
    await trial.refused(IdempotencyMismatch, other, "send() in another envelope with the same key")
    await trial.delivered(service, {dave: 1, eve: 0})


async def a_key_is_free_after_its_window(trial: EmailTrial) -> None:
    dave, window = trial.address("dave"), trial.limit("idempotency_window")
    service = await trial.connect()
    first = await service.send(trial.email(), idempotency_key="a")
    await trial.advance(window / 2)
    again = await service.send(trial.email(), idempotency_key="a")
    trial.equal(again, first, "the receipt of a retry in the window")
    await trial.advance(window / 2 + 1)
    later = await service.send(trial.email(subject="Other"), idempotency_key="a")
    trial.true(later.message_id != first.message_id, "after its window, a key gave the old receipt")
    await trial.delivered(service, {dave: 2})


async def a_key_is_honoured_or_refused(trial: EmailTrial) -> None:
    service = await trial.connect()
    first, second = [await _tried(service, trial.email()) for _ in range(2)]
    trial.equal(second, first, "the Message-ID of a retry with the same key, or Unsupported")


async def _tried(service: AsyncEmailService, message: Email) -> str:
    try:
        return (await service.send(message, idempotency_key="a")).message_id
    except Unsupported:
        return "Unsupported"
