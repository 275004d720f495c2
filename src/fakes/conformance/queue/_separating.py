"""Checks of queues beside each other: what is in one is not in another, nor settled there."""

from contextlib import AsyncExitStack

from fakes.conformance.capabilities import Operation
from fakes.conformance.queue.trial import QueueTrial
from fakes.queue import ForeignDelivery

__all__ = ["foreign_deliveries_are_refused", "queues_differ_to_the_letter"]

_NAMES = ("orders", "Orders", "order", "orders-2")


async def queues_differ_to_the_letter(trial: QueueTrial) -> None:
    async with AsyncExitStack() as opened:
        queues = {"": await trial.connect()}
        for name in _NAMES:
            queues[name] = await opened.enter_async_context(trial.other_queue(name))
        sent = {name: await trial.send(queue, name.encode()) for name, queue in queues.items()}
        for name, queue in queues.items():
            called = repr(name) if name else "of the store"
            await trial.only(queue, [sent[name]], f"what came from the queue {called}")


async def foreign_deliveries_are_refused(trial: QueueTrial) -> None:
    """And stay where they were."""
    queue = await trial.connect()
    async with trial.other_queue("orders") as other:
        own, others = await trial.send(queue, b"own"), await trial.send(other, b"of the other")
        (of_the_other,) = await trial.held(other)
        (held,) = await trial.held(queue)
        what = "of a delivery of another queue"
        await trial.refused(ForeignDelivery, queue.ack(of_the_other), f"ack() {what}")
        if trial.declares(Operation.NACK):
            await trial.refused(ForeignDelivery, queue.nack(of_the_other), f"nack() {what}")
        what = "a delivery, when a client of another queue was told to settle it"
        if trial.declares(Operation.NACK):
            await trial.is_settled(other.nack(of_the_other), what)
            await trial.only(other, [others], what)
        else:
            await trial.is_settled(other.ack(of_the_other), what)
        queue = await trial.give_back(queue, held)
        await trial.only(queue, [own], "what came of the delivery of the queue itself")
