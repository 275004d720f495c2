"""The order of deliveries: as published, by priority, by key, and after a return."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.clock import ManualClock
from fakes.queue import FakeMessageQueue
from tests.fakes.queue.queues import bodies, one

SECOND = timedelta(seconds=1)


def filled(numbers: int, **settings: Any) -> FakeMessageQueue:
    queue = FakeMessageQueue(**settings)
    for number in range(numbers):
        queue.publish(number)
    return queue


def test_messages_come_in_the_order_they_were_published() -> None:
    assert bodies(filled(100).receive(100)) == list(range(100))


def test_a_message_that_comes_back_has_its_original_place() -> None:
    queue = filled(3)
    for delivery in reversed(queue.receive(2)):
        queue.nack(delivery)

    assert bodies(queue.receive(3)) == [0, 1, 2]


def test_a_message_that_comes_back_goes_to_the_tail_where_the_setting_says_so() -> None:
    queue = filled(3, requeue_position="tail")
    for delivery in reversed(queue.receive(2)):
        queue.nack(delivery)

    assert bodies(queue.receive(3)) == [2, 1, 0]


@pytest.mark.parametrize(("position", "order"), [("original", [0, 1, 2]), ("tail", [1, 2, 0])])
@pytest.mark.parametrize("looks", [False, True])
def test_a_lease_ends_in_its_own_time_whoever_looks(
    position: Any, order: list[int], looks: bool
) -> None:
    clock = ManualClock()
    queue = filled(2, clock=clock, requeue_position=position)
    one(queue)
    clock.advance(seconds=30)
    if looks:
        assert queue.in_flight == ()
    queue.publish(2)

    if position == "tail":
        assert bodies(queue.receive(3)) == [1, 0, 2]
    else:
        assert bodies(queue.receive(3)) == order


@pytest.mark.parametrize("looks", [False, True])
def test_a_delayed_message_joins_the_tail_when_its_time_has_come(looks: bool) -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock)
    queue.publish("2 s", delay=2 * SECOND)
    queue.publish("1 s", delay=1 * SECOND)
    queue.publish("before")
    clock.advance(seconds=5)
    if looks:
        assert len(queue.pending) == 3
    queue.publish("after")

    assert bodies(queue.receive(4)) == ["before", "1 s", "2 s", "after"]


def test_a_delayed_return_keeps_its_original_place() -> None:
    clock = ManualClock()
    queue = filled(2, clock=clock)
    queue.nack(one(queue), delay=SECOND)
    clock.advance(seconds=1)

    assert bodies(queue.receive(2)) == [0, 1]


def test_the_higher_priority_comes_first() -> None:
    queue = FakeMessageQueue()
    for priority in (0, 9, 5, 9, 0):
        queue.publish(priority, priority=priority)

    assert bodies(queue.pending) == [9, 9, 5, 0, 0]
    assert bodies(queue.receive(5)) == [9, 9, 5, 0, 0]


@given(st.lists(st.integers(0, 9)))
def test_priorities_are_stable(priorities: list[int]) -> None:
    queue = FakeMessageQueue()
    for place, priority in enumerate(priorities):
        queue.publish([priority, place], priority=priority)

    received = bodies(queue.receive(100))

    assert received == sorted(received, key=lambda pair: (-pair[0], pair[1]))
    assert len(received) == len(priorities)


def test_a_message_waits_for_the_one_before_it_of_its_key() -> None:
    queue = FakeMessageQueue()
    for body, key in (("a1", "a"), ("a2", "a"), ("b1", "b"), ("none", None), ("a3", "a")):
        queue.publish(body, key=key)

    first, *others = queue.receive(10)
    assert bodies([first, *others]) == ["a1", "b1", "none"]
    assert bodies(queue.pending) == ["a2", "a3"]

    queue.ack(first)
    second = one(queue)
    assert second.body == "a2"
    queue.nack(second)
    assert bodies(queue.receive(10)) == ["a2"]


def test_priority_does_not_overtake_within_a_key() -> None:
    queue = FakeMessageQueue()
    queue.publish("a1", key="a", priority=0)
    queue.publish("a2", key="a", priority=9)
    queue.publish("other", priority=5)

    assert bodies(queue.receive(10)) == ["other", "a1"]


@pytest.mark.parametrize("end", ["ack", "reject", "expire"])
def test_the_key_goes_on_when_a_message_of_it_is_gone(end: str) -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock)
    queue.publish("a1", key="a", ttl=SECOND)
    queue.publish("a2", key="a")
    if end == "expire":
        clock.advance(seconds=1)
    else:
        getattr(queue, end)(one(queue))

    assert one(queue).body == "a2"


def test_a_key_waits_while_its_first_message_is_delayed() -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock)
    queue.publish("a1", key="a", delay=5 * SECOND)
    queue.publish("a2", key="a")

    assert queue.receive() == []
    clock.advance(seconds=5)
    first = one(queue)
    assert first.body == "a1"
    queue.nack(first, delay=5 * SECOND)
    assert queue.receive() == []


def test_the_next_of_a_key_still_waits_for_its_own_delay() -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock)
    queue.publish("a1", key="a")
    queue.publish("a2", key="a", delay=5 * SECOND, ttl=60 * SECOND)
    queue.publish("a3", key="a", delay=5 * SECOND)
    queue.ack(one(queue))

    assert queue.receive() == []
    clock.advance(seconds=5)
    second = one(queue)
    assert second.body == "a2"
    queue.ack(second)
    assert one(queue).body == "a3"


def test_what_expires_behind_a_key_is_passed_over() -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock)
    queue.publish("a1", key="a")
    queue.publish("a2", key="a", ttl=SECOND)
    queue.publish("a3", key="a", ttl=60 * SECOND)
    first = one(queue)
    clock.advance(seconds=1)
    assert bodies(queue.pending) == ["a3"]

    queue.ack(first)

    assert one(queue).body == "a3"


def test_the_last_of_a_key_frees_it_though_others_expired_behind_it() -> None:
    clock = ManualClock()
    queue = FakeMessageQueue(clock=clock)
    queue.publish("a1", key="a")
    queue.publish("a2", key="a", ttl=SECOND)
    first = one(queue)
    clock.advance(seconds=1)
    queue.ack(first)

    queue.publish("a3", key="a")

    assert one(queue).body == "a3"
