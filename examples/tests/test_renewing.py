"""Renewing: spies on a real store and a real mail server, a mock, a fake, and their order."""

import sqlite3
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path

import pytest
from attrs import evolve
from doubles import anything, calls, dummy, fake, mock, reset, spy, verify, when, whenever

from ledger import Ledger
from subscriptions.adapters import SmtpEmailService, SqliteSubscriptionRepository
from subscriptions.ports import (
    CardDeclined,
    EmailService,
    EventPublisher,
    Logger,
    PaymentGateway,
    RateTable,
    SubscriptionRepository,
)
from subscriptions.service import PERIOD, SubscriptionService, UnknownSubscription
from subscriptions.values import Money, Subscription, SubscriptionRenewed


@pytest.fixture
def subscriptions(sqlite: SqliteSubscriptionRepository) -> SubscriptionRepository:
    return spy(sqlite, SubscriptionRepository)


@pytest.fixture
def email(smtp: SmtpEmailService) -> EmailService:
    return spy(smtp, EmailService)


@pytest.fixture
def events() -> EventPublisher:
    return mock(EventPublisher)


@pytest.fixture
def logger() -> Logger:
    return mock(Logger)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def gateway(ledger: Ledger) -> PaymentGateway:
    return spy(fake(PaymentGateway)(ledger), PaymentGateway)


@pytest.fixture
def service(
    subscriptions: SubscriptionRepository,
    gateway: PaymentGateway,
    email: EmailService,
    events: EventPublisher,
    logger: Logger,
) -> SubscriptionService:
    return SubscriptionService(
        subscriptions=subscriptions,
        gateway=gateway,
        rates=dummy(RateTable),
        email=email,
        events=events,
        logger=logger,
    )


def paid_through(sqlite_file: Path) -> str:
    with closing(sqlite3.connect(sqlite_file)) as connection:
        (row,) = connection.execute("SELECT paid_through FROM subscriptions").fetchall()
    return str(row[0])


def test_a_renewal_charges_one_period_and_stores_it(
    service: SubscriptionService, stored: Subscription, ledger: Ledger, sqlite_file: Path
) -> None:
    service.renew(1)

    assert ledger.payments == {"subscription-1-2026-03-01": Money(1000, "EUR")}
    assert paid_through(sqlite_file) == "2026-03-31"


def test_a_renewal_sends_one_receipt_over_smtp(
    service: SubscriptionService,
    stored: Subscription,
    email: EmailService,
    inbox: list[EmailMessage],
) -> None:
    service.renew(1)

    verify.only(
        email.send,
        "alice@example.com",
        subject="Receipt for Reader",
        body="You paid 10.00 EUR (payment payment-1).",
    )
    (receipt,) = inbox
    assert receipt["To"] == "alice@example.com"
    assert receipt["Subject"] == "Receipt for Reader"
    assert receipt.get_content().strip() == "You paid 10.00 EUR (payment payment-1)."


def test_a_renewal_is_published_once_and_nothing_else_is(
    service: SubscriptionService, stored: Subscription, events: EventPublisher
) -> None:
    service.renew(1)

    verify(events.publish, SubscriptionRenewed(1, "payment-1"))
    verify.nothing_else(events)


def test_the_money_comes_first_then_the_row_the_receipt_and_the_event(
    service: SubscriptionService,
    stored: Subscription,
    gateway: PaymentGateway,
    subscriptions: SubscriptionRepository,
    email: EmailService,
    events: EventPublisher,
) -> None:
    service.renew(1)

    with verify.in_order():
        verify(gateway.charge, "alice@example.com", anything(), idempotency_key=anything())
        verify(subscriptions.save, evolve(stored, paid_through=stored.paid_through + PERIOD))
        verify(email.send, "alice@example.com", subject=anything(), body=anything())
        verify(events.publish, SubscriptionRenewed(1, "payment-1"))


def test_a_renewal_that_goes_well_logs_nothing(
    subscriptions: SubscriptionRepository,
    gateway: PaymentGateway,
    email: EmailService,
    events: EventPublisher,
    stored: Subscription,
    sqlite_file: Path,
) -> None:
    service = SubscriptionService(
        subscriptions=subscriptions,
        gateway=gateway,
        rates=dummy(RateTable),
        email=email,
        events=events,
        logger=dummy(Logger),  # using it would raise
    )

    service.renew(1)

    assert paid_through(sqlite_file) == "2026-03-31"


def test_a_declined_card_is_told_to_the_customer_logged_and_changes_nothing_else(
    service: SubscriptionService,
    stored: Subscription,
    ledger: Ledger,
    subscriptions: SubscriptionRepository,
    events: EventPublisher,
    logger: Logger,
    inbox: list[EmailMessage],
    sqlite_file: Path,
) -> None:
    ledger.balances["alice@example.com"] = 999

    with pytest.raises(CardDeclined):
        service.renew(1)

    verify(subscriptions.find_by_id, 1)
    verify.nothing_else(subscriptions)
    verify.nothing_else(events)
    verify(logger.log, "subscription 1 declined: insufficient funds")
    assert [message["Subject"] for message in inbox] == ["Your card was declined"]
    assert paid_through(sqlite_file) == "2026-03-01"
    assert ledger.payments == {}


def test_a_charge_whose_reply_is_lost_is_repeated_and_takes_the_money_once(
    service: SubscriptionService,
    stored: Subscription,
    gateway: PaymentGateway,
    logger: Logger,
    ledger: Ledger,
    sqlite_file: Path,
) -> None:
    when(
        gateway.charge, "alice@example.com", Money(1000, "EUR"), idempotency_key=anything()
    ).loses_reply(TimeoutError("read timed out")).delegates()

    service.renew(1)

    lost, answered = calls(gateway.charge)
    assert isinstance(lost.error, TimeoutError)
    assert answered.result == "payment-1"
    verify(logger.log, "subscription-1-2026-03-01: no reply to attempt 1")
    assert ledger.payments == {"subscription-1-2026-03-01": Money(1000, "EUR")}
    assert paid_through(sqlite_file) == "2026-03-31"


def test_a_renewal_given_up_for_lost_replies_is_not_charged_again_when_it_is_repeated(
    service: SubscriptionService,
    stored: Subscription,
    gateway: PaymentGateway,
    ledger: Ledger,
    sqlite_file: Path,
) -> None:
    whenever(gateway.charge).loses_reply(TimeoutError("read timed out"))
    with pytest.raises(TimeoutError):
        service.renew(1)
    assert len(calls(gateway.charge)) == 3
    assert paid_through(sqlite_file) == "2026-03-01"

    reset(gateway)
    service.renew(1)

    assert ledger.payments == {"subscription-1-2026-03-01": Money(1000, "EUR")}
    assert paid_through(sqlite_file) == "2026-03-31"


def test_a_receipt_that_cannot_be_sent_leaves_the_renewal_paid_and_unpublished(
    service: SubscriptionService,
    stored: Subscription,
    email: EmailService,
    events: EventPublisher,
    inbox: list[EmailMessage],
    sqlite_file: Path,
) -> None:
    when(email.send, "alice@example.com", subject=anything(), body=anything()).raises(
        ConnectionRefusedError()
    )

    with pytest.raises(ConnectionRefusedError):
        service.renew(1)

    verify.never(events.publish, anything())
    assert inbox == []
    assert paid_through(sqlite_file) == "2026-03-31"


def test_renewing_an_unknown_subscription_asks_the_store_and_nobody_else(
    service: SubscriptionService,
    subscriptions: SubscriptionRepository,
    gateway: PaymentGateway,
) -> None:
    with pytest.raises(UnknownSubscription):
        service.renew(404)

    (found,) = calls(subscriptions.find_by_id)
    assert found.result is None
    verify.nothing_else(gateway)
