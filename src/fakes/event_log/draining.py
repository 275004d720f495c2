"""Runs a handler over what is in a log and stops, as a test wants its consumers to."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from fakes.event_log._checks import whole_number
from fakes.event_log.errors import EndlessDrain
from fakes.event_log.protocol import AsyncLogConsumer, LogConsumer
from fakes.event_log.values import Record

__all__ = ["adrain", "drain"]


def drain(
    consumer: LogConsumer, handler: Callable[[Record], object], /, *, limit: int = 10_000
) -> tuple[Record, ...]:
    """Handle and commit record after record until a poll brings none; returns what was handled.

    When the handler or a commit raises, so does this. The record is not committed, and the consumer
    is back at it: the next `drain` begins with it, as a consumer does that was started again.

    Raises:
        EndlessDrain: `limit` records were handled, and there is another.
        InvalidEventLogValue: The limit is no whole number of 1 or more.
    """
    whole_number("limit", limit, 1)
    handled: list[Record] = []
    while records := consumer.poll(1):
        for record in records:
            try:
                _require_an_end(handled, limit)
                handler(record)
                consumer.commit(record)
            except BaseException:
                # If this fails too, as when its partition is another's by now: the first is told.
                with suppress(Exception):
                    consumer.seek(record.topic_partition, record.offset)
                raise
            handled.append(record)
    return tuple(handled)


async def adrain(
    consumer: AsyncLogConsumer,
    handler: Callable[[Record], Awaitable[object]],
    /,
    *,
    limit: int = 10_000,
) -> tuple[Record, ...]:
    """`drain`, with everything awaited."""
    whole_number("limit", limit, 1)
    handled: list[Record] = []
    while records := await consumer.poll(1):
        for record in records:
            try:
                _require_an_end(handled, limit)
                await handler(record)
                await consumer.commit(record)
            except BaseException:
                with suppress(Exception):
                    await consumer.seek(record.topic_partition, record.offset)
                raise
            handled.append(record)
    return tuple(handled)


def _require_an_end(handled: list[Record], limit: int) -> None:
    if len(handled) == limit:
        raise EndlessDrain(limit)
