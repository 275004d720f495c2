"""Runs a handler over what is in a log and stops, as a test wants its consumers to."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from fakes.event_log.errors import EventLogError
from fakes.event_log.protocol import AsyncLogConsumer, LogConsumer
from fakes.event_log.values import Record

__all__ = ["adrain", "drain"]


def drain(consumer: LogConsumer, handler: Callable[[Record], object], /) -> tuple[Record, ...]:
    """Handle and commit record after record until a poll brings none; returns what was handled.

    When the handler raises, so does this. The record is not committed, and the consumer is back
    at it: the next `drain` begins with it, as a consumer does that was started again.
    """
    handled: list[Record] = []
    while records := consumer.poll(1):
        for record in records:
            try:
                handler(record)
            except BaseException:
                with suppress(EventLogError):  # it may have lost the partition meanwhile
                    consumer.seek(record.topic_partition, record.offset)
                raise
            consumer.commit(record)
            handled.append(record)
    return tuple(handled)


async def adrain(
    consumer: AsyncLogConsumer, handler: Callable[[Record], Awaitable[object]], /
) -> tuple[Record, ...]:
    """`drain`, with everything awaited."""
    handled: list[Record] = []
    while records := await consumer.poll(1):
        for record in records:
            try:
                await handler(record)
            except BaseException:
                with suppress(EventLogError):
                    await consumer.seek(record.topic_partition, record.offset)
                raise
            await consumer.commit(record)
            handled.append(record)
    return tuple(handled)
