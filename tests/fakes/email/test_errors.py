"""Errors carry their facts, read well, and survive being copied and pickled."""

import copy
import pickle

import pytest

from fakes.email import (
    AllRecipientsRefused,
    AlreadySent,
    EmailError,
    EmailNotFound,
    IdempotencyMismatch,
    InternationalAddressRefused,
    InvalidEmail,
    MessageTooLarge,
    NoRecipients,
    Refusal,
    ScheduleNotFound,
    SenderRefused,
    ServiceUnavailable,
)
from fakes.errors import InvalidValue
from tests.fakes.email.messages import EPOCH

REFUSAL = Refusal("dave@example.com", 450, "4.2.1", "busy")
ERRORS: list[EmailError] = [
    InvalidEmail("to", "is none"),
    NoRecipients("envelope", "has none"),
    AllRecipientsRefused((REFUSAL,)),
    SenderRefused(REFUSAL),
    MessageTooLarge(2, 1),
    InternationalAddressRefused("ä@example.com"),
    ServiceUnavailable("connection reset", outcome_unknown=False),
    IdempotencyMismatch("key"),
    ScheduleNotFound("sch_1"),
    AlreadySent("sch_1", EPOCH),
    EmailNotFound("email", "Nothing."),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_survives_copying_and_pickling(error: EmailError) -> None:
    for other in (copy.copy(error), copy.deepcopy(error), pickle.loads(pickle.dumps(error))):
        assert type(other) is type(error)
        assert vars(other) == vars(error)
        assert str(other) == str(error)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_is_permanent_or_not(error: EmailError) -> None:
    transient = isinstance(error, AllRecipientsRefused | SenderRefused | ServiceUnavailable)

    assert error.permanent is not transient


def test_an_invalid_email_is_an_invalid_value_of_all_fakes() -> None:
    assert isinstance(ERRORS[0], InvalidValue)
    assert str(ERRORS[0]) == "to: is none"


def test_an_unavailable_service_says_whether_the_message_may_have_been_sent() -> None:
    refused = ServiceUnavailable("connection refused", outcome_unknown=False)
    assert str(refused) == (
        "the service is unavailable: connection refused. Nothing was sent; try again later"
    )
    lost = ServiceUnavailable("connection reset")
    assert lost.outcome_unknown
    assert str(lost) == (
        "the service's reply is missing: connection reset. The message may have been sent or not; "
        "send it again with the same idempotency key, or it may arrive twice"
    )
