"""What the clock brings about: scheduled emails, bounces, and keys that are new again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fakes.clock import ManualClock
from fakes.email import (
    AllRecipientsRefused,
    AlreadySent,
    Bounce,
    Envelope,
    FakeEmailService,
    IdempotencyMismatch,
    InvalidEmail,
    MessageTooLarge,
    NoRecipients,
    Refusal,
    ScheduleNotFound,
    SenderRefused,
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


# -- scheduled emails ----------------------------------------------------------------------------


def test_a_scheduled_email_is_sent_when_its_time_comes(
    time: MovableTime, looked: Callable[[Callable[[], Any]], Any]
) -> None:
    service = FakeEmailService(clock=time.clock)
    at = time.clock() + HOUR
    scheduled = service.schedule(email(), at=at)

    time.advance(3599)
    assert looked(lambda: (len(service.outbox), service.scheduled)) == (0, (scheduled,))
    time.advance(1)
    (sent,) = looked(lambda: service.outbox)

    assert (sent.message, sent.at) == (email(), at)
    assert not service.scheduled


def test_scheduled_emails_are_sent_in_the_order_of_their_times() -> None:
    clock = ManualClock()
    service = FakeEmailService(clock=clock)
    for hours in (3, 1, 2, 9):
        service.schedule(email(subject=str(hours)), at=clock() + hours * HOUR)

    clock.advance(hours=5)
    service.send(email(subject="now"))

    assert [sent.message.subject for sent in service.outbox] == ["1", "2", "3", "now"]
    assert [sent.at - EPOCH for sent in service.outbox] == [HOUR, 2 * HOUR, 3 * HOUR, 5 * HOUR]
    assert [each.message.subject for each in service.scheduled] == ["9"]


def test_an_email_that_is_scheduled_for_the_past_is_sent_at_once() -> None:
    service = FakeEmailService(clock=ManualClock())
    service.schedule(email(), at=EPOCH - HOUR)

    assert len(service.outbox) == 1


def test_a_cancelled_email_is_never_sent() -> None:
    clock = ManualClock()
    service = FakeEmailService(clock=clock)
    scheduled = service.schedule(email(), at=clock() + HOUR)
    other = service.schedule(email(subject="Other"), at=clock() + HOUR)

    service.cancel(scheduled.id)
    service.cancel(scheduled.id)
    clock.advance(hours=2)

    assert [sent.message.subject for sent in service.outbox] == ["Other"]
    assert scheduled.id != other.id


def test_an_email_that_was_sent_cannot_be_cancelled() -> None:
    clock = ManualClock()
    service = FakeEmailService(clock=clock)
    scheduled = service.schedule(email(), at=clock() + HOUR)
    clock.advance(HOUR)

    with pytest.raises(AlreadySent) as failure:
        service.cancel(scheduled.id)

    assert str(failure.value) == (
        f"the scheduled email {scheduled.id!r} was sent at 2026-01-01 01:00:00+00:00: too late to "
        "cancel"
    )
    assert failure.value.permanent


def test_an_unknown_schedule_cannot_be_cancelled() -> None:
    with pytest.raises(ScheduleNotFound) as failure:
        FakeEmailService().cancel("sch_1")

    assert str(failure.value) == (
        "there is no scheduled email 'sch_1': use the id that schedule() gave"
    )


def test_what_cannot_be_sent_cannot_be_scheduled() -> None:
    service = FakeEmailService(size_limit=5_000)
    service.refuse_sender("eve@example.com")
    before = service.snapshot()

    with pytest.raises(NoRecipients):
        service.schedule(email(to=()), at=EPOCH)
    with pytest.raises(SenderRefused):
        service.schedule(email(sender="eve@example.com"), at=EPOCH)
    with pytest.raises(MessageTooLarge):
        service.schedule(email(text="x" * 5_000), at=EPOCH)
    with pytest.raises(InvalidEmail) as naive:
        service.schedule(email(), at=EPOCH.replace(tzinfo=None))

    assert str(naive.value) == "at: must have a time zone, as in datetime(..., tzinfo=UTC)"
    assert service.snapshot() == before


def test_who_is_refused_when_a_scheduled_email_is_sent_is_told_by_a_bounce() -> None:
    clock = ManualClock()
    service = FakeEmailService(clock=clock)
    envelope = Envelope(SHOP, ["dave@example.com", "eve@example.com"])
    service.schedule(email(), at=clock() + HOUR, envelope=envelope)
    service.schedule(email(to="eve@example.com"), at=clock() + 2 * HOUR)
    service.refuse("eve@example.com")

    clock.advance(hours=3)

    (sent,) = service.outbox
    first, second = service.bounces
    refusal = Refusal("eve@example.com", 550, "5.1.1", "mailbox unavailable")
    assert sent.recipients == ("dave@example.com",)
    assert first == Bounce(sent.message_id, refusal, EPOCH + HOUR)
    assert (second.refusal, second.at) == (refusal, EPOCH + 2 * HOUR)


# -- bounces -------------------------------------------------------------------------------------


def test_a_bounce_comes_back_when_its_time_comes(
    time: MovableTime, looked: Callable[[Callable[[], Any]], Any]
) -> None:
    service = FakeEmailService(clock=time.clock)
    service.bounce("dave@example.com", after=HOUR, code=452, text="mailbox full")
    sent_at = time.clock()

    receipt = service.send(email(cc="eve@example.com"))
    time.advance(3599)
    assert looked(lambda: service.bounces) == ()
    time.advance(1)

    assert receipt.accepted == ("dave@example.com", "eve@example.com")
    assert looked(lambda: service.bounces) == (
        Bounce(
            receipt.message_id,
            Refusal("dave@example.com", 452, "4.2.2", "mailbox full"),
            sent_at + HOUR,
        ),
    )
    assert not service.bounces[0].permanent


def test_what_bounces_is_in_the_outbox_but_in_no_inbox() -> None:
    service = FakeEmailService()
    service.bounce("@example.com", after=HOUR)
    service.bounce("eve@example.com")
    service.send(email(cc="eve@example.com", bcc="al@other.example"))

    assert len(service.outbox) == 1
    assert not service.inbox("dave@example.com")
    assert len(service.inbox("al@other.example")) == 1
    assert [each.refusal.address for each in service.bounces] == ["eve@example.com"]


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({"after": 5}, "after: must be a timedelta, not int"),
        ({"after": -HOUR}, "after: must not be shorter than 0:00:00, as -1 day, 23:00:00 is"),
        ({"after": timedelta.max}, "after: must not be longer than 36,525 days"),
        ({"code": 250}, "code: must be an SMTP reply code from 400 to 599, as in 550"),
        ({"code": "550"}, "code: must be an SMTP reply code from 400 to 599, as in 550"),
        ({"enhanced_code": "4.1.1"}, "enhanced_code: must begin with 5, as the code 550 does"),
        ({"text": None}, "text: must be a str, not NoneType"),
    ],
)
def test_rules_are_checked(rule: dict[str, Any], message: str) -> None:
    service = FakeEmailService()

    with pytest.raises(InvalidEmail) as failure:
        service.bounce("dave@example.com", **rule)

    assert str(failure.value) == message
    assert service.snapshot() == FakeEmailService().snapshot()


@pytest.mark.parametrize("who", ["dave", "@", "@-", "", None, 5, "dave@"])
def test_rules_are_about_addresses_domains_or_functions(who: Any) -> None:
    with pytest.raises(InvalidEmail) as failure:
        FakeEmailService().refuse(who)

    assert failure.value.field == "who"


# -- idempotency keys ----------------------------------------------------------------------------


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
        "the idempotency key 'welcome/1' belongs to another message or envelope: repeat a key "
        "only to repeat the same send, and take a new one for another"
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


def test_times_are_compared_across_time_zones() -> None:
    service = FakeEmailService(clock=lambda: datetime(2026, 1, 1, 12, tzinfo=UTC))

    service.schedule(email(), at=datetime.fromisoformat("2026-01-01T13:59:00+02:00"))

    assert len(service.outbox) == 1
