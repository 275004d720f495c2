"""What the strategies draw may be sent, kept in sets, copied and pickled."""

import pickle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.email import FakeEmailService, ScheduledEmail
from fakes.strategies import email as strategies

VALUES = [
    *("addresses", "attachments", "bodies", "bounces", "emails", "envelopes", "header_texts"),
    *("headers", "mailboxes", "receipts", "refusals", "scheduled_emails", "send_times"),
]


def test_every_strategy_is_public() -> None:
    assert strategies.__all__ == VALUES


@pytest.mark.parametrize("name", VALUES)
@settings(max_examples=20)
@given(data=st.data())
def test_what_is_drawn_is_a_value(name: str, data: st.DataObject) -> None:
    value: Any = data.draw(getattr(strategies, name)())
    same = pickle.loads(pickle.dumps(value))

    assert same == value
    assert hash(same) == hash(value)
    assert repr(same) == repr(value)


@settings(max_examples=20)
@given(strategies.scheduled_emails())
def test_a_scheduled_email_is_sent_or_cancelled(drawn: ScheduledEmail) -> None:
    service = FakeEmailService(clock=lambda: drawn.at)
    service.schedule(drawn.message, at=drawn.at, envelope=drawn.envelope)

    assert service.outbox[0].envelope == drawn.envelope
    assert service.outbox[0].at == drawn.at
