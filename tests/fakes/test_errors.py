"""The errors that all ports share: what they say, and that they survive a copy and a pickle."""

import copy
import pickle

import pytest

from fakes.email import ServiceUnavailable
from fakes.errors import InvalidValue, Unavailable, Unsupported
from fakes.event_log import LogUnavailable
from fakes.payments import GatewayUnavailable
from fakes.queue import QueueUnavailable
from fakes.repository import RepositoryUnavailable

UNAVAILABLE = (
    GatewayUnavailable,
    LogUnavailable,
    QueueUnavailable,
    RepositoryUnavailable,
    ServiceUnavailable,
)
ERRORS = (
    InvalidValue("amount", "must not be negative, not -1"),
    Unsupported("nack", "acks only"),
    *(error("refused", outcome_unknown=False) for error in (Unavailable, *UNAVAILABLE)),
)


def test_an_invalid_value_names_its_field_and_what_is_wrong_with_it() -> None:
    error = InvalidValue("limit", "must not be negative, not -1")

    assert (error.field, error.reason) == ("limit", "must not be negative, not -1")
    assert str(error) == "limit: must not be negative, not -1"
    assert isinstance(error, ValueError)


def test_an_unsupported_operation_names_itself_and_says_why() -> None:
    error = Unsupported("nack", "a stream has none; let the entry idle until it is claimed")

    assert error.operation == "nack"
    assert str(error) == (
        "nack is not supported: a stream has none; let the entry idle until it is claimed"
    )
    assert isinstance(error, NotImplementedError)


def test_an_unavailable_service_says_whether_it_may_have_done_what_was_asked() -> None:
    refused, lost = Unavailable("refused", outcome_unknown=False), Unavailable("timed out")

    assert (refused.reason, refused.outcome_unknown, lost.outcome_unknown) == (
        "refused",
        False,
        True,
    )
    assert str(refused) == "The service could not be reached: refused. Nothing was done."
    assert str(lost) == (
        "The service's reply is missing: timed out. What was asked may have been done or not; "
        "look before you ask again."
    )


@pytest.mark.parametrize("error", UNAVAILABLE)
def test_each_port_s_error_for_it_is_one_to_catch(error: type[Unavailable]) -> None:
    with pytest.raises(Unavailable):
        raise error("connection reset")


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_is_the_same_after_a_copy_and_a_pickle(error: Exception) -> None:
    for twin in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert (type(twin), str(twin), vars(twin)) == (type(error), str(error), vars(error))
