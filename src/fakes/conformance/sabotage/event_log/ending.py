"""Logs that are not closed when they are, and that forget what a restart must not touch."""

from collections.abc import Collection
from typing import Any

from fakes.conformance.sabotage.event_log.delegating import (
    Delegating,
    DelegatingConsumer,
    delivering,
)
from fakes.conformance.sabotage.wrapping import Saboteur
from fakes.event_log import AsyncEventLog, LogClosed, Record, TopicPartition

__all__ = ["SABOTEURS"]


class _AcceptsAfterClose(Delegating):
    async def close(self) -> None:
        pass


class _HasNothingMore(DelegatingConsumer):
    async def poll(self, max_records: int = 500) -> tuple[Record, ...]:
        try:
            return await self.real.poll(max_records)
        except LogClosed:
            return ()


class _PollsAfterClose(Delegating):
    reader = _HasNothingMore


class _ClosesOnce(Delegating):
    def __init__(self, real: AsyncEventLog, shared: dict[str, Any]) -> None:
        super().__init__(real, shared)
        self._closed = False

    async def close(self) -> None:
        if self._closed:
            raise LogClosed("The log")
        self._closed = True
        await self.real.close()


class _LeavesConsumersOpen(Delegating):
    """Is closed itself, and its consumers are not."""

    def __init__(self, real: AsyncEventLog, shared: dict[str, Any]) -> None:
        super().__init__(real, shared)
        self._closed = False

    async def append(self, topic: str, value: bytes, /, **how: Any) -> Record:
        self._check()
        return await self.real.append(topic, value, **how)

    async def partitions(self, topic: str, /) -> tuple[TopicPartition, ...]:
        self._check()
        return await self.real.partitions(topic)

    async def consumer(self, group: str, topics: Collection[str], /) -> DelegatingConsumer:
        self._check()
        return await super().consumer(group, topics)

    async def close(self) -> None:
        self._closed = True

    def _check(self) -> None:
        if self._closed:
            raise LogClosed("The log")


class _ClosesTheOthers(Delegating):
    def __init__(self, real: AsyncEventLog, shared: dict[str, Any]) -> None:
        super().__init__(real, shared)
        self._all: list[AsyncEventLog] = shared.setdefault("clients", [])
        self._all.append(real)

    async def close(self) -> None:
        for client in self._all:
            await client.close()


class _KeepsRecordsInMemory(Delegating):
    """Has a memory of its own for each client."""

    def __init__(self, real: AsyncEventLog, shared: dict[str, Any]) -> None:
        super().__init__(real, shared)
        self._own: set[Record] = set()

    async def append(self, topic: str, value: bytes, /, **how: Any) -> Record:
        record = await self.real.append(topic, value, **how)
        self._own.add(record)
        return record

    async def consumer(self, group: str, topics: Collection[str], /) -> DelegatingConsumer:
        only_own = delivering(lambda batch: [each for each in batch if each in self._own])
        return await only_own(self.real, self.shared).consumer(group, topics)


class _KeepsCommitsInMemory(Delegating):
    """Has groups of its own for each client."""

    def __init__(self, real: AsyncEventLog, shared: dict[str, Any]) -> None:
        super().__init__(real, shared)
        self._number: int = shared.get("clients", 0) + 1
        shared["clients"] = self._number

    async def consumer(self, group: str, topics: Collection[str], /) -> DelegatingConsumer:
        return await super().consumer(f"{group}-{self._number}", topics)


SABOTEURS = (
    Saboteur(
        "accepts_after_close",
        "goes on when it was closed",
        "closed_means_closed",
        _AcceptsAfterClose,
    ),
    Saboteur(
        "polls_after_close",
        "lets consumers be polled that were closed, and gives nothing",
        "closed_means_closed",
        _PollsAfterClose,
    ),
    Saboteur(
        "closes_once",
        "does not let itself be closed twice",
        "closed_means_closed",
        _ClosesOnce,
    ),
    Saboteur(
        "leaves_consumers_open",
        "lets the consumers go on of a client that was closed",
        "closed_means_closed",
        _LeavesConsumersOpen,
    ),
    Saboteur(
        "closes_the_others",
        "closes all clients with the first",
        "closed_means_closed",
        _ClosesTheOthers,
    ),
    Saboteur(
        "keeps_records_in_memory",
        "has each client forget its records with its end",
        "survives_restart",
        _KeepsRecordsInMemory,
    ),
    Saboteur(
        "keeps_commits_in_memory",
        "has each client forget its commits with its end",
        "survives_restart",
        _KeepsCommitsInMemory,
    ),
)
