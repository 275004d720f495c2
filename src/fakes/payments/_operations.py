"""What can be done to the payments of a ledger, each as a function; locks and keys are `fake`'s.

Each checks everything before it changes anything, so that an error leaves the ledger as it was;
only a decline and a wait for authentication are remembered, as payments of their own.
"""

from datetime import datetime, timedelta

import attrs

from fakes._moments import later
from fakes.payments._ledger import Ledger, Plan
from fakes.payments.errors import (
    AuthenticationRequired,
    CaptureExceedsAuthorized,
    CardDeclined,
    CurrencyMismatch,
    InvalidTransition,
    RefundExceedsRemaining,
)
from fakes.payments.event import EventType
from fakes.payments.known_cards import KnownCard
from fakes.payments.lifecycle import PaymentStatus, Step
from fakes.payments.money import Money, zero
from fakes.payments.values import Dispute, DisputeStatus, Payment, Refund

__all__ = [
    "authenticate",
    "capture",
    "dispute",
    "open_payment",
    "refund",
    "refuse_authentication",
    "settle_dispute",
    "void",
]


def open_payment(
    ledger: Ledger, amount: Money, plan: Plan, *, window: timedelta, now: datetime
) -> Payment:
    """Take the amount from a card, or hold it; raises CardDeclined, AuthenticationRequired."""
    created = _whole_seconds(now)
    status, event = _beginning(plan)
    nothing = zero(amount.currency)
    payment = Payment(
        ledger.identifiers.next("pay_"),
        status,
        amount,
        amount if status is PaymentStatus.SUCCEEDED else nothing,
        nothing,
        plan.card.details,
        created,
        _lapse(now, window) if status is PaymentStatus.AUTHORIZED else None,
    )
    ledger.open(payment, plan, event)
    if plan.card.needs_authentication:
        raise AuthenticationRequired(payment.id)
    if plan.card.decline is not None:
        raise CardDeclined(plan.card.decline.code, plan.card.decline.decline_code, payment.id)
    _contest(ledger, payment, plan.card, created)
    return payment


def capture(ledger: Ledger, payment_id: str, amount: Money | None, now: datetime) -> Payment:
    """Take what is held; raises what the port says."""
    payment = ledger.get(payment_id)
    status = ledger.status_after(payment, Step.CAPTURE)
    taken = payment.amount if amount is None else _same_currency(payment, amount)
    if taken > payment.amount:
        raise CaptureExceedsAuthorized(payment.id, taken, payment.amount)
    card = ledger.plan(payment).card
    captured = attrs.evolve(payment, status=status, captured=taken, capture_before=None)
    at = _whole_seconds(now)
    ledger.change(captured, EventType.SUCCEEDED, at)
    _contest(ledger, captured, card, at)
    return captured


def void(ledger: Ledger, payment_id: str, now: datetime) -> Payment:
    """Let go of what is held or awaited; raises what the port says."""
    payment = ledger.get(payment_id)
    status = ledger.status_after(payment, Step.VOID)
    voided = attrs.evolve(payment, status=status, capture_before=None)
    return ledger.change(voided, EventType.VOIDED, _whole_seconds(now))


def refund(ledger: Ledger, payment_id: str, amount: Money | None, now: datetime) -> Refund:
    """Give back some of what was taken; raises what the port says."""
    payment = ledger.get(payment_id)
    if payment.status is not PaymentStatus.REFUNDED:
        ledger.status_after(payment, Step.REFUND)
    remaining = payment.balance
    given = remaining if amount is None else _same_currency(payment, amount)
    if given > remaining or not remaining.minor_units:
        raise RefundExceedsRemaining(payment.id, amount, remaining)
    step = Step.REFUND_THE_REST if given == remaining else Step.REFUND
    status = ledger.status_after(payment, step)
    at = _whole_seconds(now)
    made = Refund(ledger.identifiers.next("ref_"), payment.id, given, at)
    refunded = attrs.evolve(payment, status=status, refunded=payment.refunded + given)
    ledger.change(refunded, EventType.REFUNDED, at, made)
    return made


def authenticate(ledger: Ledger, payment_id: str, *, window: timedelta, now: datetime) -> Payment:
    """The card's holder confirmed: take, hold or decline; raises InvalidTransition."""
    payment = ledger.get(payment_id)
    status = ledger.status_after(payment, Step.COMPLETE_AUTHENTICATION)
    at = _whole_seconds(now)
    plan = ledger.plan(payment)
    if plan.card.decline is not None:
        return refuse_authentication(ledger, payment_id, now)
    held = attrs.evolve(payment, status=status, capture_before=_lapse(now, window))
    if not plan.captures:
        return ledger.change(held, EventType.AUTHORIZED, at)
    status = ledger.status_after(held, Step.CAPTURE)
    taken = attrs.evolve(payment, status=status, captured=payment.amount)
    return ledger.change(taken, EventType.SUCCEEDED, at)


def refuse_authentication(ledger: Ledger, payment_id: str, now: datetime) -> Payment:
    """The card's holder did not confirm, or their bank refused; raises InvalidTransition."""
    payment = ledger.get(payment_id)
    status = ledger.status_after(payment, Step.FAIL_AUTHENTICATION)
    failed = attrs.evolve(payment, status=status)
    return ledger.change(failed, EventType.FAILED, _whole_seconds(now))


def dispute(ledger: Ledger, payment_id: str, reason: str, now: datetime) -> Payment:
    """The card's holder contests all that is left of a payment; raises InvalidTransition."""
    payment = ledger.get(payment_id)
    status = ledger.status_after(payment, Step.DISPUTE)
    at = _whole_seconds(now)
    opened = Dispute(
        ledger.identifiers.next("dis_"), payment.balance, reason, DisputeStatus.OPEN, at
    )
    disputed = attrs.evolve(payment, status=status, dispute=opened)
    return ledger.change(disputed, EventType.DISPUTED, at)


def settle_dispute(
    ledger: Ledger, payment_id: str, outcome: DisputeStatus, now: datetime
) -> Payment:
    """The bank decides an open dispute; raises InvalidTransition."""
    won = outcome is DisputeStatus.WON
    step = Step.WIN_DISPUTE if won else Step.LOSE_DISPUTE
    payment = ledger.get(payment_id)
    if payment.dispute is None:
        raise InvalidTransition(payment.id, payment.status, step)
    status = ledger.status_after(payment, step)
    decided = attrs.evolve(payment.dispute, status=outcome)
    settled = attrs.evolve(payment, status=status, dispute=decided)
    event = EventType.DISPUTE_WON if won else EventType.DISPUTE_LOST
    return ledger.change(settled, event, _whole_seconds(now))


def _beginning(plan: Plan) -> tuple[PaymentStatus, EventType]:
    if plan.card.needs_authentication:
        return PaymentStatus.REQUIRES_AUTHENTICATION, EventType.REQUIRES_AUTHENTICATION
    if plan.card.decline is not None:
        return PaymentStatus.FAILED, EventType.FAILED
    if plan.captures:
        return PaymentStatus.SUCCEEDED, EventType.SUCCEEDED
    return PaymentStatus.AUTHORIZED, EventType.AUTHORIZED


def _contest(ledger: Ledger, payment: Payment, card: KnownCard, at: datetime) -> None:
    # The answer to a charge never shows its dispute: at real gateways it comes afterwards.
    if card.dispute_reason is not None and payment.status is PaymentStatus.SUCCEEDED:
        dispute(ledger, payment.id, card.dispute_reason, at)


def _same_currency(payment: Payment, amount: Money) -> Money:
    if amount.currency != payment.amount.currency:
        reason = f"must be in the payment's currency, {payment.amount.currency}, not {amount}"
        raise CurrencyMismatch("amount", reason)
    return amount


def _lapse(now: datetime, window: timedelta) -> datetime:
    """When a hold lapses: in whole seconds, and not before its time."""
    end = later(now, window)
    floored = _whole_seconds(end)
    return floored if floored == end else later(floored, timedelta(seconds=1))


def _whole_seconds(time: datetime) -> datetime:
    return time.replace(microsecond=0) if time.microsecond else time
