"""Queues whose leases do not end, or end too early, and whose dead letters get lost."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Self

import attrs

from fakes.conformance.capabilities import Capability, Operation, Promise
from fakes.conformance.sabotage.queue.delegating import Delegating
from fakes.conformance.sabotage.wrapping import Saboteur
from fakes.queue import Death, Delivery, StaleDelivery

__all__ = ["SABOTEURS"]

_YEAR = timedelta(days=365)
_COUNTED = frozenset[Capability]({Operation.NACK, Promise.COUNT})


def _limit(shared: dict[str, Any], name: str) -> float:
    """A limit that the suite declares, or the usual one."""
    suite = shared["suite"]
    limit: float = {**suite.specification.limits, **suite.limits}[name]
    return limit


class _LeasesFor(Delegating):
    def lease(self) -> timedelta:
        """For how long to hold what is received."""
        return _YEAR

    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        came = await self.real.receive(limit)
        for delivery in came:
            await self.real.extend(delivery, self.lease())
        return came


class _LeasesForAMoment(_LeasesFor):
    def lease(self) -> timedelta:
        return timedelta(seconds=_limit(self.shared, "lease") / 4)


class _DropsWhenTheLeaseEnds(Delegating):
    """Takes what comes again for something that it has had."""

    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        seen: set[str] = self.shared.setdefault("seen", set())
        came = await self.real.receive(limit)
        for delivery in came:
            if delivery.id in seen:
                await self.real.ack(delivery)
        fresh = [delivery for delivery in came if delivery.id not in seen]
        seen.update(delivery.id for delivery in fresh)
        return fresh


class _RefusesLateAcks(Delegating):
    async def ack(self, delivery: Delivery, /) -> None:
        # This alone is refused when the lease is over.
        await self.real.extend(delivery, _YEAR)
        await self.real.ack(delivery)


class _ExtendsInVain(Delegating):
    async def extend(self, delivery: Delivery, lease: timedelta, /) -> None:
        del delivery, lease


class _ExtendsWhatIsSettled(Delegating):
    async def extend(self, delivery: Delivery, lease: timedelta, /) -> None:
        try:
            await self.real.extend(delivery, lease)
        except StaleDelivery:
            return


class _ExtendsByItsOwn(Delegating):
    async def extend(self, delivery: Delivery, lease: timedelta, /) -> None:
        usual = timedelta(seconds=_limit(self.shared, "lease"))
        await self.real.extend(delivery, max(lease, usual))


class _AtTheLimit(Delegating):
    """Does something else with what was delivered as often as the limit allows."""

    early = 0

    async def nack(self, delivery: Delivery, /, **how: Any) -> None:
        if delivery.count >= _limit(self.shared, "deliveries") - self.early:
            await self.give_up(delivery)
        else:
            await self.real.nack(delivery, **how)

    async def give_up(self, delivery: Delivery) -> None:
        """Drop it."""
        await self.real.ack(delivery)


class _NeverGivesUp(_AtTheLimit):
    async def give_up(self, delivery: Delivery) -> None:
        await self.real.ack(delivery)
        await self.real.publish(delivery.body, headers=delivery.headers)


class _GivesUpEarly(_AtTheLimit):
    early = 1

    async def give_up(self, delivery: Delivery) -> None:
        await self.real.reject(delivery)


class _ChangesLetters(Delegating):
    """Gives what became of dead letters on their way."""

    are_letters = False

    async def dead_letters(self) -> Self:
        letters = await super().dead_letters()
        letters.are_letters = True
        return letters

    async def receive(self, limit: int = 1) -> Sequence[Delivery]:
        came = await self.real.receive(limit)
        if not self.are_letters:
            return came
        return [self.handed_out(delivery, self.changed(delivery)) for delivery in came]

    def changed(self, delivery: Delivery) -> Delivery:
        """Without its headers."""
        return attrs.evolve(delivery, properties=attrs.evolve(delivery.properties, headers=()))


class _ForgetsWhy(_ChangesLetters):
    def changed(self, delivery: Delivery) -> Delivery:
        return attrs.evolve(delivery, properties=attrs.evolve(delivery.properties, died=None))


class _CallsAllRejected(_ChangesLetters):
    def changed(self, delivery: Delivery) -> Delivery:
        death = Death("queue", "rejected", 1)
        return attrs.evolve(delivery, properties=attrs.evolve(delivery.properties, died=death))


class _RejectIsAck(Delegating):
    async def reject(self, delivery: Delivery, /) -> None:
        await self.real.ack(delivery)


class _RejectIsNack(Delegating):
    async def reject(self, delivery: Delivery, /) -> None:
        await self.real.nack(delivery)


class _RejectsUnderAnotherId(Delegating):
    async def reject(self, delivery: Delivery, /) -> None:
        letters = await self.real.dead_letters()
        await letters.publish(delivery.body, headers=delivery.headers)
        await self.real.ack(delivery)


SABOTEURS = (
    Saboteur(
        "leases_for_a_year",
        "never takes back what nobody acks",
        "unacked_returns",
        _LeasesFor,
        needs={Operation.EXTEND},
    ),
    Saboteur(
        "leases_for_a_moment",
        "takes back what is held when a quarter of its lease is over",
        "unacked_returns",
        _LeasesForAMoment,
        needs={Operation.EXTEND},
    ),
    Saboteur(
        "drops_when_the_lease_ends",
        "takes what comes back after its lease for a duplicate",
        "unacked_returns",
        _DropsWhenTheLeaseEnds,
    ),
    Saboteur(
        "refuses_late_acks",
        "does not let that be acked whose lease is over",
        "late_ack_counts",
        _RefusesLateAcks,
        needs={Operation.EXTEND},
    ),
    Saboteur(
        "extends_in_vain",
        "does nothing when a lease is to be extended",
        "extended_lease_holds",
        _ExtendsInVain,
    ),
    Saboteur(
        "extends_what_is_settled",
        "says that it has extended a lease that there is no more",
        "extended_lease_holds",
        _ExtendsWhatIsSettled,
    ),
    Saboteur(
        "extends_by_its_own",
        "extends a lease by the usual one, when a shorter one is asked for",
        "extended_lease_holds",
        _ExtendsByItsOwn,
    ),
    Saboteur(
        "drops_at_the_limit",
        "drops a message that was nacked too often",
        "poison_goes_to_dead_letters",
        _AtTheLimit,
        needs=_COUNTED,
    ),
    Saboteur(
        "never_gives_up",
        "delivers a message as often as it is nacked",
        "poison_goes_to_dead_letters",
        _NeverGivesUp,
        needs=_COUNTED,
    ),
    Saboteur(
        "gives_up_early",
        "gives a message up before it was delivered as often as it may be",
        "poison_goes_to_dead_letters",
        _GivesUpEarly,
        needs=_COUNTED,
    ),
    Saboteur(
        "loses_headers_of_the_dead",
        "gives dead letters without their headers",
        "poison_goes_to_dead_letters",
        _ChangesLetters,
    ),
    Saboteur(
        "reject_is_ack", "drops what is rejected", "rejected_goes_to_dead_letters", _RejectIsAck
    ),
    Saboteur(
        "reject_is_nack",
        "gives back what is rejected",
        "rejected_goes_to_dead_letters",
        _RejectIsNack,
        needs={Operation.NACK},
    ),
    Saboteur(
        "rejects_under_another_id",
        "makes a new message of what is rejected, with another id",
        "rejected_goes_to_dead_letters",
        _RejectsUnderAnotherId,
    ),
    Saboteur("forgets_why", "does not say how messages died", "dead_letters_say_why", _ForgetsWhy),
    Saboteur(
        "calls_all_rejected",
        "says of all dead letters that they were rejected",
        "dead_letters_say_why",
        _CallsAllRejected,
    ),
)
