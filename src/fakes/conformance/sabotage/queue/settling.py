"""Queues that settle what they must not, or do not settle what they must."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import attrs

from fakes.conformance.capabilities import Operation
from fakes.conformance.sabotage.queue.delegating import Delegating, again, reading
from fakes.conformance.sabotage.wrapping import Saboteur
from fakes.queue import (
    AsyncMessageQueue,
    Delivery,
    StaleDelivery,
)

__all__ = ["SABOTEURS"]

_FEW_NACKS = 2
_RAISES = {"stale_or_double_ack": "raises"}
_IGNORES = {"stale_or_double_ack": "ignored"}


class _ForgetsAcks(Delegating):
    async def ack(self, delivery: Delivery, /) -> None:
        del delivery


class _AckIsNack(Delegating):
    async def ack(self, delivery: Delivery, /) -> None:
        await self.real.nack(delivery)


class _Holding(Delegating):
    """Knows what each of its clients holds."""

    def __init__(self, real: AsyncMessageQueue, shared: dict[str, Any]) -> None:
        super().__init__(real, shared)
        self.held: list[Delivery] = []
        self.of_all: list[list[Delivery]] = shared.setdefault("held", [])
        self.of_all.append(self.held)

    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        came = await self.real.receive(limit)
        self.held += came
        return came

    async def ack(self, delivery: Delivery, /) -> None:
        self.let_go(delivery)
        await self.real.ack(delivery)

    async def nack(self, delivery: Delivery, /, **how: Any) -> None:
        self.let_go(delivery)
        await self.real.nack(delivery, **how)

    def let_go(self, delivery: Delivery) -> None:
        for held in self.of_all:
            if delivery in held:
                held.remove(delivery)


class _ShowsWhatIsHeld(_Holding):
    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        others = [each for held in self.of_all if held is not self.held for each in held]
        self.held += others
        return [*others, *await super().receive(limit)]


class _GivesItAgain(_Holding):
    """Gives what it holds to itself again."""

    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        mine = [*self.held]
        return [*mine, *await super().receive(limit)][:limit]


class _AcksOnClose(_Holding):
    """Acks the first of what it holds, as many as are said here."""

    most = 10

    async def close(self) -> None:
        for delivery in self.held[: self.most]:
            await self.real.ack(delivery)
        await self.real.close()


class _AcksOneOnClose(_AcksOnClose):
    most = 1


class _AcksAsItReceives(Delegating):
    """As consumers that acknowledge automatically do."""

    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        came = await self.real.receive(limit)
        for delivery in came:
            await self.real.ack(delivery)
        return came

    async def ack(self, delivery: Delivery, /) -> None:
        with suppress(StaleDelivery):
            await self.real.ack(delivery)


class _KnowsOnlyItsOwn(_Holding):
    async def ack(self, delivery: Delivery, /) -> None:
        if delivery not in self.held:
            raise StaleDelivery("queue", "ack", delivery.id, delivery.count)
        await super().ack(delivery)


class _IgnoresTheOthers(_Holding):
    async def ack(self, delivery: Delivery, /) -> None:
        if delivery in self.held:
            await super().ack(delivery)


class _TakesAnothers(Delegating):
    """Settles by the id of the message, whoever holds it now."""

    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        came = await self.real.receive(limit)
        self._latest.update({delivery.id: delivery for delivery in came})
        return came

    async def ack(self, delivery: Delivery, /) -> None:
        latest = self._latest.get(delivery.id, delivery)
        try:
            await self.real.ack(delivery)
        except StaleDelivery:
            with suppress(StaleDelivery):
                await self.real.ack(latest)
            raise
        if latest is not delivery:
            await self.real.ack(latest)

    @property
    def _latest(self) -> dict[str, Delivery]:
        latest: dict[str, Delivery] = self.shared.setdefault("latest", {})
        return latest


class _HidesStaleAcks(Delegating):
    async def ack(self, delivery: Delivery, /) -> None:
        with suppress(StaleDelivery):
            await self.real.ack(delivery)


class _RaisesWhatIsIgnored(Delegating):
    async def ack(self, delivery: Delivery, /) -> None:
        settled: set[str] = self.shared.setdefault("settled", set())
        if delivery.receipt in settled:
            raise StaleDelivery("queue", "ack", delivery.id, delivery.count)
        settled.add(delivery.receipt)
        await self.real.ack(delivery)


class _GivesBackWhatWasAcked(Delegating):
    async def nack(self, delivery: Delivery, /, **how: Any) -> None:
        try:
            await self.real.nack(delivery, **how)
        except StaleDelivery:
            await self.real.publish(delivery.body)
            raise


class _NackIsAck(Delegating):
    async def nack(self, delivery: Delivery, /, **how: Any) -> None:
        del how
        await self.real.ack(delivery)


class _NacksInVain(Delegating):
    async def nack(self, delivery: Delivery, /, **how: Any) -> None:
        del delivery, how


class _PublishesAgain(Delegating):
    """Gives a message back as a new one."""

    async def nack(self, delivery: Delivery, /, **how: Any) -> None:
        await self.real.ack(delivery)
        await self.real.publish(delivery.body, headers=delivery.headers, **how)


class _LosesAThirdNack(Delegating):
    async def nack(self, delivery: Delivery, /, **how: Any) -> None:
        self.shared["nacks"] = self.shared.get("nacks", 0) + 1
        if self.shared["nacks"] > _FEW_NACKS:
            await self.real.ack(delivery)
        else:
            await self.real.nack(delivery, **how)


class _CountsByClient(Delegating):
    """Counts the deliveries that it has seen itself."""

    def __init__(self, real: AsyncMessageQueue, shared: dict[str, Any]) -> None:
        super().__init__(real, shared)
        self._counts: dict[str, int] = {}

    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        came: list[Delivery] = []
        for delivery in await self.real.receive(limit):
            count = self._counts[delivery.id] = self._counts.get(delivery.id, 0) + 1
            came.append(self.handed_out(delivery, attrs.evolve(delivery, count=count)))
        return came


class _IgnoresTheDelayOfNacks(Delegating):
    async def nack(self, delivery: Delivery, /, **how: Any) -> None:
        del how
        await self.real.nack(delivery)


def _same_receipt(delivery: Delivery) -> Delivery:
    return attrs.evolve(delivery, receipt=delivery.id)


def _without_headers(delivery: Delivery) -> Delivery:
    return attrs.evolve(delivery, properties=attrs.evolve(delivery.properties, headers=()))


SABOTEURS = (
    Saboteur(
        "forgets_acks", "does nothing when something is acked", "acked_never_returns", _ForgetsAcks
    ),
    Saboteur(
        "ack_is_nack",
        "gives back what is acked",
        "acked_never_returns",
        _AckIsNack,
        needs={Operation.NACK},
    ),
    Saboteur(
        "shows_what_is_held",
        "gives a client what another one holds",
        "in_flight_is_hidden",
        _ShowsWhatIsHeld,
    ),
    Saboteur(
        "gives_it_again",
        "gives a client once more what it holds",
        "in_flight_is_hidden",
        _GivesItAgain,
    ),
    Saboteur(
        "acks_one_on_close",
        "gives back all but the first of what a client holds when it is closed",
        "closed_gives_back",
        _AcksOneOnClose,
    ),
    Saboteur(
        "acks_on_close",
        "acks what a client holds when it is closed",
        "closed_gives_back",
        _AcksOnClose,
    ),
    Saboteur(
        "acks_as_it_receives",
        "acks everything when it is received, and not when it is done",
        "crash_loses_nothing",
        _AcksAsItReceives,
    ),
    Saboteur(
        "knows_only_its_own",
        "does not let a client ack what another has received",
        "any_client_settles",
        _KnowsOnlyItsOwn,
    ),
    Saboteur(
        "ignores_the_others",
        "does nothing when a client acks what another has received",
        "any_client_settles",
        _IgnoresTheOthers,
    ),
    Saboteur(
        "takes_anothers",
        "lets a stale ack take the message from the one that has it now",
        "stale_or_double_ack",
        _TakesAnothers,
    ),
    Saboteur(
        "hides_stale_acks",
        "says nothing when an ack comes too late",
        "stale_or_double_ack",
        _HidesStaleAcks,
        parameters=_RAISES,
    ),
    Saboteur(
        "raises_what_is_ignored",
        "raises where an ack that comes too late is to be ignored",
        "stale_or_double_ack",
        _RaisesWhatIsIgnored,
        parameters=_IGNORES,
    ),
    Saboteur(
        "gives_back_what_was_acked",
        "publishes again what is nacked after it was acked",
        "stale_or_double_ack",
        _GivesBackWhatWasAcked,
        needs={Operation.NACK},
        parameters=_RAISES,
    ),
    Saboteur(
        "late_ack_takes_anothers",
        "lets an ack after the lease take the message from the one that has it now",
        "late_ack_counts",
        _TakesAnothers,
    ),
    Saboteur("nack_is_ack", "drops what is nacked", "nacked_returns_whole", _NackIsAck),
    Saboteur(
        "nacks_in_vain",
        "does nothing when something is nacked",
        "nacked_returns_whole",
        _NacksInVain,
    ),
    Saboteur(
        "redelivers_under_another_id",
        "gives a message back as a new one, with another id",
        "nacked_returns_whole",
        _PublishesAgain,
    ),
    Saboteur(
        "redelivers_without_body",
        "delivers a message again without its body",
        "nacked_returns_whole",
        again(lambda delivery: attrs.evolve(delivery, content=b"")),
    ),
    Saboteur(
        "redelivers_without_headers",
        "delivers a message again without its headers",
        "nacked_returns_whole",
        again(_without_headers),
    ),
    Saboteur(
        "reuses_receipts",
        "gives all deliveries of a message one receipt",
        "nacked_returns_whole",
        reading(_same_receipt),
    ),
    Saboteur(
        "loses_a_third_nack",
        "drops a message when it is the third that comes back",
        "nacked_returns_whole",
        _LosesAThirdNack,
    ),
    Saboteur(
        "counts_no_deliveries",
        "says of every delivery that it is the first",
        "deliveries_are_counted",
        reading(lambda delivery: attrs.evolve(delivery, count=1)),
    ),
    Saboteur(
        "counts_from_zero",
        "counts how often a message came back, and not its deliveries",
        "deliveries_are_counted",
        reading(lambda delivery: attrs.evolve(delivery, count=delivery.count - 1)),
    ),
    Saboteur(
        "counts_by_client",
        "has each client count the deliveries that it has seen",
        "deliveries_are_counted",
        _CountsByClient,
        needs={Operation.NACK},
    ),
    Saboteur(
        "ignores_the_delay_of_nacks",
        "gives back at once what is nacked with a delay",
        "nacked_waits_its_delay",
        _IgnoresTheDelayOfNacks,
    ),
    Saboteur(
        "requeues_at_the_tail",
        "puts what comes back behind all others",
        "requeue_position",
        _PublishesAgain,
        parameters={"requeue_position": "original"},
    ),
)
