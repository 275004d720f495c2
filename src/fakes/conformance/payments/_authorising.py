"""Holds: captured once and for no more than they are, or voided, or over."""

from collections.abc import Awaitable

from hypothesis import strategies

from fakes.conformance.capabilities import Operation
from fakes.conformance.payments.trial import ROUNDS, PaymentTrial
from fakes.payments import (
    AsyncPaymentGateway,
    CaptureExceedsAuthorized,
    InvalidPaymentValue,
    InvalidTransition,
    Money,
    Payment,
    PaymentStatus,
)

__all__ = [
    "a_capture_is_within_its_hold",
    "any_part_is_captured_once",
    "bad_captures_are_refused",
    "capturing_blocks_voiding",
    "concurrent_ends_are_one",
    "holds_lapse",
    "try_hold",
    "voiding_blocks_capturing",
]


async def a_capture_is_within_its_hold(trial: PaymentTrial) -> None:
    units = trial.draw(strategies.integers(trial.least, trial.most - 1), "held")
    gateway, amount = await trial.connect(), trial.money(units)
    held = await gateway.authorize(amount, trial.source)
    trial.equal(held.status, PaymentStatus.AUTHORIZED, "the status of what is held")
    trial.equal(held.amount, amount, "the amount that is held")
    trial.equal(held.captured, trial.money(0), "what was captured of a hold")
    more = trial.money(units + 1)
    what = f"capture() of {more}, where {amount} are held"
    await trial.refused(CaptureExceedsAuthorized, gateway.capture(held.id, more), what)
    await trial.has_booked(gateway, held)
    await _is_captured_once(trial, gateway, held, None)


async def any_part_is_captured_once(trial: PaymentTrial) -> None:
    whole = trial.draw(strategies.integers(trial.least, trial.least + 200), "held")
    part = trial.draw(strategies.integers(trial.least, whole), "captured")
    gateway = await trial.connect()
    held = await gateway.authorize(trial.money(whole), trial.source)
    await _is_captured_once(trial, gateway, held, trial.money(part))


async def bad_captures_are_refused(trial: PaymentTrial) -> None:
    gateway, currencies = await trial.connect(), trial.currencies
    held = await gateway.authorize(trial.money(trial.least), trial.source)
    bad = [trial.money(0), *(Money(trial.least, currency) for currency in currencies[1:2])]
    for amount in bad:
        attempt = gateway.capture(held.id, amount)
        await trial.refused(InvalidPaymentValue, attempt, f"capture() of {amount}")
    await trial.has_booked(gateway, held)


async def voiding_blocks_capturing(trial: PaymentTrial) -> None:
    gateway = await trial.connect()
    held = await gateway.authorize(trial.money(trial.least), trial.source)
    voided = await gateway.void(held.id)
    trial.equal(voided.status, PaymentStatus.VOIDED, "the status of what void() gives")
    trial.equal(voided.captured, trial.money(0), "what was captured of what was voided")
    await _is_over(trial, gateway.capture(held.id), "capture() of what was voided")
    await _is_over(trial, gateway.void(held.id), "void() of what was voided")
    if trial.declares(Operation.REFUND):
        await _is_over(trial, gateway.refund(held.id), "refund() of what was voided")
    await trial.has_booked(gateway, voided)


async def capturing_blocks_voiding(trial: PaymentTrial) -> None:
    gateway, amount = await trial.connect(), trial.money(trial.least)
    held = await gateway.authorize(amount, trial.source)
    captured = await gateway.capture(held.id)
    charged = await gateway.charge(amount, trial.source)
    for payment, how in ((captured, "captured"), (charged, "charged")):
        await _is_over(trial, gateway.void(payment.id), f"void() of what was {how}")
    await _is_over(trial, gateway.capture(charged.id), "capture() of what was charged")
    await trial.has_booked(gateway, captured, charged)


async def concurrent_ends_are_one(trial: PaymentTrial) -> None:
    gateway = await trial.connect()
    ended = [await _ended_by_many(trial, gateway) for _ in range(ROUNDS)]
    await trial.has_booked(gateway, *ended)


async def holds_lapse(trial: PaymentTrial) -> None:
    gateway, window = await trial.connect(), trial.limit("authorization_window")
    amount = trial.money(trial.least)
    held, kept = [await gateway.authorize(amount, trial.source) for _ in range(2)]
    await trial.advance(window / 2)
    trial.equal(await gateway.get(held.id), held, "what is held, within the window")
    kept = await gateway.capture(kept.id)
    await trial.advance(window / 2 + 1)
    expired = await gateway.get(held.id)
    trial.equal(expired.status, PaymentStatus.EXPIRED, "the status of a hold after its window")
    trial.equal(expired.captured, trial.money(0), "what was captured of a hold after its window")
    await _is_over(trial, gateway.capture(held.id), "capture() of a hold after its window")
    await _is_over(trial, gateway.void(held.id), "void() of a hold after its window")
    await trial.has_booked(gateway, expired, kept)


async def try_hold(trial: PaymentTrial) -> None:
    gateway, amount = await trial.connect(), trial.money(trial.least)
    await trial.unsupported(
        lambda: gateway.authorize(amount, trial.source), lambda: trial.books(gateway)
    )


async def _is_captured_once(
    trial: PaymentTrial, gateway: AsyncPaymentGateway, held: Payment, part: Money | None
) -> None:
    captured = await gateway.capture(held.id, part)
    trial.equal(captured.status, PaymentStatus.SUCCEEDED, "the status of what was captured")
    trial.equal(captured.captured, part or held.amount, "what was captured")
    trial.equal(captured.amount, held.amount, "the amount that was held")
    await _is_over(trial, gateway.capture(held.id), "capture() of what was captured")
    await _is_over(trial, gateway.capture(held.id, part), "capture() of what was captured")
    await trial.has_booked(gateway, captured)


async def _ended_by_many(trial: PaymentTrial, gateway: AsyncPaymentGateway) -> Payment:
    held = await gateway.authorize(trial.money(trial.least), trial.source)

    async def capture(own: AsyncPaymentGateway) -> Payment | None:
        return await _unless_over(own.capture(held.id))

    async def void(own: AsyncPaymentGateway) -> Payment | None:
        return await _unless_over(own.void(held.id))

    ended = await trial.concurrently(capture, void, capture, void)
    ends = [payment for payment in ended if payment is not None]
    trial.equal(len(ends), 1, "how many of two captures and two voids of one payment were done")
    return ends[0]


async def _is_over(trial: PaymentTrial, attempt: Awaitable[object], what: str) -> None:
    await trial.refused(InvalidTransition, attempt, what)


async def _unless_over(attempt: Awaitable[Payment]) -> Payment | None:
    try:
        return await attempt
    except InvalidTransition:
        return None
