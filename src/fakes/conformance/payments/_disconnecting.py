"""Replies that are lost: nobody knows what was done, until the request is said again."""

from collections.abc import Awaitable, Callable
from functools import partial

from fakes.conformance.capabilities import Operation
from fakes.conformance.payments.trial import PaymentTrial
from fakes.payments import GatewayUnavailable, PaymentStatus

__all__ = ["a_lost_capture_is_done_once", "a_lost_charge_is_done_once", "lost_replies_are_unknown"]


async def lost_replies_are_unknown(trial: PaymentTrial) -> None:
    gateway, amount = await trial.connect(), trial.money(trial.least)
    async with trial.losing_replies():
        await _is_unknown(trial, partial(gateway.charge, amount, trial.source), "charge()")
        declined = next(iter(trial.declined_sources))
        what = "charge() of what is declined,"
        await _is_unknown(trial, partial(gateway.charge, amount, declined), what)
    paid = await gateway.charge(amount, trial.source)
    if trial.declares(Operation.REFUND):
        async with trial.losing_replies():
            await _is_unknown(trial, partial(gateway.refund, paid.id), "refund()")
        refunded = (await gateway.get(paid.id)).status
        trial.equal(refunded, PaymentStatus.REFUNDED, "the status after a refund without a reply")


async def a_lost_charge_is_done_once(trial: PaymentTrial) -> None:
    gateway, amount = await trial.connect(), trial.money(trial.least)
    charge = partial(gateway.charge, amount, trial.source, idempotency_key="a")
    async with trial.losing_replies():
        await _is_unknown(trial, charge, "charge()")
    await trial.has_booked(gateway, await charge())
    if trial.declares(Operation.REFUND):
        (paid,) = await trial.books(gateway)
        refund = partial(gateway.refund, paid.id, idempotency_key="b")
        async with trial.losing_replies():
            await _is_unknown(trial, refund, "refund()")
        trial.equal((await refund()).amount, amount, "what the repeated refund gave back")


async def a_lost_capture_is_done_once(trial: PaymentTrial) -> None:
    gateway, amount = await trial.connect(), trial.money(trial.least)
    authorize = partial(gateway.authorize, amount, trial.source, idempotency_key="a")
    async with trial.losing_replies():
        await _is_unknown(trial, authorize, "authorize()")
    held = await authorize()
    capture = partial(gateway.capture, held.id, idempotency_key="b")
    async with trial.losing_replies():
        await _is_unknown(trial, capture, "capture()")
    await trial.has_booked(gateway, await capture())


async def _is_unknown(
    trial: PaymentTrial, attempt: Callable[[], Awaitable[object]], what: str
) -> None:
    error = await trial.refused(GatewayUnavailable, attempt(), f"{what} whose reply is lost")
    trial.true(error.outcome_unknown, f"{what} whose reply is lost claims that nothing was done")
