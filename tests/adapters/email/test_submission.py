"""What all adapters refuse before they talk to any service."""

from datetime import UTC, datetime
from typing import Any

import pytest

from fakes.email import Email, InvalidEmail
from fakes.errors import Unsupported
from tests.adapters.email.smtplib_service import SmtplibEmailService
from tests.adapters.email.submission import Submission

MESSAGE = Email(sender="shop@example.com", to="dave@example.com")


@pytest.fixture
def service() -> SmtplibEmailService:
    def open_connection() -> Any:
        raise AssertionError("there was nothing to send")

    return SmtplibEmailService(open_connection)


def test_a_message_is_called_by_another_name_each_time() -> None:
    first, second = [Submission.of(MESSAGE, None, None).message_id for _ in range(2)]

    assert first != second
    assert first.endswith("@example.com>")


def test_a_batch_with_something_else_in_it_is_refused(service: SmtplibEmailService) -> None:
    batch: list[Any] = [MESSAGE, "dave@example.com"]

    with pytest.raises(InvalidEmail) as raised:
        service.send_batch(batch)

    assert str(raised.value) == "messages[1]: must be an Email, not str"


def test_keys_are_refused(service: SmtplibEmailService) -> None:
    with pytest.raises(Unsupported) as raised:
        service.send(MESSAGE, idempotency_key="invoice/42")

    assert str(raised.value) == (
        "idempotency_key is not supported: this service would send a repeated message again; "
        "keep your own record of what was sent"
    )


def test_schedules_are_refused(service: SmtplibEmailService) -> None:
    with pytest.raises(Unsupported) as raised:
        service.schedule(MESSAGE, at=datetime(2026, 1, 1, tzinfo=UTC))

    assert str(raised.value) == (
        "schedule is not supported: this service sends at once; have a task queue call send() "
        "when it is time"
    )
