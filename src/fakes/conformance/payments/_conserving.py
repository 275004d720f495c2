"""Programs of charges, holds, captures, voids and refunds, and what must have come of them."""

from collections.abc import Awaitable, Sequence

import attrs
from hypothesis import strategies
from hypothesis.strategies import SearchStrategy

from fakes.conformance.capabilities import Operation
from fakes.conformance.payments.trial import PaymentTrial
from fakes.payments import (
    AsyncPaymentGateway,
    CaptureExceedsAuthorized,
    InvalidTransition,
    Money,
    PaymentError,
    PaymentStatus,
    RefundExceedsRemaining,
)

__all__ = ["any_program_conserves_money", "one_program_conserves_money"]

_LONGEST = 20
_FEW = 5
_SPREAD = 100
_OPENS = ("charge", "authorize")


@attrs.frozen
class _Step:
    """An operation: on which payment, counted round, and of how many units; None is all.

    For what opens a payment, they are those beyond the fewest that there can be.
    """

    operation: str
    payment: int
    units: int | None


@attrs.define
class _Expected:
    """What must have become of a payment."""

    status: PaymentStatus
    amount: int
    captured: int = 0
    refunded: int = 0

    def end(self, step: _Step) -> type[PaymentError] | None:
        """Do a step, or say what it is refused with."""
        return {"capture": self._capture, "void": self._void, "refund": self._refund}[
            step.operation
        ](step.units)

    def _capture(self, units: int | None) -> type[PaymentError] | None:
        taken = self.amount if units is None else units
        if self.status is not PaymentStatus.AUTHORIZED:
            return InvalidTransition
        if taken > self.amount:
            return CaptureExceedsAuthorized
        self.status, self.captured = PaymentStatus.SUCCEEDED, taken
        return None

    def _void(self, units: int | None) -> type[PaymentError] | None:
        del units
        if self.status is not PaymentStatus.AUTHORIZED:
            return InvalidTransition
        self.status = PaymentStatus.VOIDED
        return None

    def _refund(self, units: int | None) -> type[PaymentError] | None:
        if self.status in (PaymentStatus.AUTHORIZED, PaymentStatus.VOIDED):
            return InvalidTransition
        left = self.captured - self.refunded
        given = left if units is None else units
        if not left or given > left:
            return RefundExceedsRemaining
        self.refunded += given
        if given == left:
            self.status = PaymentStatus.REFUNDED
        return None


async def one_program_conserves_money(trial: PaymentTrial) -> None:
    most = trial.least + _SPREAD
    steps = [
        _Step("charge", 0, _SPREAD),
        _Step("authorize", 0, _SPREAD),
        _Step("refund", 1, None),
        _Step("capture", 1, most - 1),
        _Step("capture", 1, 1),
        _Step("refund", 1, 1),
        _Step("refund", 1, most - 1),
        _Step("refund", 1, most - 2),
        _Step("void", 0, None),
        _Step("refund", 0, 1),
        _Step("authorize", 0, None),
        _Step("void", 2, None),
        _Step("refund", 0, None),
    ]
    known = _operations(trial)
    await _conserves(trial, [step for step in steps if step.operation in known])


async def any_program_conserves_money(trial: PaymentTrial) -> None:
    operations = strategies.sampled_from(_operations(trial))
    step = strategies.tuples(operations, strategies.integers(0, 2), _units(trial))
    # A list of any length up to the longest; by themselves, lists are short.
    programs = strategies.integers(0, _LONGEST).flatmap(
        lambda length: strategies.lists(step, min_size=length, max_size=length)
    )
    program = [_Step(*each) for each in trial.draw(programs, "operations, payments and units")]
    await _conserves(trial, [_Step("charge", 0, _opening(trial)), *program])


async def _conserves(trial: PaymentTrial, program: Sequence[_Step]) -> None:
    gateway = await trial.connect()
    expected: dict[str, _Expected] = {}
    for step in (_fitted(trial, each) for each in program):
        if step.operation in _OPENS:
            payment_id, opened = await _open(trial, gateway, step)
            expected[payment_id] = opened
        else:
            payment_id = [*expected][step.payment % len(expected)]
            await _end(trial, gateway, step, payment_id, expected[payment_id])
        payment = await gateway.get(payment_id)
        told = _Expected(
            payment.status,
            payment.amount.minor_units,
            payment.captured.minor_units,
            payment.refunded.minor_units,
        )
        what = f"the payment after {step.operation}()"
        trial.equal(told, expected[payment_id], what)
    books = await trial.books(gateway)
    trial.equal(sorted(each.id for each in books), sorted(expected), "the payments that there are")
    taken = sum(each.captured for each in expected.values())
    given = sum(each.refunded for each in expected.values())
    balance = sum((payment.balance for payment in books), trial.money(0))
    trial.equal(balance, trial.money(taken - given), "captured - refunded")


async def _open(
    trial: PaymentTrial, gateway: AsyncPaymentGateway, step: _Step
) -> tuple[str, _Expected]:
    amount = trial.money(trial.least + (step.units or 0))
    units = amount.minor_units
    if step.operation == "authorize":
        held = await gateway.authorize(amount, trial.source)
        return held.id, _Expected(PaymentStatus.AUTHORIZED, units)
    paid = await gateway.charge(amount, trial.source)
    return paid.id, _Expected(PaymentStatus.SUCCEEDED, units, captured=units)


async def _end(
    trial: PaymentTrial,
    gateway: AsyncPaymentGateway,
    step: _Step,
    payment_id: str,
    expected: _Expected,
) -> None:
    status = expected.status
    refusal = expected.end(step)
    amount = _amount(trial, step)
    attempt = _attempted(gateway, step.operation, payment_id, amount)
    if refusal is None:
        await attempt
    else:
        what = f"{step.operation}() of {amount or 'all'} of a payment that is {status.value}"
        await trial.refused(refusal, attempt, what)


def _attempted(
    gateway: AsyncPaymentGateway, operation: str, payment_id: str, amount: Money | None
) -> Awaitable[object]:
    if operation == "void":
        return gateway.void(payment_id)
    if operation == "capture":
        return gateway.capture(payment_id, amount)
    return gateway.refund(payment_id, amount)


def _amount(trial: PaymentTrial, step: _Step) -> Money | None:
    return None if step.units is None else trial.money(step.units)


def _operations(trial: PaymentTrial) -> list[str]:
    operations = ["charge"]
    if trial.declares(Operation.REFUND):
        operations += ["refund", "refund"]
    if trial.declares(Operation.AUTHORISE):
        operations += ["authorize", "capture", "void"]
    return operations


def _units(trial: PaymentTrial) -> SearchStrategy[int | None]:
    few, some = strategies.integers(1, _FEW), strategies.integers(1, trial.least + _SPREAD)
    return few | some | strategies.none()


def _opening(trial: PaymentTrial) -> int:
    return min(_SPREAD, trial.most - trial.least)


def _fitted(trial: PaymentTrial, step: _Step) -> _Step:
    """The step as a gateway may be asked for it: it may know no parts, or no small captures."""
    if step.units is None or step.operation in _OPENS:
        return step
    if not trial.declares(Operation.PARTIAL):
        return attrs.evolve(step, units=None)
    least = trial.least if step.operation == "capture" else 1
    return attrs.evolve(step, units=max(step.units, least))
