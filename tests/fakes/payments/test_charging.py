"""Taking money and giving it back: charges, holds, captures, voids and refunds."""

import pytest

from fakes.payments import (
    CaptureExceedsAuthorized,
    CardDeclined,
    CurrencyMismatch,
    FakePaymentGateway,
    InvalidTransition,
    Money,
    PaymentNotFound,
    PaymentStatus,
    RefundExceedsRemaining,
)

PRICE = Money(1050, "EUR")
NOTHING = Money(0, "EUR")


@pytest.fixture
def gateway() -> FakePaymentGateway:
    return FakePaymentGateway()


def test_a_charge_takes_the_amount_at_once(gateway) -> None:
    payment = gateway.charge(PRICE, "tok_visa")

    assert payment.status is PaymentStatus.SUCCEEDED
    assert (payment.amount, payment.captured, payment.refunded) == (PRICE, PRICE, NOTHING)
    assert (payment.card.brand, payment.card.last4) == ("visa", "4242")
    assert payment.capture_before is None


def test_get_says_what_the_charge_said(gateway) -> None:
    payment = gateway.charge(PRICE, "tok_visa")

    assert gateway.get(payment.id) == payment


@pytest.mark.parametrize(
    "money",
    [Money(1, "JPY"), Money(1001, "KWD"), Money(99_999_999, "USD"), Money(1, "CLF")],
    ids=str,
)
def test_amount_and_currency_are_exact(gateway, money: Money) -> None:
    assert gateway.get(gateway.charge(money, "tok_visa").id).captured == money


def test_a_decline_moves_nothing_and_is_remembered(gateway) -> None:
    with pytest.raises(CardDeclined) as declined:
        gateway.charge(PRICE, "tok_chargeDeclinedInsufficientFunds")

    payment = gateway.get(declined.value.payment_id)
    assert payment.status is PaymentStatus.FAILED
    assert payment.captured == NOTHING
    assert gateway.balance("EUR") == NOTHING
    assert str(declined.value) == (
        f"The card was declined: card_declined (insufficient_funds). Payment {payment.id} has "
        "failed. No money moved; ask for another card."
    )


def test_charges_without_a_key_are_charges_of_their_own(gateway) -> None:
    first, second = (gateway.charge(PRICE, "tok_visa") for _ in range(2))

    assert first.id != second.id
    assert gateway.captured_total("EUR") == Money(2100, "EUR")


def test_an_authorization_holds_and_takes_nothing(gateway) -> None:
    payment = gateway.authorize(PRICE, "tok_visa")

    assert payment.status is PaymentStatus.AUTHORIZED
    assert (payment.amount, payment.captured) == (PRICE, NOTHING)
    assert gateway.balance("EUR") == NOTHING


def test_a_capture_takes_what_is_held(gateway) -> None:
    held = gateway.authorize(PRICE, "tok_visa")

    payment = gateway.capture(held.id)

    assert (payment.status, payment.captured) == (PaymentStatus.SUCCEEDED, PRICE)
    assert payment.capture_before is None
    assert gateway.get(held.id) == payment


def test_a_capture_of_a_part_lets_the_rest_go(gateway) -> None:
    held = gateway.authorize(PRICE, "tok_visa")

    payment = gateway.capture(held.id, Money(400, "EUR"))

    assert (payment.amount, payment.captured) == (PRICE, Money(400, "EUR"))
    with pytest.raises(InvalidTransition) as again:
        gateway.capture(held.id, Money(400, "EUR"))
    assert str(again.value) == (
        f"Payment {held.id} is succeeded: capture needs one that is authorized. "
        "Its money was taken: to give it back, refund it."
    )


def test_a_capture_of_more_than_is_held_takes_nothing(gateway) -> None:
    held = gateway.authorize(PRICE, "tok_visa")

    with pytest.raises(CaptureExceedsAuthorized) as refused:
        gateway.capture(held.id, Money(1051, "EUR"))

    assert str(refused.value) == (
        f"Payment {held.id} was authorized for 10.50 EUR, so 10.51 EUR cannot be captured. "
        "Capture that at most, and charge the rest by itself."
    )
    assert gateway.get(held.id) == held


def test_a_void_lets_go_of_the_hold_and_blocks_its_capture(gateway) -> None:
    held = gateway.authorize(PRICE, "tok_visa")

    voided = gateway.void(held.id)

    assert (voided.status, voided.capture_before) == (PaymentStatus.VOIDED, None)
    with pytest.raises(InvalidTransition) as refused:
        gateway.capture(held.id)
    assert str(refused.value) == (
        f"Payment {held.id} is voided: capture needs one that is authorized. "
        "Its hold was let go: authorize or charge again."
    )


def test_a_captured_payment_cannot_be_voided(gateway) -> None:
    payment = gateway.charge(PRICE, "tok_visa")

    with pytest.raises(InvalidTransition) as refused:
        gateway.void(payment.id)

    assert str(refused.value) == (
        f"Payment {payment.id} is succeeded: void needs one that is requires_authentication or "
        "authorized. Its money was taken: to give it back, refund it."
    )
    assert gateway.get(payment.id) == payment


def test_a_refund_gives_back_all_that_was_taken(gateway) -> None:
    payment = gateway.charge(PRICE, "tok_visa")

    refund = gateway.refund(payment.id)

    assert (refund.payment_id, refund.amount) == (payment.id, PRICE)
    assert gateway.get(payment.id).status is PaymentStatus.REFUNDED
    assert gateway.balance("EUR") == NOTHING


def test_partial_refunds_never_exceed_what_was_captured(gateway) -> None:
    payment = gateway.charge(PRICE, "tok_visa")
    gateway.refund(payment.id, Money(600, "EUR"))

    with pytest.raises(RefundExceedsRemaining) as refused:
        gateway.refund(payment.id, Money(451, "EUR"))
    assert str(refused.value) == (
        f"Payment {payment.id} has 4.50 EUR left to refund, so 4.51 EUR cannot be refunded. "
        "Refund 4.50 EUR at most; without an amount, all that is left goes back."
    )

    assert gateway.get(payment.id).status is PaymentStatus.SUCCEEDED
    gateway.refund(payment.id)
    assert gateway.get(payment.id).status is PaymentStatus.REFUNDED
    assert [refund.amount.minor_units for refund in gateway.refunds(payment.id)] == [600, 450]


def test_nothing_more_comes_back_from_a_payment_that_was_refunded(gateway) -> None:
    payment = gateway.charge(PRICE, "tok_visa")
    gateway.refund(payment.id)

    with pytest.raises(RefundExceedsRemaining) as refused:
        gateway.refund(payment.id)

    assert str(refused.value) == (
        f"Payment {payment.id} has 0.00 EUR left to refund, so the rest cannot be refunded. "
        "All of it went back before: look at the payment's refunds."
    )
    assert gateway.refunded_total("EUR") == PRICE


def test_a_refund_is_bounded_by_the_capture_and_not_by_the_authorization(gateway) -> None:
    held = gateway.authorize(PRICE, "tok_visa")
    gateway.capture(held.id, Money(400, "EUR"))

    with pytest.raises(RefundExceedsRemaining):
        gateway.refund(held.id, Money(401, "EUR"))

    assert gateway.refund(held.id).amount == Money(400, "EUR")


def test_what_was_never_captured_cannot_be_refunded(gateway) -> None:
    held = gateway.authorize(PRICE, "tok_visa")

    with pytest.raises(InvalidTransition) as refused:
        gateway.refund(held.id)

    assert str(refused.value) == (
        f"Payment {held.id} is authorized: refund needs one that is succeeded. "
        "Capture it first, or void it."
    )


@pytest.mark.parametrize("operation", ["capture", "refund"])
def test_an_amount_in_another_currency_than_the_payment_is_refused(gateway, operation) -> None:
    held = gateway.authorize(PRICE, "tok_visa")
    if operation == "refund":
        gateway.capture(held.id)
    before = gateway.snapshot()

    with pytest.raises(CurrencyMismatch) as refused:
        getattr(gateway, operation)(held.id, Money(100, "USD"))

    assert str(refused.value) == ("amount: must be in the payment's currency, EUR, not 1.00 USD")
    assert gateway.snapshot() == before


@pytest.mark.parametrize("operation", ["get", "capture", "void", "refund", "refunds"])
def test_an_unknown_payment_is_not_found(gateway, operation: str) -> None:
    with pytest.raises(PaymentNotFound) as missing:
        getattr(gateway, operation)("pay_nowhere")

    assert missing.value.payment_id == "pay_nowhere"
    assert str(missing.value) == (
        "There is no payment 'pay_nowhere' at this gateway. Pass the id of a payment that this "
        "gateway made: another object has payments of its own."
    )


def test_totals_are_kept_by_currency(gateway) -> None:
    gateway.charge(PRICE, "tok_visa")
    gateway.refund(gateway.charge(Money(500, "JPY"), "tok_visa").id, Money(200, "JPY"))

    assert gateway.captured_total("EUR") == gateway.balance("EUR") == PRICE
    assert gateway.captured_total("JPY") == Money(500, "JPY")
    assert gateway.refunded_total("JPY") == Money(200, "JPY")
    assert gateway.balance("JPY") == Money(300, "JPY")
    assert gateway.balance("USD") == Money(0, "USD")


def test_all_payments_and_refunds_are_listed_from_the_oldest(gateway) -> None:
    ids = [gateway.charge(PRICE, "tok_visa").id for _ in range(3)]
    refunds = tuple(gateway.refund(payment_id) for payment_id in ids)

    assert [payment.id for payment in gateway.payments()] == ids
    assert gateway.refunds() == refunds
    assert repr(gateway) == "<FakePaymentGateway: 3 payments, 3 refunds>"


def test_two_gateways_share_nothing_but_the_ids_of_their_seed() -> None:
    one, other, third = FakePaymentGateway(), FakePaymentGateway(), FakePaymentGateway(seed=7)

    first = one.charge(PRICE, "tok_visa")

    assert other.payments() == ()
    assert other.charge(PRICE, "tok_visa").id == first.id
    assert third.charge(PRICE, "tok_visa").id != first.id
