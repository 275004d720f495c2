"""Checks of leases: what is held comes back when its lease is over, neither sooner nor later."""

from datetime import timedelta

from fakes.conformance.queue.trial import QueueTrial
from fakes.errors import Unsupported
from fakes.queue import StaleDelivery

__all__ = [
    "extended_leases_end_later",
    "late_acks_count",
    "leases_are_shortened_or_it_is_refused",
    "leases_end",
    "what_is_settled_cannot_be_extended",
]

# Of a lease: before it is over, and two of them are after.
_MOST = 0.6
_PART = 0.25


async def leases_end(trial: QueueTrial) -> None:
    """And what was acked meanwhile does not come back with the rest."""
    queue, other = await trial.connect(), await trial.connect()
    sent = await trial.send_several(queue, 2)
    began = trial.now()
    first, second = await trial.held(queue, 2)
    await queue.ack(first)
    await trial.hides_for(trial.limit("lease"), began, other, "what came before a lease was over")
    left = [each for each in sent if each.id == second.id]
    await trial.only(other, left, "what came after the lease")


async def late_acks_count(trial: QueueTrial) -> None:
    """As long as the message was not delivered again."""
    queue, other = await trial.connect(), await trial.connect()
    await trial.send_several(queue, 2)
    in_time, late = await trial.held(queue, 2)
    await queue.ack(in_time)
    await trial.outlive_the_lease()
    await trial.is_settled(queue.ack(late), "a delivery, after its lease and before another one")
    await trial.only(other, [], "what came of what was acked after its lease")


async def extended_leases_end_later(trial: QueueTrial) -> None:
    queue, other = await trial.connect(), await trial.connect()
    sent = await trial.send(queue, b"order")
    (held,) = await trial.held(queue)
    await trial.pause(_MOST * trial.limit("lease"))
    extended = trial.now()
    await queue.extend(held, trial.lease())
    what = "what came before an extended lease was over"
    await trial.hides_for(trial.limit("lease"), extended, other, what)
    await trial.only(other, [sent], "what came after the extended lease")


async def leases_are_shortened_or_it_is_refused(trial: QueueTrial) -> None:
    queue, other = await trial.connect(), await trial.connect()
    sent = await trial.send(queue, b"order")
    (held,) = await trial.held(queue)
    shorter = _PART * trial.limit("lease")
    try:
        await queue.extend(held, timedelta(seconds=shorter))
    except Unsupported:
        await queue.ack(held)
        await trial.only(other, [], "what came of what was acked with its lease as it was")
    else:
        await trial.pause(shorter)
        await trial.only(other, [sent], "what came when a lease was over that had been shortened")


async def what_is_settled_cannot_be_extended(trial: QueueTrial) -> None:
    queue = await trial.connect()
    await trial.send(queue, b"order")
    (held,) = await trial.held(queue)
    await queue.ack(held)
    attempt = queue.extend(held, trial.lease())
    await trial.refused(StaleDelivery, attempt, "extend() of what was acked")
    await trial.only(queue, [], "what came of what was acked")
