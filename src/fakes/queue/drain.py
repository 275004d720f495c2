"""A worker that runs a handler over what a queue has ready and stops, sync and async."""

from collections import Counter
from collections.abc import Awaitable, Callable, Generator
from contextlib import suppress
from inspect import isawaitable, iscoroutine, iscoroutinefunction
from typing import Any, cast

import attrs

from fakes.queue._arguments import check_limit
from fakes.queue.errors import EndlessDrain, InvalidQueueValue, StaleDelivery
from fakes.queue.protocol import AsyncMessageQueue, MessageQueue
from fakes.queue.values import Delivery

__all__ = ["Drained", "Failure", "adrain", "drain"]

ATTEMPTS = 20
"""The delivery limit of a RabbitMQ 4 quorum queue that is given none."""

OUTCOMES = {("unittest.case", "SkipTest"), ("hypothesis.errors", "UnsatisfiedAssumption")}
"""What ends a test and is no failure, by module and name, so that neither is imported here."""


@attrs.frozen
class Failure:
    """One delivery that the handler raised on, or whose ack failed."""

    id: str
    count: int
    error: Exception


@attrs.frozen(kw_only=True)
class Drained:
    """What a drain did. What became of the messages is for the queue to say.

    `handled` is the number of deliveries that the handler returned from. `failures` has each that
    it raised on. `stale` has the ids of those that could not be acked when it had returned: it had
    settled them itself, or had taken longer than the lease. `given_up` has the ids of the messages
    that had all their attempts and were given back in the end. If the queue's prefetch is no
    larger than their number, there may be others behind them that were not delivered.
    """

    handled: int
    failures: tuple[Failure, ...] = ()
    stale: tuple[str, ...] = ()
    given_up: tuple[str, ...] = ()

    @property
    def failed(self) -> int:
        """How many deliveries failed; one message may fail several times."""
        return len(self.failures)

    @property
    def errors(self) -> tuple[Exception, ...]:
        """What was raised, in that order."""
        return tuple(failure.error for failure in self.failures)


def drain(
    queue: MessageQueue,
    handler: Callable[[Delivery], object],
    *,
    attempts: int = ATTEMPTS,
    limit: int = 10_000,
) -> Drained:
    """Call the handler with each delivery, also of what it publishes, until none is ready.

    What it returns from is acked, unless it has settled the delivery itself: it may `reject` it,
    or `nack` it with a delay. What it raises on is given back, so that it is delivered again or
    goes to the dead letters, as the queue is set; a message that had so many `attempts` in this
    drain is put aside, and given back in the end.

    An AssertionError is the test's, not the handler's, also in an exception group, as is what
    skips a test: the message is given back, and the error goes on to the caller.

    >>> from fakes.queue import FakeMessageQueue
    >>> queue = FakeMessageQueue()
    >>> _ = queue.publish({"user": 7})
    >>> drain(queue, lambda delivery: print(delivery.body))
    {'user': 7}
    Drained(handled=1, failures=(), stale=(), given_up=())

    Raises:
        EndlessDrain: There were `limit` deliveries, and the queue was not found empty.
        InvalidQueueValue: `attempts` or `limit` is not a positive int, or the handler or the queue
            is async.
    """
    if iscoroutinefunction(queue.receive):
        raise InvalidQueueValue("queue", "must be a MessageQueue; for an async one there is adrain")
    if iscoroutinefunction(handler):
        raise _unfit_handler(is_async=False)
    steps = _Work(queue, handler, attempts, limit, is_async=False).steps()
    try:
        step = next(steps)
        while True:
            step = steps.send(step)
    except StopIteration as done:
        drained: Drained = done.value
        return drained


async def adrain(
    queue: AsyncMessageQueue,
    handler: Callable[[Delivery], Awaitable[object]],
    *,
    attempts: int = ATTEMPTS,
    limit: int = 10_000,
) -> Drained:
    """Do what `drain` does with an async queue and an async handler, one delivery at a time.

    Raises:
        EndlessDrain: As `drain` does.
        InvalidQueueValue: `attempts` or `limit` is not a positive int, or the handler gave nothing
            to await.
    """
    steps = _Work(queue, handler, attempts, limit, is_async=True).steps()
    try:
        step = next(steps)
        while True:
            try:
                answer = await step
            except BaseException as error:  # noqa: BLE001 - the work raises it, or reports it
                step = steps.throw(error)
            else:
                step = steps.send(answer)
    except StopIteration as done:
        drained: Drained = done.value
        return drained


@attrs.define
class _Work:
    """The work of a drain, whoever waits for its steps: the arguments, and what was done so far."""

    queue: MessageQueue | AsyncMessageQueue
    handler: Callable[[Delivery], object]
    attempts: int
    limit: int
    is_async: bool = attrs.field(kw_only=True)
    held: dict[str, Delivery] = attrs.field(factory=dict[str, Delivery], init=False)
    """By the ids of the messages, what it must settle or give back in the end."""
    calls: Counter[str] = attrs.field(factory=Counter[str], init=False)
    """By id, how often the handler was called with each message."""
    handled: int = attrs.field(default=0, init=False)
    failures: list[Failure] = attrs.field(factory=list[Failure], init=False)
    stale: list[str] = attrs.field(factory=list[str], init=False)

    def __attrs_post_init__(self) -> None:
        check_limit("attempts", self.attempts)
        check_limit("limit", self.limit)
        if not callable(self.handler):
            raise InvalidQueueValue(
                "handler", f"must be a function, not {type(self.handler).__name__}"
            )

    def steps(self) -> Generator[Any, Any, Drained]:
        """Give out the answer of each call, to be sent it again, or what awaiting it gave."""
        try:
            yield from self._all()
        except BaseException:
            # The caller must see that error, and not another that follows from it.
            for delivery in self.held.values():
                with suppress(Exception):
                    yield self.queue.nack(delivery)
            raise
        given_up: list[str] = []
        for delivery in self.held.values():
            with suppress(StaleDelivery):
                yield self.queue.nack(delivery)
                given_up.append(delivery.id)
        return Drained(
            handled=self.handled,
            failures=tuple(self.failures),
            stale=tuple(self.stale),
            given_up=tuple(given_up),
        )

    def _all(self) -> Generator[Any, Any, None]:
        for _ in range(self.limit):
            received = yield self.queue.receive()
            if not received:
                return
            for delivery in received:
                self.held[delivery.id] = delivery
                if self.calls[delivery.id] < self.attempts:
                    yield from self._handle(delivery)
        raise EndlessDrain(self.limit)

    def _handle(self, delivery: Delivery) -> Generator[Any, Any, None]:
        self.calls[delivery.id] += 1
        try:
            answer = self.handler(delivery)
            is_fit = isawaitable(answer) is self.is_async
            if is_fit:
                yield answer
        except Exception as error:
            if _is_the_tests(error):
                raise
            yield from self._fail(delivery, error)
            return
        if not is_fit:
            if iscoroutine(answer):
                answer.close()
            raise _unfit_handler(is_async=self.is_async)
        self.handled += 1
        yield from self._ack(delivery)

    def _ack(self, delivery: Delivery) -> Generator[Any, Any, None]:
        try:
            yield self.queue.ack(delivery)
        except StaleDelivery:
            self.stale.append(delivery.id)
        except Exception as error:  # noqa: BLE001 - it is in the report
            yield from self._fail(delivery, error)
            return
        del self.held[delivery.id]

    def _fail(self, delivery: Delivery, error: Exception) -> Generator[Any, Any, None]:
        """Note the failure, and give back at once what is to be tried again."""
        self.failures.append(Failure(delivery.id, delivery.count, error))
        if self.calls[delivery.id] < self.attempts:
            with suppress(StaleDelivery):
                yield self.queue.nack(delivery)
            del self.held[delivery.id]


def _is_the_tests(error: BaseException) -> bool:
    """Whether it is the test that speaks, and not the handler that fails."""
    if isinstance(error, BaseExceptionGroup):
        group = cast("BaseExceptionGroup[BaseException]", error)
        return any(map(_is_the_tests, group.exceptions))
    kinds = {(kind.__module__, kind.__qualname__) for kind in type(error).__mro__}
    return isinstance(error, AssertionError) or not OUTCOMES.isdisjoint(kinds)


def _unfit_handler(*, is_async: bool) -> InvalidQueueValue:
    if is_async:
        reason = "must be async; for one that is not there is drain"
    else:
        reason = "must not be async; for one that is there is adrain"
    return InvalidQueueValue("handler", reason)
