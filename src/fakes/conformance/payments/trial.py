"""The words that checks of payments have beside those of all checks: money, sources, books."""

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

from hypothesis import strategies
from hypothesis.strategies import SearchStrategy

from fakes.conformance.capabilities import Operation, Promise
from fakes.conformance.errors import HarnessError, Inconclusive
from fakes.conformance.trial import Trial
from fakes.errors import Unsupported
from fakes.payments import (
    AsyncPaymentGateway,
    Card,
    Decline,
    Delivery,
    Event,
    Money,
    Payment,
    PaymentStatus,
)

__all__ = ["ROUNDS", "PaymentTrial"]

T = TypeVar("T")

ROUNDS = 4
"""How often a check has clients meet: in one meeting they may still come after each other."""

_PAGE = 100


class PaymentTrial(Trial[AsyncPaymentGateway]):
    """A trial of a payment gateway."""

    # What is paid, and with what.

    @property
    def currencies(self) -> Sequence[str]:
        """The currencies that the gateway takes, the usual one first."""
        currencies: Sequence[str] = self.suite.currencies(self.store)
        return currencies

    def money(self, units: int) -> Money:
        """So many minor units of the usual currency."""
        return Money(units, self.currencies[0])

    @property
    def least(self) -> int:
        """The fewest minor units that can be paid."""
        return int(self.limit("minimum_amount"))

    @property
    def most(self) -> int:
        """The most minor units that can be paid."""
        return int(self.limit("maximum_amount"))

    def amounts(self) -> SearchStrategy[Money]:
        """Amounts of the usual currency that can be paid."""
        return strategies.integers(self.least, self.most).map(self.money)

    @property
    def source(self) -> str | Card:
        """What takes every payment."""
        source: str | Card = self.suite.source(self.store)
        return source

    @property
    def declined_sources(self) -> Mapping[str | Card, Decline]:
        """What declines every payment, and how."""
        declined: Mapping[str | Card, Decline] = self.suite.declined_sources(self.store)
        return declined

    @property
    def authenticating_source(self) -> str | Card:
        """What needs its holder's confirmation; where there is none, the example ends here."""
        source: str | Card | None = self.suite.authenticating_source(self.store)
        if source is None:
            raise Inconclusive(
                "the suite does not say what needs authentication: override authenticating_source()"
            )
        return source

    @property
    def cards(self) -> Sequence[Card]:
        """Cards that are given by their numbers."""
        cards: Sequence[Card] = self.suite.cards(self.store)
        return cards

    @property
    def secrets(self) -> Collection[str]:
        """What no text may show, beside the cards."""
        secrets: Collection[str] = self.suite.secrets(self.store)
        return secrets

    def key(self, name: str) -> str | None:
        """The idempotency key of this name, or none where the gateway does not promise any."""
        return name if self.declares(Promise.IDEMPOTENT) else None

    # What is in the gateway.

    async def books(self, gateway: AsyncPaymentGateway) -> list[Payment]:
        """All payments but those that failed, the newest first."""
        found: list[Payment] = []
        page = await gateway.select(limit=_PAGE)
        found += page.payments
        while page.next is not None:
            page = await gateway.select(limit=_PAGE, after=page.next)
            found += page.payments
        return [payment for payment in found if payment.status is not PaymentStatus.FAILED]

    async def has_booked(self, gateway: AsyncPaymentGateway, *payments: Payment) -> None:
        """The books hold these payments, as they are here, and no others."""
        books = sorted(await self.books(gateway), key=_id)
        self.equal(len(books), len(payments), "how many payments there are that did not fail")
        self.equal(books, sorted(payments, key=_id), "the payments that did not fail")

    # What the world does.

    @asynccontextmanager
    async def losing_replies(self) -> AsyncGenerator[None]:
        """Requests take effect here, and their replies are lost.

        Where the suite does not know how, the example ends here.
        """
        ends = await self.hook("lose_replies", self.store)
        if ends is None:
            raise Inconclusive(
                "the suite does not say how replies are lost: override lose_replies()"
            )
        try:
            yield
        finally:
            ends()

    async def deliveries(self) -> Sequence[Delivery]:
        """The deliveries of events so far.

        Raises:
            Unsupported: The suite does not say how to look.
            HarnessError: The same, and yet it declares that it does.
        """
        trace = self._stage.trace
        entry = trace.begin("the suite", "deliveries", (), {})
        deliveries: Sequence[Delivery] | None = await self.hook("deliveries", self.store)
        if deliveries is None and self.declares(Operation.EVENTS):
            raise HarnessError(
                "deliveries() gave None, and the suite declares Operation.EVENTS.",
                "override deliveries() to give them; without it, do not declare EVENTS.",
            )
        if deliveries is None:
            error = Unsupported("deliveries", "override deliveries() on the suite")
            trace.raised(entry, error)
            raise error
        trace.returned(entry, len(deliveries))
        return deliveries

    async def event_of(self, delivery: Delivery) -> Event:
        """The event of a delivery, as the application reads it.

        Raises:
            InvalidSignature: The gateway did not sign it.
        """
        event: Event = self.suite.event_of(self.store, delivery)
        return event


def _id(payment: Payment) -> str:
    return payment.id
