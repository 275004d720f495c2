"""Bad values: a typed error that names the argument, or success; never half an effect."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

import pytest
from hypothesis import given

from fakes.errors import InvalidValue
from fakes.payments import (
    AuthenticationRequired,
    Card,
    CardDeclined,
    FakePaymentGateway,
    InvalidPaymentValue,
    Money,
    PaymentError,
    exponent_of,
    verify_event,
)
from tests.fakes.payments.arbitrary import ANYTHING, HOSTILE

PRICE = Money(1050, "EUR")

# A decline and a wait for authentication are effects of their own: they make a payment.
REMEMBERED = (CardDeclined, AuthenticationRequired)


def accepts_or_refuses(action: Callable[[], object]) -> PaymentError | None:
    """The typed error that the action ended with; any other is passed on."""
    try:
        action()
    except PaymentError as error:
        return error if str(error) and repr(error) else None
    return None


def changes_nothing_by_a_refusal(operation, one: object, two: object) -> None:
    gateway = FakePaymentGateway()
    gateway.charge(PRICE, "tok_visa")
    gateway.authorize(PRICE, "tok_visa")
    before = gateway.snapshot()

    refused = accepts_or_refuses(lambda: operation(gateway, one, two))

    after = gateway.snapshot()
    if isinstance(refused, InvalidPaymentValue):
        assert after == before
    elif refused is not None and not isinstance(refused, REMEMBERED):
        assert after.records == before.records


OPERATIONS = {
    "authorize": lambda gateway, one, two: gateway.authorize(one, two),
    "charge": lambda gateway, one, two: gateway.charge(one, two),
    "charge an amount": lambda gateway, one, two: gateway.charge(one, "tok_visa"),
    "charge a source": lambda gateway, one, two: gateway.charge(PRICE, one, idempotency_key=two),
    "capture": lambda gateway, one, two: gateway.capture(one, two),
    "capture an amount": lambda gateway, one, two: gateway.capture(
        gateway.payments()[1].id, one, idempotency_key=two
    ),
    "void": lambda gateway, one, two: gateway.void(one, idempotency_key=two),
    "refund": lambda gateway, one, two: gateway.refund(one, two),
    "refund an amount": lambda gateway, one, two: gateway.refund(
        gateway.payments()[0].id, one, idempotency_key=two
    ),
    "get": lambda gateway, one, two: gateway.get(one),
    "select a status": lambda gateway, one, two: gateway.select(status=one, limit=two),
    "select times": lambda gateway, one, two: gateway.select(created_from=one, created_before=two),
    "select after": lambda gateway, one, two: gateway.select(after=one),
    "complete": lambda gateway, one, two: gateway.complete_authentication(one),
    "fail": lambda gateway, one, two: gateway.fail_authentication(one),
    "dispute": lambda gateway, one, two: gateway.open_dispute(one, two),
    "dispute for": lambda gateway, one, two: gateway.open_dispute(gateway.payments()[0].id, one),
    "win": lambda gateway, one, two: gateway.win_dispute(one),
    "lose": lambda gateway, one, two: gateway.lose_dispute(one),
    "refunds": lambda gateway, one, two: gateway.refunds(one),
    "captured": lambda gateway, one, two: gateway.captured_total(one),
    "refunded": lambda gateway, one, two: gateway.refunded_total(one),
    "balance": lambda gateway, one, two: gateway.balance(one),
    "deliveries": lambda gateway, one, two: gateway.deliveries(times=1, shuffle_seed=one),
    "restore": lambda gateway, one, two: gateway.restore(one),
}


@pytest.mark.parametrize("operation", OPERATIONS)
@given(one=ANYTHING, two=ANYTHING)
def test_every_operation_takes_a_value_or_refuses_it_and_changes_nothing(
    operation: str, one: object, two: object
) -> None:
    changes_nothing_by_a_refusal(OPERATIONS[operation], one, two)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_refuses_hostile_objects(operation: str) -> None:
    for one in HOSTILE:
        for two in HOSTILE:
            changes_nothing_by_a_refusal(OPERATIONS[operation], one, two)


def test_money_refuses_hostile_objects() -> None:
    for hostile in HOSTILE:
        accepts_or_refuses(lambda hostile=hostile: Money(hostile, "EUR"))
        accepts_or_refuses(lambda hostile=hostile: Money(1, hostile))
        accepts_or_refuses(lambda hostile=hostile: Money.of(hostile, "EUR"))
        accepts_or_refuses(lambda hostile=hostile: Card(hostile, cvc=hostile))


@given(ANYTHING, ANYTHING)
def test_money_takes_values_or_refuses_them(one: object, two: object) -> None:
    for make in (
        lambda: Money(one, two),
        lambda: Money(one, "EUR"),
        lambda: Money(1, one),
        lambda: Money.of(one, two),
        lambda: Money.of(one, "EUR"),
        lambda: Money.of("1", one),
        lambda: exponent_of(one),
    ):
        refused = accepts_or_refuses(make)
        assert refused is None or isinstance(refused, InvalidValue)


@given(ANYTHING, ANYTHING, ANYTHING, ANYTHING)
def test_a_card_takes_values_or_refuses_them(number, month, year, cvc) -> None:
    for make in (
        lambda: Card(number),
        lambda: Card(number, exp_month=month, exp_year=year, cvc=cvc),
        lambda: Card("4242424242424242", exp_month=month),
        lambda: Card("4242424242424242", exp_year=year),
        lambda: Card("4242424242424242", cvc=cvc),
    ):
        accepts_or_refuses(make)


@given(ANYTHING, ANYTHING, ANYTHING, ANYTHING)
def test_verifying_takes_values_or_refuses_them(payload, signature, secret, tolerance) -> None:
    accepts_or_refuses(lambda: verify_event(payload, signature, secret, tolerance=tolerance))
    accepts_or_refuses(lambda: verify_event(payload, "t=1,v1=ab", "whsec"))
    accepts_or_refuses(lambda: verify_event(b"", signature, "whsec"))
    accepts_or_refuses(lambda: verify_event(b"", "t=1,v1=ab", secret))


SETTINGS = (
    "clock",
    "seed",
    "maximum_amount",
    "authorization_window",
    "idempotency_window",
    "longest_key",
    "replays_failures",
    "burns_refused_keys",
    "webhook_secret",
    "while_in_progress",
)


@pytest.mark.parametrize("name", SETTINGS)
@given(value=ANYTHING)
def test_a_setting_is_taken_or_refused_by_its_name(name: str, value: object) -> None:
    refused = accepts_or_refuses(lambda: FakePaymentGateway(**{name: value}))

    assert refused is None or refused.field == name


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"clock": None}, "clock: must be a function that gives the time, not NoneType"),
        (
            {"seed": -1},
            "seed: must be a whole number, 0 to 9223372036854775807, not -1",
        ),
        ({"maximum_amount": 0}, "maximum_amount: must be a whole number, 1 to "),
        (
            {"authorization_window": 7},
            "authorization_window: must be a timedelta of at least 0:00:01",
        ),
        (
            {"idempotency_window": timedelta(0)},
            "idempotency_window: must be a timedelta of at least 0:00:01",
        ),
        ({"longest_key": 0}, "longest_key: must be a whole number, 1 or more, not 0"),
        ({"replays_failures": 1}, "replays_failures: must be True or False, not 1"),
        ({"burns_refused_keys": "no"}, "burns_refused_keys: must be True or False, not 'no'"),
        ({"webhook_secret": ""}, "webhook_secret: must not be empty"),
        ({"while_in_progress": 1}, "while_in_progress: must be a function, not 1"),
    ],
    ids=lambda each: next(iter(each)) if isinstance(each, dict) else "",
)
def test_a_setting_out_of_its_bounds_is_refused(settings, message: str) -> None:
    with pytest.raises(InvalidPaymentValue) as refused:
        FakePaymentGateway(**settings)

    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        (Money(0, "EUR"), "amount: must be more than nothing, not 0.00 EUR"),
        (
            Money(100_000_000, "EUR"),
            "amount: must be at most 999999.99 EUR, not 1000000.00 EUR",
        ),
        (10.5, "amount: must be Money, as in Money(1050, 'EUR'), not 10.5"),
        (1050, "amount: must be Money, as in Money(1050, 'EUR'), not 1050"),
        (None, "amount: must be Money, as in Money(1050, 'EUR'), not None"),
    ],
    ids=str,
)
@pytest.mark.parametrize("operation", ["charge", "authorize"])
def test_an_amount_that_cannot_be_charged_is_refused(operation, amount, message) -> None:
    gateway = FakePaymentGateway()
    before = gateway.snapshot()

    with pytest.raises(InvalidPaymentValue) as refused:
        getattr(gateway, operation)(amount, "tok_visa")

    assert (refused.value.field, str(refused.value)) == ("amount", message)
    assert gateway.snapshot() == before


def test_the_largest_amount_is_a_setting() -> None:
    gateway = FakePaymentGateway(maximum_amount=5000)

    assert gateway.charge(Money(5000, "JPY"), "tok_visa")
    with pytest.raises(InvalidPaymentValue) as refused:
        gateway.charge(Money(5001, "JPY"), "tok_visa")
    assert str(refused.value) == "amount: must be at most 5000 JPY, not 5001 JPY"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (None, "source: must be a token or a Card, not None"),
        ("", "source: is no token of this gateway; for a card's number, pass a Card"),
        (4242, "source: must be a token or a Card, not 4242"),
    ],
)
def test_a_source_that_is_none_is_refused(source: object, message: str) -> None:
    with pytest.raises(InvalidPaymentValue) as refused:
        FakePaymentGateway().charge(PRICE, source)

    assert str(refused.value) == message


def test_a_snapshot_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidPaymentValue) as refused:
        FakePaymentGateway().restore("yesterday")

    assert str(refused.value) == "snapshot: must be a PaymentsSnapshot, not 'yesterday'"


class BrokenZone(tzinfo):
    def utcoffset(self, _: object) -> timedelta:
        raise RuntimeError


def test_a_time_whose_zone_is_broken_is_refused() -> None:
    with pytest.raises(InvalidPaymentValue) as refused:
        FakePaymentGateway().select(created_from=datetime(2026, 1, 1, tzinfo=BrokenZone()))

    assert str(refused.value) == "created_from: must be a time that UTC can express"


def test_the_largest_amounts_still_add_up() -> None:
    gateway = FakePaymentGateway(maximum_amount=10**12 - 1)
    for _ in range(3):
        gateway.charge(Money(10**12 - 1, "EUR"), "tok_visa")

    assert gateway.balance("EUR") == Money(3 * (10**12 - 1), "EUR")
    with pytest.raises(InvalidPaymentValue, match="maximum_amount: must be a whole number, 1 to"):
        FakePaymentGateway(maximum_amount=10**12)


def test_a_time_far_in_the_future_can_be_selected_by() -> None:
    page = FakePaymentGateway().select(created_from=datetime.max.replace(tzinfo=UTC))

    assert page.payments == ()


@pytest.mark.parametrize("operation", ["charge", "authorize", "capture", "refund"])
@pytest.mark.parametrize(
    ("field", "value"),
    [("minor_units", -5), ("minor_units", 1.5), ("minor_units", True), ("currency", "ZZZ")],
)
def test_money_that_passed_no_check_is_refused(operation: str, field: str, value: object) -> None:
    """As one that was unpickled has not."""
    gateway = FakePaymentGateway()
    hold = gateway.authorize(Money(1000, "EUR"), "tok_visa")
    paid = gateway.charge(Money(1000, "EUR"), "tok_visa")
    forged = Money(500, "EUR")
    object.__setattr__(forged, field, value)
    before = gateway.snapshot()

    with pytest.raises(InvalidPaymentValue) as refused:
        match operation:
            case "capture":
                gateway.capture(hold.id, forged)
            case "refund":
                gateway.refund(paid.id, forged)
            case _:
                getattr(gateway, operation)(forged, "tok_visa")

    assert refused.value.field == field
    assert gateway.snapshot() == before
