"""Subscribing: a dummy for what takes no part, a stub for what answers, a spy on a real store."""

import sqlite3
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

from doubles import dummy, spy, stub, verify, when

from subscriptions.adapters import SqliteSubscriptionRepository
from subscriptions.ports import (
    EmailService,
    EventPublisher,
    Logger,
    PaymentGateway,
    RateTable,
    SubscriptionRepository,
)
from subscriptions.service import SubscriptionService
from subscriptions.values import Money, Plan, Subscription

TODAY = date(2026, 3, 1)
READER = Plan("Reader", Money(1000, "USD"))


def service(subscriptions: SubscriptionRepository, rates: RateTable) -> SubscriptionService:
    """Whatever else a subscription needs is a dummy: subscribing must not touch it."""
    return SubscriptionService(
        subscriptions=subscriptions,
        rates=rates,
        gateway=dummy(PaymentGateway),
        email=dummy(EmailService),
        events=dummy(EventPublisher),
        logger=dummy(Logger),
        today=lambda: TODAY,
    )


def test_a_plan_in_the_customers_currency_needs_no_rate_and_is_stored_as_it_is(
    sqlite: SqliteSubscriptionRepository, sqlite_file: Path
) -> None:
    subscriptions = spy(sqlite, SubscriptionRepository)

    created = service(subscriptions, dummy(RateTable)).subscribe(
        "alice@example.com", READER, currency="USD"
    )

    verify(
        subscriptions.add,
        Subscription(None, "alice@example.com", "Reader", Money(1000, "USD"), TODAY),
    )
    verify.nothing_else(subscriptions)
    with closing(sqlite3.connect(sqlite_file)) as connection:
        rows = connection.execute("SELECT * FROM subscriptions").fetchall()
    assert rows == [(created.id, "alice@example.com", "Reader", 1000, "USD", "2026-03-01")]


def test_a_plan_in_another_currency_is_priced_at_the_rate_of_the_day(
    sqlite: SqliteSubscriptionRepository,
) -> None:
    rates = stub(RateTable)
    when(rates.rate, "USD", "JPY", on=TODAY).returns(Decimal("151.20"))

    created = service(sqlite, rates).subscribe("taro@example.com", READER, currency="JPY")

    assert created.price == Money(1512, "JPY")
    assert created.id is not None
    assert sqlite.find_by_id(created.id) == created


def test_half_a_cent_goes_to_the_even_neighbour(sqlite: SqliteSubscriptionRepository) -> None:
    rates = stub(RateTable, rate=Decimal("0.9125"))  # the same answer, whatever is asked

    subscribe = service(sqlite, rates).subscribe

    assert subscribe(
        "eve@example.com", Plan("Daily", Money(200, "USD")), currency="EUR"
    ).price == Money(182, "EUR")
    assert subscribe(
        "eve@example.com", Plan("Weekly", Money(600, "USD")), currency="EUR"
    ).price == Money(548, "EUR")
