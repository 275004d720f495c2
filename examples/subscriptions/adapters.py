"""The real adapters behind the ports: SQLite and SMTP."""

import smtplib
import sqlite3
from contextlib import closing
from datetime import date
from email.message import EmailMessage
from pathlib import Path

from attrs import evolve, frozen

from subscriptions.values import Money, Subscription

__all__ = ["SmtpEmailService", "SqliteSubscriptionRepository"]

SCHEMA = """
CREATE TABLE IF NOT EXISTS subscriptions (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL,
    plan TEXT NOT NULL,
    price_minor INTEGER NOT NULL,
    price_currency TEXT NOT NULL,
    paid_through TEXT NOT NULL
)
"""


@frozen
class SqliteSubscriptionRepository:
    """Subscriptions in one SQLite file, which is created when missing."""

    path: Path

    def __attrs_post_init__(self) -> None:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute(SCHEMA)

    def add(self, subscription: Subscription) -> Subscription:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            cursor = connection.execute(
                "INSERT INTO subscriptions"
                " (email, plan, price_minor, price_currency, paid_through)"
                " VALUES (?, ?, ?, ?, ?)",
                _columns(subscription),
            )
        return evolve(subscription, id=cursor.lastrowid)

    def save(self, subscription: Subscription) -> None:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute(
                "UPDATE subscriptions SET email = ?, plan = ?, price_minor = ?,"
                " price_currency = ?, paid_through = ? WHERE id = ?",
                (*_columns(subscription), subscription.id),
            )

    def find_by_id(self, subscription_id: int) -> Subscription | None:
        with closing(sqlite3.connect(self.path)) as connection:
            row = connection.execute(
                "SELECT email, plan, price_minor, price_currency, paid_through"
                " FROM subscriptions WHERE id = ?",
                (subscription_id,),
            ).fetchone()
        if row is None:
            return None
        email, plan, minor, currency, paid_through = row
        return Subscription(
            subscription_id, email, plan, Money(minor, currency), date.fromisoformat(paid_through)
        )


def _columns(subscription: Subscription) -> tuple[str, str, int, str, str]:
    price = subscription.price
    return (
        subscription.email,
        subscription.plan,
        price.minor,
        price.currency,
        subscription.paid_through.isoformat(),
    )


@frozen
class SmtpEmailService:
    """Sends plain-text mail through one SMTP server."""

    host: str
    port: int
    sender: str = "billing@example.com"

    def send(self, to: str, *, subject: str, body: str) -> None:
        message = EmailMessage()
        message["From"] = self.sender
        message["To"] = to
        message["Subject"] = subject
        message.set_content(body)
        with smtplib.SMTP(self.host, self.port, timeout=10) as client:
            client.send_message(message)
