"""Errors: what they say, what they are caught by, and that they survive a copy and a pickle."""

import copy
import pickle

import pytest

import fakes.payments
from fakes.errors import InvalidValue
from fakes.payments import (
    AuthenticationRequired,
    CaptureExceedsAuthorized,
    CardDeclined,
    CurrencyMismatch,
    GatewayUnavailable,
    IdempotencyInProgress,
    IdempotencyMismatch,
    InvalidPaymentValue,
    InvalidSignature,
    InvalidTransition,
    Money,
    PaymentError,
    PaymentNotFound,
    PaymentStatus,
    RefundExceedsRemaining,
    SignatureExpired,
    Step,
    UnknownCurrency,
)

PRICE = Money(1050, "EUR")

ERRORS = (
    AuthenticationRequired("pay_1"),
    CaptureExceedsAuthorized("pay_1", PRICE, PRICE),
    CardDeclined("card_declined", "lost_card", "pay_1"),
    CurrencyMismatch("amount", "must be in EUR"),
    GatewayUnavailable("read timed out", outcome_unknown=False),
    IdempotencyInProgress("key"),
    IdempotencyMismatch("key"),
    InvalidPaymentValue("amount", "must be more than nothing"),
    InvalidSignature("no v1 signature matches"),
    InvalidTransition("pay_1", PaymentStatus.VOIDED, Step.CAPTURE),
    PaymentNotFound("pay_1"),
    RefundExceedsRemaining("pay_1", None, PRICE),
    SignatureExpired("it is too old"),
    UnknownCurrency("currency", "must be a code", "EUR"),
)


def test_every_error_of_the_package_is_in_these_tests() -> None:
    public = [getattr(fakes.payments, name) for name in fakes.payments.__all__]
    errors = {each for each in public if isinstance(each, type) and issubclass(each, Exception)}

    assert errors == {type(error) for error in ERRORS} | {PaymentError}


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_is_the_same_after_a_copy_and_a_pickle(error: PaymentError) -> None:
    for twin in (copy.copy(error), copy.deepcopy(error), pickle.loads(pickle.dumps(error))):
        assert (type(twin), str(twin), vars(twin)) == (type(error), str(error), vars(error))
        assert twin.args == error.args


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_every_error_is_a_payment_error(error: PaymentError) -> None:
    assert isinstance(error, PaymentError)


def test_a_bad_value_is_caught_as_one_of_any_port() -> None:
    with pytest.raises(InvalidValue):
        Money(-1, "EUR")


def test_a_missing_reply_says_that_the_outcome_is_unknown() -> None:
    error = GatewayUnavailable("read timed out")

    assert error.outcome_unknown
    assert not isinstance(error, CardDeclined)
    assert str(error) == (
        "The gateway's reply is missing: read timed out. What was asked may have been done or not; "
        "send it again with the same idempotency key."
    )


def test_a_gateway_that_was_never_reached_did_nothing() -> None:
    error = GatewayUnavailable("connection refused", outcome_unknown=False)

    assert str(error) == ("The gateway could not be reached: connection refused. Nothing was done.")


def test_a_decline_without_a_reason_or_a_payment_says_what_it_knows() -> None:
    assert str(CardDeclined("expired_card")) == (
        "The card was declined: expired_card. No money moved; ask for another card."
    )
