"""Rules about addresses: the latest counts, and one that raises leaves everything as it was."""

from datetime import timedelta
from typing import Any

import pytest

from fakes.clock import ManualClock
from fakes.email import FakeEmailService, InvalidEmail, Receipt
from tests.fakes.email.messages import EPOCH, email

HOUR = timedelta(hours=1)


def broken(address: str) -> bool:
    raise RuntimeError(address)


def everyone(address: str) -> bool:
    return True


@pytest.mark.parametrize("who", ["@example.com", everyone])
def test_an_address_is_exempt_from_a_rule_about_more_than_it(who: Any) -> None:
    service = FakeEmailService()
    service.refuse(who)

    service.accept("dave@example.com")
    receipt = service.send(email(cc="eve@example.com"))

    assert receipt.accepted == ("dave@example.com",)
    assert [refusal.address for refusal in receipt.refused] == ["eve@example.com"]


def test_a_sender_is_exempt_and_so_is_one_whose_email_would_bounce() -> None:
    service = FakeEmailService()
    service.refuse_sender("@example.com")
    service.bounce("@example.com")

    service.accept("shop@example.com")
    service.accept("dave@example.com")
    service.send(email(cc="eve@example.com"))

    assert [bounce.refusal.address for bounce in service.bounces] == ["eve@example.com"]


def test_of_several_rules_about_an_address_the_latest_counts() -> None:
    service = FakeEmailService()
    service.refuse("@example.com")
    service.accept("dave@example.com")
    service.refuse("dave@example.com", code=450)
    with pytest.raises(Exception, match="450"):
        service.send(email())

    service.accept("@example.com")

    assert service.send(email()).accepted == ("dave@example.com",)


def test_to_accept_whom_nobody_refused_changes_nothing() -> None:
    service = FakeEmailService(clock=ManualClock())
    before = service.snapshot()

    service.accept("dave@example.com")

    assert service.snapshot() == before


@pytest.mark.parametrize("kind", ["refuse", "refuse_sender", "bounce"])
def test_a_rule_that_raises_is_an_error_and_nothing_was_sent(kind: str) -> None:
    service = FakeEmailService(clock=ManualClock())
    getattr(service, kind)(broken)
    before = service.snapshot()

    with pytest.raises(InvalidEmail) as failure:
        service.send(email(), idempotency_key="1")

    assert str(failure.value).startswith("who: the function raised RuntimeError when asked about ")
    assert isinstance(failure.value.__cause__, RuntimeError)
    assert service.snapshot() == before


def test_a_rule_that_raises_keeps_no_other_email_of_a_batch_from_being_sent() -> None:
    service = FakeEmailService()
    service.refuse(lambda address: address.startswith("eve") and broken(address))

    first, second, third = service.send_batch([email(), email(to="eve@example.com"), email()])

    assert isinstance(first, Receipt)
    assert isinstance(second, InvalidEmail)
    assert isinstance(third, Receipt)
    assert len(service.outbox) == 2


def test_a_rule_that_raises_loses_no_scheduled_email() -> None:
    clock, repaired = ManualClock(), False

    def breaks_at_first(address: str) -> bool:
        return address.startswith("eve") and not repaired and broken(address)

    service = FakeEmailService(clock=clock)
    for to in ("dave@example.com", "eve@example.com", "al@example.com"):
        service.schedule(email(to=to), at=EPOCH + HOUR)
    service.refuse(breaks_at_first)
    clock.advance(hours=2)

    with pytest.raises(InvalidEmail):
        len(service.outbox)
    repaired = True

    assert [sent.recipients[0][:3] for sent in service.outbox] == ["dav", "eve", "al@"]
    assert not service.scheduled


def test_a_rule_that_no_snapshot_can_hold_is_refused() -> None:
    class Unhashable:
        __hash__ = None

        def __call__(self, address: str) -> bool:
            return True

    with pytest.raises(InvalidEmail) as failure:
        FakeEmailService().refuse(Unhashable())

    assert str(failure.value) == "who: must be hashable, for snapshots are"
