"""Stripe's PaymentIntents as localstripe simulates them, blocking and awaited.

It knows no idempotency keys and allows most of what Stripe refuses, so that it proves how requests
are made and how answers are read, and little of how money is kept safe.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from importlib.metadata import version
from typing import ClassVar

import httpx
import pytest

from fakes.conformance import Deviation, Namespace, Operation, Promise
from fakes.conformance.payments import AsyncPaymentConformance, PaymentConformance
from fakes.payments import AsyncPaymentGateway, Card, Decline, Money, PaymentGateway
from tests.adapters.payments.simulators import API_KEY, Simulator, deviation
from tests.adapters.payments.stripe_gateway import AsyncStripeGateway, StripeGateway

DEVIATIONS = (
    deviation(
        "select_agrees",
        "localstripe 1.15.10 lists the oldest first, refuses `created` (400, 'Unexpected "
        "created'), and takes any id for `starting_after`",
    ),
    deviation(
        "key_is_honoured_or_refused",
        "localstripe 1.15.10 does not read the header Idempotency-Key: two equal requests with one "
        "key made two intents",
    ),
    deviation(
        "bad_amount_or_currency",
        "localstripe 1.15.10 made an intent of 100000000 (Stripe: amount_too_large); it takes any "
        "text as a currency, too, which the adapter does not let through",
    ),
    deviation(
        "full_refund",
        "localstripe 1.15.10 refunded 0.50 EUR a second time (Stripe: charge_already_refunded)",
        Money(50, "EUR"),
    ),
    deviation(
        "partial_refunds_are_bounded",
        "localstripe 1.15.10 does not add refunds up: of 1.00 EUR it gave back 0.99 and 0.02",
    ),
    deviation(
        "concurrent_refunds_are_bounded",
        "localstripe 1.15.10 does not add refunds up: of 1.00 EUR it gave back 0.66 four times",
    ),
    deviation(
        "partial_capture",
        "localstripe 1.15.10 does not tell how much was captured: 0.50 of 0.51 EUR look like 0.51 "
        "that were captured, and 0.01 refunded",
        51,
        50,
    ),
    deviation(
        "void_blocks_capture",
        "localstripe 1.15.10 captured an intent that was canceled: it answered 200, with "
        "captured: true (Stripe: payment_intent_unexpected_state)",
    ),
    deviation(
        "concurrent_ends_are_one",
        "localstripe 1.15.10 captures what was canceled: both a void and a capture were done",
    ),
    deviation(
        "conservation",
        "localstripe 1.15.10 does not tell how much was captured: 1.49 of 1.50 EUR look like 1.50",
    ),
)


def empty(localstripe_address: str) -> None:
    """Have it forget all payments: there is one store for everybody."""
    httpx.delete(f"{localstripe_address}/_config/data").raise_for_status()


class _Localstripe:
    """What both suites say."""

    operations: ClassVar[Collection[Operation]] = frozenset(
        {Operation.AUTHORISE, Operation.PARTIAL, Operation.REFUND}
    )
    promises: ClassVar[Collection[Promise]] = frozenset({Promise.CURRENCIES})
    deviations: ClassVar[tuple[Deviation, ...]] = DEVIATIONS
    examples = 10

    def system(self) -> str:
        return f"localstripe {version('localstripe')} through stripe {version('stripe')}"

    def source(self, store: Simulator, /) -> str:
        return "pm_card_visa"

    def declined_sources(self, store: Simulator, /) -> Mapping[str | Card, Decline]:
        return {"pm_card_chargeCustomerFail": Decline("card_declined")}

    def authenticating_source(self, store: Simulator, /) -> str:
        card = {"number": "4000002500003155", "exp_month": 12, "exp_year": 2030, "cvc": "123"}
        fields = {"type": "card"} | {f"card[{name}]": value for name, value in card.items()}
        made = httpx.post(f"{store.address}/v1/payment_methods", data=fields, auth=(API_KEY, ""))
        return str(made.raise_for_status().json()["id"])

    def secrets(self, store: Simulator, /) -> Collection[str]:
        return [API_KEY]


class TestLocalstripe(_Localstripe, PaymentConformance):
    @contextmanager
    def store(self, namespace: Namespace, localstripe_address: str) -> Generator[Simulator]:
        empty(localstripe_address)
        yield Simulator(localstripe_address)
        empty(localstripe_address)

    @contextmanager
    def connect(self, store: Simulator, /) -> Generator[PaymentGateway]:
        with store.line.client() as http_client:
            yield StripeGateway.over_intents(store.client(http_client))

    def lose_replies(self, store: Simulator, /) -> Callable[[], object]:
        return store.line.lose_replies()


# The SDK's client gives httpx the body of a request in a way that httpx is about to drop.
@pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")
class TestLocalstripeAwaited(_Localstripe, AsyncPaymentConformance):
    @asynccontextmanager
    async def store(
        self, namespace: Namespace, localstripe_address: str
    ) -> AsyncGenerator[Simulator]:
        await asyncio.to_thread(empty, localstripe_address)
        yield Simulator(localstripe_address)
        await asyncio.to_thread(empty, localstripe_address)

    @asynccontextmanager
    async def connect(self, store: Simulator, /) -> AsyncGenerator[AsyncPaymentGateway]:
        async with store.line.async_client() as http_client:
            yield AsyncStripeGateway.over_intents(store.client(http_client))

    async def lose_replies(self, store: Simulator, /) -> Callable[[], object]:
        return store.line.lose_replies()
