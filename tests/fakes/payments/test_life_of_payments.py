"""The life of payments: any program of operations keeps to the table, and the money adds up."""

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from fakes.clock import ManualClock
from fakes.payments import (
    TRANSITIONS,
    FakePaymentGateway,
    InvalidTransition,
    Money,
    Payment,
    PaymentError,
    PaymentStatus,
    RefundExceedsRemaining,
    Step,
)
from fakes.strategies.payments import amounts, sources

PRICE = Money(1050, "EUR")

PARTS = amounts("EUR", largest=1200)


def test_the_table_has_every_status() -> None:
    assert set(TRANSITIONS) == set(PaymentStatus)
    assert {step for steps in TRANSITIONS.values() for step in steps} == set(Step)


class Gateway(RuleBasedStateMachine):
    """Any operation on any payment, at any time, against what the table allows."""

    payments = Bundle("payments")

    def __init__(self) -> None:
        super().__init__()
        self.clock = ManualClock()
        self.gateway = FakePaymentGateway(clock=self.clock)
        self.known: dict[str, Payment] = {}

    @rule(target=payments, source=sources(), operation=st.sampled_from(["charge", "authorize"]))
    def open(self, source, operation: str) -> str:
        with suppress(PaymentError):
            getattr(self.gateway, operation)(PRICE, source)
        return self.gateway.payments()[-1].id

    @rule(payment=payments, amount=st.none() | PARTS)
    def capture(self, payment: str, amount: Money | None) -> None:
        self.attempt(lambda: self.gateway.capture(payment, amount))

    @rule(payment=payments, amount=st.none() | PARTS)
    def refund(self, payment: str, amount: Money | None) -> None:
        self.attempt(lambda: self.gateway.refund(payment, amount))

    @rule(
        payment=payments,
        operation=st.sampled_from(
            [
                "void",
                "complete_authentication",
                "fail_authentication",
                "open_dispute",
                "win_dispute",
                "lose_dispute",
            ]
        ),
    )
    def settle(self, payment: str, operation: str) -> None:
        self.attempt(lambda: getattr(self.gateway, operation)(payment))

    @rule(days=st.integers(0, 4))
    def wait(self, days: int) -> None:
        self.clock.advance(days=days)

    def attempt(self, operation) -> None:
        before = self.gateway.snapshot()
        try:
            operation()
        except PaymentError:
            assert self.gateway.snapshot() == before

    @invariant()
    def every_payment_took_legal_steps(self) -> None:
        life: dict[str, list[PaymentStatus]] = {}
        for event in self.gateway.events():
            life.setdefault(event.payment.id, []).append(event.payment.status)
        for payment in self.gateway.payments():
            statuses = life[payment.id]
            assert statuses[-1] is payment.status
            for earlier, later in pairwise(statuses):
                follows = set(TRANSITIONS[earlier].values())
                authenticated = earlier is PaymentStatus.REQUIRES_AUTHENTICATION
                assert later in follows or (authenticated and later is PaymentStatus.SUCCEEDED)

    @invariant()
    def captured_less_refunded_is_the_balance(self) -> None:
        nothing = Money(0, "EUR")
        payments = self.gateway.payments()
        for payment in payments:
            refunds = sum((each.amount for each in self.gateway.refunds(payment.id)), nothing)
            assert refunds == payment.refunded <= payment.captured <= payment.amount
            assert payment.balance + payment.refunded + payment.disputed == payment.captured
        disputed = sum((payment.disputed for payment in payments), nothing)
        assert self.gateway.balance("EUR") + disputed == (
            self.gateway.captured_total("EUR") - self.gateway.refunded_total("EUR")
        )


TestAnyProgram = Gateway.TestCase


@given(st.lists(PARTS, max_size=8))
def test_the_sum_of_refunds_is_bounded_whatever_their_parts(parts: list[Money]) -> None:
    gateway = FakePaymentGateway()
    payment = gateway.charge(PRICE, "tok_visa")
    left = 1050

    for part in parts:
        if part.minor_units <= left:
            left -= gateway.refund(payment.id, part).amount.minor_units
        else:
            with pytest.raises(RefundExceedsRemaining):
                gateway.refund(payment.id, part)

    assert gateway.balance("EUR") == Money(left, "EUR")


@pytest.mark.parametrize(
    "status", [each for each in PaymentStatus if not TRANSITIONS[each]], ids=lambda each: each.value
)
def test_nothing_can_be_done_to_a_payment_that_is_over(status: PaymentStatus) -> None:
    clock = ManualClock()
    gateway = FakePaymentGateway(clock=clock)
    payment_id = {
        PaymentStatus.REFUNDED: refunded,
        PaymentStatus.CHARGED_BACK: charged_back,
        PaymentStatus.VOIDED: voided,
        PaymentStatus.EXPIRED: expired,
        PaymentStatus.FAILED: failed,
    }[status](gateway, clock)
    assert gateway.get(payment_id).status is status
    before = gateway.snapshot()

    for operation in (
        gateway.capture,
        gateway.void,
        gateway.refund,
        gateway.open_dispute,
        gateway.win_dispute,
        gateway.complete_authentication,
    ):
        with pytest.raises((InvalidTransition, RefundExceedsRemaining)):
            operation(payment_id)

    assert gateway.snapshot() == before


def refunded(gateway: FakePaymentGateway, clock: ManualClock) -> str:
    return gateway.refund(gateway.charge(PRICE, "tok_visa").id).payment_id


def charged_back(gateway: FakePaymentGateway, clock: ManualClock) -> str:
    return gateway.lose_dispute(gateway.charge(PRICE, "tok_createDispute").id).id


def voided(gateway: FakePaymentGateway, clock: ManualClock) -> str:
    return gateway.void(gateway.authorize(PRICE, "tok_visa").id).id


def expired(gateway: FakePaymentGateway, clock: ManualClock) -> str:
    payment = gateway.authorize(PRICE, "tok_visa")
    clock.advance(days=8)
    return payment.id


def failed(gateway: FakePaymentGateway, clock: ManualClock) -> str:
    with pytest.raises(PaymentError):
        gateway.charge(PRICE, "tok_chargeDeclined")
    return gateway.payments()[0].id
