"""What broken queues are made of: they do as the real one does, apart from one thing."""

import functools
from collections.abc import Callable, Sequence
from copy import copy
from datetime import timedelta
from typing import Any, Self

from fakes.queue import AsyncMessageQueue, Delivery, InvalidQueueValue, Outgoing

__all__ = ["Delegating", "Losing", "Sabotage", "again", "publishing", "reading", "storing"]

Sabotage = Callable[[AsyncMessageQueue, dict[str, Any]], "Delegating"]
"""Gives the broken client, of a real one and of what all clients of one store share."""

Alter = Callable[[Delivery], Delivery]


class Delegating:
    """Does what the real queue does; keyword arguments go there as they come."""

    def __init__(self, real: AsyncMessageQueue, shared: dict[str, Any]) -> None:
        self.real: AsyncMessageQueue = real
        self.shared: dict[str, Any] = shared

    async def publish(self, body: Any, /, **how: Any) -> str:
        """Store a message: see `MessageQueue.publish`."""
        return await self.real.publish(body, **how)

    async def publish_batch(
        self, messages: Sequence[Outgoing], /
    ) -> Sequence[str | InvalidQueueValue]:
        """Publish each: see `MessageQueue.publish_batch`."""
        return await self.real.publish_batch(messages)

    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        """Take what is ready: see `MessageQueue.receive`."""
        return await self.real.receive(limit)

    async def ack(self, delivery: Delivery, /) -> None:
        """Say that the work is done: see `MessageQueue.ack`."""
        await self.real.ack(self.original(delivery))

    async def nack(self, delivery: Delivery, /, **how: Any) -> None:
        """Give the message back: see `MessageQueue.nack`."""
        await self.real.nack(self.original(delivery), **how)

    async def reject(self, delivery: Delivery, /) -> None:
        """Give the message up: see `MessageQueue.reject`."""
        await self.real.reject(self.original(delivery))

    async def extend(self, delivery: Delivery, lease: timedelta, /) -> None:
        """Let the lease end so long from now: see `MessageQueue.extend`."""
        await self.real.extend(self.original(delivery), lease)

    async def purge(self) -> int:
        """Forget what waits: see `MessageQueue.purge`."""
        return await self.real.purge()

    async def subscribe(self, subscription: str, /) -> Self:
        """A client with its own copies, broken too: see `MessageQueue.subscribe`."""
        return self.around(await self.real.subscribe(subscription))

    async def dead_letters(self) -> Self:
        """A client of the dead letters, broken too: see `MessageQueue.dead_letters`."""
        return self.around(await self.real.dead_letters())

    async def close(self) -> None:
        """End this client: see `MessageQueue.close`."""
        await self.real.close()

    # For those that are broken.

    def around(self, real: AsyncMessageQueue) -> Self:
        """The same breakage around another client."""
        other = copy(self)
        other.real = real
        return other

    def handed_out(self, delivery: Delivery, altered: Delivery) -> Delivery:
        """Give out something else than what was received, which is settled all the same."""
        self.shared.setdefault("originals", {})[altered.receipt] = delivery
        return altered

    def original(self, delivery: Delivery) -> Delivery:
        """What was really received."""
        found: Delivery = self.shared.get("originals", {}).get(delivery.receipt, delivery)
        return found


class Losing(Delegating):
    """Loses some of what it has said it has."""

    def lose(self, *message_ids: str) -> None:
        """Have nobody receive these messages."""
        self.shared.setdefault("lost", set()).update(message_ids)

    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        """Take what is ready, without what is lost."""
        came = await self.real.receive(limit)
        lost = [each for each in came if each.id in self.shared.get("lost", ())]
        for delivery in lost:
            await self.real.ack(delivery)
        return [each for each in came if each not in lost]


class _Reading(Delegating):
    def __init__(self, alter: Alter, real: AsyncMessageQueue, shared: dict[str, Any]) -> None:
        super().__init__(real, shared)
        self._alter = alter

    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        came = await self.real.receive(limit)
        return [self.handed_out(delivery, self._altered(delivery)) for delivery in came]

    def _altered(self, delivery: Delivery) -> Delivery:
        return self._alter(delivery)


class _ReadingAgain(_Reading):
    def _altered(self, delivery: Delivery) -> Delivery:
        seen: set[str] = self.shared.setdefault("seen", set())
        is_back = delivery.id in seen
        seen.add(delivery.id)
        return self._alter(delivery) if is_back else delivery


class _Publishing(Delegating):
    def __init__(
        self,
        alter: Callable[[Any, dict[str, Any]], tuple[Any, dict[str, Any]]],
        real: AsyncMessageQueue,
        shared: dict[str, Any],
    ) -> None:
        super().__init__(real, shared)
        self._alter = alter

    async def publish(self, body: Any, /, **how: Any) -> str:
        altered, other_how = self._alter(body, how)
        return await self.real.publish(altered, **other_how)


def reading(alter: Alter) -> Sabotage:
    """A queue whose consumers get what this function makes of each delivery."""
    return functools.partial(_Reading, alter)


def again(alter: Alter) -> Sabotage:
    """A queue whose consumers get what this function makes of what was delivered before."""
    return functools.partial(_ReadingAgain, alter)


def publishing(
    alter: Callable[[Any, dict[str, Any]], tuple[Any, dict[str, Any]]],
) -> Sabotage:
    """A queue that publishes what this function makes of a body and of the other arguments."""
    return functools.partial(_Publishing, alter)


def storing(alter: Callable[[bytes], bytes]) -> Sabotage:
    """A queue that stores what this function makes of a body of bytes."""

    def altered(body: Any, how: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        return (alter(body) if isinstance(body, bytes) else body), how

    return publishing(altered)
