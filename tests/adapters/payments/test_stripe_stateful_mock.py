"""Stripe's Charges, the older API, as stripe-stateful-mock simulates them.

It knows idempotency keys, decline codes and the bounds of refunds, and checks captures less.
"""

from collections.abc import Callable, Collection, Generator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from typing import ClassVar

import attrs

from fakes.conformance import Deviation, Namespace, Operation, Promise
from fakes.conformance.payments import PaymentConformance
from fakes.payments import PaymentGateway
from tests.adapters.payments.simulators import API_KEY, Simulator, deviation
from tests.adapters.payments.stripe_gateway import StripeGateway
from tests.services.stripe_stateful_mock import stripe_stateful_mock_version


class TestStripeStatefulMock(PaymentConformance):
    operations = frozenset({Operation.AUTHORISE, Operation.PARTIAL, Operation.REFUND})
    # Not CURRENCIES: it knows none of those with three decimals.
    promises = frozenset({Promise.IDEMPOTENT})
    parameters: ClassVar[Mapping[str, str]] = {
        "replay_of_a_failure": "saved",
        "validation_error_burns_key": "frees",
    }
    deviations: ClassVar[tuple[Deviation, ...]] = (
        deviation(
            "select_agrees",
            "stripe-stateful-mock 0.0.16 does not read `created`: all charges were listed, "
            "whenever they were made",
        ),
        deviation(
            "same_key_other_operation",
            "stripe-stateful-mock 0.0.16 keeps keys by path: the key of a charge was taken for its "
            "capture, too (Stripe: idempotency_error)",
        ),
        deviation(
            "capture_within_authorisation",
            "stripe-stateful-mock 0.0.16 captured 0.51 EUR where 0.50 EUR were held",
            50,
        ),
        deviation(
            "void_blocks_capture",
            "stripe-stateful-mock 0.0.16 captured a charge that was refunded while it was held "
            "(Stripe: charge_already_refunded)",
        ),
        deviation(
            "concurrent_ends_are_one",
            "charges are voided by a refund, which gives money back if a capture comes between; "
            "and stripe-stateful-mock 0.0.16 captures what was refunded",
        ),
        deviation(
            "conservation",
            "stripe-stateful-mock 0.0.16 captured 0.52 EUR where 0.51 EUR were held",
            [("authorize", 0, 1), ("capture", 1, 52)],
        ),
    )
    examples = 10

    def system(self) -> str:
        simulator = f"stripe-stateful-mock {stripe_stateful_mock_version()}"
        return f"{simulator} through stripe {version('stripe')}"

    @contextmanager
    def store(
        self, namespace: Namespace, stripe_stateful_mock_address: str
    ) -> Generator[Simulator]:
        platform = Simulator(stripe_stateful_mock_address)
        with platform.line.client() as http_client:
            accounts = platform.client(http_client).v1.accounts
            metadata = {"namespace": str(namespace)}
            made = accounts.create({"type": "custom", "metadata": metadata})
            yield attrs.evolve(platform, account=made.id)
            accounts.delete(made.id)

    @contextmanager
    def connect(self, store: Simulator, /) -> Generator[PaymentGateway]:
        with store.line.client() as http_client:
            yield StripeGateway.over_charges(store.client(http_client))

    def secrets(self, store: Simulator, /) -> Collection[str]:
        return [API_KEY]

    def lose_replies(self, store: Simulator, /) -> Callable[[], object]:
        return store.line.lose_replies()
