"""What a gateway declares, against what it has: both ways in which the two can differ."""

from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from typing import Any

import pytest

from fakes.conformance import Namespace, Operation, Outcome, Promise, verdicts
from fakes.conformance.payments import AsyncPaymentConformance, PaymentConformance
from fakes.errors import Unsupported
from fakes.payments import (
    AsyncFakePaymentGateway,
    AsyncPaymentGateway,
    Card,
    CardDeclined,
    FakePaymentGateway,
    Money,
    Payment,
    PaymentGateway,
    PaymentPage,
    Refund,
)
from tests.fakes.conformance.declaring import REFUSED, others, undeclared
from tests.fakes.conformance.payments.suites import OPERATIONS
from tests.fakes.conformance.payments.suites import TestFake as Fake


class Plain:
    """A gateway with nothing that is optional: it takes money, and says what it took."""

    def __init__(self, fake: PaymentGateway) -> None:
        self.fake = fake

    def charge(
        self, amount: Money, source: str | Card, *, idempotency_key: str | None = None
    ) -> Payment:
        if idempotency_key is not None:
            raise Unsupported("idempotency_key", "this gateway has none")
        return self.fake.charge(amount, source)

    def authorize(
        self, amount: Money, source: str | Card, *, idempotency_key: str | None = None
    ) -> Payment:
        raise Unsupported("authorize", "this gateway takes money at once")

    def capture(
        self, payment_id: str, amount: Money | None = None, *, idempotency_key: str | None = None
    ) -> Payment:
        raise Unsupported("capture", "this gateway takes money at once")

    def void(self, payment_id: str, *, idempotency_key: str | None = None) -> Payment:
        raise Unsupported("void", "this gateway takes money at once")

    def refund(
        self, payment_id: str, amount: Money | None = None, *, idempotency_key: str | None = None
    ) -> Refund:
        raise Unsupported("refund", "this gateway gives nothing back")

    def get(self, payment_id: str) -> Payment:
        return self.fake.get(payment_id)

    def select(self, **how: Any) -> PaymentPage:
        return self.fake.select(**how)


class Whole(Plain):
    """A gateway that gives back all of a payment, or nothing, and captures all of a hold."""

    def refund(
        self, payment_id: str, amount: Money | None = None, *, idempotency_key: str | None = None
    ) -> Refund:
        if amount is not None:
            raise Unsupported("amount", "this gateway knows no parts")
        return self.fake.refund(payment_id, idempotency_key=idempotency_key)

    def charge(
        self, amount: Money, source: str | Card, *, idempotency_key: str | None = None
    ) -> Payment:
        return self.fake.charge(amount, source, idempotency_key=idempotency_key)


def suite(base: type[Any] = Fake, **declared: object) -> type[Any]:
    return type("TestOther", (base,), declared)


def connecting(adapter: type[Any]) -> Any:
    return lambda self, store: nullcontext(adapter(store.line))


PlainFake = suite(operations=(), promises=(), parameters=Fake.parameters, connect=connecting(Plain))
WholeFake = suite(operations={Operation.EVENTS, Operation.REFUND}, connect=connecting(Whole))


UNSUPPORTED, UNPROMISED = Outcome.UNSUPPORTED, Outcome.UNPROMISED
INCONCLUSIVE = Outcome.INCONCLUSIVE


def test_a_gateway_without_what_is_optional_keeps_the_rest() -> None:
    silent = suite(PlainFake, deliveries=lambda self, store: None)

    assert others(verdicts(silent)) == {
        "same_key_same_charge": UNPROMISED,
        "same_key_other_parameters": UNPROMISED,
        "same_key_other_operation": UNSUPPORTED,
        "concurrent_same_key": UNPROMISED,
        "lost_reply_then_retry": UNPROMISED,
        "lost_capture_then_retry": UNSUPPORTED,
        "replay_of_a_failure": UNPROMISED,
        "validation_error_burns_key": UNPROMISED,
        "key_expiry": UNPROMISED,
        "key_limits": UNPROMISED,
        "currency_exponents": UNPROMISED,
        "full_refund": UNSUPPORTED,
        "partial_refunds_are_bounded": UNSUPPORTED,
        "concurrent_refunds_are_bounded": UNSUPPORTED,
        "refund_is_idempotent": UNSUPPORTED,
        "capture_within_authorisation": UNSUPPORTED,
        "partial_capture": UNSUPPORTED,
        "void_blocks_capture": UNSUPPORTED,
        "concurrent_ends_are_one": UNSUPPORTED,
        "authorisation_expires": UNSUPPORTED,
        "events_may_repeat_and_reorder": UNSUPPORTED,
    }


def test_a_gateway_that_knows_no_parts_keeps_the_rest() -> None:
    assert others(verdicts(WholeFake)) == {
        "same_key_other_operation": UNSUPPORTED,
        "lost_capture_then_retry": UNSUPPORTED,
        "partial_refunds_are_bounded": UNSUPPORTED,
        "capture_within_authorisation": UNSUPPORTED,
        "partial_capture": UNSUPPORTED,
        "void_blocks_capture": UNSUPPORTED,
        "concurrent_ends_are_one": UNSUPPORTED,
        "authorisation_expires": UNSUPPORTED,
    }


@pytest.mark.parametrize(
    ("operation", "slug"),
    [
        (Operation.AUTHORISE, "capture_within_authorisation"),
        (Operation.AUTHORISE, "authorisation_expires"),
        (Operation.REFUND, "full_refund"),
        (Operation.REFUND, "concurrent_refunds_are_bounded"),
    ],
)
def test_an_operation_that_is_declared_and_absent_fails(operation: Operation, slug: str) -> None:
    verdict = verdicts(suite(PlainFake, operations={operation}), slug)[slug]

    assert verdict.outcome is Outcome.FAIL
    assert REFUSED in verdict.reason


def test_parts_that_are_declared_and_absent_fail() -> None:
    declaring = suite(WholeFake, operations={Operation.PARTIAL, Operation.REFUND})
    found = verdicts(declaring, "partial_refunds_are_bounded")["partial_refunds_are_bounded"]

    assert found.outcome is Outcome.FAIL
    assert "raised Unsupported: amount is not supported: this gateway knows no parts" in (
        found.reason
    )


@pytest.mark.parametrize("slug", ["same_key_same_charge", "key_expiry", "lost_reply_then_retry"])
def test_keys_that_are_promised_and_absent_fail(slug: str) -> None:
    verdict = verdicts(suite(PlainFake, promises={Promise.IDEMPOTENT}), slug)[slug]

    assert verdict.outcome is Outcome.FAIL
    assert "Unsupported: idempotency_key is not supported: this gateway has none" in verdict.reason


def test_currencies_that_are_promised_and_absent_fail() -> None:
    class EurosAlone(Plain):
        def charge(self, amount: Money, source: Any, *, idempotency_key: Any = None) -> Payment:
            return super().charge(Money(amount.minor_units, "EUR"), source)

    declaring = suite(PlainFake, promises={Promise.CURRENCIES}, connect=connecting(EurosAlone))
    verdict = verdicts(declaring, "currency_exponents")["currency_exponents"]

    assert verdict.outcome is Outcome.FAIL
    assert "at .currency\n  expected: 'USD'\n  got:      'EUR'" in verdict.reason


@pytest.mark.parametrize(
    ("operation", "slug"),
    [
        (Operation.AUTHORISE, "void_blocks_capture"),
        (Operation.EVENTS, "events_may_repeat_and_reorder"),
        (Operation.PARTIAL, "partial_refunds_are_bounded"),
        (Operation.REFUND, "full_refund"),
    ],
)
def test_an_operation_that_works_undeclared_is_named(operation: Operation, slug: str) -> None:
    verdict = verdicts(suite(operations=OPERATIONS - {operation}), slug)[slug]

    assert verdict.outcome is Outcome.FAIL
    assert verdict.reason.startswith(undeclared("TestOther", operation, slug))


class Bare(PaymentConformance):
    @contextmanager
    def store(self, namespace: Namespace) -> Generator[FakePaymentGateway]:
        yield FakePaymentGateway()

    @contextmanager
    def connect(self, store: FakePaymentGateway, /) -> Generator[PaymentGateway]:
        yield store


class AsyncBare(AsyncPaymentConformance):
    @asynccontextmanager
    async def store(self, namespace: Namespace) -> AsyncGenerator[FakePaymentGateway]:
        yield FakePaymentGateway()

    @asynccontextmanager
    async def connect(self, store: FakePaymentGateway, /) -> AsyncGenerator[AsyncPaymentGateway]:
        yield AsyncFakePaymentGateway(store)


@pytest.mark.parametrize("bare", [Bare, AsyncBare])
def test_a_suite_may_say_no_more_than_how_to_connect(bare: type[Any]) -> None:
    slugs = ("amount_is_exact", "decline_moves_nothing", "nothing_leaks")
    passing = verdicts(bare, *slugs, examples=3)
    found = verdicts(bare, "timeout_is_unknown", "authentication_moves_nothing")
    silent = verdicts(bare, "events_may_repeat_and_reorder")

    assert others(passing) == {}
    assert others(silent) == {"events_may_repeat_and_reorder": UNSUPPORTED}
    assert {slug: (each.outcome, each.reason) for slug, each in found.items()} == {
        "timeout_is_unknown": (
            INCONCLUSIVE,
            "the suite does not say how replies are lost: override lose_replies()",
        ),
        "authentication_moves_nothing": (
            INCONCLUSIVE,
            "the suite does not say what needs authentication: override authenticating_source()",
        ),
    }


def test_events_that_are_declared_and_not_shown_are_a_mistake_of_the_suite() -> None:
    declaring = suite(Bare, operations={Operation.EVENTS})
    verdict = verdicts(declaring, "events_may_repeat_and_reorder")["events_may_repeat_and_reorder"]

    assert verdict.outcome is Outcome.HARNESS_ERROR
    assert verdict.reason.startswith(
        "HARNESS_ERROR: events_may_repeat_and_reorder of TestOther cannot be checked.\n\n"
        "deliveries() gave None, and the suite declares Operation.EVENTS.\n"
        "Remedy: override deliveries() to give them; without it, do not declare EVENTS."
    )


def test_events_are_read_with_the_usual_secret_where_nothing_else_is_said() -> None:
    def deliveries(self: Any, store: FakePaymentGateway) -> Any:
        return store.deliveries()

    declaring = suite(Bare, operations={Operation.EVENTS}, deliveries=deliveries)

    assert others(verdicts(declaring, "events_may_repeat_and_reorder", examples=3)) == {}


def test_a_suite_with_nothing_to_hide_is_told_so() -> None:
    def none(self: Any, store: Any) -> tuple[()]:
        return ()

    found = verdicts(suite(cards=none, secrets=none), "nothing_leaks")["nothing_leaks"]

    assert found.outcome is INCONCLUSIVE
    assert found.reason == "the suite has nothing to hide: override cards() or secrets()"


class Anonymous(Plain):
    """A gateway that does not say which payment failed."""

    def charge(
        self, amount: Money, source: str | Card, *, idempotency_key: str | None = None
    ) -> Payment:
        try:
            return self.fake.charge(amount, source, idempotency_key=idempotency_key)
        except CardDeclined as error:
            raise CardDeclined(error.code, error.decline_code) from None


def test_where_failed_payments_have_no_names_nobody_knows_whether_they_were_made_again() -> None:
    anonymous = suite(operations={Operation.EVENTS}, connect=connecting(Anonymous))
    slugs = ("decline_moves_nothing", "lost_reply_then_retry")
    found = verdicts(anonymous, "replay_of_a_failure", *slugs)

    assert others(found) == {"replay_of_a_failure": INCONCLUSIVE}
    assert found["replay_of_a_failure"].reason == ("the gateway does not name payments that failed")
