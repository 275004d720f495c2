"""Queues that mix up the order of messages, or who gets them."""

import functools
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Self

import attrs

from fakes.conformance.capabilities import Operation
from fakes.conformance.sabotage.queue.delegating import Delegating, Sabotage
from fakes.conformance.sabotage.wrapping import Saboteur, let_others_run
from fakes.queue import AsyncMessageQueue, Delivery, Properties, StaleDelivery, content_of

__all__ = ["SABOTEURS"]

_THREE = 3
_MIDDLE = 5


class _ForgetsKeys(Delegating):
    """Carries keys, and does not go by them."""

    async def publish(self, body: Any, /, *, key: str | None = None, **how: Any) -> str:
        message_id = await self.real.publish(body, **how)
        self.shared.setdefault("keys", {})[message_id] = key
        return message_id

    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        keys: dict[str, str | None] = self.shared.get("keys", {})
        came = await self.real.receive(limit)
        return [self.handed_out(each, _with_key(each, keys.get(each.id))) for each in came]


def _with_key(delivery: Delivery, key: str | None) -> Delivery:
    return attrs.evolve(delivery, properties=attrs.evolve(delivery.properties, key=key))


class _ParallelDispatch(_ForgetsKeys):
    """Has two workers take turns with a batch, the first of whom is faster."""

    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        batch = await super().receive(limit)
        return [*batch[::2], *batch[1::2]]


class _RetriesAtTheEnd(Delegating):
    async def nack(self, delivery: Delivery, /, **how: Any) -> None:
        await self.real.publish(delivery.body, headers=delivery.headers, key=delivery.key, **how)
        await self.real.ack(delivery)


class _NewestFirst(Delegating):
    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        return (await self.real.receive(limit))[::-1]


class _TurnsThreesRound(Delegating):
    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        batch = await self.real.receive(limit)
        return batch[::-1] if limit == _THREE else batch


class _RequeuesInPlace(Delegating):
    """Keeps what is nacked, and gives it out again before anything else."""

    async def nack(self, delivery: Delivery, /, **how: Any) -> None:
        del how
        self._back.append(delivery)

    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        back = [self._back.popleft() for _ in range(min(limit, len(self._back)))]
        return back or await self.real.receive(limit)

    @property
    def _back(self) -> deque[Delivery]:
        back: deque[Delivery] = self.shared.setdefault("back", deque())
        return back


def _prioritising(alter: Callable[[int], int]) -> Sabotage:
    return functools.partial(_Prioritising, alter)


class _Prioritising(Delegating):
    """Tells consumers the priority that was asked for, and goes by another one."""

    def __init__(
        self, alter: Callable[[int], int], real: AsyncMessageQueue, shared: dict[str, Any]
    ) -> None:
        super().__init__(real, shared)
        self._alter = alter

    async def publish(self, body: Any, /, *, priority: int = 0, **how: Any) -> str:
        message_id = await self.real.publish(body, priority=self._alter(priority), **how)
        self.shared.setdefault("priorities", {})[message_id] = priority
        return message_id

    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        asked: dict[str, int] = self.shared.get("priorities", {})
        came = await self.real.receive(limit)
        return [
            self.handed_out(each, _with_priority(each, asked.get(each.id, each.priority)))
            for each in came
        ]


def _with_priority(delivery: Delivery, priority: int) -> Delivery:
    properties = attrs.evolve(delivery.properties, priority=priority)
    return attrs.evolve(delivery, properties=properties)


class _FirstTakesAll(Delegating):
    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        first: object = self.shared.setdefault("first", self)
        return await self.real.receive(limit) if first is self else []


class _EveryoneForItself(Delegating):
    """Gives each client of a subscription one of its own."""

    async def subscribe(self, subscription: str, /) -> Self:
        self.shared["members"] = self.shared.get("members", 0) + 1
        return await super().subscribe(f"{subscription}-{self.shared['members']}")


class _ReceivesWithoutALock(Delegating):
    """Looks what is next, and takes it a moment later."""

    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        ready: list[Delivery] = self.shared.setdefault("ready", [])
        if not ready:
            ready += await self.real.receive(limit)
        batch = ready[:limit]
        await let_others_run()
        self.shared["ready"] = [each for each in ready if each not in batch]
        return batch

    async def ack(self, delivery: Delivery, /) -> None:
        with suppress(StaleDelivery):
            await self.real.ack(delivery)


class _NamesAlike(Delegating):
    """Takes a subscription for the first that was named and that is the same to it."""

    def __init__(
        self, same: Callable[[str], str], real: AsyncMessageQueue, shared: dict[str, Any]
    ) -> None:
        super().__init__(real, shared)
        self._same = same

    async def subscribe(self, subscription: str, /) -> Self:
        names: dict[str, str] = self.shared.setdefault("names", {})
        return await super().subscribe(names.setdefault(self._same(subscription), subscription))


class _SettlesForAll(Delegating):
    """Forgets a message everywhere when one subscription has acked it."""

    async def ack(self, delivery: Delivery, /) -> None:
        self.shared.setdefault("acked", set()).add(delivery.id)
        await self.real.ack(delivery)

    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        came = await self.real.receive(limit)
        gone = [each for each in came if each.id in self.shared.get("acked", ())]
        for delivery in gone:
            await self.real.ack(delivery)
        return [each for each in came if each not in gone]


class _BeginsLate(Delegating):
    """Drops what there is for a subscription when it begins."""

    async def subscribe(self, subscription: str, /) -> Self:
        late = await super().subscribe(subscription)
        while there := await late.real.receive():
            for delivery in there:
                await late.real.ack(delivery)
        return late


class _BeginsEarly(Delegating):
    """Tells a subscription what was published before it."""

    def __init__(self, real: AsyncMessageQueue, shared: dict[str, Any]) -> None:
        super().__init__(real, shared)
        self._before: list[Delivery] = []

    async def publish(self, body: Any, /, **how: Any) -> str:
        message_id = await self.real.publish(body, **how)
        content = content_of(body)
        earlier = Delivery(message_id, content, Properties(), f"earlier {message_id}", 1)
        self._history.append(earlier)
        return message_id

    async def subscribe(self, subscription: str, /) -> Self:
        late = await super().subscribe(subscription)
        late._before = [*self._history]
        return late

    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        before, self._before = self._before[:limit], self._before[limit:]
        return before or await self.real.receive(limit)

    async def ack(self, delivery: Delivery, /) -> None:
        if delivery not in self._history:
            await self.real.ack(delivery)

    @property
    def _history(self) -> list[Delivery]:
        history: list[Delivery] = self.shared.setdefault("history", [])
        return history


class _HoldsMore(Delegating):
    """Acks what it holds to get more."""

    def __init__(self, real: AsyncMessageQueue, shared: dict[str, Any]) -> None:
        super().__init__(real, shared)
        self._held: list[Delivery] = []

    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        came = await self.real.receive(limit)
        if not came and self._held:
            await self.ack(self._held.pop())
            came = await self.real.receive(limit)
        self._held += came
        return came

    async def ack(self, delivery: Delivery, /) -> None:
        with suppress(StaleDelivery):
            await self.real.ack(delivery)


SABOTEURS = (
    Saboteur(
        "parallel_dispatch",
        "has two workers take turns with a batch, whatever the keys",
        "order_per_key",
        _ParallelDispatch,
    ),
    Saboteur(
        "several_of_a_key",
        "gives the next message of a key while one of it is held",
        "order_per_key",
        _ForgetsKeys,
    ),
    Saboteur(
        "retries_at_the_end",
        "puts what comes back behind the others of its key",
        "order_per_key",
        _RetriesAtTheEnd,
        needs={Operation.NACK},
    ),
    Saboteur(
        "newest_first",
        "gives each batch from the newest to the oldest",
        "total_order",
        _NewestFirst,
    ),
    Saboteur(
        "turns_threes_round",
        "gives the newest first where three are asked for",
        "total_order",
        _TurnsThreesRound,
    ),
    Saboteur(
        "requeues_in_place",
        "gives what comes back before all others",
        "requeue_position",
        _RequeuesInPlace,
        parameters={"requeue_position": "tail"},
    ),
    Saboteur(
        "has_no_priorities",
        "takes messages in their order, whatever their priority",
        "priority",
        _prioritising(lambda _: 0),
    ),
    Saboteur(
        "has_two_priorities",
        "knows no more than high and low priorities",
        "priority",
        _prioritising(lambda priority: 9 * (priority >= _MIDDLE)),
    ),
    Saboteur(
        "lowest_first",
        "takes the lowest priority for the highest",
        "priority",
        _prioritising(lambda priority: 9 - priority),
    ),
    Saboteur(
        "first_takes_all",
        "gives messages to the first of several clients alone",
        "consumers_compete",
        _FirstTakesAll,
    ),
    Saboteur(
        "everyone_for_itself",
        "gives each client of a subscription all messages",
        "consumers_compete",
        _EveryoneForItself,
        needs={Operation.FANOUT},
    ),
    Saboteur(
        "receives_without_a_lock",
        "gives one message to clients that receive at the same time",
        "concurrent_consumers_share",
        _ReceivesWithoutALock,
    ),
    Saboteur(
        "one_subscription",
        "takes all subscriptions for one",
        "fan_out",
        functools.partial(_NamesAlike, lambda _: ""),
    ),
    Saboteur(
        "folds_subscriptions",
        "takes subscriptions for one whose names differ in case alone",
        "fan_out",
        functools.partial(_NamesAlike, str.lower),
    ),
    Saboteur(
        "settles_for_all",
        "forgets a message for all subscriptions when one has acked it",
        "fan_out",
        _SettlesForAll,
    ),
    Saboteur(
        "begins_late",
        "lets a subscription begin with what is published then",
        "late_subscriber",
        _BeginsLate,
        parameters={"late_subscriber": "from the start"},
    ),
    Saboteur(
        "begins_early",
        "gives a new subscription what was published before it",
        "late_subscriber",
        _BeginsEarly,
        parameters={"late_subscriber": "from now"},
    ),
    Saboteur(
        "holds_more",
        "acks what a client holds to give it more",
        "prefetch_bounds_in_flight",
        _HoldsMore,
    ),
)
