"""Checks of what ends: a client, what waits when it is purged; and of what outlasts a restart."""

from collections.abc import Awaitable, Callable
from functools import partial

from fakes.conformance.capabilities import Operation
from fakes.conformance.queue.trial import QueueTrial
from fakes.queue import AsyncMessageQueue, Delivery, QueueClosed

__all__ = ["a_restart_loses_nothing", "closed_clients_are_closed", "purges_forget_what_waits"]

_WAITING = 3


async def closed_clients_are_closed(trial: QueueTrial) -> None:
    """With all their operations, and without the other clients."""
    queue, other = await trial.connect(), await trial.connect()
    sent = await trial.send(queue, b"order")
    (held,) = await trial.held(queue)
    await queue.close()
    await queue.close()
    for name, operation in _operations(trial, queue, held).items():
        await trial.refused(QueueClosed, operation(), f"{name}() after close()")
    await trial.only(other, [sent], "what another client got when the first was closed")


async def purges_forget_what_waits(trial: QueueTrial) -> None:
    """But not what is held, nor what is published later."""
    queue = await trial.connect()
    sent = await trial.send_several(queue, _WAITING + 1)
    (held,) = await trial.held(queue)
    trial.equal(await queue.purge(), _WAITING, "how many messages purge() forgot")
    await trial.only(queue, [], "what came after purge()")
    queue = await trial.give_back(queue, held)
    later = await trial.send(queue, b"later")
    kept = [each for each in sent if each.id == held.id]
    await trial.only(queue, [*kept, later], "what came of what was held and what was sent later")


async def a_restart_loses_nothing(trial: QueueTrial) -> None:
    """Neither what waits nor what is held; and what was acked stays away."""
    queue = await trial.connect()
    await queue.publish(b"acked")
    (held,) = await trial.held(queue)
    await queue.ack(held)
    sent = [
        await trial.send(queue, body, headers={"trace": "1"}) for body in (b"first", b"second \xff")
    ]
    await trial.held(queue)
    await trial.restart()
    again = await trial.connect()
    await trial.only(again, sent, "what came after a restart")


def _operations(
    trial: QueueTrial, queue: AsyncMessageQueue, held: Delivery
) -> dict[str, Callable[[], Awaitable[object]]]:
    """All that the adapter has."""
    operations: dict[str, Callable[[], Awaitable[object]]] = {
        "publish": partial(queue.publish, b"late"),
        "receive": queue.receive,
        "ack": partial(queue.ack, held),
    }
    optional: dict[Operation, dict[str, Callable[[], Awaitable[object]]]] = {
        Operation.NACK: {"nack": partial(queue.nack, held)},
        Operation.EXTEND: {"extend": partial(queue.extend, held, trial.lease())},
        Operation.DEAD_LETTER: {
            "reject": partial(queue.reject, held),
            "dead_letters": queue.dead_letters,
        },
        Operation.PURGE: {"purge": queue.purge},
        Operation.BATCH: {"publish_batch": partial(queue.publish_batch, [])},
        Operation.FANOUT: {"subscribe": partial(queue.subscribe, "late")},
    }
    for operation, methods in optional.items():
        if trial.declares(operation):
            operations |= methods
    return operations
