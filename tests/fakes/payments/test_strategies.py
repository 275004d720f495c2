"""The Hypothesis strategies give what a gateway takes, and cover what it knows."""

import pytest
from hypothesis import find, given

from fakes.payments import (
    Card,
    CardDeclined,
    Dispute,
    FakePaymentGateway,
    Money,
    Payment,
    PaymentStatus,
    Refund,
)
from fakes.strategies.payments import (
    amounts,
    cards,
    currencies,
    declining_sources,
    disputes,
    events,
    good_sources,
    idempotency_keys,
    payments,
    refunds,
)

PRICE = Money(1050, "EUR")


@given(amounts(), good_sources(), idempotency_keys())
def test_a_good_source_is_charged_any_amount_under_any_key(amount, source, key) -> None:
    gateway = FakePaymentGateway()

    payment = gateway.charge(amount, source, idempotency_key=key)

    assert payment.captured == amount
    assert gateway.charge(amount, source, idempotency_key=key) == payment


@given(declining_sources())
def test_a_declining_source_is_declined(source: str) -> None:
    gateway = FakePaymentGateway()

    with pytest.raises(CardDeclined) as declined:
        gateway.charge(PRICE, source)

    assert gateway.get(declined.value.payment_id).status is PaymentStatus.FAILED


@given(amounts("JPY", smallest=5, largest=10))
def test_amounts_keep_to_their_bounds(amount: Money) -> None:
    assert amount.currency == "JPY"
    assert 5 <= amount.minor_units <= 10


@given(payments())
def test_payments_add_up(payment: Payment) -> None:
    assert payment.balance <= payment.captured <= payment.amount
    assert (payment.capture_before is not None) is (payment.status is PaymentStatus.AUTHORIZED)
    if payment.status in {PaymentStatus.DISPUTED, PaymentStatus.CHARGED_BACK}:
        assert payment.balance == Money(0, payment.amount.currency)


@given(disputes(), refunds())
def test_disputes_and_refunds_are_of_something(dispute: Dispute, refund: Refund) -> None:
    assert dispute.amount.minor_units > 0
    assert refund.amount.minor_units > 0


def test_some_events_are_refunds_and_others_disputes() -> None:
    assert find(events(), lambda event: event.refund is not None).payment.refunded
    assert find(events(), lambda event: event.payment.dispute is not None).refund is None


@given(cards())
def test_cards_do_not_expire_soon(card: Card) -> None:
    assert card.exp_year >= 2100


def test_currencies_shrink_to_the_euro_and_reach_every_exponent() -> None:
    assert find(currencies(), lambda code: True) == "EUR"
    assert find(currencies(), lambda code: code == "CLF") == "CLF"
