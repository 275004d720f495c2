"""Stripe itself, in the test mode of the account whose key is in STRIPE_TEST_KEY.

Each example has a customer of its own, who is deleted. The customer's payments stay in the account,
which has no way to delete payments.
"""

from collections.abc import Callable, Collection, Generator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from typing import ClassVar

import attrs
import stripe

from fakes.conformance import Namespace, Operation, Promise
from fakes.conformance.payments import PaymentConformance
from fakes.payments import Card, Decline, PaymentGateway
from tests.adapters.payments.bad_lines import Line
from tests.adapters.payments.stripe_gateway import StripeGateway


@attrs.frozen(eq=False)
class Customer:
    """A customer of the account, and the line to Stripe."""

    key: str
    id: str
    line: Line


class TestStripe(PaymentConformance):
    operations = frozenset({Operation.AUTHORISE, Operation.PARTIAL, Operation.REFUND})
    promises = frozenset({Promise.CURRENCIES, Promise.IDEMPOTENT})
    parameters: ClassVar[Mapping[str, str]] = {
        "replay_of_a_failure": "saved",
        "validation_error_burns_key": "frees",
    }
    # The ids of customers have 18 characters, and keys go behind them and a colon.
    limits: ClassVar[Mapping[str, float]] = {"key_length": 236}
    examples = 2
    hangs_after = 300.0

    def system(self) -> str:
        return f"Stripe (test mode, {stripe.api_version}) through stripe {version('stripe')}"

    @contextmanager
    def store(self, namespace: Namespace, stripe_test_key: str) -> Generator[Customer]:
        line = Line()
        with line.client() as http_client:
            customers = stripe.StripeClient(stripe_test_key, http_client=http_client).v1.customers
            customer = customers.create({"name": str(namespace)})
            yield Customer(stripe_test_key, customer.id, line)
            customers.delete(customer.id)

    @contextmanager
    def connect(self, store: Customer, /) -> Generator[PaymentGateway]:
        with store.line.client() as http_client:
            client = stripe.StripeClient(store.key, http_client=http_client)
            yield StripeGateway.over_intents(client, customer=store.id)

    def source(self, store: Customer, /) -> str:
        return "pm_card_visa"

    def declined_sources(self, store: Customer, /) -> Mapping[str | Card, Decline]:
        return {
            "pm_card_visa_chargeDeclined": Decline("card_declined", "generic_decline"),
            "pm_card_visa_chargeDeclinedInsufficientFunds": Decline(
                "card_declined", "insufficient_funds"
            ),
        }

    def authenticating_source(self, store: Customer, /) -> str:
        return "pm_card_authenticationRequired"

    def secrets(self, store: Customer, /) -> Collection[str]:
        return [store.key]

    def lose_replies(self, store: Customer, /) -> Callable[[], object]:
        return store.line.lose_replies()
