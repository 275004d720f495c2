"""Probes: each tries one operation, which an adapter that does not declare it must refuse."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from fakes.conformance.capabilities import Operation
from fakes.conformance.guarantees import Check
from fakes.conformance.queue.trial import QueueTrial
from fakes.queue import AsyncMessageQueue, Delivery, Outgoing

__all__ = ["PROBES"]

_MOMENT = timedelta(seconds=1)
_HOUR = timedelta(hours=1)


def _of_a_queue(*attempts: Callable[[AsyncMessageQueue], Awaitable[object]]) -> Check:
    """Try it on an empty queue, in which nothing is then."""

    async def probe(trial: QueueTrial) -> None:
        queue = await trial.connect()
        for attempt in attempts:
            await trial.unsupported(partial(attempt, queue), queue.receive)

    return probe


def _of_a_delivery(
    *attempts: Callable[[AsyncMessageQueue, Delivery], Awaitable[object]],
) -> Check:
    """Try it on the only message, which is held and goes on being so."""

    async def probe(trial: QueueTrial) -> None:
        queue = await trial.connect()
        await trial.send(queue, b"order")
        (held,) = await trial.held(queue)
        for attempt in attempts:
            await trial.unsupported(partial(attempt, queue, held), queue.receive)

    return probe


def _publishing(**how: Any) -> Check:
    return _of_a_queue(lambda queue: queue.publish(b"order", **how))


PROBES: Mapping[Operation, Check] = {
    Operation.NACK: _of_a_delivery(lambda queue, held: queue.nack(held)),
    Operation.BACKOFF: _of_a_delivery(lambda queue, held: queue.nack(held, delay=_MOMENT)),
    Operation.EXTEND: _of_a_delivery(lambda queue, held: queue.extend(held, _MOMENT)),
    Operation.DEAD_LETTER: _of_a_delivery(
        lambda queue, held: queue.reject(held),
        lambda queue, _: queue.dead_letters(),
    ),
    Operation.PURGE: _of_a_queue(lambda queue: queue.purge()),
    Operation.DELAY: _publishing(delay=_MOMENT),
    Operation.TTL: _publishing(ttl=_HOUR),
    Operation.PRIORITY: _publishing(priority=9),
    Operation.DEDUPLICATE: _publishing(deduplication_id="a"),
    Operation.BATCH: _of_a_queue(lambda queue: queue.publish_batch([Outgoing(body=b"order")])),
    Operation.FANOUT: _of_a_queue(lambda queue: queue.subscribe("billing")),
}
"""What each operation that a suite does not declare is tried with."""
