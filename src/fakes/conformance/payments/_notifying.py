"""Events: signed, told apart by their ids, and enough to know what became of each payment."""

from collections.abc import Sequence

import attrs
from hypothesis import strategies

from fakes.conformance.capabilities import Operation
from fakes.conformance.payments.trial import PaymentTrial
from fakes.payments import (
    AsyncPaymentGateway,
    Delivery,
    Event,
    EventType,
    InvalidSignature,
    Payment,
    Refund,
)

__all__ = ["a_forged_event_is_refused", "any_order_ends_in_one_state", "try_deliveries"]

_MOST = 3


@attrs.define
class _Handler:
    """What an application keeps of its payments, learnt from events alone."""

    seen: set[str] = attrs.Factory(set[str])
    captured: dict[str, int] = attrs.Factory(dict[str, int])
    refunds: dict[str, tuple[str, int]] = attrs.Factory(dict[str, tuple[str, int]])

    def handle(self, event: Event) -> None:
        if event.id in self.seen:
            return
        self.seen.add(event.id)
        payment = event.payment
        if event.type is EventType.SUCCEEDED:
            taken = self.captured.get(payment.id, 0)
            self.captured[payment.id] = taken + payment.captured.minor_units
        if event.refund is not None:
            refund = event.refund
            self.refunds[refund.id] = (refund.payment_id, refund.amount.minor_units)


async def any_order_ends_in_one_state(trial: PaymentTrial) -> None:
    units = strategies.integers(trial.least, trial.least + 100)
    charged = trial.draw(strategies.lists(units, min_size=1, max_size=_MOST), "charged")
    gateway = await trial.connect()
    payments = [await gateway.charge(trial.money(each), trial.source) for each in charged]
    if trial.declares(Operation.AUTHORISE):
        held = await gateway.authorize(trial.money(trial.least), trial.source)
        payments += [await gateway.capture(held.id)]
    refunds = await _refunded(trial, gateway, payments[0])
    deliveries = await _all_delivered(trial, payments, refunds)
    order = strategies.permutations([*range(len(deliveries))] * 2)
    handler = _Handler()
    for index in trial.draw(order, "order of the deliveries, each twice"):
        handler.handle(await trial.event_of(deliveries[index]))
    captured = {payment.id: payment.captured.minor_units for payment in payments}
    trial.equal(handler.captured, captured, "what was captured, as the events tell")
    given = {each.id: (each.payment_id, each.amount.minor_units) for each in refunds}
    trial.equal(handler.refunds, given, "the refunds, as the events tell")


async def a_forged_event_is_refused(trial: PaymentTrial) -> None:
    gateway = await trial.connect()
    payment = await gateway.charge(trial.money(trial.least), trial.source)
    other = await gateway.charge(trial.money(trial.least + 1), trial.source)
    deliveries = await _all_delivered(trial, [payment, other], [])
    first, second = deliveries[0], deliveries[-1]
    forged = {
        "with another payload": Delivery(first.payload + b" ", first.signature),
        "with the signature of another": Delivery(first.payload, second.signature),
        "without a signature": Delivery(first.payload, ""),
    }
    for how, delivery in forged.items():
        await trial.refused(InvalidSignature, trial.event_of(delivery), f"an event {how}")


async def try_deliveries(trial: PaymentTrial) -> None:
    gateway = await trial.connect()
    await gateway.charge(trial.money(trial.least), trial.source)
    await trial.unsupported(trial.deliveries, lambda: trial.books(gateway))


async def _refunded(
    trial: PaymentTrial, gateway: AsyncPaymentGateway, payment: Payment
) -> list[Refund]:
    if not trial.declares(Operation.REFUND):
        return []
    if not trial.declares(Operation.PARTIAL):
        return [await gateway.refund(payment.id)]
    half = trial.money(payment.amount.minor_units // 2 or 1)
    first = await gateway.refund(payment.id, half)
    return [first, await gateway.refund(payment.id)] if half != payment.amount else [first]


async def _all_delivered(
    trial: PaymentTrial, payments: Sequence[Payment], refunds: Sequence[Refund]
) -> Sequence[Delivery]:
    """The deliveries, when they tell of all these payments and as many refunds."""

    async def look() -> tuple[Sequence[Delivery], list[Event]]:
        deliveries = await trial.deliveries()
        return deliveries, [await trial.event_of(each) for each in deliveries]

    def is_complete(seen: tuple[Sequence[Delivery], list[Event]]) -> bool:
        events = {event.id: event for event in seen[1]}.values()
        taken = {event.payment.id for event in events if event.type is EventType.SUCCEEDED}
        given = [event for event in events if event.refund is not None]
        return taken >= {each.id for each in payments} and len(given) >= len(refunds)

    what = "the deliveries of the events of all payments and refunds"
    return (await trial.eventually(look, is_complete, what))[0]
