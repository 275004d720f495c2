"""Stripe itself, in its test mode, for whoever has an account: no test needs it."""

import os

import pytest

from tests.services.participants import Participants

__all__ = ["stripe_test_key"]

_VARIABLE = "STRIPE_TEST_KEY"
_PREFIX = "sk_test_"


@pytest.fixture(scope="session")
def stripe_test_key(participants: Participants) -> str:
    """The secret key of an account's test mode; a key that could move money is refused."""
    key = os.environ.get(_VARIABLE, "")
    if not key.startswith(_PREFIX):
        problem = f"does not begin with {_PREFIX}" if key else "is not set"
        reason = f"{_VARIABLE} {problem}"
        participants.add("Stripe", "not run", reason)
        # Not a failure, even where all systems are required: this one is opted into.
        pytest.skip(f"Stripe: not run, because {reason}")
    participants.add("Stripe", "test mode", "api.stripe.com")
    return key
