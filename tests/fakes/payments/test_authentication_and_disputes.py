"""What the world outside does to payments: holders who authenticate, and holders who dispute."""

import pytest

from fakes.payments import (
    AuthenticationRequired,
    DisputeStatus,
    FakePaymentGateway,
    InvalidPaymentValue,
    InvalidTransition,
    Money,
    Payment,
    PaymentStatus,
)

PRICE = Money(1050, "EUR")
NOTHING = Money(0, "EUR")


@pytest.fixture
def gateway() -> FakePaymentGateway:
    return FakePaymentGateway()


def waiting(gateway: FakePaymentGateway, operation="charge", token="tok_authenticationRequired"):
    with pytest.raises(AuthenticationRequired) as required:
        getattr(gateway, operation)(PRICE, token)
    return gateway.get(required.value.payment_id)


def disputed(gateway: FakePaymentGateway) -> Payment:
    return gateway.get(gateway.charge(PRICE, "tok_createDispute").id)


def test_a_payment_that_needs_authentication_waits_for_it(gateway) -> None:
    with pytest.raises(AuthenticationRequired) as required:
        gateway.charge(PRICE, "tok_authenticationRequired")

    payment = gateway.get(required.value.payment_id)
    assert payment.status is PaymentStatus.REQUIRES_AUTHENTICATION
    assert gateway.balance("EUR") == NOTHING
    assert str(required.value) == (
        f"Payment {payment.id} waits for the card's holder to authenticate. Send them to their "
        "bank, and look at the payment again afterwards; do not charge again."
    )


def test_a_charge_succeeds_once_its_holder_has_authenticated(gateway) -> None:
    payment = gateway.complete_authentication(waiting(gateway).id)

    assert (payment.status, payment.captured) == (PaymentStatus.SUCCEEDED, PRICE)
    assert gateway.get(payment.id) == payment


def test_an_authorization_holds_once_its_holder_has_authenticated(gateway) -> None:
    payment = gateway.complete_authentication(waiting(gateway, "authorize").id)

    assert (payment.status, payment.captured) == (PaymentStatus.AUTHORIZED, NOTHING)
    assert gateway.capture(payment.id).captured == PRICE


def test_a_card_may_be_declined_after_the_authentication(gateway) -> None:
    held = waiting(gateway, token="pm_card_authenticationRequiredChargeDeclinedInsufficientFunds")

    assert gateway.complete_authentication(held.id).status is PaymentStatus.FAILED
    assert gateway.balance("EUR") == NOTHING


def test_a_payment_fails_when_its_holder_does_not_authenticate(gateway) -> None:
    assert gateway.fail_authentication(waiting(gateway).id).status is PaymentStatus.FAILED


def test_a_payment_that_waits_can_be_voided(gateway) -> None:
    payment = waiting(gateway)

    assert gateway.void(payment.id).status is PaymentStatus.VOIDED
    with pytest.raises(InvalidTransition):
        gateway.complete_authentication(payment.id)


def test_only_a_payment_that_waits_can_be_authenticated(gateway) -> None:
    payment = gateway.charge(PRICE, "tok_visa")

    with pytest.raises(InvalidTransition) as refused:
        gateway.complete_authentication(payment.id)

    assert str(refused.value) == (
        f"Payment {payment.id} is succeeded: complete_authentication needs one that is "
        "requires_authentication. Its money was taken: to give it back, refund it."
    )


def test_a_disputing_card_succeeds_first_and_is_contested_afterwards(gateway) -> None:
    answered = gateway.charge(PRICE, "tok_createDispute")

    payment = gateway.get(answered.id)

    assert (answered.status, answered.dispute) == (PaymentStatus.SUCCEEDED, None)
    assert payment.status is PaymentStatus.DISPUTED
    assert payment.dispute.amount == PRICE
    assert (payment.dispute.reason, payment.dispute.status) == ("fraudulent", DisputeStatus.OPEN)


def test_a_held_payment_is_contested_when_it_is_captured(gateway) -> None:
    held = gateway.authorize(PRICE, "tok_createDisputeProductNotReceived")
    assert gateway.get(held.id).status is PaymentStatus.AUTHORIZED

    gateway.capture(held.id)

    assert gateway.get(held.id).dispute.reason == "product_not_received"


def test_an_open_dispute_takes_the_money_and_a_refund_is_refused(gateway) -> None:
    payment = disputed(gateway)

    assert gateway.balance("EUR") == payment.balance == NOTHING
    with pytest.raises(InvalidTransition) as refused:
        gateway.refund(payment.id)
    assert str(refused.value) == (
        f"Payment {payment.id} is disputed: refund needs one that is succeeded. "
        "Wait until the bank has decided the dispute."
    )


def test_a_dispute_that_is_won_brings_the_money_back(gateway) -> None:
    payment = gateway.win_dispute(disputed(gateway).id)

    assert (payment.status, payment.dispute.status) == (
        PaymentStatus.SUCCEEDED,
        DisputeStatus.WON,
    )
    assert gateway.balance("EUR") == PRICE
    assert gateway.refund(payment.id).amount == PRICE


def test_a_dispute_that_is_lost_loses_the_money(gateway) -> None:
    payment = gateway.lose_dispute(disputed(gateway).id)

    assert (payment.status, payment.dispute.status) == (
        PaymentStatus.CHARGED_BACK,
        DisputeStatus.LOST,
    )
    assert gateway.balance("EUR") == NOTHING
    assert gateway.captured_total("EUR") == PRICE


def test_a_dispute_is_about_what_was_not_refunded(gateway) -> None:
    payment = gateway.charge(PRICE, "tok_visa")
    gateway.refund(payment.id, Money(50, "EUR"))

    contested = gateway.open_dispute(payment.id, "duplicate")

    assert contested.dispute.amount == Money(1000, "EUR")
    assert contested.balance == NOTHING
    assert gateway.win_dispute(payment.id).balance == Money(1000, "EUR")


@pytest.mark.parametrize("outcome", ["win_dispute", "lose_dispute"])
def test_a_dispute_is_decided_once(gateway, outcome: str) -> None:
    payment = gateway.win_dispute(disputed(gateway).id)

    with pytest.raises(InvalidTransition) as refused:
        getattr(gateway, outcome)(payment.id)

    assert str(refused.value) == (
        f"Payment {payment.id} is succeeded: {outcome} needs one that is disputed. "
        "Its money was taken: to give it back, refund it."
    )


def test_what_nobody_contests_cannot_be_decided(gateway) -> None:
    with pytest.raises(InvalidTransition):
        gateway.lose_dispute(gateway.charge(PRICE, "tok_visa").id)


def test_a_payment_that_was_refunded_cannot_be_contested(gateway) -> None:
    payment = gateway.charge(PRICE, "tok_visa")
    gateway.refund(payment.id)

    with pytest.raises(InvalidTransition):
        gateway.open_dispute(payment.id)


def test_the_reason_of_a_dispute_is_a_word(gateway) -> None:
    payment = gateway.charge(PRICE, "tok_visa")

    with pytest.raises(InvalidPaymentValue) as refused:
        gateway.open_dispute(payment.id, "")

    assert str(refused.value) == "reason: must not be empty"
