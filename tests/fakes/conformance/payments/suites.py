"""The suites of our own fake, with everything that it has declared, blocking and awaited."""

from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any, ClassVar

import attrs

from doubles import reset, spy, whenever
from fakes.clock import ManualClock
from fakes.conformance import Namespace, Operation, Promise
from fakes.conformance.payments import AsyncPaymentConformance, PaymentConformance
from fakes.payments import (
    AsyncFakePaymentGateway,
    AsyncPaymentGateway,
    Delivery,
    Event,
    FakePaymentGateway,
    GatewayUnavailable,
    PaymentGateway,
    verify_event,
)

OPERATIONS = frozenset({Operation.AUTHORISE, Operation.EVENTS, Operation.PARTIAL, Operation.REFUND})
PROMISES = frozenset({Promise.CURRENCIES, Promise.IDEMPOTENT})
SAVED_AND_FREED: Mapping[str, str] = {
    "replay_of_a_failure": "saved",
    "validation_error_burns_key": "frees",
}
RETRIED_AND_BURNT: Mapping[str, str] = {
    "replay_of_a_failure": "retried",
    "validation_error_burns_key": "burns",
}
LIMITS: Mapping[str, float] = {"minimum_amount": 1}
CHANGES = ("authorize", "capture", "charge", "refund", "void")


@attrs.frozen(eq=False)
class Bank:
    """A fake, its clock, and the line to it, which can lose replies."""

    clock: ManualClock
    fake: FakePaymentGateway
    line: Any

    @classmethod
    def open(cls, parameters: Mapping[str, str], around: Callable[[Any], Any]) -> "Bank":
        clock = ManualClock()
        fake = FakePaymentGateway(
            clock=clock,
            replays_failures=parameters["replay_of_a_failure"] == "saved",
            burns_refused_keys=parameters["validation_error_burns_key"] == "burns",
        )
        return cls(clock, fake, spy(around(fake)))

    def lose_replies(self) -> Callable[[], object]:
        lost = GatewayUnavailable("the connection was closed")
        for name in CHANGES:
            whenever(getattr(self.line, name)).loses_reply(lost)
        return lambda: reset(self.line)

    def event_of(self, delivery: Delivery) -> Event:
        return verify_event(delivery.payload, delivery.signature, "whsec_test", clock=self.clock)


class TestFake(PaymentConformance):
    operations = OPERATIONS
    promises = PROMISES
    parameters: ClassVar[Mapping[str, str]] = SAVED_AND_FREED
    limits = LIMITS
    examples = 10

    def system(self) -> str:
        return "FakePaymentGateway"

    @contextmanager
    def store(self, namespace: Namespace) -> Generator[Bank]:
        yield Bank.open(self.parameters, lambda fake: fake)

    @contextmanager
    def connect(self, store: Bank, /) -> Generator[PaymentGateway]:
        yield store.line

    def advance(self, store: Bank, seconds: float, /) -> None:
        store.clock.advance(seconds=seconds)

    def authenticating_source(self, store: Bank, /) -> str:
        return "tok_authenticationRequired"

    def secrets(self, store: Bank, /) -> list[str]:
        return ["whsec_test"]

    def lose_replies(self, store: Bank, /) -> Callable[[], object]:
        return store.lose_replies()

    def deliveries(self, store: Bank, /) -> list[Delivery]:
        return store.fake.deliveries()

    def event_of(self, store: Bank, delivery: Delivery, /) -> Event:
        return store.event_of(delivery)


class TestFakeThatRetries(TestFake):
    """A gateway that tries again what failed, and spends the keys of what it refuses."""

    parameters: ClassVar[Mapping[str, str]] = RETRIED_AND_BURNT


class TestAsyncFake(AsyncPaymentConformance):
    operations = OPERATIONS
    promises = PROMISES
    parameters: ClassVar[Mapping[str, str]] = SAVED_AND_FREED
    limits = LIMITS
    examples = 10

    def system(self) -> str:
        return "AsyncFakePaymentGateway"

    @asynccontextmanager
    async def store(self, namespace: Namespace) -> AsyncGenerator[Bank]:
        yield Bank.open(self.parameters, AsyncFakePaymentGateway)

    @asynccontextmanager
    async def connect(self, store: Bank, /) -> AsyncGenerator[AsyncPaymentGateway]:
        yield store.line

    async def advance(self, store: Bank, seconds: float, /) -> None:
        store.clock.advance(seconds=seconds)

    def authenticating_source(self, store: Bank, /) -> str:
        return "tok_authenticationRequired"

    def secrets(self, store: Bank, /) -> list[str]:
        return ["whsec_test"]

    async def lose_replies(self, store: Bank, /) -> Callable[[], object]:
        return store.lose_replies()

    async def deliveries(self, store: Bank, /) -> list[Delivery]:
        return store.fake.deliveries()

    def event_of(self, store: Bank, delivery: Delivery, /) -> Event:
        return store.event_of(delivery)
