"""Logs that lose records, invent some, or get them out of order."""

import functools
from collections.abc import Sequence
from typing import Any

import attrs

from fakes.conformance.capabilities import Promise
from fakes.conformance.sabotage.event_log.delegating import (
    Delegating,
    DelegatingConsumer,
    delivering,
    told,
)
from fakes.conformance.sabotage.wrapping import Saboteur, let_others_run
from fakes.event_log import AsyncLogConsumer, Record

__all__ = ["SABOTEURS"]

_THREE = 3
_SEVERAL_PARTITIONS = {Promise.GROUP}


class _ConfirmsBeforeStoring(Delegating):
    """Stores a record when the next one comes."""

    async def append(self, topic: str, value: bytes, /, **how: Any) -> Record:
        number: int = self.shared.get("appended", 0)
        store = self.shared.get("store")
        self.shared["appended"] = number + 1
        self.shared["store"] = functools.partial(self.real.append, topic, value, **how)
        if store is not None:
            await store()
        return told(topic, value, number, how)


class _LosesTheRestOfABatch(DelegatingConsumer):
    async def poll(self, max_records: int = 500) -> tuple[Record, ...]:
        return (await self.real.poll(max_records * 2))[:max_records]


class _LosesTheRest(Delegating):
    reader = _LosesTheRestOfABatch


class _TakesAFourth(DelegatingConsumer):
    async def poll(self, max_records: int = 500) -> tuple[Record, ...]:
        fetched = max_records + (max_records == _THREE)
        return (await self.real.poll(fetched))[:max_records]


class _LosesAFourth(Delegating):
    reader = _TakesAFourth


class _AppendsTwice(Delegating):
    async def append(self, topic: str, value: bytes, /, **how: Any) -> Record:
        record = await self.real.append(topic, value, **how)
        await self.real.append(topic, value, **how)
        return record


class _RepeatsItself(DelegatingConsumer):
    """Begins each batch with the last record of the batch before."""

    def __init__(self, real: AsyncLogConsumer, log: Delegating, group: str) -> None:
        super().__init__(real, log, group)
        self._last: tuple[Record, ...] = ()

    async def poll(self, max_records: int = 500) -> tuple[Record, ...]:
        records = await self.real.poll(max_records)
        last, self._last = self._last, records[-1:]
        return (*last, *records)


class _Repeats(Delegating):
    reader = _RepeatsItself


class _RacesForASlot(Delegating):
    async def append(self, topic: str, value: bytes, /, **how: Any) -> Record:
        self.shared["slot"] = (value, how)
        await let_others_run()
        found, others = self.shared["slot"]
        record = await self.real.append(topic, found, **others)
        return attrs.evolve(record, value=value, key=how.get("key"))


class _CountsWithoutALock(Delegating):
    async def append(self, topic: str, value: bytes, /, **how: Any) -> Record:
        number: int = self.shared.get("number", 0)
        record = await self.real.append(topic, value, **how)
        await let_others_run()
        self.shared["number"] = number + 1
        return attrs.evolve(record, offset=number)


class _GivesAll(DelegatingConsumer):
    async def poll(self, max_records: int = 500) -> tuple[Record, ...]:
        return await self.real.poll(max(max_records, 500))


class _IgnoresTheSize(Delegating):
    reader = _GivesAll


class _ForgetsThePartition(Delegating):
    async def append(
        self, topic: str, value: bytes, /, *, partition: int | None = None, **how: Any
    ) -> Record:
        del partition
        return await self.real.append(topic, value, **how)


class _SpreadsKeys(Delegating):
    async def append(
        self, topic: str, value: bytes, /, *, partition: int | None = None, **how: Any
    ) -> Record:
        if partition is None:
            self.shared["turn"] = self.shared.get("turn", 0) + 1
            partition = self.shared["turn"] % len(await self.real.partitions(topic))
        return await self.real.append(topic, value, partition=partition, **how)


def _by_two_workers(batch: Sequence[Record]) -> Sequence[Record]:
    return [*batch[::2], *batch[1::2]]


def _by_key(batch: Sequence[Record]) -> Sequence[Record]:
    return sorted(batch, key=lambda record: record.key or b"")


SABOTEURS = (
    Saboteur(
        "confirms_before_storing",
        "says that it has a record, and stores it when the next one comes",
        "everything_confirmed_arrives",
        _ConfirmsBeforeStoring,
    ),
    Saboteur(
        "loses_the_rest",
        "fetches more than a poll asks for, and forgets what is too much",
        "everything_confirmed_arrives",
        _LosesTheRest,
    ),
    Saboteur(
        "loses_a_fourth",
        "fetches four records when it is asked for three, and forgets one",
        "everything_confirmed_arrives",
        _LosesAFourth,
    ),
    Saboteur(
        "races_for_a_slot",
        "keeps what is to be appended in one place for all clients",
        "concurrent_appends_are_all_kept",
        _RacesForASlot,
    ),
    Saboteur(
        "counts_without_a_lock",
        "gives one offset to records that come at the same time",
        "concurrent_appends_are_all_kept",
        _CountsWithoutALock,
    ),
    Saboteur(
        "appends_twice", "stores every record twice, as a retry may", "no_phantoms", _AppendsTwice
    ),
    Saboteur(
        "repeats_itself",
        "begins each batch with the last record of the one before",
        "no_phantoms",
        _Repeats,
    ),
    Saboteur(
        "ignores_the_size",
        "gives all that there is to a poll for less",
        "polls_are_bounded",
        _IgnoresTheSize,
    ),
    Saboteur(
        "newest_first",
        "gives each batch from the newest to the oldest",
        "partitions_keep_order",
        delivering(lambda batch: batch[::-1]),
    ),
    Saboteur(
        "forgets_the_partition",
        "puts a record where its key belongs, whatever partition it is given",
        "partitions_keep_order",
        _ForgetsThePartition,
        needs=_SEVERAL_PARTITIONS,
    ),
    Saboteur(
        "parallel_dispatch",
        "has two workers take turns with a batch, the first of whom is faster",
        "order_per_key",
        delivering(_by_two_workers),
    ),
    Saboteur(
        "spreads_keys",
        "puts the records of one key into the partitions in turn",
        "order_per_key",
        _SpreadsKeys,
        needs=_SEVERAL_PARTITIONS,
    ),
    Saboteur(
        "sorts_by_key",
        "gives each batch in the order of its keys",
        "total_order",
        delivering(_by_key),
    ),
)
