"""Checks of dead letters: what is given up goes there whole, and nothing else does."""

from fakes.conformance.queue.trial import QueueTrial, Sent
from fakes.queue import AsyncMessageQueue, Delivery

__all__ = [
    "dead_letters_say_why",
    "poison_goes_to_the_dead_letters",
    "rejected_messages_go_to_the_dead_letters",
]

_HEADERS = {"trace": "1"}


async def poison_goes_to_the_dead_letters(trial: QueueTrial) -> None:
    """After as many deliveries as the limit says, and no earlier."""
    queue = await trial.connect()
    sound = await trial.send(queue, b"sound")
    (held,) = await trial.held(queue)
    await queue.ack(held)
    poison = await trial.send(queue, b"poison \xff", headers=_HEADERS)
    queue = await _poisoned(trial, queue)
    await trial.only(queue, [], f"what came after {trial.limit('deliveries'):g} deliveries")
    letter = await _only_letter(trial, queue, poison)
    trial.true(letter.id != sound.id, "the dead letter is of a message that was acked")


async def rejected_messages_go_to_the_dead_letters(trial: QueueTrial) -> None:
    """At once, and without those that were not rejected."""
    queue = await trial.connect()
    sent = [await trial.send(queue, body, headers=_HEADERS) for body in (b"sound", b"bad \xff")]
    for delivery in await trial.held(queue, 2):
        settle = queue.ack if delivery.id == sent[0].id else queue.reject
        await settle(delivery)
    await trial.only(queue, [], "what came after a message was rejected")
    await _only_letter(trial, queue, sent[1])


async def dead_letters_say_why(trial: QueueTrial) -> None:
    queue, most = await trial.connect(), int(trial.limit("deliveries"))
    rejected = await trial.send(queue, b"rejected")
    (held,) = await trial.held(queue)
    await queue.reject(held)
    poison = await trial.send(queue, b"poison")
    queue = await _poisoned(trial, queue)
    letters = await queue.dead_letters()
    came = {each.id: each.died for each in await trial.held(letters, 2, "the dead letters")}
    for sent, reason, count in ((rejected, "rejected", 1), (poison, "too many deliveries", most)):
        died = came.get(sent.id)
        told = died and (died.reason, died.count)
        trial.equal(told, (reason, count), f"how {sent.body!r} died, and after how many deliveries")


async def _poisoned(trial: QueueTrial, queue: AsyncMessageQueue) -> AsyncMessageQueue:
    """Give the only message back as often as the limit allows; the client to go on with."""
    for number in range(1, int(trial.limit("deliveries")) + 1):
        (held,) = await trial.held(queue, what=f"what is to be delivered for time {number}")
        queue = await trial.give_back(queue, held)
    return queue


async def _only_letter(trial: QueueTrial, queue: AsyncMessageQueue, sent: Sent) -> Delivery:
    letters = await queue.dead_letters()
    (letter,) = await trial.held(letters, what="the dead letters")
    trial.same([letter], [sent], "the dead letter")
    await letters.ack(letter)
    trial.equal([*await letters.receive()], [], "the dead letters after it was acked")
    return letter
