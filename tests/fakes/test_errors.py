"""The errors that all ports share: what they say, and that they survive a copy and a pickle."""

import copy
import pickle

import pytest

from fakes.errors import InvalidValue, Unsupported

ERRORS = (InvalidValue("amount", "must not be negative, not -1"), Unsupported("nack", "acks only"))


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


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_is_the_same_after_a_copy_and_a_pickle(error: Exception) -> None:
    for twin in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert (type(twin), str(twin), vars(twin)) == (type(error), str(error), vars(error))
