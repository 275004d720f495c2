"""Checks of the times of messages: not before a delay is over, and not when they have expired."""

from datetime import timedelta

from fakes.conformance.queue.trial import QueueTrial

__all__ = ["delayed_messages_wait", "expired_messages_do_not_come", "nacked_messages_wait"]

_LONG = timedelta(hours=1)
_AFTER = 1.25


async def delayed_messages_wait(trial: QueueTrial) -> None:
    """And keep nobody else waiting."""
    queue = await trial.connect()
    began = trial.now()
    sent = await trial.send(queue, b"later", headers={"trace": "1"}, delay=trial.delay())
    await trial.hides_for(trial.limit("delay"), began, queue, "what came before its delay was over")
    await trial.only(queue, [sent], "what came after its delay")


async def nacked_messages_wait(trial: QueueTrial) -> None:
    queue = await trial.connect()
    sent = await trial.send(queue, b"order", headers={"trace": "1"})
    (held,) = await trial.held(queue)
    began = trial.now()
    await queue.nack(held, delay=trial.delay())
    what = "what came before the delay of its nack was over"
    await trial.hides_for(trial.limit("delay"), began, queue, what)
    await trial.only(queue, [sent], "what came after the delay of its nack")


async def expired_messages_do_not_come(trial: QueueTrial) -> None:
    """Those that live longer do."""
    queue = await trial.connect()
    await trial.send(queue, b"short-lived", ttl=trial.delay())
    sent = [
        await trial.send(queue, b"long-lived", ttl=_LONG),
        await trial.send(queue, b"immortal"),
    ]
    await trial.pause(trial.limit("delay") * _AFTER)
    await trial.only(queue, sent, "what came when the time of one message was over")
