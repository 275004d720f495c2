"""Under real contention every email is sent once, whole, and a key sends one."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from fakes.clock import ManualClock
from fakes.email import AlreadySent, Email, FakeEmailService
from tests.fakes.email.messages import EPOCH, email

T = TypeVar("T")
THREADS = 8
EACH = 200


def at_once(action: Callable[[int], T]) -> list[T]:
    """What the action gives in each of several threads that begin together."""
    barrier = Barrier(THREADS)

    def begin(number: int) -> T:
        barrier.wait()
        return action(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(begin, range(THREADS)))


def test_concurrent_sends_do_not_mix() -> None:
    service = FakeEmailService()

    def message(thread: int, number: int) -> Email:
        return email(to=f"{thread}@example.com", subject=f"{thread}-{number}")

    receipts = at_once(
        lambda thread: [service.send(message(thread, number)) for number in range(EACH)]
    )

    assert len({each.message_id for thread in receipts for each in thread}) == THREADS * EACH
    for thread in range(THREADS):
        inbox = service.inbox(f"{thread}@example.com")
        assert [sent.message for sent in inbox] == [message(thread, n) for n in range(EACH)]
        assert [sent.receipt for sent in inbox] == receipts[thread]


def test_concurrent_sends_with_one_key_send_one_email() -> None:
    service = FakeEmailService()

    receipts = at_once(
        lambda _: [service.send(email(), idempotency_key=str(key)) for key in range(EACH)]
    )

    assert len(service.outbox) == EACH
    assert all(each == receipts[0] for each in receipts)


def test_concurrent_looks_send_a_scheduled_email_once() -> None:
    clock = ManualClock()
    service = FakeEmailService(clock=clock)
    for _ in range(EACH):
        service.schedule(email(), at=EPOCH.replace(hour=1))
    clock.advance(hours=1)

    assert at_once(lambda _: len(service.outbox)) == [EACH] * THREADS


def test_an_email_is_cancelled_or_sent_and_never_both() -> None:
    service = FakeEmailService(clock=(clock := ManualClock()))
    ids = [service.schedule(email(), at=EPOCH.replace(hour=1)).id for _ in range(THREADS * EACH)]

    def cancel(thread: int) -> int:
        if thread == THREADS - 1:
            clock.advance(hours=1)
        cancelled = 0
        for schedule_id in ids[thread * EACH : (thread + 1) * EACH]:
            try:
                service.cancel(schedule_id)
                cancelled += 1
            except AlreadySent:
                pass
        return cancelled

    assert sum(at_once(cancel)) + len(service.outbox) == len(ids)


def test_an_outbox_may_be_read_while_emails_are_sent() -> None:
    service = FakeEmailService()

    def read_or_send(thread: int) -> bool:
        if thread % 2:
            return all(len(list(box)) <= len(box) for box in [service.outbox] * EACH)
        return all(service.send(email()) for _ in range(EACH))

    assert all(at_once(read_or_send))
    assert len(service.outbox) == THREADS // 2 * EACH
