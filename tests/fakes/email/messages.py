"""An email that most tests of email send, in whole or changed."""

from typing import Any

from fakes.clock import ManualClock
from fakes.email import Email

__all__ = ["EPOCH", "SHOP", "email"]

EPOCH = ManualClock().started
SHOP = "shop@example.com"


def email(**changes: Any) -> Email:
    """A plain email to Dave, with what the test needs to be different."""
    return Email(
        **{
            "sender": SHOP,
            "to": "dave@example.com",
            "subject": "Thank you",
            "text": "It is sent.\n",
            **changes,
        }
    )
