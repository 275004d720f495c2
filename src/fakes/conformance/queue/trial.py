"""The words that checks of a queue have beside those of all checks: other queues, and reading."""

from collections.abc import AsyncGenerator, Awaitable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from time import perf_counter
from typing import Any, TypeVar

import attrs

from fakes.conformance.capabilities import Operation
from fakes.conformance.errors import CheckFailed, Inconclusive
from fakes.conformance.stage import Stage, blamed
from fakes.conformance.trial import Trial
from fakes.queue import AsyncMessageQueue, Delivery, StaleDelivery

__all__ = ["QueueTrial", "Sent"]

T = TypeVar("T")

_BATCH = 10


@attrs.frozen
class Sent:
    """A message as it is known to whoever published it."""

    id: str
    body: Any
    headers: dict[str, str] = attrs.field(factory=dict[str, str], hash=False)

    @classmethod
    def seen_in(cls, delivery: Delivery) -> "Sent":
        """What a consumer takes a delivery for."""
        return cls(delivery.id, delivery.body, delivery.headers)


class QueueTrial(Trial[AsyncMessageQueue]):
    """A trial of a message queue."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        # The bodies of the messages that are published last, of which checks need not know.
        self._last: list[bytes] = []
        self._paused = 0.0

    # Clients.

    @asynccontextmanager
    async def other_queue(self, name: str) -> AsyncGenerator[AsyncMessageQueue]:
        """A client of another queue; where the suite does not know any, the example ends here."""
        opened = self._stage.host.entered("other_queue", self.store, name)
        with blamed("other_queue()"):
            raw = await opened.__aenter__()
        try:
            if raw is None:
                raise Inconclusive("the suite knows no other queue: override other_queue()")
            yield self.lifted(raw, AsyncMessageQueue, f"the queue {name!r}")
        finally:
            with blamed("other_queue(), after it was used,"):
                await opened.__aexit__(None, None, None)

    async def give_back(self, queue: AsyncMessageQueue, delivery: Delivery) -> AsyncMessageQueue:
        """Have a delivery come back, in the way that the adapter has; the client to go on with."""
        if self.declares(Operation.NACK):
            await queue.nack(delivery)
            return queue
        await self.disconnect(queue)
        return await self.connect()

    async def is_settled(self, attempt: Awaitable[T], what: str) -> T:
        """To settle what is held works, and finds that nobody else has done it."""
        try:
            return await attempt
        except StaleDelivery as error:
            raise CheckFailed(f"{what}\n  expected: it is held\n  got:      {error}") from error

    async def outlive_the_lease(self) -> None:
        """Wait until what is held now is held no longer."""
        await self.pause(self.limit("lease"))

    # Publishing and reading.

    async def send(self, queue: AsyncMessageQueue, body: Any, **how: Any) -> Sent:
        """Publish a message; what is known of it then."""
        return Sent(await queue.publish(body, **how), body, how.get("headers") or {})

    async def send_several(self, queue: AsyncMessageQueue, count: int) -> list[Sent]:
        """Publish so many messages that differ."""
        return [await self.send(queue, f"order {number}".encode()) for number in range(count)]

    async def held(
        self, queue: AsyncMessageQueue, count: int = 1, what: str = "what was published"
    ) -> list[Delivery]:
        """So many deliveries, which the client holds then, in the order in which they came."""
        came: list[Delivery] = []

        async def look() -> list[Delivery]:
            came.extend(await queue.receive(count - len(came)))
            return came

        await self.eventually(look, lambda seen: len(seen) >= count, f"{what}: {_counted(count)}")
        return came

    async def everything(
        self,
        queue: AsyncMessageQueue,
        count: int,
        what: str = "what was published",
        *,
        publisher: AsyncMessageQueue | None = None,
    ) -> list[Delivery]:
        """All that comes, acked as it comes: as many as this, or more where something is wrong.

        That there are no more shows when a message has come that was published last.
        """
        came: list[Delivery] = []
        last = f"the last one, {len(self._last) + 1}".encode()
        self._last.append(last)
        await (publisher or queue).publish(last)
        seen_last = False

        async def look() -> list[Delivery]:
            nonlocal seen_last
            for delivery in await queue.receive(_BATCH):
                await queue.ack(delivery)
                if not self._is_last(delivery):
                    came.append(delivery)
                seen_last = seen_last or delivery.body == last
            return came

        await self.eventually(
            look,
            lambda seen: seen_last and len(seen) >= count,
            f"{what}: {_counted(count)}, and one that was published last",
        )
        return came

    async def only(
        self,
        queue: AsyncMessageQueue,
        sent: Sequence[Sent],
        what: str,
        *,
        publisher: AsyncMessageQueue | None = None,
    ) -> None:
        """Exactly this comes, in any order, and is acked as it comes."""
        came = await self.everything(queue, len(sent), what, publisher=publisher)
        self.same(came, sent, what)

    def same(self, deliveries: Iterable[Delivery], sent: Sequence[Sent], what: str) -> None:
        """The deliveries are of these messages, each once, in any order."""
        places = {each.id: place for place, each in enumerate(sent)}
        arranged = sorted(deliveries, key=lambda each: places.get(each.id, len(places)))
        self.equal([*map(Sent.seen_in, arranged)], [*sent], what)

    async def is_stale(self, attempt: Awaitable[object], what: str) -> None:
        """To settle what is no longer held ends as the suite declares."""
        if self.parameter("stale_or_double_ack") == "raises":
            await self.refused(StaleDelivery, attempt, what)
        else:
            self.equal(await attempt, None, f"{what}, which is to be ignored")

    # Time.

    def now(self) -> float:
        """How many seconds have passed since some moment, by the clock that the store goes by."""
        return self._paused if self._has_clock else perf_counter()

    async def pause(self, seconds: float) -> None:
        """Let time pass, as `Trial.pause` says."""
        await super().pause(seconds)
        self._paused += seconds

    async def hides_for(
        self, seconds: float, since: float, queue: AsyncMessageQueue, what: str
    ) -> None:
        """Nothing comes before so many seconds are over since the moment; then wait for that."""
        await self._pause_until(since + seconds / 2)
        came = await self.everything(queue, 0, what)
        if self.now() - since > seconds:
            self.inconclusive(f"it took longer than {seconds:g} s to see what comes in that time")
        self.same(came, [], what)
        await self._pause_until(since + seconds)

    def can_wait(self, seconds: float) -> bool:
        """Whether an example may let so much time pass."""
        return self._has_clock or seconds < self._stage.declared.hangs_after / 2

    def delay(self) -> timedelta:
        """By how much to delay messages, and for how long to let them live."""
        return timedelta(seconds=self.limit("delay"))

    def lease(self) -> timedelta:
        """For how long a delivery is held."""
        return timedelta(seconds=self.limit("lease"))

    async def _pause_until(self, moment: float) -> None:
        await self.pause(max(0.0, moment - self.now()))

    def _is_last(self, delivery: Delivery) -> bool:
        return delivery.body in self._last


def _counted(count: int) -> str:
    return "1 message" if count == 1 else f"{count} messages"
