"""A shop's day at a gateway that loses replies: what it did, and what the bank has taken."""

from doubles import faulty, schedule
from fakes.email import FakeEmailService
from fakes.payments import FakePaymentGateway, GatewayUnavailable, Money, PaymentGateway
from fakes.repository import FakeRepository, derive

from shop.paying import PaymentService
from shop.ports import TransactionRepository
from shop.values import Transaction

__all__ = ["show"]

TEN_EUROS = Money.of("10.00", "EUR")
CUSTOMERS = ("alice", "bob", "carol", "dave")


def show() -> bool:
    """Charges four orders and prints what happened; whether each of them was charged once."""
    bank = FakePaymentGateway()
    gateway = faulty(
        bank,
        PaymentGateway,
        seed=3,
        rate=0.4,
        errors=[GatewayUnavailable("read timed out")],
        lost_replies=1.0,
    )
    email = FakeEmailService()
    transactions = FakeRepository(Transaction, key=lambda transaction: transaction.id)
    paying = PaymentService(derive(TransactionRepository, transactions), gateway, email)

    for customer in CUSTOMERS:
        address = f"{customer}@example.com"
        paying.charge_customer(f"order-of-{customer}", address, TEN_EUROS, "tok_visa")

    print(schedule(gateway))
    print(f"{bank}: {bank.balance('EUR')} from {len(CUSTOMERS)} orders of {TEN_EUROS}")
    print(email.outbox)
    return bank.balance("EUR") == Money(len(CUSTOMERS) * TEN_EUROS.minor_units, "EUR")
