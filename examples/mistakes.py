"""Three mistakes, each in a test written with unittest.mock and in the same test with doubles.

`demo.py` runs them and shows the source. Mypy and pyright refuse the lines that hold a
suppression, so that with `doubles` most mistakes end in the editor.
"""

from collections.abc import Callable
from typing import Protocol
from unittest.mock import Mock, create_autospec

from attrs import frozen
from doubles import anything, mock, verify
from doubles.errors import UnknownMemberError, VerificationError

from subscriptions.ports import EmailService, PaymentGateway
from subscriptions.values import Money

__all__ = ["MISTAKES", "Mistake"]

EVE = "eve@example.com"


@frozen
class Mistake:
    """A subject with a defect, two tests that should find it, and what `doubles` raises."""

    title: str
    subject: Callable[..., object]
    with_unittest_mock: Callable[[], None]
    with_doubles: Callable[[], None]
    error: type[Exception]


def cancel(email: EmailService) -> None:
    email.send(EVE, subject="Receipt", body="Thank you.")  # but nothing was paid


def misspelt_with_unittest_mock() -> None:
    email = Mock()
    cancel(email)
    email.sned.assert_not_called()


def misspelt_with_doubles() -> None:
    email = mock(EmailService)
    cancel(email)
    verify.never(email.sned, EVE, subject="Receipt", body=anything())  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType]


def charge(gateway: PaymentGateway) -> str:
    return gateway.charge(EVE, Money(1000, "EUR"), key="renewal-7")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue, reportUnknownVariableType]


def refused_with_unittest_mock() -> None:
    gateway = Mock(spec=PaymentGateway)
    charge(gateway)
    gateway.charge.assert_called_once()


def refused_with_doubles() -> None:
    gateway = mock(PaymentGateway, charge="payment-1")
    charge(gateway)
    verify(gateway.charge, EVE, Money(1000, "EUR"), idempotency_key="renewal-7")


class Newsfeed(Protocol):
    def publish(self, events: list[str]) -> None: ...


def announce(feed: Newsfeed) -> None:
    events: list[str] = []
    feed.publish(events)
    events.append("renewed")  # too late: published without it


def changed_with_unittest_mock() -> None:
    feed = create_autospec(Newsfeed, instance=True)
    announce(feed)
    feed.publish.assert_called_once_with(["renewed"])


def changed_with_doubles() -> None:
    feed = mock(Newsfeed)
    announce(feed)
    verify(feed.publish, ["renewed"])


MISTAKES = (
    Mistake(
        "An assertion about a method that does not exist",
        cancel,
        misspelt_with_unittest_mock,
        misspelt_with_doubles,
        UnknownMemberError,
    ),
    Mistake(
        "A call that the real gateway refuses (it takes `idempotency_key`, not `key`)",
        charge,
        refused_with_unittest_mock,
        refused_with_doubles,
        TypeError,
    ),
    Mistake(
        "A list that was changed after it had been published",
        announce,
        changed_with_unittest_mock,
        changed_with_doubles,
        VerificationError,
    ),
)
