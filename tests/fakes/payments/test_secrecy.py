"""Nothing leaks: no card number, CVC or secret in any text that the package makes."""

import logging
import traceback
from io import StringIO

import attrs
import pytest
from hypothesis import given

from fakes.payments import (
    KNOWN_CARDS,
    Card,
    FakePaymentGateway,
    GatewayUnavailable,
    IdempotencyMismatch,
    InvalidPaymentValue,
    Money,
    PaymentError,
    PaymentNotFound,
)
from fakes.strategies.payments import cards

PRICE = Money(1050, "EUR")
NUMBER = "4242424242424242"
GROUPED = "4242 4242 4242 4242"


def texts_of(error: BaseException) -> str:
    """Everything that an error can be printed as, its traceback with all variables included."""
    printed = traceback.TracebackException.from_exception(error, capture_locals=True)
    own = [line for line in printed.format() if "fakes/payments" in line and "/tests/" not in line]
    return "".join([*own, str(error), repr(error), repr(vars(error)), *map(str, error.args)])


@given(cards())
def test_no_text_of_a_card_holds_its_number_or_cvc(card: Card) -> None:
    for text in (repr(card), str(card), f"{card}", repr(attrs.asdict(card)), repr([card])):
        assert card.number not in text
        assert card.number[:12] not in text
        assert card.cvc is None or f"'{card.cvc}'" not in text


@given(cards())
def test_no_text_of_a_gateway_holds_a_card_number(card: Card) -> None:
    gateway = FakePaymentGateway(webhook_secret="whsec_not_for_you")
    errors = []
    for key in ("order-1", None):
        try:
            gateway.charge(PRICE, card, idempotency_key=key)
        except PaymentError as error:
            errors.append(texts_of(error))

    snapshot = gateway.snapshot()
    for text in (
        repr(gateway),
        repr(vars(gateway)["_requests"]),
        repr(snapshot),
        repr(snapshot.records),
        repr(snapshot.keys),
        repr(gateway.payments()),
        repr(gateway.events()),
        repr(gateway.deliveries()),
        *errors,
    ):
        assert card.number not in text
        assert "whsec" not in text


def test_no_text_of_a_known_card_holds_its_number() -> None:
    assert [known for known in KNOWN_CARDS if known.card.number in repr(known)] == []


def test_a_comparison_in_a_failed_assertion_shows_no_number(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        from fakes.payments import Card

        def test_cards():
            assert Card("4242424242424242", cvc="987") == Card("4000056655665556", cvc="986")
        """
    )

    result = pytester.runpytest_subprocess("-vv", "-l", "--no-header", "-p", "no:randomly")

    result.assert_outcomes(failed=1)
    shown = "\n".join(line for line in result.outlines if "Card(" not in line)
    assert "hidden" in shown
    assert "4242424242424242" not in shown
    assert "987" not in shown


@pytest.mark.parametrize("number", [NUMBER, GROUPED, NUMBER + "x"])
def test_a_refused_card_is_not_in_the_variables_of_its_traceback(number: str) -> None:
    wrong = number if "x" in number else number + " 424242424242"

    with pytest.raises(InvalidPaymentValue) as refused:
        Card(wrong, cvc="987")

    assert wrong not in texts_of(refused.value)
    frames = [frame for frame, _ in traceback.walk_tb(refused.value.__traceback__)][1:]
    assert [frame for frame in frames if wrong in frame.f_locals.values()] == []


@pytest.mark.parametrize("number", [NUMBER, GROUPED])
def test_a_number_passed_for_something_else_is_not_repeated(number: str) -> None:
    gateway = FakePaymentGateway()
    gateway.charge(PRICE, "tok_visa", idempotency_key=number)
    for error, misuse in (
        (PaymentNotFound, lambda: gateway.get(number)),
        (InvalidPaymentValue, lambda: gateway.charge(PRICE, number)),
        (InvalidPaymentValue, lambda: gateway.charge(number, "tok_visa")),
        (InvalidPaymentValue, lambda: Money(1, number)),
        (InvalidPaymentValue, lambda: Money.of(number + "x", "EUR")),
        (IdempotencyMismatch, lambda: gateway.charge(PRICE, "tok_amex", idempotency_key=number)),
    ):
        with pytest.raises(error) as refused:
            misuse()
        for text in (str(refused.value), repr(refused.value), repr(vars(refused.value))):
            assert number not in text
    assert number not in repr(gateway.snapshot().keys)
    assert number not in repr(GatewayUnavailable(f"no answer to {number}"))


@pytest.mark.parametrize("between", ["\t", ".", "  ", " - ", "\u00a0", "_"])
def test_a_number_is_hidden_however_it_is_grouped(between: str) -> None:
    number = between.join(["4242"] * 4)

    with pytest.raises(PaymentError) as refused:
        FakePaymentGateway().get(number)

    assert "hidden: like a card number" in str(refused.value)
    assert "4242" not in str(refused.value)


def test_a_number_that_was_passed_for_a_payment_is_in_no_repr_of_a_snapshot() -> None:
    gateway = FakePaymentGateway()
    with pytest.raises(PaymentNotFound):
        gateway.capture(NUMBER, idempotency_key="order-1")

    assert NUMBER not in repr(gateway.snapshot().keys)


def test_the_ids_of_the_gateway_itself_are_not_taken_for_card_numbers() -> None:
    for seed in range(300):
        payment = FakePaymentGateway(seed=seed).charge(PRICE, "tok_visa")
        with pytest.raises(PaymentNotFound) as missing:
            FakePaymentGateway().get(payment.id)
        assert missing.value.payment_id == payment.id


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (123456789012, "123456789012"),
        (int(NUMBER), "[hidden: like a card number]"),
        (-int(NUMBER), "[hidden: like a card number]"),
        (4242424242424241, "4242424242424241"),
        (10**19, "10000000000000000000"),
    ],
)
def test_an_int_is_hidden_if_its_check_digit_is_that_of_a_card(number: int, shown: str) -> None:
    with pytest.raises(InvalidPaymentValue) as refused:
        FakePaymentGateway().select(limit=number)

    assert str(refused.value) == f"limit: must be a whole number, 1 to 100, not {shown}"


def test_an_unknown_token_is_not_repeated_but_the_nearest_one_is_named() -> None:
    with pytest.raises(InvalidPaymentValue) as refused:
        FakePaymentGateway().charge(PRICE, "tok_vissa")

    assert str(refused.value) == "source: is no token of this gateway; did you mean 'tok_visa'?"


def test_a_card_number_for_a_token_is_told_to_be_a_card() -> None:
    with pytest.raises(InvalidPaymentValue) as refused:
        FakePaymentGateway().charge(PRICE, NUMBER)

    assert str(refused.value) == (
        "source: is no token of this gateway; for a card's number, pass a Card"
    )


def test_nothing_is_logged() -> None:
    written = StringIO()
    handler = logging.StreamHandler(written)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        FakePaymentGateway().charge(PRICE, Card(NUMBER))
    finally:
        root.removeHandler(handler)
        root.setLevel(level)

    assert written.getvalue() == ""
