"""Refunds: all of it, parts of it, and never more than there is."""

from hypothesis import strategies

from fakes.conformance.capabilities import Operation
from fakes.conformance.payments.trial import ROUNDS, PaymentTrial
from fakes.payments import (
    AsyncPaymentGateway,
    GatewayUnavailable,
    InvalidPaymentValue,
    Money,
    PaymentStatus,
    RefundExceedsRemaining,
)

__all__ = [
    "a_refund_is_of_all_that_is_left",
    "any_parts_are_bounded",
    "bad_refunds_are_refused",
    "concurrent_refunds_are_bounded",
    "parts_are_bounded",
    "try_part",
    "try_refund",
]


async def a_refund_is_of_all_that_is_left(trial: PaymentTrial) -> None:
    amount = trial.draw(trial.amounts(), "amount")
    gateway = await trial.connect()
    paid, other = [await gateway.charge(amount, trial.source) for _ in range(2)]
    refund = await gateway.refund(paid.id)
    trial.equal(refund.amount, amount, "what refund() gave back")
    trial.equal(refund.payment_id, paid.id, "the payment that refund() names")
    refunded = await gateway.get(paid.id)
    trial.equal(refunded.refunded, amount, "what the payment says was refunded")
    trial.equal(refunded.captured, amount, "what the payment says was captured")
    trial.equal(refunded.status, PaymentStatus.REFUNDED, "the status of a refunded payment")
    again = gateway.refund(paid.id)
    await trial.refused(RefundExceedsRemaining, again, "refund() of what was refunded")
    await trial.has_booked(gateway, refunded, other)


async def parts_are_bounded(trial: PaymentTrial) -> None:
    whole = max(trial.least, 100)
    await _is_bounded(trial, whole, [whole - 1, 2, 1, 1])
    await _is_bounded(trial, whole, [whole + 1])
    await _is_bounded(trial, whole, [whole // 2 + 1, whole // 2 + 1, None, None])
    await _is_bounded(trial, whole, [whole, 1])


async def any_parts_are_bounded(trial: PaymentTrial) -> None:
    whole = trial.draw(strategies.integers(trial.least, trial.least + 200), "charged")
    units = strategies.none() | strategies.integers(1, whole + 1)
    parts = trial.draw(strategies.lists(units, min_size=1, max_size=6), "refunded")
    await _is_bounded(trial, whole, parts)


async def bad_refunds_are_refused(trial: PaymentTrial) -> None:
    gateway, currencies = await trial.connect(), trial.currencies
    paid = await gateway.charge(trial.money(trial.least), trial.source)
    bad = [trial.money(0), *(Money(1, currency) for currency in currencies[1:2])]
    for amount in bad:
        attempt = gateway.refund(paid.id, amount)
        await trial.refused(InvalidPaymentValue, attempt, f"refund() of {amount} of {paid.amount}")
    await trial.has_booked(gateway, paid)


async def concurrent_refunds_are_bounded(trial: PaymentTrial) -> None:
    gateway = await trial.connect()
    for _ in range(ROUNDS):
        await _is_refunded_by_many(trial, gateway, max(trial.least, 100))


async def try_refund(trial: PaymentTrial) -> None:
    gateway = await trial.connect()
    paid = await gateway.charge(trial.money(trial.least), trial.source)
    await trial.unsupported(lambda: gateway.refund(paid.id), lambda: trial.books(gateway))


async def try_part(trial: PaymentTrial) -> None:
    gateway = await trial.connect()
    paid = await gateway.charge(trial.money(max(trial.least, 2)), trial.source)
    part = trial.money(1)
    await trial.unsupported(lambda: gateway.refund(paid.id, part), lambda: trial.books(gateway))


async def _is_bounded(trial: PaymentTrial, whole: int, parts: list[int | None]) -> None:
    gateway = await trial.connect()
    paid = await gateway.charge(trial.money(whole), trial.source)
    left = whole
    for part in parts:
        wanted = None if part is None else trial.money(part)
        attempt = gateway.refund(paid.id, wanted)
        if not left or (part is not None and part > left):
            what = f"refund() of {wanted or 'the rest'}, where {trial.money(left)} are left"
            error = await trial.refused(RefundExceedsRemaining, attempt, what)
            trial.equal(error.remaining, trial.money(left), "what the error says is left")
        else:
            given = (await attempt).amount
            trial.equal(given, wanted or trial.money(left), "what refund() gave back")
            left -= given.minor_units
        now = await gateway.get(paid.id)
        trial.equal(now.refunded, trial.money(whole - left), "what the payment says was refunded")
        status = PaymentStatus.SUCCEEDED if left else PaymentStatus.REFUNDED
        trial.equal(now.status, status, "the status of the payment")


async def _is_refunded_by_many(
    trial: PaymentTrial, gateway: AsyncPaymentGateway, whole: int
) -> None:
    paid = await gateway.charge(trial.money(whole), trial.source)
    part = trial.money(whole * 2 // 3) if trial.declares(Operation.PARTIAL) else None

    async def refund(own: AsyncPaymentGateway) -> int:
        try:
            return (await own.refund(paid.id, part)).amount.minor_units
        except RefundExceedsRemaining:
            return 0
        except GatewayUnavailable as error:
            # A gateway may have others wait for their turn, as long as it says so.
            trial.true(not error.outcome_unknown, "refund() does not say whether it was done")
            return 0

    given = sum(await trial.concurrently(*[refund] * 4))
    trial.true(0 < given <= whole, f"of {paid.amount}, {trial.money(given)} were given back")
    refunded = (await gateway.get(paid.id)).refunded
    trial.equal(refunded, trial.money(given), "what the payment says was refunded")
