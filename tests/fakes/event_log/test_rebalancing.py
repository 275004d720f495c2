"""Who has which partition when consumers join, leave, crash or fall silent; nothing is lost."""

import pytest
from hypothesis import given

from fakes.clock import ManualClock
from fakes.event_log import (
    FakeEventLog,
    FakeLogConsumer,
    FencedCommit,
    LogClosed,
    TopicPartition,
    UnassignedPartition,
)
from tests.fakes.clocks import MovableTime, in_a_pool_thread
from tests.fakes.event_log.programs import STEPS, Step, play


def partitions_of(consumer: FakeLogConsumer) -> list[str]:
    return sorted(map(str, consumer.assignment()))


def filled(clock: ManualClock | None = None, *, partitions: int = 2) -> FakeEventLog:
    log = FakeEventLog(partitions=partitions, clock=clock or ManualClock())
    for number in range(partitions):
        log.append("orders", b"%d" % number, partition=number)
    return log


def test_the_only_member_has_all_partitions_at_once() -> None:
    consumer = filled().consumer("billing", ["orders"])

    assert partitions_of(consumer) == ["orders[0]", "orders[1]"]


def test_a_newcomer_gets_its_share_when_the_others_have_polled() -> None:
    log = filled()
    first = log.consumer("billing", ["orders"])
    second = log.consumer("billing", ["orders"])
    assert (partitions_of(second), second.poll()) == ([], ())

    first.poll()
    second.poll()

    assert (partitions_of(first), partitions_of(second)) == (["orders[0]"], ["orders[1]"])


def test_until_the_others_have_polled_they_may_still_commit() -> None:
    log = filled()
    first = log.consumer("billing", ["orders"])
    first.poll()
    second = log.consumer("billing", ["orders"])

    first.commit()

    assert (first.poll(), second.poll()) == ((), ())
    assert log.lag("billing", "orders") == 0


def test_a_member_that_waits_for_the_others_has_no_partitions() -> None:
    log = filled(partitions=3)
    first, second = log.consumer("billing", ["orders"]), log.consumer("billing", ["orders"])
    first.poll()
    second.poll()
    third = log.consumer("billing", ["orders"])

    assert first.poll() == ()
    assert partitions_of(first) == []

    second.poll()
    for consumer in (first, third):
        consumer.poll()
    assert [partitions_of(one) for one in (first, second, third)] == [
        ["orders[0]"],
        ["orders[1]"],
        ["orders[2]"],
    ]


def test_what_was_not_committed_before_a_rebalance_is_delivered_again() -> None:
    log = filled()
    first = log.consumer("billing", ["orders"])
    polled = first.poll()
    second = log.consumer("billing", ["orders"])

    again = (*first.poll(), *second.poll())

    assert again == polled


def test_a_member_that_leaves_hands_its_partitions_to_the_others() -> None:
    log = filled()
    first, second = log.consumer("billing", ["orders"]), log.consumer("billing", ["orders"])
    first.poll()
    second.poll()

    second.close()
    first.poll()

    assert partitions_of(first) == ["orders[0]", "orders[1]"]


def test_a_member_that_leaves_while_the_others_wait_for_it_holds_nobody_up() -> None:
    log = filled()
    first, second = log.consumer("billing", ["orders"]), log.consumer("billing", ["orders"])

    first.close()
    second.poll()

    assert partitions_of(second) == ["orders[0]", "orders[1]"]


def test_more_members_than_partitions_leave_some_without_any() -> None:
    log = filled()
    consumers = [log.consumer("billing", ["orders"]) for _ in range(3)]
    for consumer in consumers + consumers:
        consumer.poll()

    assert [len(consumer.assignment()) for consumer in consumers] == [1, 1, 0]


def test_each_topic_is_shared_by_those_who_named_it() -> None:
    log = FakeEventLog(partitions={"a": 3, "b": 2})
    both, only_a = log.consumer("billing", ["a", "b"]), log.consumer("billing", ["a"])
    both.poll()
    only_a.poll()

    assert partitions_of(both) == ["a[0]", "a[1]", "b[0]", "b[1]"]
    assert partitions_of(only_a) == ["a[2]"]


def test_a_group_does_not_disturb_another() -> None:
    log = filled()
    billing = log.consumer("billing", ["orders"])

    log.consumer("shipping", ["orders"])

    assert len(billing.poll()) == 2
    assert len(billing.assignment()) == 2


@pytest.mark.parametrize("thread", [lambda action: action(), in_a_pool_thread])
def test_a_crashed_consumer_keeps_its_partitions_until_its_session_is_over(
    time: MovableTime, thread
) -> None:
    log = FakeEventLog(clock=time.clock)
    record = log.append("orders", b"paid")
    crashed = log.consumer("billing", ["orders"])
    assert thread(crashed.poll) == (record,)
    crashed.crash()
    other = log.consumer("billing", ["orders"])
    time.advance(299)
    assert thread(other.poll) == ()

    time.advance(1)

    assert thread(other.poll) == (record,)


def test_a_crashed_consumer_is_closed() -> None:
    consumer = filled().consumer("billing", ["orders"])

    consumer.crash()

    with pytest.raises(LogClosed) as caught:
        consumer.poll()
    assert (
        str(caught.value) == f"The consumer {consumer.name} is closed: open another one to go on."
    )
    consumer.crash()
    consumer.close()


def test_a_consumer_that_was_silent_for_too_long_cannot_commit_what_others_have_now() -> None:
    clock = ManualClock()
    log = filled(clock)
    slow = log.consumer("billing", ["orders"])
    records = slow.poll()
    clock.advance(minutes=5)
    other = log.consumer("billing", ["orders"])
    assert other.poll() == records
    before = log.snapshot()

    for commit in (slow.commit, lambda: slow.commit(records[0])):
        with pytest.raises(FencedCommit) as caught:
            commit()
        assert str(caught.value) == (
            f"{slow.name} is no longer a member of the group 'billing': its generation 1 is over, "
            "and its partitions went to others. Nothing was committed. Poll to join again; what "
            "was not committed is delivered again, to whoever has it now."
        )

    assert (caught.value.group, caught.value.consumer) == ("billing", slow.name)
    assert caught.value.generation == 1
    assert log.snapshot() == before


def test_a_consumer_that_was_taken_for_dead_may_leave_and_disturbs_nobody() -> None:
    clock = ManualClock()
    log = filled(clock)
    slow = log.consumer("billing", ["orders"])
    clock.advance(minutes=5)
    other = log.consumer("billing", ["orders"])
    assert len(other.poll()) == 2

    slow.close()

    assert other.poll() == ()


def test_even_the_only_member_is_taken_for_dead_and_joins_again_by_polling() -> None:
    clock = ManualClock()
    consumer = filled(clock).consumer("billing", ["orders"])
    records = consumer.poll()
    clock.advance(minutes=5)
    with pytest.raises(FencedCommit):
        consumer.commit()

    assert consumer.poll() == records
    consumer.commit()


@pytest.mark.parametrize("sign_of_life", [FakeLogConsumer.poll, FakeLogConsumer.commit])
def test_polling_and_committing_are_signs_of_life(sign_of_life) -> None:
    clock = ManualClock()
    consumer = filled(clock).consumer("billing", ["orders"])
    consumer.poll()

    for _ in range(3):
        clock.advance(minutes=4)
        assert not sign_of_life(consumer)  # it need not begin again

    consumer.commit()


def test_a_partition_that_was_lost_cannot_be_committed_after_the_next_poll() -> None:
    log = filled()
    first = log.consumer("billing", ["orders"])
    _, lost = first.poll()
    log.consumer("billing", ["orders"])
    first.poll()

    with pytest.raises(UnassignedPartition) as caught:
        first.commit(lost)

    assert caught.value.partition == TopicPartition("orders", 1)


def test_a_consumer_without_partitions_says_so() -> None:
    log = filled()
    log.consumer("billing", ["orders"])
    second = log.consumer("billing", ["orders"])

    with pytest.raises(
        UnassignedPartition, match=r"^orders\[0\] is not .*; its partitions: none\. "
    ):
        second.position(TopicPartition("orders", 0))


@given(STEPS)
def test_a_rebalance_loses_nothing(program: list[Step]) -> None:
    clock = ManualClock()
    log = FakeEventLog(partitions=3, clock=clock)
    program = [(step, 2 * number) for step, number in program if step != "seek"]  # one group
    seen = play(log, program, clock)
    for consumer in log.consumers():
        consumer.crash()
    clock.advance(minutes=5)
    seen.append(log.consumer("group0", ["orders0", "orders1"]).poll())

    polled = {record for each in seen if isinstance(each, tuple) for record in each}
    assert polled == {*log.records("orders0"), *log.records("orders1")}
