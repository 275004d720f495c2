"""A snapshot is all that a fake knows: equal ones behave the same, and restoring brings it back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.clock import ManualClock
from fakes.email import EmailError, FakeEmailService, InvalidEmail
from tests.fakes.email.messages import EPOCH, email

Step = Callable[[FakeEmailService, ManualClock], Any]
WHO = st.sampled_from(["dave@example.com", "eve@example.com", "@example.com"])
MESSAGES = st.builds(email, to=st.lists(WHO.filter(lambda who: who[0] != "@"), max_size=2))
KEYS = st.one_of(st.none(), st.sampled_from(["1", "2"]))


def send(message: Any, key: Any) -> Step:
    return lambda service, clock: service.send(message, idempotency_key=key)


def schedule(message: Any, hours: int) -> Step:
    return lambda service, clock: service.schedule(message, at=EPOCH + timedelta(hours=hours))


def cancel(number: int) -> Step:
    def step(service: FakeEmailService, clock: ManualClock) -> None:
        if scheduled := service.scheduled:
            service.cancel(scheduled[number % len(scheduled)].id)

    return step


def rule(name: str, who: str) -> Step:
    return lambda service, clock: getattr(service, name)(who)


def advance(hours: int) -> Step:
    return lambda service, clock: clock.advance(hours=hours)


STEPS = st.lists(
    st.one_of(
        st.builds(send, MESSAGES, KEYS),
        st.builds(schedule, MESSAGES, st.integers(0, 30)),
        st.builds(cancel, st.integers(0, 5)),
        st.builds(rule, st.sampled_from(["refuse", "bounce", "accept"]), WHO),
        st.builds(advance, st.integers(1, 13)),
    ),
    max_size=12,
)


def outcome(step: Step, service: FakeEmailService, clock: ManualClock) -> object:
    try:
        return step(service, clock)
    except EmailError as error:
        return str(error)


@given(STEPS, STEPS)
def test_a_restored_fake_goes_on_as_the_first_did(before: list[Step], after: list[Step]) -> None:
    clock = ManualClock()
    service, other = FakeEmailService(clock=clock), FakeEmailService(clock=clock)
    other.send(email())
    for step in before:
        outcome(step, service, clock)
    snapshot, then = service.snapshot(), clock()

    outcomes = [outcome(step, service, clock) for step in after]
    end = service.snapshot()

    for fake in (service, other):
        clock.move_to(then)
        fake.restore(snapshot)
        assert fake.snapshot() == snapshot
        assert hash(fake.snapshot()) == hash(snapshot)
        assert [outcome(step, fake, clock) for step in after] == outcomes
        assert fake.snapshot() == end


@pytest.mark.parametrize(
    "change",
    [
        lambda service: service.send(email()),
        lambda service: service.schedule(email(), at=EPOCH + timedelta(hours=1)),
        lambda service: service.refuse("dave@example.com"),
        lambda service: service.refuse_sender("dave@example.com"),
        lambda service: service.bounce("dave@example.com"),
        lambda service: service.bounce("dave@example.com", after=timedelta(hours=1)),
    ],
    ids=["send", "schedule", "refuse", "refuse a sender", "bounce", "bounce later"],
)
def test_a_snapshot_tells_every_change(change: Callable[[FakeEmailService], object]) -> None:
    service = FakeEmailService(clock=ManualClock())
    before = service.snapshot()

    change(service)

    assert service.snapshot() != before


def test_a_snapshot_does_not_know_keys_that_are_new_again() -> None:
    clock = ManualClock()
    keyed, plain = FakeEmailService(clock=clock), FakeEmailService(clock=clock)
    keyed.send(email(), idempotency_key="1")
    plain.send(email())

    assert keyed.snapshot() != plain.snapshot()
    clock.advance(hours=24)
    assert keyed.snapshot() == plain.snapshot()


def test_a_cancelled_schedule_is_still_known_after_restoring() -> None:
    service = FakeEmailService(clock=ManualClock())
    scheduled = service.schedule(email(), at=EPOCH + timedelta(hours=1))
    service.cancel(scheduled.id)
    other = FakeEmailService(clock=ManualClock())

    other.restore(service.snapshot())
    other.cancel(scheduled.id)

    assert other.snapshot() == service.snapshot()


@pytest.mark.parametrize(
    "damage",
    [
        {"sent": None},
        {"bounces": 5},
        {"scheduled": (1,)},
        {"ended": (1, 2)},
        {"keys": ((1, 2),)},
        {"conduct": None},
        {"issued": "1"},
    ],
    ids=lambda damage: next(iter(damage)),
)
def test_a_damaged_snapshot_is_refused_and_changes_nothing(damage: dict[str, Any]) -> None:
    service = FakeEmailService(clock=ManualClock())
    service.send(email(), idempotency_key="1")
    before = service.snapshot()

    with pytest.raises(InvalidEmail) as failure:
        service.restore(attrs.evolve(before, **damage))

    assert failure.value.field.startswith("snapshot")
    assert service.snapshot() == before


def test_a_snapshot_says_what_is_in_it() -> None:
    service = FakeEmailService()
    service.send(email(), idempotency_key="1")

    assert repr(service.snapshot()) == "<EmailSnapshot: 1 sent, 0 scheduled, 1 key>"


def test_only_a_snapshot_is_restored() -> None:
    service = FakeEmailService()

    with pytest.raises(InvalidEmail) as failure:
        service.restore(None)

    assert str(failure.value) == "snapshot: must be an EmailSnapshot, not NoneType"
