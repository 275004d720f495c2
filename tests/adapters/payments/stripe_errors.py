"""What Stripe's SDK raises, as the errors of the port: https://docs.stripe.com/error-handling."""

import re
import socket
from collections.abc import Generator, Iterator
from contextlib import contextmanager

import stripe

from fakes.payments import (
    CardDeclined,
    GatewayUnavailable,
    IdempotencyInProgress,
    IdempotencyMismatch,
    InvalidPaymentValue,
    PaymentError,
)

__all__ = ["bad_request", "reading", "writing"]

_CONFLICT = 409

_FIELDS = {"payment_method": "source", "amount_to_capture": "amount"}

# Stripe has read the request and done nothing.
_TURNED_AWAY = (stripe.AuthenticationError, stripe.PermissionError, stripe.RateLimitError)

# No connection was made, so nothing was sent.
_UNREACHABLE = (ConnectionRefusedError, socket.gaierror)


@contextmanager
def reading(*, after_a_change: bool = False) -> Generator[None]:
    """A request that changes nothing; only `InvalidRequestError` leaves it as it is.

    Where it asks what came of another that was done, its failure leaves that unknown.
    """
    try:
        yield
    except stripe.InvalidRequestError:
        raise
    except stripe.StripeError as error:
        raise _unavailable(error, outcome_unknown=after_a_change) from error


@contextmanager
def writing(key: str | None, ids: re.Pattern[str]) -> Generator[None]:
    """A request with its key that changes a payment; only `InvalidRequestError` leaves it so."""
    try:
        yield
    except stripe.InvalidRequestError:
        raise
    except stripe.StripeError as error:
        raise _port_error(error, key, ids) from error


def bad_request(error: stripe.InvalidRequestError) -> InvalidPaymentValue:
    """A request that Stripe refuses for what it asks, whatever payments there are."""
    param = (error.error and error.error.param) or "request"
    field = _FIELDS.get(param, param)
    if field == "source":
        # Stripe's own words repeat it.
        return InvalidPaymentValue("source", "is unknown to Stripe, or cannot be used again")
    return InvalidPaymentValue(field, error.user_message or "was refused by Stripe")


def _port_error(error: stripe.StripeError, key: str | None, ids: re.Pattern[str]) -> PaymentError:
    if isinstance(error, stripe.CardError):
        return _declined(error, ids)
    if isinstance(error, stripe.IdempotencyError) and key is not None:
        return IdempotencyMismatch(key)
    if error.http_status == _CONFLICT and key is not None:
        return IdempotencyInProgress(key)
    not_done = isinstance(error, _TURNED_AWAY) or any(
        isinstance(cause, _UNREACHABLE) for cause in _causes(error)
    )
    return _unavailable(error, outcome_unknown=not not_done)


def _declined(error: stripe.CardError, ids: re.Pattern[str]) -> CardDeclined:
    told = error.error
    if told is None:
        return CardDeclined(error.code or "card_declined")
    # A decline of an intent names the charge that failed, too.
    named = (told.payment_intent and told.payment_intent.id, told.charge)
    payment_id = next((each for each in named if each and ids.fullmatch(each)), None)
    return CardDeclined(told.code or "card_declined", told.decline_code, payment_id)


def _unavailable(error: stripe.StripeError, *, outcome_unknown: bool) -> GatewayUnavailable:
    reason = f"{type(error).__name__}: {error.user_message}"
    return GatewayUnavailable(reason, outcome_unknown=outcome_unknown)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
