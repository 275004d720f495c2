"""A worker that runs a handler over what a queue has ready and stops, sync and async."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

import attrs

from fakes.queue._arguments import check_limit
from fakes.queue.errors import EndlessDrain, StaleDelivery
from fakes.queue.protocol import AsyncMessageQueue, MessageQueue
from fakes.queue.values import Delivery

__all__ = ["Drained", "Failure", "adrain", "drain"]

ATTEMPTS = 20
"""The delivery limit of a RabbitMQ 4 quorum queue that is given none."""


@attrs.frozen
class Failure:
    """One delivery that the handler failed on."""

    id: str
    count: int
    error: Exception


@attrs.frozen(kw_only=True)
class Drained:
    """What a drain did.

    `handled` is the number of messages that were handled and acked. `failures` has each delivery
    that the handler raised on. `dead_lettered` has the ids of messages that failed and were not
    delivered again, which a queue with a delivery limit has moved to its dead letters. `left` has
    the ids of those that failed so often that the drain gave up: they are back in the queue.
    """

    handled: int
    failures: tuple[Failure, ...]
    dead_lettered: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def failed(self) -> int:
        """How many deliveries failed."""
        return len(self.failures)

    @property
    def errors(self) -> tuple[Exception, ...]:
        """What the handler raised, in that order."""
        return tuple(failure.error for failure in self.failures)


def drain(
    queue: MessageQueue,
    handler: Callable[[Delivery], object],
    *,
    attempts: int = ATTEMPTS,
    limit: int = 10_000,
) -> Drained:
    """Call the handler with each delivery, also of what it publishes, until none is ready.

    What it returns from is acked. What it raises on is given back, so that it is delivered again
    or goes to the dead letters, as the queue is set; after so many failed `attempts` of this drain
    it is put aside, and given back at the end. An AssertionError is the test's, not the handler's:
    the message is given back, and the error goes on to the caller.

    >>> from fakes.queue import FakeMessageQueue
    >>> queue = FakeMessageQueue()
    >>> _ = queue.publish({"user": 7})
    >>> drain(queue, lambda delivery: print(delivery.body))
    {'user': 7}
    Drained(handled=1, failures=(), dead_lettered=(), left=())

    Raises:
        EndlessDrain: The handler was called `limit` times and there is still a message.
        InvalidQueueValue: `attempts` or `limit` is not a positive int.
    """
    work = _Work(attempts, limit)
    try:
        while received := queue.receive():
            for delivery in received:
                work.begin(delivery)
                try:
                    handler(delivery)
                    queue.ack(delivery)
                except AssertionError:
                    raise
                except Exception as error:  # noqa: BLE001 - it is in the report
                    if work.failed(delivery, error):
                        with suppress(StaleDelivery):
                            queue.nack(delivery)
                else:
                    work.succeeded(delivery)
    finally:
        for delivery in work.held:
            with suppress(StaleDelivery):
                queue.nack(delivery)
    return work.report()


async def adrain(
    queue: AsyncMessageQueue,
    handler: Callable[[Delivery], Awaitable[object]],
    *,
    attempts: int = ATTEMPTS,
    limit: int = 10_000,
) -> Drained:
    """Do what `drain` does with an async queue and an async handler, one delivery at a time.

    Raises:
        EndlessDrain, InvalidQueueValue: As `drain` does.
    """
    work = _Work(attempts, limit)
    try:
        while received := await queue.receive():
            for delivery in received:
                work.begin(delivery)
                try:
                    await handler(delivery)
                    await queue.ack(delivery)
                except AssertionError:
                    raise
                except Exception as error:  # noqa: BLE001 - it is in the report
                    if work.failed(delivery, error):
                        with suppress(StaleDelivery):
                            await queue.nack(delivery)
                else:
                    work.succeeded(delivery)
    finally:
        for delivery in work.held:
            with suppress(StaleDelivery):
                await queue.nack(delivery)
    return work.report()


class _Work:
    """What a drain has done so far, and what it holds and must give back in the end."""

    def __init__(self, attempts: int, limit: int) -> None:
        check_limit("attempts", attempts)
        check_limit("limit", limit)
        self.held: list[Delivery] = []
        self._attempts = attempts
        self._limit = limit
        self._calls = 0
        self._handled = 0
        self._failures: list[Failure] = []
        self._unsettled: dict[str, int] = {}
        """By id, how often each message failed that was not handled since."""

    def begin(self, delivery: Delivery) -> None:
        self.held.append(delivery)
        if self._calls == self._limit:
            raise EndlessDrain(self._limit)
        self._calls += 1

    def succeeded(self, delivery: Delivery) -> None:
        self.held.pop()
        self._handled += 1
        self._unsettled.pop(delivery.id, None)

    def failed(self, delivery: Delivery, error: Exception) -> bool:
        """Whether to give it back at once."""
        self._failures.append(Failure(delivery.id, delivery.count, error))
        times = self._unsettled[delivery.id] = self._unsettled.get(delivery.id, 0) + 1
        if times == self._attempts:
            return False
        self.held.pop()
        return True

    def report(self) -> Drained:
        left = tuple(delivery.id for delivery in self.held)
        return Drained(
            handled=self._handled,
            failures=tuple(self._failures),
            dead_lettered=tuple(failed for failed in self._unsettled if failed not in left),
            left=left,
        )
