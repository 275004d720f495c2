"""Paying, on the fakes: declines, replies that are lost, and a gateway that fails at random."""

import pytest
from doubles import calls, faulty, spy, when
from fakes.email import FakeEmailService
from fakes.payments import (
    CardDeclined,
    FakePaymentGateway,
    GatewayUnavailable,
    Money,
    PaymentGateway,
)
from fakes.repository import FakeRepository, derive

from shop.paying import PaymentService
from shop.ports import TransactionRepository
from shop.values import Transaction

TEN_EUROS = Money.of("10.00", "EUR")
LOST = GatewayUnavailable("read timed out")


@pytest.fixture
def bank() -> FakePaymentGateway:
    return FakePaymentGateway()


@pytest.fixture
def email() -> FakeEmailService:
    return FakeEmailService()


@pytest.fixture
def transactions() -> FakeRepository[Transaction, str]:
    return FakeRepository(Transaction, key=lambda transaction: transaction.id, unique=["order"])


def service(
    gateway: PaymentGateway,
    transactions: FakeRepository[Transaction, str],
    email: FakeEmailService,
) -> PaymentService:
    return PaymentService(derive(TransactionRepository, transactions), gateway, email)


def test_a_charge_is_kept_and_acknowledged(
    bank: FakePaymentGateway,
    transactions: FakeRepository[Transaction, str],
    email: FakeEmailService,
) -> None:
    paid = service(bank, transactions, email).charge_customer(
        "order-1", "alice@example.com", TEN_EUROS, "tok_visa"
    )

    assert transactions.get(paid.id) == paid
    assert bank.balance("EUR") == TEN_EUROS
    assert email.outbox.last_to("alice@example.com").message.text == "You paid 10.00 EUR.\n"


def test_a_declined_card_leaves_nothing_behind(
    bank: FakePaymentGateway,
    transactions: FakeRepository[Transaction, str],
    email: FakeEmailService,
) -> None:
    with pytest.raises(CardDeclined) as declined:
        service(bank, transactions, email).charge_customer(
            "order-1", "alice@example.com", TEN_EUROS, "tok_chargeDeclinedInsufficientFunds"
        )

    assert declined.value.decline_code == "insufficient_funds"
    assert bank.balance("EUR") == Money(0, "EUR")
    assert transactions.count() == 0
    assert not email.outbox


def test_a_charge_whose_reply_is_lost_is_retried_and_charges_once(
    bank: FakePaymentGateway,
    transactions: FakeRepository[Transaction, str],
    email: FakeEmailService,
) -> None:
    gateway = spy(bank, PaymentGateway)
    when(gateway.charge, TEN_EUROS, "tok_visa", idempotency_key="order-1").loses_reply(
        LOST
    ).delegates()

    service(gateway, transactions, email).charge_customer(
        "order-1", "alice@example.com", TEN_EUROS, "tok_visa"
    )

    assert len(calls(gateway.charge)) == 2
    assert bank.balance("EUR") == TEN_EUROS
    assert transactions.count() == 1


def test_no_customer_pays_twice_at_a_gateway_that_fails_at_random(
    bank: FakePaymentGateway,
    transactions: FakeRepository[Transaction, str],
    email: FakeEmailService,
) -> None:
    unreliable = faulty(
        bank, PaymentGateway, seed=7, rate=0.3, errors=[LOST], only=[PaymentGateway.charge]
    )
    paying = service(unreliable, transactions, email)
    paid = 0
    for number in range(100):
        try:
            paying.charge_customer(f"order-{number}", "alice@example.com", TEN_EUROS, "tok_visa")
        except GatewayUnavailable:
            continue
        paid += 1

    assert paid == transactions.count() == len(email.outbox)
    # Where all three replies were lost, money may have moved: the order is charged again later.
    charged = len(bank.select(limit=100).payments)
    assert paid <= charged <= 100
    assert bank.balance("EUR") == Money(charged * 1000, "EUR")
