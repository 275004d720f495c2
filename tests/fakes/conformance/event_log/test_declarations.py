"""What a log declares, against what it has: both ways in which the two can differ."""

from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any, ClassVar

import pytest

from fakes.conformance import Namespace, Operation, Outcome, Promise, verdicts
from fakes.conformance.event_log import AsyncEventLogConformance, EventLogConformance
from fakes.conformance.sabotage.event_log import Delegating, DelegatingConsumer
from fakes.conformance.sabotage.wrapping import Saboteur, sabotaged
from fakes.errors import Unsupported
from fakes.event_log import (
    AsyncEventLog,
    AsyncFakeEventLog,
    EventLog,
    FakeEventLog,
)
from tests.fakes.conformance.declaring import REFUSED, others, undeclared
from tests.fakes.conformance.event_log.suites import PROMISES
from tests.fakes.conformance.event_log.suites import TestFake as Fake
from tests.fakes.conformance.event_log.suites import TestFakeOfOnePartition as FakeOfOnePartition


class ReadsForward(DelegatingConsumer):
    async def seek(self, partition: Any, to: Any, /) -> None:
        raise Unsupported("seek", "this log is read from the front")


class Forward(Delegating):
    """A log without offsets that anybody could go to."""

    reader = ReadsForward


class OneMember(Delegating):
    """A log whose groups have one member."""

    async def consumer(self, group: str, topics: Any, /) -> DelegatingConsumer:
        if self.shared.setdefault(group, self) is not self:
            raise Unsupported("consumer", "a group has one member here")
        return await super().consumer(group, topics)


class JoinsTwice(DelegatingConsumer):
    """A consumer that is given its share again when it has begun with it."""

    share: frozenset[Any] = frozenset()

    async def poll(self, max_records: int = 500) -> Any:
        records = await super().poll(max_records)
        share = await self.assignment()
        if not records or share == self.share:
            return records
        self.share = share
        for place in share:
            await self.seek(place, await self.committed(place) or 0)
        return (*records, *await super().poll(max_records))


class Restless(Delegating):
    """A log whose groups share out their partitions more often than they would need to."""

    reader = JoinsTwice


class RepeatsOne(DelegatingConsumer):
    """A consumer that is given a committed record again, behind those that follow."""

    first: Any = None
    repeated: Any = None

    async def poll(self, max_records: int = 500) -> Any:
        records = await super().poll(max_records)
        if not records:
            return records
        again = () if self.repeated is None else (self.repeated,)
        # Those that checks append last are not looked at again.
        self.first = next((each for each in records if b"last" not in each.value), self.first)
        self.repeated = None
        return (*records, *again)

    async def commit(self, record: Any = None, /) -> None:
        await super().commit(record)
        self.repeated = self.first


class Repeating(Delegating):
    """A log that brings again what was committed."""

    reader = RepeatsOne


class NewestFirst(DelegatingConsumer):
    """A consumer that is given all records from the latest to the first, and then as they are."""

    async def poll(self, max_records: int = 500) -> Any:
        records = await super().poll(max_records)
        return (*reversed(records), *records)


class Hasty(Delegating):
    """A log that brings the latest first."""

    reader = NewestFirst


def suite(base: type[Any] = Fake, wrap: Any = Delegating, **declared: object) -> type[Any]:
    declaring = type("TestOther", (base,), declared)
    return sabotaged(declaring, Saboteur("other", "is another log", "fan_out", wrap))


def test_a_log_without_what_is_optional_keeps_the_rest() -> None:
    plain = suite(wrap=Forward, operations=(), promises=())

    assert others(verdicts(plain, examples=3)) == {
        "too_large": Outcome.UNPROMISED,
        "order_per_key": Outcome.UNPROMISED,
        "total_order": Outcome.UNPROMISED,
        "consumers_compete": Outcome.UNPROMISED,
        "offsets_commit_and_seek": Outcome.UNSUPPORTED,
        "times_are_found": Outcome.UNSUPPORTED,
        "rebalance_loses_nothing": Outcome.UNPROMISED,
        "crash_loses_nothing": Outcome.UNPROMISED,
        "silent_consumers_are_fenced": Outcome.UNPROMISED,
        "survives_restart": Outcome.UNPROMISED,
    }


def test_what_comes_twice_because_partitions_were_shared_out_twice_is_no_fault() -> None:
    slug = "rebalance_loses_nothing"

    verdict = verdicts(suite(wrap=Restless), slug)[slug]

    assert verdict.outcome is Outcome.PASS, verdict.reason


@pytest.mark.parametrize(
    ("wrap", "slug"),
    [
        (Repeating, "rebalance_loses_nothing"),
        (Hasty, "rebalance_loses_nothing"),
        (Hasty, "crash_loses_nothing"),
        (Hasty, "silent_consumers_are_fenced"),
    ],
)
def test_what_no_second_sharing_out_would_bring_is_a_fault(wrap: Any, slug: str) -> None:
    verdict = verdicts(suite(wrap=wrap), slug)[slug]

    assert verdict.outcome is Outcome.FAIL, verdict


@pytest.mark.parametrize("slug", ["offsets_commit_and_seek", "times_are_found"])
def test_offsets_that_are_declared_and_absent_fail(slug: str) -> None:
    verdict = verdicts(suite(wrap=Forward), slug)[slug]

    assert verdict.outcome is Outcome.FAIL
    assert REFUSED in verdict.reason


@pytest.mark.parametrize("slug", ["offsets_commit_and_seek", "times_are_found"])
def test_offsets_that_work_undeclared_are_named(slug: str) -> None:
    verdict = verdicts(suite(operations=()), slug)[slug]

    assert verdict.outcome is Outcome.FAIL
    assert verdict.reason.startswith(undeclared("TestOther", Operation.LOG, slug))


@pytest.mark.parametrize(
    "slug", ["consumers_compete", "rebalance_loses_nothing", "crash_loses_nothing"]
)
def test_groups_that_are_promised_and_absent_fail(slug: str) -> None:
    verdict = verdicts(suite(wrap=OneMember), slug)[slug]

    assert verdict.outcome is Outcome.FAIL
    assert "a group has one member here" in verdict.reason


def test_one_order_that_is_promised_and_absent_fails() -> None:
    verdict = verdicts(suite(promises={Promise.TOTAL_ORDER}), "total_order")["total_order"]

    assert verdict.outcome is Outcome.FAIL


def test_a_size_limit_that_is_promised_and_absent_fails() -> None:
    verdict = verdicts(suite(limits={"size": 1_000}), "too_large")["too_large"]

    assert verdict.outcome is Outcome.FAIL
    assert "append() of 1,001 bytes\n  expected: RecordTooLarge raised" in verdict.reason


def test_fences_that_are_promised_and_come_later_fail() -> None:
    limits: dict[str, float] = {"patience": 1, "session_timeout": 10}
    slug = "silent_consumers_are_fenced"
    verdict = verdicts(suite(limits=limits), slug)[slug]

    assert verdict.outcome is Outcome.FAIL
    assert "orders[0], orders[1], orders[2], shared out to 1 consumer" in verdict.reason


def test_a_single_partition_is_not_enough_to_share() -> None:
    promising = suite(FakeOfOnePartition, promises=PROMISES)
    slugs = ("consumers_compete", "rebalance_loses_nothing", "crash_loses_nothing")

    found = verdicts(promising, *slugs)

    assert {(each.outcome, each.reason) for each in found.values()} == {
        (
            Outcome.INCONCLUSIVE,
            "the topic has one partition: have topic() give one with more",
        )
    }


class WithoutACrash(EventLogConformance):
    promises = PROMISES
    parameters: ClassVar[Mapping[str, str]] = {"late_subscriber": "earliest"}

    @contextmanager
    def store(self, namespace: Namespace) -> Generator[FakeEventLog]:
        yield FakeEventLog(partitions=2)

    @contextmanager
    def connect(self, store: FakeEventLog, /) -> Generator[EventLog]:
        yield store


class AsyncWithoutACrash(AsyncEventLogConformance):
    promises = PROMISES
    parameters: ClassVar[Mapping[str, str]] = {"late_subscriber": "earliest"}

    @asynccontextmanager
    async def store(self, namespace: Namespace) -> AsyncGenerator[FakeEventLog]:
        yield FakeEventLog(partitions=2)

    @asynccontextmanager
    async def connect(self, store: FakeEventLog, /) -> AsyncGenerator[AsyncEventLog]:
        yield AsyncFakeEventLog(store)


@pytest.mark.parametrize("base", [WithoutACrash, AsyncWithoutACrash])
def test_where_nobody_knows_how_a_client_dies_that_is_said(base: type[Any]) -> None:
    verdict = verdicts(base, "crash_loses_nothing")["crash_loses_nothing"]

    assert (verdict.outcome, verdict.reason) == (
        Outcome.INCONCLUSIVE,
        "the suite does not say how a client dies: override crash()",
    )


@pytest.mark.parametrize("base", [WithoutACrash, AsyncWithoutACrash])
def test_a_suite_may_say_no_more_than_how_to_connect(base: type[Any]) -> None:
    found = verdicts(base, "body_is_exact", "consumers_compete", "fan_out", examples=3)

    assert {verdict.outcome for verdict in found.values()} == {Outcome.PASS}
