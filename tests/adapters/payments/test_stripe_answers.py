"""What Stripe is documented to answer, and no simulator does, as the gateway tells it."""

import json
import socket
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
import stripe

from fakes.payments import (
    Dispute,
    DisputeStatus,
    GatewayUnavailable,
    IdempotencyInProgress,
    IdempotencyMismatch,
    InvalidPaymentValue,
    InvalidTransition,
    Money,
    PaymentError,
    PaymentNotFound,
    PaymentStatus,
)
from tests.adapters.payments.bad_lines import Line
from tests.adapters.payments.stripe_amounts import money, units
from tests.adapters.payments.stripe_gateway import StripeGateway

EUROS = Money(1050, "EUR")
CREATED = 1_790_000_000
LATER = datetime.fromtimestamp(CREATED + 60, UTC)

Answer = tuple[int, Mapping[str, Any]]


class Answering(stripe.HTTPClient):
    """An HTTP client that has its answers already, and remembers what was asked."""

    name = "answering"

    def __init__(self, *answers: Answer) -> None:
        super().__init__()  # pyright: ignore[reportUnknownMemberType]
        self._answers = iter(answers)
        self.urls: list[str] = []
        self.keys: list[str | None] = []

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        self.urls.append(url)
        self.keys.append((headers or {}).get("Idempotency-Key"))
        status, answer = next(self._answers)
        return json.dumps(answer), status, {}


def over(http_client: stripe.HTTPClient, customer: str | None = None) -> StripeGateway:
    client = stripe.StripeClient("sk_test_x", http_client=http_client)
    return StripeGateway.over_intents(client, customer=customer)


def gateway(*answers: Answer) -> StripeGateway:
    return over(Answering(*answers))


def intent(status: str, payment_id: str = "pi_1", **facts: object) -> Answer:
    charge = {
        "id": "ch_1",
        "object": "charge",
        "amount": 1050,
        "amount_captured": 1050,
        "amount_refunded": 50,
        "captured": True,
        "disputed": False,
        "payment_method_details": {"type": "card", "card": {"brand": "visa", "last4": "4242"}},
        **facts,
    }
    return 200, {
        "id": payment_id,
        "object": "payment_intent",
        "amount": 1050,
        "currency": "eur",
        "created": CREATED,
        "status": status,
        "cancellation_reason": facts.get("cancellation_reason"),
        "payment_method": None,
        "latest_charge": charge,
    }


def disputes(status: str) -> Answer:
    dispute = {
        "id": "dp_1",
        "object": "dispute",
        "amount": 1000,
        "currency": "eur",
        "reason": "fraudulent",
        "status": status,
        "created": CREATED + 60,
    }
    return page((200, dispute))


def page(*answers: Answer, has_more: bool = False) -> Answer:
    return 200, {"object": "list", "has_more": has_more, "data": [body for _, body in answers]}


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        (400, {"type": "idempotency_error"}, IdempotencyMismatch("k")),
        (
            409,
            {"type": "idempotency_error", "code": "idempotency_key_in_use"},
            IdempotencyInProgress("k"),
        ),
        (
            400,
            {"type": "invalid_request_error", "param": "amount", "message": "At least 50 cents"},
            InvalidPaymentValue("amount", "At least 50 cents"),
        ),
        (
            400,
            {"type": "invalid_request_error", "param": "payment_method", "message": "No pm_1"},
            InvalidPaymentValue("source", "is unknown to Stripe, or cannot be used again"),
        ),
        (
            401,
            {"type": "invalid_request_error", "message": "Invalid API Key"},
            GatewayUnavailable("AuthenticationError: Invalid API Key", outcome_unknown=False),
        ),
        (
            429,
            {"type": "invalid_request_error", "code": "lock_timeout", "message": "In use"},
            GatewayUnavailable("RateLimitError: In use", outcome_unknown=False),
        ),
        (
            500,
            {"type": "api_error", "message": "Sorry"},
            GatewayUnavailable("APIError: Sorry", outcome_unknown=True),
        ),
    ],
)
def test_an_error_is_one_of_the_port(
    status: int, error: Mapping[str, str], expected: PaymentError
) -> None:
    with pytest.raises(type(expected)) as raised:
        gateway((status, {"error": error})).charge(EUROS, "pm_1", idempotency_key="k")

    assert str(raised.value) == str(expected)


def test_a_gateway_to_which_there_is_no_connection_has_done_nothing() -> None:
    # Bound, and listening to nobody.
    with socket.socket() as deaf, Line().client() as http_client:
        deaf.bind(("127.0.0.1", 0))
        client = stripe.StripeClient(
            "sk_test_x",
            base_addresses={"api": f"http://127.0.0.1:{deaf.getsockname()[1]}"},
            http_client=http_client,
        )

        with pytest.raises(GatewayUnavailable) as raised:
            StripeGateway.over_intents(client).charge(EUROS, "pm_1")

    assert not raised.value.outcome_unknown


@pytest.mark.parametrize(
    ("told", "status", "open_or_not", "left"),
    [
        ("needs_response", PaymentStatus.DISPUTED, DisputeStatus.OPEN, 0),
        ("under_review", PaymentStatus.DISPUTED, DisputeStatus.OPEN, 0),
        ("won", PaymentStatus.SUCCEEDED, DisputeStatus.WON, 1000),
        ("lost", PaymentStatus.CHARGED_BACK, DisputeStatus.LOST, 0),
    ],
)
def test_a_payment_tells_of_its_dispute(
    told: str, status: PaymentStatus, open_or_not: DisputeStatus, left: int
) -> None:
    payment = gateway(intent("succeeded", disputed=True), disputes(told)).get("pi_1")

    amount = Money(1000, "EUR")
    assert payment.status is status
    assert payment.dispute == Dispute("dp_1", amount, "fraudulent", open_or_not, LATER)
    assert payment.balance == Money(left, "EUR")


def test_an_inquiry_is_no_dispute_yet() -> None:
    answers = intent("succeeded", disputed=True), disputes("warning_needs_response")

    payment = gateway(*answers).get("pi_1")

    assert payment.dispute is None
    assert payment.status is PaymentStatus.SUCCEEDED


def test_a_hold_tells_when_it_lapses() -> None:
    card = {"brand": "visa", "last4": "4242", "capture_before": CREATED + 60}
    held = intent("requires_capture", payment_method_details={"type": "card", "card": card})

    payment = gateway(held).get("pi_1")

    assert payment.status is PaymentStatus.AUTHORIZED
    assert payment.capture_before == LATER
    assert payment.captured == Money(0, "EUR")


@pytest.mark.parametrize(
    ("reason", "status"),
    [("automatic", PaymentStatus.EXPIRED), ("requested_by_customer", PaymentStatus.VOIDED)],
)
def test_a_hold_that_lapsed_is_not_one_that_was_voided(reason: str, status: PaymentStatus) -> None:
    canceled = intent("canceled", cancellation_reason=reason, amount_refunded=1050)

    payment = gateway(canceled).get("pi_1")

    assert payment.status is status
    assert payment.refunded == Money(0, "EUR")


def test_a_payment_that_failed_cannot_be_voided() -> None:
    with pytest.raises(InvalidTransition, match="Payment pi_1 is failed"):
        gateway(intent("requires_payment_method")).void("pi_1")


@pytest.mark.parametrize(
    ("amount", "sent"),
    [
        (Money(1050, "EUR"), 1050),
        (Money(1050, "JPY"), 1050),
        (Money(1050, "KWD"), 1050),
        (Money(5, "ISK"), 500),
        (Money(5, "UGX"), 500),
        (Money(500, "MGA"), 5),
    ],
)
def test_an_amount_has_the_decimals_that_it_has_at_stripe(amount: Money, sent: int) -> None:
    assert units(amount) == sent
    assert money(sent, amount.currency.lower()) == amount


def test_an_amount_that_stripe_has_no_decimals_for_is_refused() -> None:
    with pytest.raises(InvalidPaymentValue) as raised:
        gateway().charge(Money(501, "MGA"), "pm_1")

    assert str(raised.value) == "amount: must be whole MGA at Stripe, not 5.01 MGA"


@pytest.mark.parametrize("key", ["", " k", "k\n", "é", "k" * 256])
def test_a_key_that_would_not_arrive_as_it_is_is_refused(key: str) -> None:
    with pytest.raises(InvalidPaymentValue, match="idempotency_key: "):
        gateway().charge(EUROS, "pm_1", idempotency_key=key)


@pytest.mark.parametrize(("customer", "sent"), [(None, "k"), ("cus_1", "cus_1:k")])
def test_a_key_is_sent_as_it_is_or_as_one_of_the_customer(customer: str | None, sent: str) -> None:
    http_client = Answering(intent("succeeded"))

    over(http_client, customer).charge(EUROS, "pm_1", idempotency_key="k")

    assert http_client.keys == [sent]


def test_payments_of_a_status_are_looked_for_on_all_pages() -> None:
    first = page(intent("succeeded", "pi_4"), intent("requires_capture", "pi_3"), has_more=True)
    second = page(intent("succeeded", "pi_2"), intent("requires_capture", "pi_1"))
    http_client = Answering(first, second)

    found = over(http_client).select(status=PaymentStatus.AUTHORIZED, limit=2)

    assert [payment.id for payment in found.payments] == ["pi_3", "pi_1"]
    assert found.next is None
    assert ["starting_after=pi_3" in url for url in http_client.urls] == [False, True]


def test_a_page_says_where_the_next_begins() -> None:
    http_client = Answering(page(intent("succeeded", "pi_3"), intent("succeeded", "pi_2")))

    found = over(http_client).select(limit=1, after="pi_4", created_from=LATER)

    assert [payment.id for payment in found.payments] == ["pi_3"]
    assert found.next == "pi_3"
    (url,) = http_client.urls
    assert "limit=2" in url
    assert "starting_after=pi_4" in url
    assert f"created[gte]={CREATED + 60}" in url


def test_a_page_after_a_payment_that_stripe_does_not_know_is_not_found() -> None:
    error = {"type": "invalid_request_error", "code": "resource_missing", "message": "No pi_9"}

    with pytest.raises(PaymentNotFound):
        gateway((400, {"error": error})).select(after="pi_9")
