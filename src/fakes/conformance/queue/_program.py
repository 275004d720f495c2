"""Programs of two clients of one queue: what they do is drawn, and what must hold is tested."""

from collections import Counter
from collections.abc import Sequence

import attrs
from hypothesis import strategies

from fakes.conformance.capabilities import Operation
from fakes.conformance.queue.trial import QueueTrial, Sent
from fakes.queue import AsyncMessageQueue, Delivery

__all__ = ["STEPS", "Program"]

_KEYS = ("a", "b")
_AT_ONCE = 2
_FIRST = 2

STEPS = strategies.lists(
    strategies.tuples(
        strategies.sampled_from(("publish", "receive", "ack", "nack")),
        strategies.integers(0, 1),
    ),
    min_size=1,
    max_size=14,
)
"""What to do, and which of two clients does it."""


@attrs.define(eq=False)
class Program:
    """The state of a program: what was published, who holds what, and what is done with."""

    trial: QueueTrial
    clients: Sequence[AsyncMessageQueue]
    keyed: bool = False
    sent: dict[str, Sent] = attrs.Factory(dict[str, Sent])
    keys: dict[str, str | None] = attrs.Factory(dict[str, str | None])
    """By the id of a message, its key."""
    held: list[tuple[AsyncMessageQueue, Delivery]] = attrs.Factory(
        list[tuple[AsyncMessageQueue, Delivery]]
    )
    log: list[Delivery] = attrs.Factory(list[Delivery])
    """All that was delivered, in that order."""
    done: list[str] = attrs.Factory(list[str])
    """The ids of what was acked, in that order."""

    async def run(self, steps: Sequence[tuple[str, int]]) -> None:
        """Take the steps, let go of what is held then, and see that all the rest comes.

        There are messages from the start, so that few steps do much.
        """
        opening = [("publish", 0)] * _FIRST
        for number, (step, client) in enumerate([*opening, *steps]):
            match step:
                case "publish":
                    await self._publish(self.clients[client], number)
                case "receive":
                    await self._receive(self.clients[client])
                case "ack":
                    await self._settle(to_ack=True)
                case _:
                    await self._settle(to_ack=False)
        while self.held:
            await self._settle(to_ack=False)
        await self._receive_the_rest()

    def delivered(self, message_id: str) -> list[Delivery]:
        """The deliveries of one message."""
        return [delivery for delivery in self.log if delivery.id == message_id]

    async def _publish(self, client: AsyncMessageQueue, number: int) -> None:
        key = _KEYS[number % 2] if self.keyed else None
        sent = await self.trial.send(client, f"order {number}".encode(), key=key)
        self.sent[sent.id] = sent
        self.keys[sent.id] = key

    async def _receive(self, client: AsyncMessageQueue) -> None:
        for delivery in await client.receive(_AT_ONCE):
            self._note(delivery)
            self.held.append((client, delivery))

    async def _settle(self, *, to_ack: bool) -> None:
        """Ack what is held longest, or give it back if it may come again."""
        if not self.held:
            return
        client, delivery = self.held.pop(0)
        times = Counter(each.id for each in self.log)[delivery.id]
        can_return = self.trial.declares(Operation.NACK) and times < self.trial.limit("deliveries")
        if can_return and not to_ack:
            await client.nack(delivery)
        else:
            await client.ack(delivery)
            self.done.append(delivery.id)

    async def _receive_the_rest(self) -> None:
        client = self.clients[-1]
        remaining = [sent for sent in self.sent.values() if sent.id not in self.done]
        came = await self.trial.everything(client, len(remaining), "what was not acked")
        for delivery in came:
            self._note(delivery)
            self.done.append(delivery.id)
        self.trial.same(came, remaining, "what was not acked")

    def _note(self, delivery: Delivery) -> None:
        what = f"a delivery of {delivery.body!r}"
        is_known = delivery.id in self.sent
        self.trial.true(is_known, f"{what}, under the id {delivery.id!r}, which nobody published")
        seen = Sent.seen_in(delivery)
        self.trial.equal(seen, self.sent[delivery.id], f"what came as {what}")
        self.trial.true(delivery.id not in self.done, f"{what}, which was acked before")
        in_flight = [each.id for _, each in self.held]
        self.trial.true(delivery.id not in in_flight, f"{what}, which a client holds")
        key = self.keys[delivery.id]
        if key is not None:
            others = [each for each in in_flight if self.keys[each] == key]
            self.trial.true(not others, f"{what}, of the key {key!r}, of which one is held")
        self.log.append(delivery)
