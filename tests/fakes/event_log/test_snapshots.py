"""A snapshot holds everything: what is restored from it goes on as the log would have."""

import pickle
from datetime import timedelta

import attrs
import pytest
from hypothesis import given

from fakes.clock import ManualClock
from fakes.errors import InvalidValue
from fakes.event_log import FakeEventLog, InvalidEventLogValue, LogClosed
from tests.fakes.event_log.programs import STEPS, Step, play


def empty(clock: ManualClock) -> FakeEventLog:
    return FakeEventLog(
        partitions=3,
        retention=timedelta(minutes=3),
        retention_bytes=30,
        session_timeout=timedelta(minutes=2),
        clock=clock,
    )


@given(STEPS, STEPS)
def test_a_restored_log_goes_on_as_the_first(before: list[Step], after: list[Step]) -> None:
    clock, other_clock = ManualClock(), ManualClock()
    log, other = empty(clock), empty(other_clock)
    play(log, before, clock)
    other_clock.move_to(clock())
    snapshot = log.snapshot()

    other.restore(snapshot)

    assert other.snapshot() == snapshot
    assert hash(other.snapshot()) == hash(snapshot)
    assert play(other, after, other_clock) == play(log, after, clock)
    assert other.snapshot() == log.snapshot()


@given(STEPS, STEPS)
def test_a_log_can_go_back_to_its_own_snapshot(before: list[Step], after: list[Step]) -> None:
    clock = ManualClock()
    log = empty(clock)
    play(log, before, clock)
    snapshot, time = log.snapshot(), clock()
    play(log, after, clock)

    clock.move_to(time)
    log.restore(snapshot)

    assert log.snapshot() == snapshot


def test_a_snapshot_does_not_change_with_the_log() -> None:
    log = FakeEventLog()
    log.append("orders", b"1")
    snapshot = log.snapshot()

    log.append("orders", b"2")

    assert snapshot != log.snapshot()
    log.restore(snapshot)
    assert [record.value for record in log.records("orders")] == [b"1"]


def test_consumers_that_were_open_are_open_again() -> None:
    log = FakeEventLog()
    log.append("orders", b"1")
    consumer = log.consumer("billing", ["orders"])
    snapshot = log.snapshot()
    consumer.close()

    log.restore(snapshot)

    assert len(consumer.poll()) == 1
    assert [one.name for one in log.consumers()] == [consumer.name]


def test_a_rebalance_goes_on_where_it_was() -> None:
    log, other = empty(ManualClock()), empty(ManualClock())
    log.append("orders", b"1", partition=2)
    log.consumer("billing", ["orders"])
    log.consumer("billing", ["orders"])
    other.restore(log.snapshot())
    first, second = other.consumers()
    assert second.poll() == ()
    first.poll()

    log.restore(other.snapshot())

    assert [record.value for record in log.consumers()[1].poll()] == [b"1"]


def test_a_log_that_was_closed_is_open_again() -> None:
    log = FakeEventLog()
    snapshot = log.snapshot()
    log.close()

    log.restore(snapshot)

    log.append("orders", b"")


def test_clients_that_were_open_are_open_again_and_others_are_closed() -> None:
    log = FakeEventLog()
    kept = log.connect()
    snapshot = log.snapshot()
    kept.close()
    later = log.connect()

    log.restore(snapshot)

    kept.append("orders", b"")
    with pytest.raises(LogClosed):
        later.append("orders", b"")


def test_a_client_that_a_restored_snapshot_does_not_know_is_closed_for_good() -> None:
    log = FakeEventLog()
    alone = log.snapshot()
    old = log.connect()
    log.restore(alone)

    log.connect()

    with pytest.raises(LogClosed):
        old.append("orders", b"")


def test_a_snapshot_of_a_log_with_other_partitions_is_refused() -> None:
    log, named = FakeEventLog(partitions=1), FakeEventLog(partitions={"orders": 3})
    log.append("orders", b"1")
    before = log.snapshot()

    for theirs, shown in ((FakeEventLog(partitions=3), "3"), (named, "{'orders': 3}")):
        with pytest.raises(InvalidEventLogValue) as refused:
            log.restore(theirs.snapshot())
        assert str(refused.value) == (
            f"snapshot: is of a log with partitions={shown}, and this one has partitions=1: give "
            "both the same"
        )
    assert log.snapshot() == before


@pytest.mark.parametrize(
    "damage",
    [{"topics": None}, {"groups": (1,)}, {"consumers": ("c",)}, {"issued": "1"}, {"clients": "1"}],
    ids=lambda damage: next(iter(damage)),
)
def test_a_damaged_snapshot_is_refused_and_changes_nothing(damage: dict[str, object]) -> None:
    log = FakeEventLog(clock=ManualClock())
    log.append("orders", b"1")
    log.consumer("billing", ["orders"])
    before = log.snapshot()

    with pytest.raises(InvalidEventLogValue) as refused:
        log.restore(attrs.evolve(before, **damage))

    assert str(refused.value) == "snapshot: is not one that snapshot() gave"
    assert log.snapshot() == before


def test_a_consumer_that_a_restored_snapshot_does_not_know_is_closed_for_good() -> None:
    log = FakeEventLog()
    log.append("orders", b"1")
    empty = log.snapshot()
    old = log.consumer("billing", ["orders"])
    log.restore(empty)
    new = log.consumer("mailing", ["orders"])
    assert new.name == old.name

    old.close()
    old.crash()
    with pytest.raises(LogClosed):
        old.poll()

    assert len(new.poll()) == 1


def test_a_snapshot_can_be_pickled() -> None:
    log = FakeEventLog()
    log.consumer("billing", ["orders"])

    assert pickle.loads(pickle.dumps(log.snapshot())) == log.snapshot()


def test_only_a_snapshot_can_be_restored() -> None:
    with pytest.raises(InvalidValue) as caught:
        FakeEventLog().restore(None)

    assert str(caught.value) == "snapshot: must be an EventLogSnapshot, not None"


def test_the_same_seed_names_consumers_alike() -> None:
    names = [FakeEventLog(seed=seed).consumer("billing", ["orders"]).name for seed in (1, 1, 2)]

    assert names[0] == names[1] != names[2]
