"""Logs that mix up their groups, begin them elsewhere, or lose what members hand on."""

import functools
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any

from fakes.conformance.capabilities import Operation
from fakes.conformance.sabotage.event_log.delegating import Delegating, DelegatingConsumer
from fakes.conformance.sabotage.wrapping import Saboteur
from fakes.event_log import (
    AsyncEventLog,
    AsyncLogConsumer,
    EventLogError,
    FencedCommit,
    OffsetSpec,
    Record,
)

__all__ = ["SABOTEURS"]


class _NamesGroupsAlike(Delegating):
    """Takes a group for the first that was named and that is the same to it."""

    def __init__(
        self, same: Callable[[str], str], real: AsyncEventLog, shared: dict[str, Any]
    ) -> None:
        super().__init__(real, shared)
        self._same = same

    async def consumer(self, group: str, topics: Collection[str], /) -> DelegatingConsumer:
        return await super().consumer(self.shared.setdefault(self._same(group), group), topics)


class _EveryoneForItself(Delegating):
    async def consumer(self, group: str, topics: Collection[str], /) -> DelegatingConsumer:
        self.shared["members"] = self.shared.get("members", 0) + 1
        return await super().consumer(f"{group}-{self.shared['members']}", topics)


class _BeginsAt(DelegatingConsumer):
    begin: OffsetSpec

    def __init__(self, real: AsyncLogConsumer, log: Delegating, group: str) -> None:
        super().__init__(real, log, group)
        self._begun = False

    async def poll(self, max_records: int = 500) -> tuple[Record, ...]:
        places = () if self._begun else await self.real.assignment()
        for place in places:
            self._begun = True
            await self.real.seek(place, self.begin)
        return await self.real.poll(max_records)


class _BeginsAtTheLatest(_BeginsAt):
    begin = OffsetSpec.LATEST


class _BeginsAtTheEarliest(_BeginsAt):
    begin = OffsetSpec.EARLIEST


class _BeginsLate(Delegating):
    reader = _BeginsAtTheLatest


class _BeginsEarly(Delegating):
    reader = _BeginsAtTheEarliest


class _SkipsAfterARebalance(DelegatingConsumer):
    """Drops what comes with a new assignment."""

    async def poll(self, max_records: int = 500) -> tuple[Record, ...]:
        before = await self.real.assignment()
        records = await self.real.poll(max_records)
        moved = before and before != await self.real.assignment()
        return () if moved else records


class _Skips(Delegating):
    reader = _SkipsAfterARebalance


class _CommitsForNewcomers(Delegating):
    async def consumer(self, group: str, topics: Collection[str], /) -> DelegatingConsumer:
        members: list[DelegatingConsumer] = self.shared.setdefault(group, [])
        for member in members:
            with suppress(EventLogError):
                await member.real.commit()
        members.append(await super().consumer(group, topics))
        return members[-1]


class _StaysInTheGroup(DelegatingConsumer):
    async def close(self) -> None:
        pass


class _Stays(Delegating):
    reader = _StaysInTheGroup


class _CommitsWhatWasPolledBefore(DelegatingConsumer):
    """As Kafka's clients do with `enable.auto.commit`."""

    async def poll(self, max_records: int = 500) -> tuple[Record, ...]:
        with suppress(EventLogError):
            await self.real.commit()
        return await self.real.poll(max_records)


class _CommitsByItself(Delegating):
    reader = _CommitsWhatWasPolledBefore


class _HidesTheFence(DelegatingConsumer):
    async def commit(self, record: Record | None = None, /) -> None:
        with suppress(FencedCommit):
            await self.real.commit(record)


class _SwallowsFences(Delegating):
    reader = _HidesTheFence


SABOTEURS = (
    Saboteur(
        "one_group",
        "takes all consumers for members of one group",
        "fan_out",
        functools.partial(_NamesGroupsAlike, lambda _: ""),
    ),
    Saboteur(
        "folds_groups",
        "takes groups for one whose names differ in case alone",
        "fan_out",
        functools.partial(_NamesGroupsAlike, str.lower),
    ),
    Saboteur(
        "everyone_for_itself",
        "gives each member of a group all records",
        "consumers_compete",
        _EveryoneForItself,
    ),
    Saboteur(
        "begins_late",
        "lets consumers begin after the latest record",
        "late_subscriber",
        _BeginsLate,
        needs={Operation.LOG},
        parameters={"late_subscriber": "earliest"},
    ),
    Saboteur(
        "begins_early",
        "lets consumers begin at the earliest record",
        "late_subscriber",
        _BeginsEarly,
        needs={Operation.LOG},
        parameters={"late_subscriber": "latest"},
    ),
    Saboteur(
        "skips_after_a_rebalance",
        "drops the first records that come with new partitions",
        "rebalance_loses_nothing",
        _Skips,
    ),
    Saboteur(
        "commits_for_newcomers",
        "commits what members have polled when another one joins",
        "rebalance_loses_nothing",
        _CommitsForNewcomers,
    ),
    Saboteur(
        "stays_in_the_group",
        "does not tell the group that a consumer was closed",
        "rebalance_loses_nothing",
        _Stays,
    ),
    Saboteur(
        "commits_by_itself",
        "commits at each poll what the one before has given",
        "crash_loses_nothing",
        _CommitsByItself,
    ),
    Saboteur(
        "swallows_fences",
        "lets those commit who were taken for dead, and keeps nothing of it",
        "silent_consumers_are_fenced",
        _SwallowsFences,
    ),
)
