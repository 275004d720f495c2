"""Queues that are not closed when they are, purge too much, or forget what is to last."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from fakes.conformance.sabotage.queue.delegating import Delegating
from fakes.conformance.sabotage.wrapping import Saboteur
from fakes.queue import AsyncMessageQueue, Delivery, QueueClosed, QueueError

__all__ = ["SABOTEURS"]


class _AcceptsAfterClose(Delegating):
    async def close(self) -> None:
        pass


class _HasNothingMore(Delegating):
    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        try:
            return await self.real.receive(limit)
        except QueueClosed:
            return []


class _SettlesAfterClose(Delegating):
    async def ack(self, delivery: Delivery, /) -> None:
        with suppress(QueueClosed):
            await self.real.ack(delivery)


class _ClosesOnce(Delegating):
    closed = False

    async def close(self) -> None:
        if self.closed:
            raise QueueClosed("queue", "close")
        self.closed = True
        await self.real.close()


class _ClosesTheOthers(Delegating):
    def __init__(self, real: AsyncMessageQueue, shared: dict[str, Any]) -> None:
        super().__init__(real, shared)
        self._all: list[AsyncMessageQueue] = shared.setdefault("clients", [])
        self._all.append(real)

    async def close(self) -> None:
        for client in self._all:
            await client.close()


class _PurgesInVain(Delegating):
    """Counts what waits, and lets it wait."""

    async def publish(self, body: Any, /, **how: Any) -> str:
        self.shared["waiting"] = self.shared.get("waiting", 0) + 1
        return await self.real.publish(body, **how)

    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        came = await self.real.receive(limit)
        self.shared["waiting"] = self.shared.get("waiting", 0) - len(came)
        return came

    async def purge(self) -> int:
        waiting: int = self.shared["waiting"]
        return waiting


class _PurgesWhatIsHeld(Delegating):
    def __init__(self, real: AsyncMessageQueue, shared: dict[str, Any]) -> None:
        super().__init__(real, shared)
        self._held: list[Delivery] = []

    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        came = await self.real.receive(limit)
        self._held += came
        return came

    async def purge(self) -> int:
        for delivery in self._held:
            with suppress(QueueError):
                await self.real.ack(delivery)
        return await self.real.purge()

    async def nack(self, delivery: Delivery, /, **how: Any) -> None:
        with suppress(QueueError):
            await self.real.nack(delivery, **how)


class _DoesNotCount(Delegating):
    async def purge(self) -> int:
        await self.real.purge()
        return 0


class _KeepsMessagesInMemory(Delegating):
    """Has a memory of its own for each client."""

    def __init__(self, real: AsyncMessageQueue, shared: dict[str, Any]) -> None:
        super().__init__(real, shared)
        self._own: set[str] = set()

    async def publish(self, body: Any, /, **how: Any) -> str:
        message_id = await self.real.publish(body, **how)
        self._own.add(message_id)
        return message_id

    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        came = await self.real.receive(limit)
        others = [each for each in came if each.id not in self._own]
        for delivery in others:
            await self.real.ack(delivery)
        return [each for each in came if each not in others]


SABOTEURS = (
    Saboteur(
        "accepts_after_close",
        "goes on when it was closed",
        "closed_means_closed",
        _AcceptsAfterClose,
    ),
    Saboteur(
        "has_nothing_more",
        "gives nothing when it was closed, as an empty queue does",
        "closed_means_closed",
        _HasNothingMore,
    ),
    Saboteur(
        "settles_after_close",
        "says nothing when something is acked after its end",
        "closed_means_closed",
        _SettlesAfterClose,
    ),
    Saboteur(
        "closes_once",
        "does not let itself be closed twice",
        "closed_means_closed",
        _ClosesOnce,
    ),
    Saboteur(
        "closes_the_others",
        "closes all clients with the first",
        "closed_means_closed",
        _ClosesTheOthers,
    ),
    Saboteur(
        "purges_in_vain",
        "says how much it has purged, and keeps it",
        "purge_forgets_what_waits",
        _PurgesInVain,
    ),
    Saboteur(
        "purges_what_is_held",
        "purges what clients hold, too",
        "purge_forgets_what_waits",
        _PurgesWhatIsHeld,
    ),
    Saboteur(
        "does_not_count",
        "says that it has purged nothing",
        "purge_forgets_what_waits",
        _DoesNotCount,
    ),
    Saboteur(
        "keeps_messages_in_memory",
        "has each client forget its messages with its end",
        "survives_restart",
        _KeepsMessagesInMemory,
    ),
)
