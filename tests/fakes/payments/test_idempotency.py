"""Idempotency keys: the same request once, another request never, and what becomes of failures."""

from datetime import datetime

import pytest

from doubles import spy, when
from fakes.clock import ManualClock
from fakes.payments import (
    AuthenticationRequired,
    CardDeclined,
    FakePaymentGateway,
    GatewayUnavailable,
    IdempotencyInProgress,
    IdempotencyMismatch,
    InvalidPaymentValue,
    InvalidTransition,
    Money,
    PaymentGateway,
    PaymentNotFound,
    RefundExceedsRemaining,
)

PRICE = Money(1050, "EUR")


@pytest.fixture
def gateway() -> FakePaymentGateway:
    return FakePaymentGateway()


@pytest.mark.parametrize("operation", ["charge", "authorize"])
def test_the_same_key_and_parameters_make_one_payment(gateway, operation: str) -> None:
    first = getattr(gateway, operation)(PRICE, "tok_visa", idempotency_key="order-1")
    again = getattr(gateway, operation)(PRICE, "tok_visa", idempotency_key="order-1")

    assert again == first
    assert gateway.payments() == (first,)


def test_another_key_makes_another_payment(gateway) -> None:
    first = gateway.charge(PRICE, "tok_visa", idempotency_key="order-1")
    second = gateway.charge(PRICE, "tok_visa", idempotency_key="order-2")

    assert first.id != second.id
    assert gateway.captured_total("EUR") == Money(2100, "EUR")


@pytest.mark.parametrize(
    ("amount", "source"),
    [
        (Money(1051, "EUR"), "tok_visa"),
        (Money(1050, "USD"), "tok_visa"),
        (PRICE, "tok_mastercard"),
    ],
    ids=["amount", "currency", "source"],
)
def test_other_parameters_under_the_same_key_are_refused(gateway, amount, source) -> None:
    gateway.charge(PRICE, "tok_visa", idempotency_key="order-1")
    before = gateway.snapshot()

    with pytest.raises(IdempotencyMismatch) as refused:
        gateway.charge(amount, source, idempotency_key="order-1")

    assert str(refused.value) == (
        "The idempotency key 'order-1' was used for another operation or with other parameters. "
        "Use one key for each thing that should happen once."
    )
    assert refused.value.key == "order-1"
    assert gateway.snapshot() == before


def test_a_key_belongs_to_one_operation(gateway) -> None:
    payment = gateway.authorize(PRICE, "tok_visa", idempotency_key="order-1")

    for other in (
        lambda: gateway.charge(PRICE, "tok_visa", idempotency_key="order-1"),
        lambda: gateway.capture(payment.id, idempotency_key="order-1"),
        lambda: gateway.void(payment.id, idempotency_key="order-1"),
        lambda: gateway.refund(payment.id, idempotency_key="order-1"),
    ):
        with pytest.raises(IdempotencyMismatch):
            other()

    assert gateway.payments() == (payment,)


def test_a_key_belongs_to_one_payment(gateway) -> None:
    one, other = (gateway.charge(PRICE, "tok_visa") for _ in range(2))
    gateway.refund(one.id, idempotency_key="refund-1")

    with pytest.raises(IdempotencyMismatch):
        gateway.refund(other.id, idempotency_key="refund-1")

    assert gateway.get(other.id) == other


def test_two_gateways_have_keys_of_their_own(gateway) -> None:
    gateway.charge(PRICE, "tok_visa", idempotency_key="order-1")

    other = FakePaymentGateway(seed=1).charge(
        Money(1, "EUR"), "tok_visa", idempotency_key="order-1"
    )

    assert other.amount == Money(1, "EUR")


def test_a_refund_under_one_key_happens_once(gateway) -> None:
    payment = gateway.charge(PRICE, "tok_visa")

    first = gateway.refund(payment.id, Money(400, "EUR"), idempotency_key="refund-1")
    again = gateway.refund(payment.id, Money(400, "EUR"), idempotency_key="refund-1")

    assert again == first
    assert gateway.get(payment.id).refunded == Money(400, "EUR")


def test_a_capture_and_a_void_under_one_key_are_answered_again(gateway) -> None:
    held, other = (gateway.authorize(PRICE, "tok_visa") for _ in range(2))

    captures = [gateway.capture(held.id, idempotency_key="capture-1") for _ in range(2)]
    voids = [gateway.void(other.id, idempotency_key="void-1") for _ in range(2)]

    assert captures[0] == captures[1]
    assert voids[0] == voids[1]


def test_the_answer_is_the_first_one_even_if_the_payment_has_changed_since(gateway) -> None:
    first = gateway.charge(PRICE, "tok_visa", idempotency_key="order-1")
    gateway.refund(first.id)

    assert gateway.charge(PRICE, "tok_visa", idempotency_key="order-1") == first


def test_a_charge_whose_reply_is_lost_is_retried_and_charges_once(gateway) -> None:
    watched = spy(gateway, PaymentGateway)
    lost = GatewayUnavailable("read timed out")
    when(watched.charge, PRICE, "tok_visa", idempotency_key="order-1").loses_reply(lost).delegates()

    with pytest.raises(GatewayUnavailable) as unavailable:
        watched.charge(PRICE, "tok_visa", idempotency_key="order-1")
    payment = watched.charge(PRICE, "tok_visa", idempotency_key="order-1")

    assert unavailable.value.outcome_unknown
    assert gateway.payments() == (payment,)


def test_a_decline_is_answered_again_with_its_payment(gateway) -> None:
    declines = []
    for _ in range(2):
        with pytest.raises(CardDeclined) as declined:
            gateway.charge(PRICE, "tok_chargeDeclined", idempotency_key="order-1")
        declines.append(declined.value)

    first, again = declines
    assert again is not first
    assert vars(again) == vars(first)
    assert len(gateway.payments()) == 1


def test_a_gateway_may_try_a_failure_afresh() -> None:
    gateway = FakePaymentGateway(replays_failures=False)

    for _ in range(2):
        with pytest.raises(CardDeclined):
            gateway.charge(PRICE, "tok_chargeDeclined", idempotency_key="order-1")
    assert len(gateway.payments()) == 2

    assert gateway.charge(PRICE, "tok_visa", idempotency_key="order-1").captured == PRICE


@pytest.mark.parametrize("replays_failures", [True, False])
def test_a_payment_that_waits_for_authentication_is_never_made_twice(replays_failures) -> None:
    gateway = FakePaymentGateway(replays_failures=replays_failures)

    for _ in range(2):
        with pytest.raises(AuthenticationRequired) as required:
            gateway.charge(PRICE, "tok_authenticationRequired", idempotency_key="order-1")
        assert required.value.payment_id == gateway.payments()[0].id

    assert len(gateway.payments()) == 1


@pytest.mark.parametrize("replays_failures", [True, False])
def test_what_the_gateway_refused_to_do_is_refused_again_or_tried_afresh(replays_failures) -> None:
    gateway = FakePaymentGateway(replays_failures=replays_failures)
    payment = gateway.charge(PRICE, "tok_createDispute")
    with pytest.raises(InvalidTransition):
        gateway.refund(payment.id, idempotency_key="refund-1")
    gateway.win_dispute(payment.id)

    if replays_failures:
        with pytest.raises(InvalidTransition):
            gateway.refund(payment.id, idempotency_key="refund-1")
    else:
        assert gateway.refund(payment.id, idempotency_key="refund-1").amount == PRICE


def test_saved_failures_keep_their_facts(gateway) -> None:
    payment = gateway.charge(PRICE, "tok_visa")

    for _ in range(2):
        with pytest.raises(RefundExceedsRemaining) as refused:
            gateway.refund(payment.id, Money(2000, "EUR"), idempotency_key="refund-1")
        with pytest.raises(PaymentNotFound) as missing:
            gateway.void("pay_nowhere", idempotency_key="void-1")

        assert refused.value.remaining == PRICE
        assert missing.value.payment_id == "pay_nowhere"


def test_a_request_refused_for_a_bad_value_leaves_its_key_free(gateway) -> None:
    payment = gateway.charge(PRICE, "tok_visa")
    with pytest.raises(InvalidPaymentValue):
        gateway.refund(payment.id, Money(0, "EUR"), idempotency_key="refund-1")
    with pytest.raises(InvalidPaymentValue):
        gateway.refund(payment.id, Money(1, "USD"), idempotency_key="refund-1")

    assert gateway.refund(payment.id, idempotency_key="refund-1").amount == PRICE


@pytest.mark.parametrize("bad", [Money(0, "EUR"), Money(1, "USD")], ids=str)
def test_a_gateway_may_burn_the_key_of_a_request_with_a_bad_value(bad: Money) -> None:
    gateway = FakePaymentGateway(burns_refused_keys=True)
    payment = gateway.charge(PRICE, "tok_visa")
    for _ in range(2):
        with pytest.raises((InvalidPaymentValue, IdempotencyMismatch)):
            gateway.refund(payment.id, bad, idempotency_key="refund-1")

    with pytest.raises(IdempotencyMismatch):
        gateway.refund(payment.id, idempotency_key="refund-1")
    assert gateway.refund(payment.id).amount == PRICE


def test_a_bad_value_does_not_spoil_a_key_that_is_in_use() -> None:
    gateway = FakePaymentGateway(burns_refused_keys=True)
    payment = gateway.charge(PRICE, "tok_visa", idempotency_key="order-1")

    with pytest.raises(InvalidPaymentValue):
        gateway.charge(Money(0, "EUR"), "tok_visa", idempotency_key="order-1")

    assert gateway.charge(PRICE, "tok_visa", idempotency_key="order-1") == payment


@pytest.mark.parametrize("amount", [Money(1, "USD"), Money(0, "EUR")])
def test_a_request_that_was_refused_and_burned_its_key_is_refused_alike_again(
    amount: Money,
) -> None:
    gateway = FakePaymentGateway(burns_refused_keys=True)
    payment = gateway.charge(PRICE, "tok_visa")
    refusals = []
    for _ in range(2):
        with pytest.raises(InvalidPaymentValue) as refused:
            gateway.refund(payment.id, amount, idempotency_key="refund-1")
        refusals.append((type(refused.value), str(refused.value)))

    assert refusals[0] == refusals[1]


def test_a_bad_value_without_a_key_burns_none() -> None:
    gateway = FakePaymentGateway(burns_refused_keys=True)
    before = gateway.snapshot()

    with pytest.raises(InvalidPaymentValue):
        gateway.charge(Money(0, "EUR"), "tok_visa")

    assert gateway.snapshot() == before


def test_a_request_in_progress_is_not_done_a_second_time() -> None:
    conflicts = []

    def send_it_again() -> None:
        with pytest.raises(IdempotencyInProgress) as conflict:
            gateway.charge(PRICE, "tok_visa", idempotency_key="order-1")
        conflicts.append(conflict.value)

    gateway = FakePaymentGateway(while_in_progress=send_it_again)
    payment = gateway.charge(PRICE, "tok_visa", idempotency_key="order-1")

    assert gateway.payments() == (payment,)
    (conflict,) = conflicts
    assert str(conflict) == (
        "A request with the idempotency key 'order-1' is in progress. Wait, and send the same "
        "request with the same key again."
    )


def test_another_request_under_a_key_in_progress_is_a_mismatch() -> None:
    def send_another() -> None:
        with pytest.raises(IdempotencyMismatch):
            gateway.charge(Money(1, "EUR"), "tok_visa", idempotency_key="order-1")

    gateway = FakePaymentGateway(while_in_progress=send_another)

    assert gateway.charge(PRICE, "tok_visa", idempotency_key="order-1").captured == PRICE


@pytest.mark.parametrize("key", [None, "order-1"])
def test_an_error_while_in_progress_ends_the_request_and_frees_its_key(key) -> None:
    answers = iter([ConnectionResetError("gone"), None])

    def break_once() -> None:
        if (answer := next(answers)) is not None:
            raise answer

    gateway = FakePaymentGateway(while_in_progress=break_once)

    with pytest.raises(ConnectionResetError):
        gateway.charge(PRICE, "tok_visa", idempotency_key=key)

    assert gateway.payments() == ()
    assert gateway.charge(PRICE, "tok_visa", idempotency_key=key).captured == PRICE


def test_a_clock_that_fails_while_in_progress_frees_the_key() -> None:
    clock = ManualClock()
    failures = iter([None, ValueError("no time server"), None, None])

    def tell_or_fail() -> datetime:
        if (failure := next(failures)) is not None:
            raise failure
        return clock()

    gateway = FakePaymentGateway(clock=tell_or_fail, while_in_progress=lambda: None)

    with pytest.raises(ValueError, match="no time server"):
        gateway.charge(PRICE, "tok_visa", idempotency_key="order-1")

    assert gateway.charge(PRICE, "tok_visa", idempotency_key="order-1").captured == PRICE


def test_a_restore_while_in_progress_forgets_the_key() -> None:
    gateway = FakePaymentGateway(while_in_progress=lambda: gateway.restore(empty))
    empty = gateway.snapshot()

    gateway.charge(PRICE, "tok_visa", idempotency_key="order-1")

    assert gateway.snapshot().keys == ()


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("", "idempotency_key: must not be empty"),
        ("k" * 256, "idempotency_key: must have at most 255 characters, not 256"),
        (
            "line\nbreak",
            "idempotency_key: must have only characters that can be printed: 'line\\nbreak'",
        ),
        (1, "idempotency_key: must be text, not 1"),
        (b"key", "idempotency_key: must be text, not a value of type bytes"),
    ],
    ids=["empty", "long", "control", "number", "bytes"],
)
def test_a_key_that_cannot_be_one_is_refused(gateway, key: object, message: str) -> None:
    before = gateway.snapshot()

    with pytest.raises(InvalidPaymentValue) as refused:
        gateway.charge(PRICE, "tok_visa", idempotency_key=key)

    assert (refused.value.field, str(refused.value)) == ("idempotency_key", message)
    assert gateway.snapshot() == before


def test_the_longest_key_is_taken_and_the_limit_is_a_setting(gateway) -> None:
    assert gateway.charge(PRICE, "tok_visa", idempotency_key="k" * 255).captured == PRICE
    with pytest.raises(InvalidPaymentValue):
        FakePaymentGateway(longest_key=36).charge(PRICE, "tok_visa", idempotency_key="k" * 37)


def test_a_clock_that_went_back_does_not_keep_a_key_too_long() -> None:
    clock = ManualClock()
    gateway = FakePaymentGateway(clock=clock)
    gateway.charge(PRICE, "tok_visa", idempotency_key="late")
    clock.move_to(clock.started.replace(year=2020))
    early = gateway.charge(PRICE, "tok_visa", idempotency_key="early")
    clock.advance(hours=24)

    assert [key.text for key in gateway.snapshot().keys] == ["late"]
    assert gateway.charge(PRICE, "tok_visa", idempotency_key="early").id != early.id
