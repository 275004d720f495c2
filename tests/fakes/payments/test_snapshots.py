"""Snapshots: all that a gateway remembers, to compare, to go back to, and to go on from."""

from datetime import timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.clock import ManualClock
from fakes.payments import (
    FakePaymentGateway,
    InvalidPaymentValue,
    Money,
    PaymentError,
    PaymentStatus,
)
from fakes.strategies.payments import sources

PRICE = Money(1050, "EUR")


def capture_the_last(gateway: FakePaymentGateway) -> object:
    return gateway.capture(gateway.payments()[-1].id)


def refund_the_first(gateway: FakePaymentGateway) -> object:
    return gateway.refund(gateway.payments()[0].id, Money(50, "EUR"))


STEPS = st.one_of(
    st.builds(
        lambda source, key: lambda gateway: gateway.charge(PRICE, source, idempotency_key=key),
        sources(),
        st.sampled_from([None, "order-1", "order-2"]),
    ),
    st.builds(lambda source: lambda gateway: gateway.authorize(PRICE, source), sources()),
    st.just(capture_the_last),
    st.just(refund_the_first),
    st.just(lambda gateway: gateway.complete_authentication(gateway.payments()[-1].id)),
    st.just(lambda gateway: gateway.win_dispute(gateway.payments()[-1].id)),
)


def run(gateway: FakePaymentGateway, steps) -> list[str]:
    """What each step gave or raised, as text."""
    outcomes = []
    for step in steps:
        try:
            outcomes.append(repr(step(gateway)))
        except (PaymentError, IndexError) as error:
            outcomes.append(repr(error))
    return outcomes


@given(st.lists(STEPS, max_size=8), st.lists(STEPS, max_size=8))
def test_a_gateway_goes_on_from_a_snapshot_as_the_first_one_did(before, after) -> None:
    clock = ManualClock()
    gateway, other = (FakePaymentGateway(clock=clock) for _ in range(2))
    run(gateway, before)
    snapshot = gateway.snapshot()
    expected = run(gateway, after)
    end = gateway.snapshot()

    for restored in (gateway, other):
        restored.restore(snapshot)
        assert restored.snapshot() == snapshot
        assert run(restored, after) == expected
        assert restored.snapshot() == end
        assert hash(restored.snapshot()) == hash(end)


def test_holds_of_a_snapshot_lapse_in_the_gateway_that_restores_it() -> None:
    clock = ManualClock()
    gateway, other = (FakePaymentGateway(clock=clock) for _ in range(2))
    held = [gateway.authorize(PRICE, "tok_visa").id for _ in range(3)]
    gateway.void(held[1])
    other.restore(gateway.snapshot())

    clock.advance(days=7)

    assert [payment.status for payment in other.payments()] == [
        PaymentStatus.EXPIRED,
        PaymentStatus.VOIDED,
        PaymentStatus.EXPIRED,
    ]
    assert other.snapshot() == gateway.snapshot()


def test_holds_of_a_snapshot_lapse_in_the_order_in_which_they_are_due() -> None:
    clock = ManualClock()
    gateway, other = (FakePaymentGateway(clock=clock) for _ in range(2))
    late = gateway.authorize(PRICE, "tok_visa")
    clock.move_to(clock.started - timedelta(days=1))
    early = gateway.authorize(PRICE, "tok_visa")
    other.restore(gateway.snapshot())

    clock.advance(days=7)

    assert other.get(early.id).status is PaymentStatus.EXPIRED
    assert other.get(late.id).status is PaymentStatus.AUTHORIZED


@pytest.mark.parametrize("settle", ["capture", "void"])
def test_a_snapshot_plans_nothing_for_a_payment_that_is_settled(settle: str) -> None:
    gateway = FakePaymentGateway()
    held = gateway.authorize(PRICE, "tok_createDispute")
    assert {payment_id for payment_id, _ in gateway.snapshot().records.plans} == {held.id}

    getattr(gateway, settle)(held.id)

    assert gateway.snapshot().records.plans == frozenset()


def test_a_snapshot_changes_with_every_effect_and_with_every_key() -> None:
    clock = ManualClock()
    gateway = FakePaymentGateway(clock=clock, authorization_window=timedelta(hours=1))
    seen = {gateway.snapshot()}
    payment = gateway.authorize(PRICE, "tok_visa", idempotency_key="order-1")
    seen.add(gateway.snapshot())
    with pytest.raises(PaymentError):
        gateway.refund(payment.id, idempotency_key="refund-1")
    seen.add(gateway.snapshot())
    clock.advance(hours=1)
    seen.add(gateway.snapshot())
    clock.advance(hours=23)
    seen.add(gateway.snapshot())

    assert len(seen) == 5


def test_a_restored_gateway_forgets_what_came_after_the_snapshot() -> None:
    gateway = FakePaymentGateway()
    empty = gateway.snapshot()
    first = gateway.charge(PRICE, "tok_visa", idempotency_key="order-1")

    gateway.restore(empty)

    assert gateway.payments() == gateway.events() == ()
    again = gateway.charge(Money(1, "EUR"), "tok_visa", idempotency_key="order-1")
    assert again.id == first.id


@pytest.mark.parametrize(
    "damage",
    [
        lambda snapshot: {"keys": None},
        lambda snapshot: {"keys": ("order-1",)},
        lambda snapshot: {"records": None},
        lambda snapshot: {"records": attrs.evolve(snapshot.records, issued="1")},
        lambda snapshot: {"records": attrs.evolve(snapshot.records, payments=(1,))},
    ],
    ids=["no keys", "other keys", "no records", "no number", "no payments"],
)
def test_a_damaged_snapshot_is_refused_and_changes_nothing(damage) -> None:
    gateway = FakePaymentGateway()
    gateway.charge(PRICE, "tok_visa", idempotency_key="order-1")
    before = gateway.snapshot()

    with pytest.raises(InvalidPaymentValue) as refused:
        gateway.restore(attrs.evolve(before, **damage(before)))

    assert str(refused.value) == "snapshot: is not one that snapshot() gave"
    assert gateway.snapshot() == before


def test_what_a_gateway_does_later_does_not_reach_its_snapshot() -> None:
    gateway = FakePaymentGateway()
    gateway.charge(PRICE, "tok_visa")
    snapshot = gateway.snapshot()

    gateway.charge(PRICE, "tok_visa")
    other = FakePaymentGateway()
    other.restore(snapshot)
    other.charge(PRICE, "tok_visa")

    assert repr(snapshot) == "<PaymentsSnapshot: 1 payment, 0 refunds>"


def test_the_lists_that_are_handed_out_are_the_callers_own() -> None:
    gateway = FakePaymentGateway()
    gateway.charge(PRICE, "tok_visa")

    gateway.deliveries().clear()

    assert len(gateway.deliveries()) == 1
