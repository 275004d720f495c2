"""Checks that what is published arrives, all of it, once, and nothing else does."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from hypothesis import strategies

from fakes.conformance.queue._program import STEPS, Program
from fakes.conformance.queue.trial import QueueTrial, Sent
from fakes.queue import AsyncMessageQueue, InvalidQueueValue, Outgoing

__all__ = [
    "any_batch_reports_each",
    "any_program_loses_and_adds_nothing",
    "batches_report_each",
    "publishes_at_once_are_all_kept",
    "receives_are_bounded",
    "what_is_confirmed_arrives",
    "what_was_not_published_does_not_come",
]

_EACH = 5
_SEVERAL = 7
_WRITERS = ("Ada", "Bob", "Eve")
_NO_JSON = float("nan")


async def what_is_confirmed_arrives(trial: QueueTrial) -> None:
    """To another client, bit by bit, when the one that published is gone."""
    writer, reader = await trial.connect(), await trial.connect()
    sent = await trial.send_several(writer, _SEVERAL)
    await trial.disconnect(writer)
    first = await trial.held(reader, 2)
    rest = await trial.held(reader, len(sent) - len(first), "what was published, after the first")
    trial.same([*first, *rest], sent, "what came of what was published")


async def what_was_not_published_does_not_come(trial: QueueTrial) -> None:
    queue = await trial.connect()
    trial.equal([*await queue.receive(_SEVERAL)], [], "what came before anything was published")
    sent = [await trial.send(queue, b"the same") for _ in range(3)]
    trial.equal(len({each.id for each in sent}), len(sent), "how many ids three messages have")
    await trial.only(queue, sent, "what came of three messages that say the same")
    await trial.only(queue, [], "what came after everything had come")


async def any_program_loses_and_adds_nothing(trial: QueueTrial) -> None:
    steps = trial.draw(STEPS, "steps, and who takes each")
    await Program(trial, [await trial.connect(), await trial.connect()]).run(steps)


async def publishes_at_once_are_all_kept(trial: QueueTrial) -> None:
    queue = await trial.connect()
    told = await trial.concurrently(*[_writer(trial, name) for name in _WRITERS])
    sent = [each for own in told for each in own]
    ids = {each.id for each in sent}
    trial.equal(len(ids), len(sent), "how many ids the messages have")
    await trial.only(queue, sent, "what came of messages published at the same time")


async def receives_are_bounded(trial: QueueTrial) -> None:
    queue = await trial.connect()
    sent = await trial.send_several(queue, _SEVERAL)
    came = await trial.held(queue)
    trial.equal(len(came), 1, "how many deliveries receive() gave")
    for limit in (1, 3):
        more = await queue.receive(limit)
        got = len(more)
        trial.true(got <= limit, f"receive({limit}) gave {got} deliveries")
        came += more
    for delivery in came:
        await queue.ack(delivery)
    rest = [each for each in sent if each.id not in {delivery.id for delivery in came}]
    await trial.only(queue, rest, "what came after that")


async def batches_report_each(trial: QueueTrial) -> None:
    await _batch_is_reported(trial, ("good", "bad", "good", "good", "bad"))
    queue = await trial.connect()
    trial.equal([*await queue.publish_batch([])], [], "what became of an empty batch")


async def any_batch_reports_each(trial: QueueTrial) -> None:
    kinds = strategies.lists(strategies.sampled_from(("good", "bad")), max_size=8)
    await _batch_is_reported(trial, trial.draw(kinds, "messages"))


async def _batch_is_reported(trial: QueueTrial, kinds: Sequence[str]) -> None:
    queue = await trial.connect()
    batch = [
        Outgoing(
            body=f"order {number}".encode() if kind == "good" else _NO_JSON,
            headers={"number": str(number)},
        )
        for number, kind in enumerate(kinds)
    ]
    outcomes = await queue.publish_batch(batch)
    told = ["bad" if isinstance(outcome, InvalidQueueValue) else "good" for outcome in outcomes]
    trial.equal(told, [*kinds], "what became of each message of a batch")
    sent = [
        Sent(outcome, message.body, message.headers or {})
        for outcome, message in zip(outcomes, batch, strict=True)
        if isinstance(outcome, str)
    ]
    await trial.only(queue, sent, "what came of a batch")


def _writer(trial: QueueTrial, name: str) -> Callable[[AsyncMessageQueue], Awaitable[list[Sent]]]:
    async def write(queue: AsyncMessageQueue) -> list[Sent]:
        send = partial(trial.send, queue)
        return [await send(f"{name}: {number}".encode()) for number in range(_EACH)]

    return write
