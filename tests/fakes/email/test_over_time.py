"""What the clock brings about: scheduled emails, bounces, and keys that are new again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fakes.clock import ManualClock
from fakes.email import (
    AlreadySent,
    Bounce,
    Envelope,
    FakeEmailService,
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
    clock = ManualClock()
    service = FakeEmailService(clock=clock)
    service.send(email(subject="First"))
    scheduled = service.schedule(email(), at=EPOCH - HOUR)
    clock.advance(HOUR)

    assert [sent.message.subject for sent in service.outbox] == ["First", "Thank you"]
    assert (service.outbox[1].at, scheduled.at) == (EPOCH, EPOCH - HOUR)
    with pytest.raises(AlreadySent) as failure:
        service.cancel(scheduled.id)
    assert failure.value.at == EPOCH


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


def test_times_are_compared_across_time_zones() -> None:
    service = FakeEmailService(clock=lambda: datetime(2026, 1, 1, 12, tzinfo=UTC))

    service.schedule(email(), at=datetime.fromisoformat("2026-01-01T13:59:00+02:00"))

    assert len(service.outbox) == 1


BERLIN = ZoneInfo("Europe/Berlin")


def test_times_are_compared_as_they_pass_when_clocks_on_walls_are_set_back() -> None:
    first_half_past_two = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)
    clock = ManualClock(first_half_past_two)
    service = FakeEmailService(clock=clock)
    at = datetime(2026, 10, 25, 2, 40, tzinfo=BERLIN, fold=1)
    service.schedule(email(), at=at)

    clock.advance(minutes=15)
    assert not service.outbox
    clock.advance(minutes=55)
    assert [sent.at for sent in service.outbox] == [at.astimezone(UTC)]


def test_emails_of_one_time_are_sent_in_the_order_in_which_they_were_scheduled() -> None:
    clock = ManualClock()
    service = FakeEmailService(clock=clock)
    for number in range(11):
        service.schedule(email(subject=str(number)), at=EPOCH + HOUR)
    service.cancel(service.scheduled[4].id)
    service.restore(service.snapshot())

    clock.advance(HOUR)

    sent = [each.message.subject for each in service.outbox]
    assert sent == [str(number) for number in range(11) if number != 4]


def test_a_bounce_beyond_the_end_of_time_is_at_its_end() -> None:
    clock = ManualClock(datetime(9999, 12, 31, tzinfo=UTC))
    service = FakeEmailService(clock=clock)
    service.bounce("dave@example.com", after=timedelta(days=2))

    service.send(email(), idempotency_key="1")

    assert not service.bounces
    clock.move_to(datetime.max.replace(tzinfo=UTC))
    assert [bounce.at for bounce in service.bounces] == [clock()]


class BrokenZone(tzinfo):
    def utcoffset(self, _: object) -> Any:
        raise RuntimeError


def test_a_time_whose_zone_is_broken_is_refused() -> None:
    service = FakeEmailService()

    with pytest.raises(InvalidEmail) as failure:
        service.schedule(email(), at=EPOCH.replace(tzinfo=BrokenZone()))

    assert str(failure.value) == "at: its time zone raised RuntimeError when asked for UTC"
