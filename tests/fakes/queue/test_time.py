"""Leases, delays, times to live and deduplication windows end by the clock, whoever moves it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from fakes.clock import ManualClock
from fakes.queue import FakeMessageQueue
from tests.fakes.clocks import MovableTime, in_a_pool_thread
from tests.fakes.queue.queues import bodies, one

SECOND = timedelta(seconds=1)

Run = Callable[[Callable[[], Any]], Any]


def directly(action: Callable[[], Any]) -> Any:
    return action()


pytestmark = pytest.mark.parametrize("run", [directly, in_a_pool_thread])


def test_a_message_returns_when_its_lease_is_over(time: MovableTime, run: Run) -> None:
    queue = FakeMessageQueue(clock=time.clock, lease=10 * SECOND)
    queue.publish(b"1")
    run(lambda: one(queue))

    time.advance(9)
    assert run(queue.receive) == []
    time.advance(1)
    assert run(lambda: one(queue)).count == 2


def test_an_extended_lease_ends_later(time: MovableTime, run: Run) -> None:
    queue = FakeMessageQueue(clock=time.clock, lease=10 * SECOND)
    queue.publish(b"1")
    delivery = one(queue)
    time.advance(9)

    run(lambda: queue.extend(delivery, 5 * SECOND))

    time.advance(4)
    assert run(queue.receive) == []
    time.advance(1)
    assert run(lambda: one(queue)).count == 2


def test_a_lease_can_be_made_to_end_sooner(time: MovableTime, run: Run) -> None:
    queue = FakeMessageQueue(clock=time.clock)
    queue.publish(b"1")

    queue.extend(one(queue), SECOND)

    time.advance(1)
    assert run(lambda: one(queue)).count == 2


def test_a_message_comes_not_before_its_delay(time: MovableTime, run: Run) -> None:
    queue = FakeMessageQueue(clock=time.clock)
    queue.publish(b"later", delay=10 * SECOND)
    queue.publish(b"now")

    assert bodies(run(lambda: queue.receive(10))) == [b"now"]
    time.advance(9)
    assert run(queue.receive) == []
    time.advance(1)
    assert run(lambda: one(queue)).body == b"later"


def test_a_nacked_message_comes_not_before_its_delay(time: MovableTime, run: Run) -> None:
    queue = FakeMessageQueue(clock=time.clock)
    queue.publish(b"1")

    queue.nack(one(queue), delay=10 * SECOND)

    time.advance(9)
    assert run(queue.receive) == []
    time.advance(1)
    assert run(lambda: one(queue)).count == 2


def test_a_message_expires(time: MovableTime, run: Run) -> None:
    queue = FakeMessageQueue(clock=time.clock)
    queue.publish(b"1", ttl=10 * SECOND)
    queue.publish(b"2", ttl=11 * SECOND)

    time.advance(10)

    assert bodies(run(lambda: queue.receive(10))) == [b"2"]
    assert queue.dead == ()


def test_an_expired_message_is_a_dead_letter_where_the_setting_says_so(
    time: MovableTime, run: Run
) -> None:
    queue = FakeMessageQueue(clock=time.clock, expired="dead letters")
    queue.publish(b"1", ttl=10 * SECOND)

    time.advance(10)

    assert run(queue.receive) == []
    assert bodies(queue.dead) == [b"1"]


def test_a_delayed_message_may_expire_before_it_is_ready(time: MovableTime, run: Run) -> None:
    queue = FakeMessageQueue(clock=time.clock)
    queue.publish(b"1", ttl=SECOND, delay=2 * SECOND)

    time.advance(5)

    assert run(queue.receive) == []
    assert queue.pending == ()


def test_a_delayed_message_may_expire_after_it_was_ready(time: MovableTime, run: Run) -> None:
    queue = FakeMessageQueue(clock=time.clock)
    queue.publish(b"1", ttl=3 * SECOND, delay=2 * SECOND)

    time.advance(2)
    assert bodies(queue.pending) == [b"1"]
    time.advance(1)
    assert run(queue.receive) == []


def test_what_is_in_flight_does_not_expire_until_it_is_back(time: MovableTime, run: Run) -> None:
    queue = FakeMessageQueue(clock=time.clock, lease=10 * SECOND)
    queue.publish(b"acked", ttl=5 * SECOND)
    queue.publish(b"nacked", ttl=5 * SECOND)
    queue.publish(b"lapsed", ttl=5 * SECOND)
    acked, nacked, _ = queue.receive(3)
    time.advance(5)

    assert len(queue.in_flight) == 3
    run(lambda: queue.ack(acked))
    run(lambda: queue.nack(nacked))
    assert bodies(queue.in_flight) == [b"lapsed"]
    time.advance(5)
    assert run(queue.receive) == []
    assert (queue.pending, queue.in_flight) == ((), ())


def test_a_duplicate_is_dropped_inside_the_window_and_kept_outside(
    time: MovableTime, run: Run
) -> None:
    queue = FakeMessageQueue(clock=time.clock)

    first = queue.publish(b"1", deduplication_id="a")
    queue.ack(one(queue))
    time.advance(299)
    again = run(lambda: queue.publish(b"2", deduplication_id="a"))
    assert (again, queue.pending) == (first, ())
    time.advance(1)
    later = run(lambda: queue.publish(b"3", deduplication_id="a"))

    assert later != first
    assert bodies(queue.pending) == [b"3"]


def test_a_duplicate_does_not_lengthen_the_window(time: MovableTime, run: Run) -> None:
    queue = FakeMessageQueue(clock=time.clock, deduplication_window=10 * SECOND)
    queue.publish(b"1", deduplication_id="a")
    time.advance(9)
    queue.publish(b"2", deduplication_id="a")
    time.advance(1)

    run(lambda: queue.publish(b"3", deduplication_id="a"))

    assert bodies(queue.pending) == [b"1", b"3"]


def test_other_deduplication_ids_are_other_messages(time: MovableTime, run: Run) -> None:
    queue = FakeMessageQueue(clock=time.clock)

    for deduplication_id in ("a", "A", "b", None, None):
        run(lambda id=deduplication_id: queue.publish(b"", deduplication_id=id))

    assert len(queue.pending) == 5


def test_the_window_holds_when_the_clock_goes_back(time: MovableTime, run: Run) -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock, deduplication_window=10 * SECOND)
    clock.advance(seconds=100)
    queue.publish(b"1", deduplication_id="a")
    clock.move_to(clock.started)
    queue.publish(b"2", deduplication_id="b")
    clock.advance(seconds=10)

    queue.publish(b"3", deduplication_id="b")

    assert bodies(queue.pending) == [b"1", b"2", b"3"]
