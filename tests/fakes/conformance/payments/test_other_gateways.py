"""Gateways that are sound and differ from our fake, in ways that the suite must not mind."""

import threading
from contextlib import nullcontext
from itertools import count
from typing import Any

from fakes.clock import ManualClock
from fakes.conformance import Operation, Outcome, Promise, verdicts
from fakes.conformance.payments import PaymentConformance
from fakes.errors import Unsupported
from fakes.payments import (
    FakePaymentGateway,
    GatewayUnavailable,
    IdempotencyInProgress,
    Payment,
    PaymentPage,
    Refund,
)

OTHERS = 3


class Wrapped:
    """A fake of which each test changes one thing."""

    def __init__(self, fake: FakePaymentGateway) -> None:
        self.fake = fake

    def __getattr__(self, name: str) -> Any:
        return getattr(self.fake, name)

    def authorize(self, *args: Any, **how: Any) -> Payment:
        return self.fake.authorize(*args, **how)

    def capture(self, *args: Any, **how: Any) -> Payment:
        return self.fake.capture(*args, **how)

    def charge(self, *args: Any, **how: Any) -> Payment:
        return self.fake.charge(*args, **how)

    def void(self, *args: Any, **how: Any) -> Payment:
        return self.fake.void(*args, **how)

    def refund(self, *args: Any, **how: Any) -> Refund:
        return self.fake.refund(*args, **how)

    def select(self, **how: Any) -> PaymentPage:
        return self.fake.select(**how)


class OneAtATime:
    """It answers a request that comes while the same is being worked on with an error."""

    def __init__(self) -> None:
        refused = threading.Semaphore(0)
        self.refused = refused
        self.fake = FakePaymentGateway(
            while_in_progress=lambda: [refused.acquire(timeout=10) for _ in range(OTHERS)]
        )


class Answering(Wrapped):
    def __init__(self, bank: OneAtATime) -> None:
        super().__init__(bank.fake)
        self.bank = bank

    def charge(self, *args: Any, **how: Any) -> Payment:
        try:
            return super().charge(*args, **how)
        except IdempotencyInProgress:
            self.bank.refused.release()
            raise


class Locking(Wrapped):
    """It has one refund at a time, and others are to come again."""

    turns = count()

    def refund(self, *args: Any, **how: Any) -> Refund:
        if next(self.turns) % (OTHERS + 1):
            raise GatewayUnavailable("another refund has the lock", outcome_unknown=False)
        return super().refund(*args, **how)


class ShortPages(Wrapped):
    """It never gives more than two payments at once."""

    def select(self, *, limit: int = 10, **how: Any) -> PaymentPage:
        return super().select(limit=min(limit, 2), **how)


class Clocked(FakePaymentGateway):
    """It has its clock at hand."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        super().__init__(clock=self.clock)


class NoRefunds(Wrapped):
    def refund(self, *args: Any, **how: Any) -> Refund:
        raise Unsupported("refund", "this gateway gives nothing back")


def suite(adapter: Any, bank: Any = FakePaymentGateway, **declared: object) -> Any:
    return type(
        "TestOther",
        (PaymentConformance,),
        {
            "store": lambda self, namespace: nullcontext(bank()),
            "connect": lambda self, store: nullcontext(adapter(store)),
            "examples": 5,
            **declared,
        },
    )


def others(found: Any) -> dict[str, Outcome]:
    """The guarantees that did not simply pass."""
    outcomes = {slug: verdict.outcome for slug, verdict in found.items()}
    return {slug: each for slug, each in outcomes.items() if each is not Outcome.PASS}


def test_a_gateway_may_have_the_same_request_come_again() -> None:
    answering = suite(Answering, OneAtATime, promises={Promise.IDEMPOTENT})

    assert others(verdicts(answering, "concurrent_same_key")) == {}


def test_a_gateway_may_have_another_refund_come_again() -> None:
    locking = suite(Locking, operations={Operation.REFUND})

    assert others(verdicts(locking, "concurrent_refunds_are_bounded")) == {}


def test_all_payments_are_looked_at_whatever_the_pages() -> None:
    found = verdicts(suite(ShortPages), "get_is_what_charge_said", "other_key_other_charge")

    assert others(found) == {}


def test_a_gateway_may_hold_money_and_never_give_it_back() -> None:
    declared = {Operation.AUTHORISE, Operation.PARTIAL}
    no_refunds = suite(
        NoRefunds,
        Clocked,
        advance=lambda self, store, seconds: store.clock.advance(seconds=seconds),
        operations=declared,
        promises={Promise.IDEMPOTENT},
        parameters={"replay_of_a_failure": "saved", "validation_error_burns_key": "frees"},
    )

    assert others(verdicts(no_refunds)) == {
        "lost_reply_then_retry": Outcome.INCONCLUSIVE,
        "lost_capture_then_retry": Outcome.INCONCLUSIVE,
        "authentication_moves_nothing": Outcome.INCONCLUSIVE,
        "currency_exponents": Outcome.UNPROMISED,
        "full_refund": Outcome.UNSUPPORTED,
        "partial_refunds_are_bounded": Outcome.UNSUPPORTED,
        "concurrent_refunds_are_bounded": Outcome.UNSUPPORTED,
        "refund_is_idempotent": Outcome.UNSUPPORTED,
        "events_may_repeat_and_reorder": Outcome.UNSUPPORTED,
        "timeout_is_unknown": Outcome.INCONCLUSIVE,
    }
