"""What expires, under each clock that tests move: keys after a day, holds after a week."""

from datetime import UTC, datetime, timedelta

import pytest

from fakes.clock import ManualClock
from fakes.payments import (
    FakePaymentGateway,
    InvalidPaymentValue,
    InvalidTransition,
    Money,
    PaymentStatus,
    verify_event,
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
        f"Payment {held.id} is expired: capture needs one that is authorized. "
        "Its hold has lapsed: authorize or charge again."
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


def test_a_hold_lapses_no_earlier_than_its_window_says() -> None:
    clock = ManualClock(datetime(2026, 1, 1, 0, 0, 0, 999_999, tzinfo=UTC))
    gateway = FakePaymentGateway(clock=clock, authorization_window=timedelta(seconds=1))
    held = gateway.authorize(PRICE, "tok_visa")

    clock.advance(timedelta(seconds=1))
    assert gateway.get(held.id).status is PaymentStatus.AUTHORIZED
    clock.advance(timedelta(microseconds=1))
    assert gateway.get(held.id).status is PaymentStatus.EXPIRED


def test_a_hold_of_a_broken_number_of_seconds_comes_back_from_its_delivery() -> None:
    clock = ManualClock()
    gateway = FakePaymentGateway(clock=clock, authorization_window=timedelta(seconds=1.5))
    gateway.authorize(PRICE, "tok_visa")
    (delivery,) = gateway.deliveries()

    event = verify_event(delivery.payload, delivery.signature, "whsec_test", clock=clock)

    assert event == gateway.events()[0]
    assert event.payment.capture_before == clock() + timedelta(seconds=2)


def test_before_1970_events_are_signed_too() -> None:
    clock = ManualClock(datetime(1969, 1, 1, tzinfo=UTC))
    gateway = FakePaymentGateway(clock=clock)
    gateway.charge(PRICE, "tok_visa")
    (delivery,) = gateway.deliveries()

    event = verify_event(delivery.payload, delivery.signature, "whsec_test", clock=clock)

    assert event == gateway.events()[0]


def test_at_the_end_of_the_calendar_holds_and_keys_last_to_its_end() -> None:
    clock = ManualClock(datetime(9999, 12, 31, 23, tzinfo=UTC))
    gateway = FakePaymentGateway(clock=clock)

    held = gateway.authorize(PRICE, "tok_visa", idempotency_key="order-1")

    assert gateway.authorize(PRICE, "tok_visa", idempotency_key="order-1") == held
    assert held.capture_before == datetime.max.replace(tzinfo=UTC)


@pytest.mark.parametrize("setting", ["authorization_window", "idempotency_window"])
def test_a_window_of_more_than_a_hundred_years_is_refused(setting: str) -> None:
    with pytest.raises(InvalidPaymentValue) as refused:
        FakePaymentGateway(**{setting: timedelta.max})

    assert str(refused.value) == (
        f"{setting}: must be a timedelta of at least 0:00:01 and at most 36,525 days"
    )
