"""All that a fake gateway remembers of payments; what may be done to them is in `_operations`."""

from collections.abc import Callable, Iterator
from datetime import datetime
from heapq import heappop, heappush
from operator import index

import attrs

from fakes._identifiers import Identifiers
from fakes.payments.errors import InvalidTransition, PaymentNotFound
from fakes.payments.event import Event, EventType
from fakes.payments.known_cards import KnownCard
from fakes.payments.lifecycle import PaymentStatus, Step, after
from fakes.payments.money import Money
from fakes.payments.values import Payment, Refund

__all__ = ["Ledger", "Plan", "Records"]


@attrs.frozen
class Plan:
    """What will come of a payment that is not settled yet: by which card, and captured when."""

    card: KnownCard
    captures: bool


@attrs.frozen
class Records:
    """A ledger's contents as one value."""

    payments: tuple[Payment, ...]
    refunds: tuple[Refund, ...]
    events: tuple[Event, ...]
    plans: frozenset[tuple[str, Plan]]
    issued: int


class Ledger:
    """Payments in the order of their creation, refunds, events, and what is due when.

    It has no lock: the gateway's guards it.
    """

    def __init__(self, seed: int) -> None:
        self.payments: list[Payment] = []
        self.refunds: list[Refund] = []
        self.events: list[Event] = []
        self.identifiers = Identifiers(seed)
        self._seed = seed
        self._plans: dict[str, Plan] = {}
        self._positions: dict[str, int] = {}
        # The holds by when they lapse; one that was captured or voided stays until then.
        self._holds: list[tuple[datetime, int]] = []

    def position(self, payment_id: str) -> int:
        """Where the payment is in the order of creation; raises PaymentNotFound."""
        position = self._positions.get(payment_id)
        if position is None:
            raise PaymentNotFound(payment_id)
        return position

    def get(self, payment_id: str) -> Payment:
        """The payment; raises PaymentNotFound."""
        return self.payments[self.position(payment_id)]

    def before(self, payment_id: str | None) -> Iterator[Payment]:
        """The payments before this one, or all, the newest first; raises PaymentNotFound."""
        end = len(self.payments) if payment_id is None else self.position(payment_id)
        return (self.payments[position] for position in range(end - 1, -1, -1))

    def status_after(self, payment: Payment, step: Step) -> PaymentStatus:
        """The status that the step takes the payment to; raises InvalidTransition."""
        status = after(payment.status, step)
        if status is None:
            raise InvalidTransition(payment.id, payment.status, step)
        return status

    def open(self, payment: Payment, plan: Plan, event: EventType) -> Payment:
        """Remember a new payment."""
        position = len(self.payments)
        self._positions[payment.id] = position
        self.payments.append(payment)
        self._plan(payment, plan)
        self._hold(payment, position)
        self._record(event, payment.created, payment)
        return payment

    def change(
        self, payment: Payment, event: EventType, at: datetime, refund: Refund | None = None
    ) -> Payment:
        """Remember what has become of a payment."""
        position = self._positions[payment.id]
        self.payments[position] = payment
        self._plan(payment, self._plans.get(payment.id))
        self._hold(payment, position)
        if refund is not None:
            self.refunds.append(refund)
        self._record(event, at, payment, refund)
        return payment

    def plan(self, payment: Payment) -> Plan:
        """What will come of a payment that is not settled yet."""
        return self._plans[payment.id]

    def expire(self, now: datetime) -> None:
        """Let go of the holds that have lapsed."""
        while self._holds and self._holds[0][0] <= now:
            due, position = heappop(self._holds)
            payment = self.payments[position]
            if payment.status is PaymentStatus.AUTHORIZED:
                status = self.status_after(payment, Step.EXPIRE)
                self.change(attrs.evolve(payment, status=status), EventType.EXPIRED, due)

    def total(self, currency: str, part: Callable[[Payment], Money]) -> Money:
        """The sum of a part of every payment in the currency."""
        nothing = Money(0, currency)
        parts = (part(each) for each in self.payments if each.amount.currency == nothing.currency)
        return sum(parts, nothing)

    def records(self) -> Records:
        """The contents, as they are now."""
        return Records(
            tuple(self.payments),
            tuple(self.refunds),
            tuple(self.events),
            frozenset(self._plans.items()),
            self.identifiers.issued,
        )

    def like(self, records: Records) -> "Ledger":
        """A ledger that goes on from these contents."""
        other = Ledger(self._seed)
        other.payments = list(records.payments)
        other.refunds = list(records.refunds)
        other.events = list(records.events)
        other.identifiers.issued = index(records.issued)
        other._plans = dict(records.plans)
        other._positions = {payment.id: at for at, payment in enumerate(other.payments)}
        for at, payment in enumerate(other.payments):
            other._hold(payment, at)
        return other

    def _plan(self, payment: Payment, plan: Plan | None) -> None:
        unsettled = payment.status in _UNSETTLED
        if unsettled and plan is not None:
            self._plans[payment.id] = plan
        else:
            self._plans.pop(payment.id, None)

    def _hold(self, payment: Payment, position: int) -> None:
        if payment.status is PaymentStatus.AUTHORIZED and payment.capture_before is not None:
            heappush(self._holds, (payment.capture_before, position))

    def _record(
        self, event: EventType, at: datetime, payment: Payment, refund: Refund | None = None
    ) -> None:
        self.events.append(Event(self.identifiers.next("evt_"), event, at, payment, refund))


_UNSETTLED = (PaymentStatus.REQUIRES_AUTHENTICATION, PaymentStatus.AUTHORIZED)
