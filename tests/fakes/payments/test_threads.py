"""Several threads at one gateway: one charge for each key, and no refund beyond the payment."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from fakes.payments import (
    FakePaymentGateway,
    IdempotencyInProgress,
    InvalidTransition,
    Money,
    PaymentError,
    RefundExceedsRemaining,
)

PRICE = Money(1050, "EUR")
THREADS = 8


@pytest.fixture(autouse=True)
def threads_that_take_turns_at_every_step() -> Iterator[None]:
    """Without it, an operation would be over before another thread's turn came."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def at_once(action: Callable[[int], object]) -> list[object]:
    """What the action gave or raised in each of several threads that start together."""
    barrier = Barrier(THREADS)

    def run(number: int) -> object:
        barrier.wait()
        try:
            return action(number)
        except PaymentError as error:
            return error

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def test_concurrent_requests_with_one_key_make_one_charge() -> None:
    gateway = FakePaymentGateway()

    for order in range(50):
        answers = at_once(
            lambda _, order=order: gateway.charge(PRICE, "tok_visa", idempotency_key=f"{order}")
        )
        assert len(set(answers)) == 1

    assert len(gateway.payments()) == 50


def test_a_second_thread_is_told_that_the_first_is_in_progress() -> None:
    begun, conflict_seen = Event(), Event()

    def hold() -> None:
        begun.set()
        assert conflict_seen.wait(10)

    gateway = FakePaymentGateway(while_in_progress=hold)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(gateway.charge, PRICE, "tok_visa", idempotency_key="order-1")
        assert begun.wait(10)
        with pytest.raises(IdempotencyInProgress):
            gateway.charge(PRICE, "tok_visa", idempotency_key="order-1")
        assert gateway.payments() == ()
        conflict_seen.set()

    assert gateway.charge(PRICE, "tok_visa", idempotency_key="order-1") == first.result()
    assert gateway.payments() == (first.result(),)


def test_charges_with_their_own_keys_do_not_mix() -> None:
    gateway = FakePaymentGateway()

    def charge(number: int) -> list[Money]:
        return [
            gateway.charge(Money(number + 1, "EUR"), "tok_visa", idempotency_key=f"{number}-{each}")
            for each in range(100)
        ]

    answers = at_once(charge)

    for number, payments in enumerate(answers):
        assert {payment.amount.minor_units for payment in payments} == {number + 1}
    ids = [payment.id for payment in gateway.payments()]
    assert len(set(ids)) == THREADS * 100
    assert gateway.captured_total("EUR").minor_units == sum(range(1, THREADS + 1)) * 100
    assert len({event.id for event in gateway.events()}) == THREADS * 100


def test_concurrent_refunds_never_exceed_the_payment() -> None:
    gateway = FakePaymentGateway()

    for _ in range(50):
        payment = gateway.charge(PRICE, "tok_visa")
        answers = at_once(lambda _, payment=payment: gateway.refund(payment.id, Money(400, "EUR")))
        refused = [each for each in answers if isinstance(each, RefundExceedsRemaining)]
        assert len(refused) == THREADS - 2
        assert gateway.get(payment.id).refunded == Money(800, "EUR")


def test_concurrent_full_refunds_happen_once() -> None:
    gateway = FakePaymentGateway()

    for _ in range(50):
        payment = gateway.charge(PRICE, "tok_visa")
        answers = at_once(lambda _, payment=payment: gateway.refund(payment.id))
        assert Counter(type(each).__name__ for each in answers) == {
            "Refund": 1,
            "RefundExceedsRemaining": THREADS - 1,
        }

    assert gateway.refunded_total("EUR") == gateway.captured_total("EUR")


def test_a_hold_is_either_captured_or_voided() -> None:
    gateway = FakePaymentGateway()

    for _ in range(50):
        held = gateway.authorize(PRICE, "tok_visa")
        answers = at_once(
            lambda number, held=held: (gateway.capture, gateway.void)[number % 2](held.id)
        )
        refused = [each for each in answers if isinstance(each, InvalidTransition)]
        assert len(refused) == THREADS - 1
