"""Events: one for each effect, signed as gateways sign them, delivered twice and out of order."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.clock import ManualClock
from fakes.payments import (
    AuthenticationRequired,
    CardDeclined,
    Event,
    FakePaymentGateway,
    InvalidPaymentValue,
    InvalidSignature,
    Money,
    PaymentStatus,
    SignatureExpired,
    verify_event,
)
from fakes.payments.webhooks import signed
from fakes.strategies.payments import events
from tests.fakes.clocks import MovableTime

PRICE = Money(1050, "EUR")
SECRET = "whsec_test"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def gateway(clock: ManualClock) -> FakePaymentGateway:
    return FakePaymentGateway(clock=clock)


def types(gateway: FakePaymentGateway) -> list[str]:
    return [event.type.value for event in gateway.events()]


def test_each_effect_makes_one_event(gateway) -> None:
    gateway.refund(gateway.capture(gateway.authorize(PRICE, "tok_visa").id).id)
    gateway.void(gateway.authorize(PRICE, "tok_visa").id)
    gateway.win_dispute(gateway.charge(PRICE, "tok_createDispute").id)
    gateway.lose_dispute(gateway.charge(PRICE, "tok_createDispute").id)

    assert types(gateway) == [
        "payment.authorized",
        "payment.succeeded",
        "payment.refunded",
        "payment.authorized",
        "payment.voided",
        "payment.succeeded",
        "payment.disputed",
        "payment.dispute_won",
        "payment.succeeded",
        "payment.disputed",
        "payment.dispute_lost",
    ]


def test_declines_and_authentication_make_events_too(gateway) -> None:
    with pytest.raises(CardDeclined):
        gateway.charge(PRICE, "tok_chargeDeclined")
    for finish in (gateway.complete_authentication, gateway.fail_authentication):
        with pytest.raises(AuthenticationRequired) as required:
            gateway.authorize(PRICE, "tok_authenticationRequired")
        finish(required.value.payment_id)

    assert types(gateway) == [
        "payment.failed",
        "payment.requires_authentication",
        "payment.authorized",
        "payment.requires_authentication",
        "payment.failed",
    ]


def test_an_answer_given_again_and_a_refusal_make_none(gateway) -> None:
    payment = gateway.charge(PRICE, "tok_visa", idempotency_key="order-1")
    before = gateway.events()

    gateway.charge(PRICE, "tok_visa", idempotency_key="order-1")
    with pytest.raises(Exception, match="cannot be refunded"):
        gateway.refund(payment.id, Money(2000, "EUR"))

    assert gateway.events() == before


def test_an_event_holds_the_payment_as_it_was_just_after(gateway) -> None:
    charged = gateway.charge(PRICE, "tok_visa")
    refund = gateway.refund(charged.id, Money(50, "EUR"))

    first, second = gateway.events()

    assert (first.payment, first.refund) == (charged, None)
    assert (second.payment, second.refund) == (gateway.get(charged.id), refund)
    assert first.id != second.id
    assert repr(first) == f"<Event {first.id} payment.succeeded of {charged.id}>"


def test_a_payload_reads_as_those_of_providers_do(gateway) -> None:
    payment = gateway.charge(PRICE, "tok_createDispute")

    _, delivery = gateway.deliveries()

    envelope = json.loads(delivery.payload)
    dispute = gateway.get(payment.id).dispute
    assert envelope == {
        "id": gateway.events()[1].id,
        "object": "event",
        "type": "payment.disputed",
        "created": 1767225600,
        "data": {
            "object": {
                "id": payment.id,
                "object": "payment",
                "status": "disputed",
                "currency": "EUR",
                "amount": 1050,
                "amount_captured": 1050,
                "amount_refunded": 0,
                "card": {"brand": "visa", "last4": "0259"},
                "created": 1767225600,
                "capture_before": None,
                "dispute": {
                    "id": dispute.id,
                    "object": "dispute",
                    "status": "open",
                    "reason": "fraudulent",
                    "amount": 1050,
                    "currency": "EUR",
                    "created": 1767225600,
                },
            }
        },
    }


def test_the_signature_is_that_of_the_time_and_the_payload(gateway) -> None:
    gateway.charge(PRICE, "tok_visa")
    (delivery,) = gateway.deliveries()

    expected = hmac.new(SECRET.encode(), b"1767225600." + delivery.payload, hashlib.sha256)

    assert delivery.signature == f"t=1767225600,v1={expected.hexdigest()}"


@given(events(), st.text(st.characters(codec="ascii", categories=["L"]), min_size=1))
def test_every_event_comes_back_from_its_delivery(event: Event, secret: str) -> None:
    clock = ManualClock()
    delivery = signed(event, secret, clock())

    assert verify_event(delivery.payload, delivery.signature, secret, clock=clock) == event


def test_a_delivery_is_verified_within_five_minutes(time: MovableTime) -> None:
    gateway = FakePaymentGateway(clock=time.clock, webhook_secret="whsec_mine")
    gateway.charge(PRICE, "tok_visa")
    (delivery,) = gateway.deliveries()

    time.advance(300)
    event = verify_event(delivery.payload, delivery.signature, "whsec_mine", clock=time.clock)
    assert event == gateway.events()[0]

    time.advance(1)
    with pytest.raises(SignatureExpired) as expired:
        verify_event(delivery.payload, delivery.signature, "whsec_mine", clock=time.clock)
    assert str(expired.value) == (
        "The event's signature is not valid: it was made 301 seconds ago, and 300 are allowed; if "
        "the gateway has a clock of its own, pass it here too: verify_event(..., clock=clock)."
    )


def test_the_tolerance_is_a_setting_and_holds_for_the_future_too(clock, gateway) -> None:
    gateway.charge(PRICE, "tok_visa")
    clock.advance(minutes=10)
    (delivery,) = gateway.deliveries()
    arguments = (delivery.payload, delivery.signature, SECRET)
    clock.move_to(clock.started)

    with pytest.raises(
        SignatureExpired, match="it was made 600 seconds in the future, and 300 are"
    ):
        verify_event(*arguments, clock=clock)
    assert verify_event(*arguments, clock=clock, tolerance=timedelta(minutes=10))


def test_a_changed_payload_or_another_secret_is_refused(clock, gateway) -> None:
    gateway.charge(PRICE, "tok_visa")
    (delivery,) = gateway.deliveries()
    forged = delivery.payload.replace(b"1050", b"9950")

    for payload, secret in ((forged, SECRET), (delivery.payload, "whsec_other")):
        with pytest.raises(InvalidSignature) as refused:
            verify_event(payload, delivery.signature, secret, clock=clock)
        assert str(refused.value) == (
            "The event's signature is not valid: no v1 signature matches the payload and the "
            "secret."
        )


def test_one_good_signature_among_several_is_enough(clock, gateway) -> None:
    gateway.charge(PRICE, "tok_visa")
    (delivery,) = gateway.deliveries()
    rotated = delivery.signature.replace(",v1=", ",v0=abc,v1=öld,v1=")

    assert verify_event(delivery.payload, rotated, SECRET, clock=clock) == gateway.events()[0]


@pytest.mark.parametrize(
    "signature", ["", "t=1", "v1=ab", "t=x,v1=ab", "t=1,t=2,v1=ab", "t=--1,v1=ab", "\ud800"]
)
def test_a_malformed_signature_is_refused(clock, signature: str) -> None:
    with pytest.raises(InvalidSignature) as refused:
        verify_event(b"{}", signature, SECRET, clock=clock)

    assert str(refused.value) == (
        "The event's signature is not valid: it must have the form "
        "t=<seconds since 1970>,v1=<hexadecimal>."
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("{}", "", SECRET), "payload: must be the bytes of the request's body, not '{}'"),
        ((b"", None, SECRET), "signature: must be text, not None"),
        ((b"", "", ""), "secret: must not be empty"),
    ],
    ids=["payload", "signature", "secret"],
)
def test_arguments_of_another_type_are_refused(arguments, message: str) -> None:
    with pytest.raises(InvalidPaymentValue) as refused:
        verify_event(*arguments)

    assert str(refused.value) == message


def altered(payload: bytes, path: list[str], value: object) -> bytes:
    envelope = json.loads(payload)
    inner = envelope
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    return json.dumps(envelope).encode()


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (lambda payload: b"", "JSONDecodeError"),
        (lambda payload: b"\xff", "UnicodeDecodeError"),
        (lambda payload: b"[" * 100_000, "RecursionError"),
        (lambda payload: b"[]", "TypeError"),
        (lambda payload: b"{}", "KeyError"),
        (lambda payload: altered(payload, ["id"], 5), "TypeError"),
        (lambda payload: altered(payload, ["type"], "payment.lost"), "ValueError"),
        (lambda payload: altered(payload, ["created"], True), "TypeError"),
        (lambda payload: altered(payload, ["created"], 10**30), "OverflowError"),
        (
            lambda payload: altered(payload, ["data", "object", "currency"], "eur"),
            "UnknownCurrency",
        ),
    ],
    ids=["empty", "bytes", "deep", "list", "bare", "id", "type", "bool", "time", "currency"],
)
def test_signed_text_that_is_no_event_is_refused(clock, gateway, change, cause: str) -> None:
    gateway.charge(PRICE, "tok_visa")
    payload = change(gateway.deliveries()[0].payload)
    timestamp = int(clock().timestamp())
    digest = hmac.new(SECRET.encode(), f"{timestamp}.".encode() + payload, hashlib.sha256)

    with pytest.raises(InvalidPaymentValue) as refused:
        verify_event(payload, f"t={timestamp},v1={digest.hexdigest()}", SECRET, clock=clock)

    assert str(refused.value) == f"payload: is no event of this gateway ({cause})"


def test_deliveries_are_in_order_unless_they_are_shuffled(gateway) -> None:
    for _ in range(5):
        gateway.charge(PRICE, "tok_visa")
    ids = [event.id for event in gateway.events()]

    def delivered(**settings) -> list[str]:
        return [json.loads(each.payload)["id"] for each in gateway.deliveries(**settings)]

    assert delivered() == ids
    assert delivered(times=2) == [each for each in ids for _ in range(2)]
    assert delivered(shuffle_seed=1) == delivered(shuffle_seed=1) != ids
    assert sorted(delivered(times=3, shuffle_seed=1)) == sorted(ids * 3)


@given(st.integers())
def test_a_handler_that_follows_the_ids_ends_in_the_same_state(seed: int) -> None:
    clock = ManualClock()
    gateway = FakePaymentGateway(clock=clock)
    kept, returned = (gateway.charge(PRICE, "tok_visa") for _ in range(2))
    gateway.refund(returned.id, Money(50, "EUR"))
    gateway.refund(returned.id)
    seen: set[str] = set()
    shipped: dict[str, PaymentStatus] = {}
    refunds = 0

    for delivery in gateway.deliveries(times=2, shuffle_seed=seed):
        event = verify_event(delivery.payload, delivery.signature, SECRET, clock=clock)
        if event.id not in seen:
            seen.add(event.id)
            shipped[event.payment.id] = gateway.get(event.payment.id).status
            refunds += event.refund is not None

    assert shipped == {kept.id: PaymentStatus.SUCCEEDED, returned.id: PaymentStatus.REFUNDED}
    assert refunds == 2


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"times": 0}, "times: must be a whole number, 1 to 100, not 0"),
        ({"shuffle_seed": "x"}, "shuffle_seed: must be a whole number, not 'x'"),
    ],
    ids=str,
)
def test_deliveries_that_cannot_be_are_refused(gateway, settings, message: str) -> None:
    with pytest.raises(InvalidPaymentValue) as refused:
        gateway.deliveries(**settings)

    assert str(refused.value) == message
