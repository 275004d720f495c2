"""What expires, under each clock that tests move: keys after a day, holds after a week."""

from datetime import timedelta

import pytest

from fakes.payments import (
    FakePaymentGateway,
    InvalidPaymentValue,
    InvalidTransition,
    Money,
    PaymentStatus,
)
from tests.fakes.clocks import MovableTime, in_a_pool_thread

PRICE = Money(1050, "EUR")
DAY = 24 * 60 * 60

RUN_BY = pytest.mark.parametrize(
    "run", [lambda action: action(), in_a_pool_thread], ids=["directly", "in a pool thread"]
)


@RUN_BY
def test_a_key_is_remembered_for_a_day(time: MovableTime, run) -> None:
    gateway = FakePaymentGateway(clock=time.clock)
    first = gateway.charge(PRICE, "tok_visa", idempotency_key="order-1")

    time.advance(DAY - 1)

    assert run(lambda: gateway.charge(PRICE, "tok_visa", idempotency_key="order-1")) == first


@RUN_BY
def test_a_key_is_new_after_a_day(time: MovableTime, run) -> None:
    gateway = FakePaymentGateway(clock=time.clock)
    first = gateway.charge(PRICE, "tok_visa", idempotency_key="order-1")

    time.advance(DAY)
    second = run(lambda: gateway.charge(PRICE, "tok_visa", idempotency_key="order-1"))

    assert second.id != first.id
    assert gateway.charge(Money(1, "EUR"), "tok_visa", idempotency_key="order-2").amount


def test_a_key_that_has_expired_takes_other_parameters(time: MovableTime) -> None:
    gateway = FakePaymentGateway(clock=time.clock, idempotency_window=timedelta(minutes=1))
    gateway.charge(PRICE, "tok_visa", idempotency_key="order-1")

    time.advance(60)

    payment = gateway.charge(Money(1, "EUR"), "tok_visa", idempotency_key="order-1")
    assert payment.amount == Money(1, "EUR")


def test_a_burned_key_is_new_after_the_window(time: MovableTime) -> None:
    gateway = FakePaymentGateway(clock=time.clock, burns_refused_keys=True)
    for _ in range(2):
        with pytest.raises(InvalidPaymentValue):
            gateway.charge(Money(0, "EUR"), "tok_visa", idempotency_key="order-1")
        time.advance(DAY)

    assert gateway.charge(PRICE, "tok_visa", idempotency_key="order-1").captured == PRICE


@RUN_BY
def test_a_hold_can_be_captured_for_a_week(time: MovableTime, run) -> None:
    gateway = FakePaymentGateway(clock=time.clock)
    held = gateway.authorize(PRICE, "tok_visa")
    assert held.capture_before == held.created + timedelta(days=7)

    time.advance(7 * DAY - 1)

    assert run(lambda: gateway.capture(held.id)).captured == PRICE


@RUN_BY
def test_a_hold_lapses_after_a_week(time: MovableTime, run) -> None:
    gateway = FakePaymentGateway(clock=time.clock)
    held = gateway.authorize(PRICE, "tok_visa")

    time.advance(7 * DAY)

    assert run(lambda: gateway.get(held.id)).status is PaymentStatus.EXPIRED
    with pytest.raises(InvalidTransition) as refused:
        run(lambda: gateway.capture(held.id))
    assert str(refused.value) == (
        f"Payment {held.id} is expired: capture needs one that is authorized."
    )


@pytest.mark.parametrize("settled", ["capture", "void"])
def test_a_hold_that_was_settled_does_not_lapse(time: MovableTime, settled: str) -> None:
    gateway = FakePaymentGateway(clock=time.clock)
    payment = getattr(gateway, settled)(gateway.authorize(PRICE, "tok_visa").id)

    time.advance(8 * DAY)

    assert gateway.get(payment.id) == payment


def test_holds_of_every_look_have_lapsed_at_the_moment_they_were_due(time: MovableTime) -> None:
    gateway = FakePaymentGateway(clock=time.clock, authorization_window=timedelta(hours=1))
    held = gateway.authorize(PRICE, "tok_visa")

    time.advance(2 * 60 * 60)

    (expired,) = gateway.select(status=PaymentStatus.EXPIRED).payments
    assert expired == gateway.payments()[0]
    assert gateway.events()[-1].type.value == "payment.expired"
    assert gateway.events()[-1].created == held.capture_before


def test_a_hold_begins_when_its_holder_has_authenticated(time: MovableTime) -> None:
    gateway = FakePaymentGateway(clock=time.clock)
    with pytest.raises(Exception, match="waits for the card's holder"):
        gateway.authorize(PRICE, "tok_authenticationRequired")
    time.advance(8 * DAY)

    held = gateway.complete_authentication(gateway.payments()[0].id)
    time.advance(7 * DAY - 1)
    assert gateway.get(held.id).status is PaymentStatus.AUTHORIZED

    time.advance(1)
    assert gateway.get(held.id).status is PaymentStatus.EXPIRED
