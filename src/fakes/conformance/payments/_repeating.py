"""Idempotency keys: the same request said again, and other requests with the same key."""

from collections.abc import Awaitable

from hypothesis import strategies

from fakes.conformance.capabilities import Operation
from fakes.conformance.payments.trial import ROUNDS, PaymentTrial
from fakes.errors import Unsupported
from fakes.payments import (
    AsyncPaymentGateway,
    CardDeclined,
    IdempotencyInProgress,
    IdempotencyMismatch,
    InvalidPaymentValue,
    Payment,
)

__all__ = [
    "a_failure_is_saved_or_retried",
    "a_key_is_honoured_or_refused",
    "a_key_is_new_after_its_window",
    "a_mistake_burns_the_key_or_not",
    "any_keys_are_told_apart",
    "concurrent_repetitions_charge_once",
    "no_keys_are_refused",
    "other_keys_charge_again",
    "other_operations_are_refused",
    "other_parameters_are_refused",
    "refunds_are_repeated_once",
    "repetitions_charge_once",
]


async def repetitions_charge_once(trial: PaymentTrial) -> None:
    gateway, other, amount = await trial.connect(), await trial.connect(), trial.money(trial.least)
    first = await gateway.charge(amount, trial.source, idempotency_key="a")
    again = await gateway.charge(amount, trial.source, idempotency_key="a")
    elsewhere = await other.charge(amount, trial.source, idempotency_key="a")
    trial.equal([again, elsewhere], [first, first], "what the repetitions are answered")
    await trial.has_booked(gateway, first)


async def any_keys_are_told_apart(trial: PaymentTrial) -> None:
    keys = strategies.sampled_from(("a", "A", "b", "k" * int(trial.limit("key_length"))))
    units = strategies.integers(trial.least, trial.least + 1)
    program = trial.draw(
        strategies.lists(strategies.tuples(keys, units), min_size=2, max_size=9), "charges"
    )
    gateway = await trial.connect()
    known: dict[str, Payment] = {}
    for key, each in program:
        amount = trial.money(each)
        attempt = gateway.charge(amount, trial.source, idempotency_key=key)
        if key in known and known[key].amount != amount:
            what = f"charge() of {amount} with the key of another charge"
            await trial.refused(IdempotencyMismatch, attempt, what)
        else:
            payment = await attempt
            first = known.setdefault(key, payment)
            trial.equal(payment, first, "what is answered to the same charge with the same key")
    await trial.has_booked(gateway, *known.values())


async def other_parameters_are_refused(trial: PaymentTrial) -> None:
    gateway, amount = await trial.connect(), trial.money(trial.least)
    first = await gateway.charge(amount, trial.source, idempotency_key="a")
    declined = next(iter(trial.declined_sources))
    attempts = (
        ("another amount", trial.money(trial.least + 1), trial.source),
        ("another source", amount, declined),
    )
    for what, money, source in attempts:
        attempt = gateway.charge(money, source, idempotency_key="a")
        await trial.refused(IdempotencyMismatch, attempt, f"charge() of {what} with the same key")
    again = await gateway.charge(amount, trial.source, idempotency_key="a")
    trial.equal(again, first, "the first charge with the same key")
    await trial.has_booked(gateway, first)


async def other_operations_are_refused(trial: PaymentTrial) -> None:
    gateway, amount, source = await trial.connect(), trial.money(trial.least), trial.source
    paid = await gateway.charge(amount, source, idempotency_key="a")
    held = await gateway.authorize(amount, source, idempotency_key="b")
    hold_again = gateway.authorize(amount, source, idempotency_key="a")
    await _is_mismatch(trial, hold_again, "authorize() of what was charged")
    await _is_mismatch(trial, gateway.capture(held.id, idempotency_key="b"), "capture() of a hold")
    await _is_mismatch(trial, gateway.void(held.id, idempotency_key="b"), "void() of a hold")
    if trial.declares(Operation.REFUND):
        refund = gateway.refund(paid.id, idempotency_key="a")
        await _is_mismatch(trial, refund, "refund() of a charge")
    await trial.has_booked(gateway, paid, held)


async def concurrent_repetitions_charge_once(trial: PaymentTrial) -> None:
    gateway = await trial.connect()
    payments = [await _charged_by_many(trial, gateway, f"key {each}") for each in range(ROUNDS)]
    await trial.has_booked(gateway, *payments)


async def other_keys_charge_again(trial: PaymentTrial) -> None:
    gateway, amount = await trial.connect(), trial.money(trial.least)
    keys = (trial.key("a"), trial.key("b"), None, None)
    payments = [await gateway.charge(amount, trial.source, idempotency_key=key) for key in keys]
    trial.equal(len({payment.id for payment in payments}), len(keys), "how many ids they have")
    await trial.has_booked(gateway, *payments)


async def a_key_is_honoured_or_refused(trial: PaymentTrial) -> None:
    gateway = await trial.connect()
    first, second = [await _tried(trial, gateway) for _ in range(2)]
    trial.equal(second, first, "the payment of a repetition with the same key, or Unsupported")


async def a_failure_is_saved_or_retried(trial: PaymentTrial) -> None:
    gateway, amount = await trial.connect(), trial.money(trial.least)
    source = next(iter(trial.declined_sources))
    failed: list[str | None] = []
    for _ in range(2):
        attempt = gateway.charge(amount, source, idempotency_key="a")
        error = await trial.refused(CardDeclined, attempt, "charge() of what is declined")
        failed.append(error.payment_id)
    if None in failed:
        trial.inconclusive("the gateway does not name payments that failed")
    count = 1 if trial.parameter() == "saved" else 2
    trial.equal(len({*failed}), count, "how many payments failed in two charges with one key")
    await trial.has_booked(gateway)


async def a_mistake_burns_the_key_or_not(trial: PaymentTrial) -> None:
    gateway, amount = await trial.connect(), trial.money(trial.least)
    wrong = gateway.charge(trial.money(0), trial.source, idempotency_key="a")
    await trial.refused(InvalidPaymentValue, wrong, "charge() of nothing")
    attempt = gateway.charge(amount, trial.source, idempotency_key="a")
    if trial.parameter() == "burns":
        what = "charge() with the key of one that was refused"
        await trial.refused(IdempotencyMismatch, attempt, what)
        await trial.has_booked(gateway)
    else:
        await trial.has_booked(gateway, await attempt)


async def a_key_is_new_after_its_window(trial: PaymentTrial) -> None:
    gateway, window = await trial.connect(), trial.limit("idempotency_window")
    amount, other = trial.money(trial.least), trial.money(trial.least + 1)
    first = await gateway.charge(amount, trial.source, idempotency_key="a")
    await trial.advance(window / 2)
    again = await gateway.charge(amount, trial.source, idempotency_key="a")
    trial.equal(again, first, "what a repetition in the window is answered")
    await trial.advance(window / 2 + 1)
    later = await gateway.charge(other, trial.source, idempotency_key="a")
    trial.true(later.id != first.id, "after its window, a key gave the old payment")
    await trial.has_booked(gateway, first, later)


async def no_keys_are_refused(trial: PaymentTrial) -> None:
    gateway, amount = await trial.connect(), trial.money(trial.least)
    longest = "k" * int(trial.limit("key_length"))
    for key in ("", f"{longest}k"):
        attempt = gateway.charge(amount, trial.source, idempotency_key=key)
        what = f"charge() with a key of {len(key)} characters"
        await trial.refused(InvalidPaymentValue, attempt, what)
    await trial.has_booked(
        gateway, await gateway.charge(amount, trial.source, idempotency_key=longest)
    )


async def refunds_are_repeated_once(trial: PaymentTrial) -> None:
    gateway, other = await trial.connect(), await trial.connect()
    paid = await gateway.charge(trial.money(trial.least + 2), trial.source)
    part = trial.money(1) if trial.declares(Operation.PARTIAL) else None
    first = await gateway.refund(paid.id, part, idempotency_key="a")
    again = await gateway.refund(paid.id, part, idempotency_key="a")
    elsewhere = await other.refund(paid.id, part, idempotency_key="a")
    trial.equal([again, elsewhere], [first, first], "what the repetitions are answered")
    if part is not None:
        attempt = gateway.refund(paid.id, trial.money(2), idempotency_key="a")
        what = "refund() of another amount with the same key"
        await trial.refused(IdempotencyMismatch, attempt, what)
    refunded = (await gateway.get(paid.id)).refunded
    trial.equal(refunded, part or paid.amount, "what went back")


async def _charged_by_many(trial: PaymentTrial, gateway: AsyncPaymentGateway, key: str) -> Payment:
    amount = trial.money(trial.least)

    async def charge(own: AsyncPaymentGateway) -> str | None:
        try:
            return (await own.charge(amount, trial.source, idempotency_key=key)).id
        except IdempotencyInProgress:
            return None

    ids = await trial.concurrently(*[charge] * 4)
    payment = await gateway.charge(amount, trial.source, idempotency_key=key)
    charged = sorted({payment.id, *filter(None, ids)})
    trial.equal(charged, [payment.id], "the ids of what one key charged")
    return payment


async def _is_mismatch(trial: PaymentTrial, attempt: Awaitable[object], what: str) -> None:
    await trial.refused(IdempotencyMismatch, attempt, f"{what}, with the same key")


async def _tried(trial: PaymentTrial, gateway: AsyncPaymentGateway) -> str:
    amount = trial.money(trial.least)
    try:
        return (await gateway.charge(amount, trial.source, idempotency_key="a")).id
    except Unsupported:
        return "Unsupported"
