"""Checks of deduplication: within its window an id is of one message, and then of a new one."""

from collections.abc import Sequence

from hypothesis import strategies

from fakes.conformance.capabilities import Promise
from fakes.conformance.queue.trial import QueueTrial, Sent
from fakes.queue import AsyncMessageQueue

__all__ = [
    "any_duplicates_are_dropped",
    "duplicates_are_dropped",
    "duplicates_at_once_are_one",
    "windows_end",
]

_CLIENTS = 3
_BEFORE, _AFTER = 0.75, 1.25
"""Of a window: a moment in it, and one after it."""


async def duplicates_are_dropped(trial: QueueTrial) -> None:
    """Whoever publishes them, whatever they say, and when the first was acked too."""
    queue, other = await trial.connect(), await trial.connect()
    first = await trial.send(queue, b"first", deduplication_id="a")
    again = await other.publish(b"again", deduplication_id="a")
    trial.equal(again, first.id, "the id of a duplicate")
    others = [
        await trial.send(queue, b"first", deduplication_id=deduplication_id)
        for deduplication_id in ("A", "a b", None, None)
    ]
    await trial.only(other, [first, *others], "what came of messages and one duplicate")
    again = await queue.publish(b"again", deduplication_id="a")
    trial.equal(again, first.id, "the id of a duplicate of what was acked")
    await trial.only(other, [], "what came of a duplicate of what was acked")


async def any_duplicates_are_dropped(trial: QueueTrial) -> None:
    ids = strategies.lists(strategies.sampled_from((None, "a", "b", "c")), max_size=9)
    await _published(trial, trial.draw(ids, "deduplication ids"))


async def windows_end(trial: QueueTrial) -> None:
    """A duplicate does not make them longer."""
    queue, window = await trial.connect(), trial.limit("deduplication_window")
    if not trial.can_wait(window * _AFTER):
        trial.inconclusive(f"nobody waits {window:g} s for the end of the deduplication window")
    first = await trial.send(queue, b"first", deduplication_id="a")
    if trial.declares(Promise.CLOCK):
        await trial.pause(window * _BEFORE)
        again = await queue.publish(b"again", deduplication_id="a")
        trial.equal(again, first.id, "the id of a duplicate towards the end of the window")
        await trial.pause(window * (_AFTER - _BEFORE))
    else:
        await trial.pause(window * _AFTER)
    second = await trial.send(queue, b"second", deduplication_id="a")
    trial.true(second.id != first.id, "after the window the id of a message is that of the first")
    await trial.only(queue, [first, second], "what came of one id, in its window and after it")


async def duplicates_at_once_are_one(trial: QueueTrial) -> None:
    queue = await trial.connect()

    async def publish(client: AsyncMessageQueue) -> str:
        return await client.publish(b"order", deduplication_id="a")

    ids = await trial.concurrently(*[publish] * _CLIENTS)
    trial.equal(len({*ids}), 1, "how many ids duplicates have that come at the same time")
    await trial.only(queue, [Sent(ids[0], b"order")], "what came of them")


async def _published(trial: QueueTrial, ids: Sequence[str | None]) -> None:
    queue = await trial.connect()
    first: dict[str, str] = {}
    expected: list[Sent] = []
    for number, deduplication_id in enumerate(ids):
        sent = await trial.send(queue, number, deduplication_id=deduplication_id)
        if deduplication_id in first:
            trial.equal(sent.id, first[deduplication_id], f"the id of duplicate {number}")
            continue
        expected.append(sent)
        if deduplication_id is not None:
            first[deduplication_id] = sent.id
    await trial.only(queue, expected, "what came of messages and their duplicates")
