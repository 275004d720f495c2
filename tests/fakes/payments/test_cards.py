"""Cards: what they are made of, which are known, and what each known one does to a charge."""

import copy
import pickle
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.payments import (
    KNOWN_CARDS,
    AuthenticationRequired,
    Card,
    CardDeclined,
    FakePaymentGateway,
    InvalidPaymentValue,
    Money,
    PaymentStatus,
)
from fakes.payments.cards import passes_luhn
from fakes.strategies.payments import cards
from tests.fakes.clocks import MovableTime

PRICE = Money(1050, "EUR")


@pytest.mark.parametrize(
    ("number", "brand"),
    [
        ("4242424242424242", "visa"),
        ("5555555555554444", "mastercard"),
        ("2223003122003222", "mastercard"),
        ("378282246310005", "amex"),
        ("6011111111111117", "discover"),
        ("3056930009020004", "diners"),
        ("3566002020360505", "jcb"),
        ("6200000000000005", "unionpay"),
        ("9000000000000000", "unknown"),
    ],
)
def test_a_card_knows_its_network_and_its_last_digits(number: str, brand: str) -> None:
    card = Card(number)

    assert (card.brand, card.last4) == (brand, number[-4:])
    assert repr(card) == f"<Card {brand} ending in {number[-4:]}>"


def test_a_number_may_be_written_in_groups() -> None:
    assert Card("4242 4242 4242 4242") == Card("4242-4242-4242-4242") == Card("4242424242424242")


@given(cards())
def test_a_card_is_the_same_after_a_copy_and_a_pickle(card: Card) -> None:
    assert copy.copy(card) == pickle.loads(pickle.dumps(card)) == card
    assert hash(copy.deepcopy(card)) == hash(card)


def test_cards_of_another_number_or_cvc_are_other_cards() -> None:
    assert Card("4242424242424242") != Card("4000056655665556")
    assert Card("4242424242424242", cvc="123") != Card("4242424242424242", cvc="124")
    assert Card("4242424242424242", cvc="123").cvc == "123"


@pytest.mark.parametrize("number", ["4242", "4" * 20, "", "4242x4242424242424", 4242424242424242])
def test_a_number_that_cannot_be_one_is_refused_and_not_repeated(number: object) -> None:
    with pytest.raises(InvalidPaymentValue) as refused:
        Card(number)

    assert str(refused.value) == "number: must be 12 to 19 digits, in groups or not"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"exp_month": 13}, "exp_month: must be 1 to 12, not 13"),
        ({"exp_month": 1.0}, "exp_month: must be 1 to 12, not 1.0"),
        ({"exp_year": 34}, "exp_year: must be a year of four digits, 2000 to 2199, not 34"),
        ({"cvc": "12"}, "cvc: must be three or four digits, or None"),
        ({"cvc": 123}, "cvc: must be three or four digits, or None"),
    ],
    ids=str,
)
def test_details_that_a_card_cannot_have_are_refused(settings, message: str) -> None:
    with pytest.raises(InvalidPaymentValue) as refused:
        Card("4242424242424242", **settings)

    assert str(refused.value) == message


@given(st.from_regex(r"[0-9]{11,18}", fullmatch=True))
def test_exactly_one_check_digit_makes_a_number_pass(digits: str) -> None:
    passing = [digit for digit in "0123456789" if passes_luhn(digits + digit)]

    assert len(passing) == 1


def test_all_known_cards_but_the_mistyped_one_pass_the_luhn_check() -> None:
    failing = [known.card.last4 for known in KNOWN_CARDS if not passes_luhn(known.card.number)]

    assert failing == ["4241"]


def tokens_and_cards():
    for known in KNOWN_CARDS:
        for token in known.tokens:
            yield pytest.param(token, known, id=token)
        if not any(token.startswith("tok_declined_") for token in known.tokens):
            yield pytest.param(known.card, known, id=f"{known.card.brand}-{known.card.last4}")


@pytest.mark.parametrize(("source", "known"), list(tokens_and_cards()))
def test_each_known_card_and_each_of_its_tokens_does_what_it_is_for(source, known) -> None:
    gateway = FakePaymentGateway()

    if known.needs_authentication:
        expected = PaymentStatus.REQUIRES_AUTHENTICATION
    elif known.decline:
        expected = PaymentStatus.FAILED
    else:
        expected = PaymentStatus.DISPUTED if known.dispute_reason else PaymentStatus.SUCCEEDED
    with suppress(CardDeclined, AuthenticationRequired):
        gateway.charge(PRICE, source)

    (payment,) = gateway.payments()
    assert payment.status is expected
    assert payment.card == known.card.details


@pytest.mark.parametrize(
    ("token", "code", "decline_code"),
    [
        ("tok_chargeDeclined", "card_declined", "generic_decline"),
        ("tok_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("tok_visa_chargeDeclinedLostCard", "card_declined", "lost_card"),
        ("tok_visa_chargeDeclinedStolenCard", "card_declined", "stolen_card"),
        ("tok_visa_chargeDeclinedVelocityLimitExceeded", "card_declined", "card_velocity_exceeded"),
        ("tok_radarBlock", "card_declined", "fraudulent"),
        ("tok_chargeDeclinedExpiredCard", "expired_card", None),
        ("tok_chargeDeclinedIncorrectCvc", "incorrect_cvc", None),
        ("tok_chargeDeclinedProcessingError", "processing_error", None),
        ("tok_declined_do_not_honor", "card_declined", "do_not_honor"),
        ("tok_declined_pickup_card", "card_declined", "pickup_card"),
    ],
)
def test_a_declining_token_gives_its_code(token: str, code: str, decline_code: str | None) -> None:
    with pytest.raises(CardDeclined) as declined:
        FakePaymentGateway().charge(PRICE, token)

    assert (declined.value.code, declined.value.decline_code) == (code, decline_code)


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        (Card("4242424242424241"), "incorrect_number", None),
        (Card("4242424242424252"), "incorrect_number", None),
        (Card("4242424242424242", exp_month=2, exp_year=2000), "expired_card", None),
        (Card("4242424242424242", cvc="1234"), "invalid_cvc", None),
        (Card("378282246310005", cvc="123"), "invalid_cvc", None),
        (Card("4111111111111111"), "card_declined", "test_mode_live_card"),
    ],
)
def test_a_card_that_no_test_mode_takes_is_declined(
    card: Card, code: str, decline_code: str | None
) -> None:
    with pytest.raises(CardDeclined) as declined:
        FakePaymentGateway().charge(PRICE, card)

    assert (declined.value.code, declined.value.decline_code) == (code, decline_code)


def test_a_card_is_good_to_the_end_of_its_month(time: MovableTime) -> None:
    gateway = FakePaymentGateway(clock=time.clock)
    now = time.clock()
    card = Card("4242424242424242", exp_month=now.month, exp_year=now.year)
    assert gateway.charge(PRICE, card).status is PaymentStatus.SUCCEEDED

    time.advance(31 * 24 * 60 * 60)

    with pytest.raises(CardDeclined) as declined:
        gateway.charge(PRICE, card)
    assert declined.value.code == "expired_card"


def test_the_cvc_of_an_american_express_card_has_four_digits() -> None:
    payment = FakePaymentGateway().charge(PRICE, Card("378282246310005", cvc="1234"))

    assert payment.status is PaymentStatus.SUCCEEDED
