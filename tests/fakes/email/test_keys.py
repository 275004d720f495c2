"""With an idempotency key a send or a schedule may be repeated; after a while the key is new."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from doubles import spy, when
from fakes.clock import ManualClock
from fakes.email import (
    AllRecipientsRefused,
    EmailService,
    Envelope,
    FakeEmailService,
    IdempotencyMismatch,
    InvalidEmail,
    ServiceUnavailable,
)
from tests.fakes.clocks import MovableTime, in_a_pool_thread
from tests.fakes.email.messages import EPOCH, SHOP, email

HOUR = timedelta(hours=1)


def directly(action: Callable[[], Any]) -> Any:
    return action()


@pytest.fixture(params=[directly, in_a_pool_thread])
def looked(request: pytest.FixtureRequest) -> Callable[[Callable[[], Any]], Any]:
    """Looks from the test's thread, and from one of a pool."""
    look: Callable[[Callable[[], Any]], Any] = request.param
    return look


def test_a_repeated_send_with_the_same_key_gives_the_first_receipt_and_sends_nothing() -> None:
    service = FakeEmailService()

    first = service.send(email(), idempotency_key="welcome/1")
    again = service.send(email(), idempotency_key="welcome/1")
    other = service.send(email(), idempotency_key="welcome/2")

    assert first == again != other
    assert len(service.outbox) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"message": email(subject="Other")},
        {"envelope": Envelope(SHOP, "eve@example.com")},
    ],
)
def test_another_send_with_the_same_key_is_refused(changes: dict[str, Any]) -> None:
    service = FakeEmailService()
    service.send(email(), idempotency_key="welcome/1")

    with pytest.raises(IdempotencyMismatch) as failure:
        service.send(
            changes.get("message", email()),
            envelope=changes.get("envelope"),
            idempotency_key="welcome/1",
        )

    assert str(failure.value) == (
        "the idempotency key 'welcome/1' belongs to another message, envelope or time: repeat "
        "a key only to repeat the same send, and take a new one for another"
    )
    assert len(service.outbox) == 1


def test_a_send_that_failed_leaves_its_key_free() -> None:
    service = FakeEmailService()
    service.refuse("dave@example.com", code=450)
    with pytest.raises(AllRecipientsRefused):
        service.send(email(), idempotency_key="welcome/1")

    service.accept("dave@example.com")

    assert service.send(email(subject="Other"), idempotency_key="welcome/1").accepted


def test_a_key_is_new_again_after_its_window(
    time: MovableTime, looked: Callable[[Callable[[], Any]], Any]
) -> None:
    service = FakeEmailService(clock=time.clock, idempotency_window=HOUR)

    def send() -> Any:
        return service.send(email(), idempotency_key="welcome/1")

    first = send()
    time.advance(3599)
    assert looked(send) == first
    time.advance(1)

    assert looked(send) != first
    assert len(service.outbox) == 2


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("", "must have 1 to 256 characters, not 0"),
        ("x" * 257, "must have 1 to 256 characters, not 257"),
        (5, "must be a str, not int"),
    ],
)
def test_a_key_has_a_length(key: Any, message: str) -> None:
    service = FakeEmailService()
    service.send(email(), idempotency_key="x" * 256)

    with pytest.raises(InvalidEmail) as failure:
        service.send(email(), idempotency_key=key)

    assert str(failure.value) == f"idempotency_key: {message}"
    assert len(service.outbox) == 1


def test_a_schedule_whose_reply_was_lost_is_repeated_and_schedules_once() -> None:
    clock = ManualClock()
    fake = FakeEmailService(clock=clock)
    service = spy(fake, EmailService)
    lost = ServiceUnavailable("connection reset")
    at = EPOCH + HOUR
    when(service.schedule, email(), at=at, idempotency_key="reminder/1").loses_reply(
        lost
    ).delegates()

    with pytest.raises(ServiceUnavailable):
        service.schedule(email(), at=at, idempotency_key="reminder/1")
    scheduled = service.schedule(email(), at=at, idempotency_key="reminder/1")

    assert fake.scheduled == (scheduled,)


@pytest.mark.parametrize(
    "repeat",
    [
        lambda service: service.schedule(email(), at=EPOCH, idempotency_key="1"),
        lambda service: service.send(email(), idempotency_key="1"),
    ],
    ids=["schedule", "send"],
)
def test_a_key_of_a_schedule_is_for_one_time(repeat: Callable[[FakeEmailService], object]) -> None:
    service = FakeEmailService(clock=ManualClock())
    service.schedule(email(), at=EPOCH + HOUR, idempotency_key="1")
    before = service.snapshot()

    with pytest.raises(IdempotencyMismatch):
        repeat(service)

    assert service.snapshot() == before


def test_keys_that_are_over_are_forgotten_also_by_the_fake() -> None:
    clock = ManualClock()
    service = FakeEmailService(clock=clock)
    for number in range(3):
        service.send(email(), idempotency_key=str(number))
        clock.advance(hours=12)

    assert {key for key, _ in service.snapshot().keys} == {"2"}


def test_a_key_is_over_also_behind_one_that_is_not_under_a_clock_that_was_set_back() -> None:
    clock = ManualClock(datetime.fromisoformat("2026-01-02T00:00:00Z"))
    service = FakeEmailService(clock=clock)
    service.send(email(), idempotency_key="later")
    clock.move_to(EPOCH)
    first = service.send(email(), idempotency_key="earlier")

    clock.advance(hours=24)

    assert service.send(email(), idempotency_key="earlier") != first
