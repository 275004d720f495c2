"""Queues that lose messages, invent some, take too many, or mix up where they belong."""

import functools
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import attrs

from fakes.conformance.capabilities import Operation
from fakes.conformance.sabotage.queue.delegating import Delegating, Losing
from fakes.conformance.sabotage.wrapping import Saboteur, let_others_run
from fakes.queue import (
    AsyncMessageQueue,
    Delivery,
    ForeignDelivery,
    InvalidQueueValue,
    Outgoing,
    QueueError,
)

__all__ = ["SABOTEURS"]

_TWO_BAD_ONES = [False, False, True]


class _OneQueue(Delegating):
    """Gives everyone what was opened first."""

    def __init__(self, real: AsyncMessageQueue, shared: dict[str, Any]) -> None:
        super().__init__(shared.setdefault("first", real), shared)


class _IgnoresForeigners(Delegating):
    async def ack(self, delivery: Delivery, /) -> None:
        with suppress(ForeignDelivery):
            await self.real.ack(delivery)


class _SettlesForOthers(Delegating):
    """Finds the queue that a delivery is of, and settles it there."""

    def __init__(self, real: AsyncMessageQueue, shared: dict[str, Any]) -> None:
        super().__init__(real, shared)
        self._all: list[AsyncMessageQueue] = shared.setdefault("clients", [])
        self._all.append(real)

    async def ack(self, delivery: Delivery, /) -> None:
        try:
            await self.real.ack(delivery)
        except ForeignDelivery:
            for client in self._all:
                with suppress(QueueError):
                    await client.ack(delivery)
            raise


class _ConfirmsBeforeStoring(Delegating):
    """Stores a message when the next one comes."""

    async def publish(self, body: Any, /, **how: Any) -> str:
        store: Callable[[], Any] | None = self.shared.get("store")
        self.shared["store"] = functools.partial(self.real.publish, body, **how)
        self.shared["number"] = self.shared.get("number", 0) + 1
        if store is not None:
            await store()
        return f"message {self.shared['number']}"


class _LosesTheRest(Delegating):
    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        came = await self.real.receive(limit * 2)
        for delivery in came[limit:]:
            await self.real.ack(delivery)
        return came[:limit]


class _LosesWhatIsBack(Delegating):
    """Forgets what one client has given back and another receives."""

    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        owners: dict[str, object] = self.shared.setdefault("owners", {})
        came: list[Delivery] = []
        for delivery in await self.real.receive(limit):
            if owners.setdefault(delivery.id, self) is self:
                came.append(delivery)
            else:
                await self.real.ack(delivery)
        return came


class _RacesForASlot(Delegating):
    async def publish(self, body: Any, /, **how: Any) -> str:
        self.shared["slot"] = (body, how)
        await let_others_run()
        found, other_how = self.shared["slot"]
        return await self.real.publish(found, **other_how)


class _CountsWithoutALock(Delegating):
    """Has its own ids, of which it gives one to messages that come at the same time."""

    async def publish(self, body: Any, /, **how: Any) -> str:
        number: int = self.shared.get("number", 0)
        names: dict[str, str] = self.shared.setdefault("names", {})
        message_id = await self.real.publish(body, **how)
        await let_others_run()
        self.shared["number"] = number + 1
        return names.setdefault(message_id, f"message {number}")

    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        names: dict[str, str] = self.shared.get("names", {})
        came = await self.real.receive(limit)
        return [
            self.handed_out(each, attrs.evolve(each, id=names.get(each.id, each.id)))
            for each in came
        ]


class _PublishesTwice(Delegating):
    async def publish(self, body: Any, /, **how: Any) -> str:
        message_id = await self.real.publish(body, **how)
        await self.real.publish(body, **how)
        return message_id


class _RepeatsItself(Delegating):
    """Begins each batch with the last of the batch before, and knows that it was settled."""

    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        came = await self.real.receive(limit)
        last: Sequence[Delivery] = self.shared.get("last", ())
        self.shared["last"] = came[-1:]
        return [*last, *came]

    async def ack(self, delivery: Delivery, /) -> None:
        with suppress(QueueError):
            await self.real.ack(delivery)


class _HasOneId(Delegating):
    async def publish(self, body: Any, /, **how: Any) -> str:
        message_id = await self.real.publish(body, **how)
        first: str = self.shared.setdefault("id", message_id)
        return first


class _IgnoresTheLimit(Delegating):
    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        return await self.real.receive(max(limit, 10))


class _TakesMoreThanItGives(Delegating):
    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        return (await self.real.receive(limit + 1))[:limit]


class _AllOrNothing(Delegating):
    async def publish_batch(
        self, messages: Sequence[Outgoing], /
    ) -> Sequence[str | InvalidQueueValue]:
        outcomes = await self.real.publish_batch(messages)
        wrong = [each for each in outcomes if not isinstance(each, str)]
        return wrong[:1] * len(outcomes) if wrong else outcomes


class _StopsAtTheFirst(Delegating):
    async def publish_batch(
        self, messages: Sequence[Outgoing], /
    ) -> Sequence[str | InvalidQueueValue]:
        outcomes = await self.real.publish_batch(messages)
        good = [isinstance(outcome, str) for outcome in outcomes]
        return outcomes if all(good) else outcomes[: good.index(False) + 1]


class _ReportsInAnotherOrder(Delegating):
    async def publish_batch(
        self, messages: Sequence[Outgoing], /
    ) -> Sequence[str | InvalidQueueValue]:
        outcomes = await self.real.publish_batch(messages)
        return sorted(outcomes, key=lambda outcome: isinstance(outcome, str))


class _ForgetsTheHeadersOfABatch(Delegating):
    async def publish_batch(
        self, messages: Sequence[Outgoing], /
    ) -> Sequence[str | InvalidQueueValue]:
        return await self.real.publish_batch([Outgoing(body=each.body) for each in messages])


class _LosesAfterTwoBadOnes(Losing):
    async def publish_batch(
        self, messages: Sequence[Outgoing], /
    ) -> Sequence[str | InvalidQueueValue]:
        outcomes = await self.real.publish_batch(messages)
        for before, last, outcome in zip(outcomes, outcomes[1:], outcomes[2:], strict=False):
            if [isinstance(each, str) for each in (before, last, outcome)] == _TWO_BAD_ONES:
                self.lose(str(outcome))
        return outcomes


SABOTEURS = (
    Saboteur(
        "one_queue",
        "opens the same queue whatever it is called",
        "queues_are_separate",
        _OneQueue,
    ),
    Saboteur(
        "ignores_foreigners",
        "lets deliveries of other queues be acked, and does nothing",
        "foreign_deliveries_are_refused",
        _IgnoresForeigners,
    ),
    Saboteur(
        "settles_for_others",
        "refuses a delivery of another queue, and has acked it there",
        "foreign_deliveries_are_refused",
        _SettlesForOthers,
    ),
    Saboteur(
        "confirms_before_storing",
        "says that it has a message, and stores it when the next one comes",
        "everything_confirmed_arrives",
        _ConfirmsBeforeStoring,
    ),
    Saboteur(
        "loses_the_rest",
        "fetches more than it is asked for, and forgets what is too much",
        "everything_confirmed_arrives",
        _LosesTheRest,
    ),
    Saboteur(
        "loses_what_is_back",
        "loses what one client has given back when it is another that receives it",
        "everything_confirmed_arrives",
        _LosesWhatIsBack,
        needs={Operation.NACK},
    ),
    Saboteur(
        "races_for_a_slot",
        "keeps what is to be published in one place for all clients",
        "concurrent_publishes_are_all_kept",
        _RacesForASlot,
    ),
    Saboteur(
        "counts_without_a_lock",
        "gives one id to messages that come at the same time",
        "concurrent_publishes_are_all_kept",
        _CountsWithoutALock,
    ),
    Saboteur(
        "publishes_twice",
        "stores every message twice, as a retry may",
        "no_phantoms",
        _PublishesTwice,
    ),
    Saboteur(
        "repeats_itself",
        "begins what it gives with the last of what it gave before",
        "no_phantoms",
        _RepeatsItself,
    ),
    Saboteur("has_one_id", "gives all messages the id of the first", "no_phantoms", _HasOneId),
    Saboteur(
        "ignores_the_limit",
        "gives all that there is to whoever asks for less",
        "receives_are_bounded",
        _IgnoresTheLimit,
    ),
    Saboteur(
        "takes_more_than_it_gives",
        "takes one message more than it gives out",
        "receives_are_bounded",
        _TakesMoreThanItGives,
    ),
    Saboteur(
        "all_or_nothing",
        "says that all of a batch is bad where one message is",
        "batch_reports_each",
        _AllOrNothing,
    ),
    Saboteur(
        "stops_at_the_first",
        "says nothing of a batch after the first message that is bad",
        "batch_reports_each",
        _StopsAtTheFirst,
    ),
    Saboteur(
        "reports_in_another_order",
        "tells first which messages of a batch are bad",
        "batch_reports_each",
        _ReportsInAnotherOrder,
    ),
    Saboteur(
        "forgets_the_headers_of_a_batch",
        "publishes the bodies of a batch, and nothing else",
        "batch_reports_each",
        _ForgetsTheHeadersOfABatch,
    ),
    Saboteur(
        "loses_after_two_bad_ones",
        "loses a message of a batch when the two before it are bad",
        "batch_reports_each",
        _LosesAfterTwoBadOnes,
    ),
)
