"""Checks of deliveries: what is held is hidden, and how it is settled decides what comes."""

from hypothesis import strategies

from fakes.conformance.capabilities import Operation, Promise
from fakes.conformance.queue._program import STEPS, Program
from fakes.conformance.queue.trial import QueueTrial, Sent
from fakes.queue import AsyncMessageQueue

__all__ = [
    "acked_messages_never_return",
    "any_client_settles",
    "any_program_counts_deliveries",
    "any_returns_are_whole",
    "closed_clients_give_back",
    "crashed_clients_lose_nothing",
    "deliveries_are_counted",
    "held_messages_are_hidden",
    "late_settlements_take_nothing",
    "nacked_messages_return_whole",
    "second_settlements_take_nothing",
    "stale_settlements_take_nothing",
]

_HEADERS = {"trace": "1", "Trace": "2"}
_BODY = b"order \xff" * 10
_OFTEN = 2
_LATEST = "the latest delivery, when an earlier one of its message was acked"


async def acked_messages_never_return(trial: QueueTrial) -> None:
    """Not when their client is closed either."""
    queue, other = await trial.connect(), await trial.connect()
    await trial.send_several(queue, 3)
    for delivery in await trial.held(queue, 3):
        await queue.ack(delivery)
    await trial.only(other, [], "what came after everything was acked")
    await queue.close()
    await trial.only(other, [], "what came when the client was closed that had acked everything")


async def held_messages_are_hidden(trial: QueueTrial) -> None:
    """From other clients, and from the one that holds them."""
    queue, other = await trial.connect(), await trial.connect()
    await trial.send_several(queue, 2)
    held = await trial.held(queue, 2)
    await trial.only(other, [], "what came to others while one client held everything")
    await trial.only(queue, [], "what came to the client that held everything")
    for delivery in held:
        await queue.ack(delivery)


async def nacked_messages_return_whole(trial: QueueTrial) -> None:
    """To any client, with the same id, body and headers, and under another receipt."""
    queue, other = await trial.connect(), await trial.connect()
    sent = await trial.send(queue, _BODY, headers=_HEADERS)
    (first,) = await trial.held(queue)
    await queue.nack(first)
    (second,) = await trial.held(other, what="what was nacked")
    trial.same([second], [sent], "what came back")
    trial.true(second.receipt != first.receipt, "two deliveries have one receipt")
    await other.nack(second)
    await trial.only(queue, [sent], "what came back for the second time")


async def any_returns_are_whole(trial: QueueTrial) -> None:
    most = int(trial.limit("deliveries")) - 1
    times = trial.draw(
        strategies.lists(strategies.integers(0, most), min_size=1, max_size=3),
        "how often each is nacked",
    )
    queue = await trial.connect()
    sent = [
        await trial.send(queue, {"order": number}, headers={"number": str(number)})
        for number in range(len(times))
    ]
    left = {each.id: count for each, count in zip(sent, times, strict=True)}
    for _ in range(max(times)):
        for delivery in await trial.held(queue, len(sent), "what was published or nacked"):
            if left.get(delivery.id, 0):
                left[delivery.id] -= 1
                await queue.nack(delivery)
            else:
                await queue.ack(delivery)
                sent = [each for each in sent if each.id != delivery.id]
    await trial.only(queue, sent, "what came back at last")


async def closed_clients_give_back(trial: QueueTrial) -> None:
    queue, other = await trial.connect(), await trial.connect()
    sent = await _hold_two(trial, queue)
    await queue.close()
    await trial.only(other, sent, "what came of what a client held when it was closed")


async def crashed_clients_lose_nothing(trial: QueueTrial) -> None:
    queue, other = await trial.connect(), await trial.connect()
    sent = await _hold_two(trial, queue)
    await trial.crash(queue)
    if trial.declares(Promise.LEASE):
        await trial.outlive_the_lease()
    await trial.only(other, sent, "what came of what a client held when it died")


async def any_client_settles(trial: QueueTrial) -> None:
    """Whoever has the delivery, and not only the client that received it."""
    queue, other = await trial.connect(), await trial.connect()
    sent = await trial.send_several(queue, 3)
    own, first, second = await trial.held(queue, 3)
    await queue.ack(own)
    await trial.is_settled(other.ack(first), "a delivery, when another client acks it")
    if trial.declares(Operation.NACK):
        what = "a delivery, when another client nacks it"
        await trial.is_settled(other.nack(second), what)
        left = [each for each in sent if each.id == second.id]
        await trial.only(queue, left, "what came back that another client had nacked")
    else:
        await queue.ack(second)
    await trial.disconnect(queue)
    await trial.only(other, [], "what came when another client had settled everything")


async def second_settlements_take_nothing(trial: QueueTrial) -> None:
    """What was acked can neither be acked again nor given back."""
    queue, other = await trial.connect(), await trial.connect()
    await trial.send(queue, b"first")
    (first,) = await trial.held(queue)
    await queue.ack(first)
    await trial.is_stale(queue.ack(first), "ack() of what was acked before")
    if trial.declares(Operation.NACK):
        await trial.is_stale(queue.nack(first), "nack() of what was acked before")
    sent = await trial.send(queue, b"second")
    (held,) = await trial.held(other, what="what was published then")
    await trial.is_stale(queue.ack(first), "ack() of what was acked long before")
    await trial.only(queue, [], "what came while another client held the only message")
    what = "a delivery of another message, when one was acked twice"
    other = await trial.is_settled(trial.give_back(other, held), what)
    await trial.only(other, [sent], what)


async def stale_settlements_take_nothing(trial: QueueTrial) -> None:
    """What was given back is another's when it is delivered again."""
    queue, other = await trial.connect(), await trial.connect()
    sent = await trial.send(queue, b"order")
    (stale,) = await trial.held(queue)
    if trial.declares(Operation.NACK):
        await queue.nack(stale)
        await trial.is_stale(queue.ack(stale), "ack() of what was nacked before")
    elif trial.declares(Promise.LEASE):
        await trial.outlive_the_lease()
    else:
        trial.inconclusive("nothing comes back to the queue but by the end of its clients")
    (held,) = await trial.held(other, what="what was given back")
    await trial.is_stale(queue.ack(stale), "ack() of what was delivered again")
    other = await trial.is_settled(trial.give_back(other, held), _LATEST)
    await trial.only(other, [sent], _LATEST)


async def late_settlements_take_nothing(trial: QueueTrial) -> None:
    """When a lease is over and the message is another's, its first consumer comes too late."""
    queue, other = await trial.connect(), await trial.connect()
    sent = await trial.send(queue, b"order")
    (stale,) = await trial.held(queue)
    await trial.outlive_the_lease()
    (held,) = await trial.held(other, what="what was held until its lease was over")
    await trial.is_stale(queue.ack(stale), "ack() after the lease, when it is another's")
    if trial.declares(Operation.NACK):
        await trial.is_stale(queue.nack(stale), "nack() after the lease, when it is another's")
        await trial.only(queue, [], "what came while another client held the only message")
    other = await trial.is_settled(trial.give_back(other, held), _LATEST)
    await trial.only(other, [sent], _LATEST)


async def deliveries_are_counted(trial: QueueTrial) -> None:
    """Each message by itself."""
    queue = await trial.connect()
    await trial.send(queue, b"order")
    counts: list[int] = []
    for _ in range(_OFTEN):
        (delivery,) = await trial.held(queue, what="what was published or given back")
        counts.append(delivery.count)
        queue = await trial.give_back(queue, delivery)
    (delivery,) = await trial.held(queue, what="what was given back at last")
    await queue.ack(delivery)
    counts.append(delivery.count)
    trial.equal(counts, [1, 2, 3], "the counts of three deliveries of one message")
    await trial.send(queue, b"another")
    (other,) = await trial.held(queue)
    trial.equal(other.count, 1, "the count of the first delivery of another message")


async def any_program_counts_deliveries(trial: QueueTrial) -> None:
    steps = trial.draw(STEPS, "steps, and who takes each")
    program = Program(trial, [await trial.connect(), await trial.connect()])
    await program.run(steps)
    for message_id, sent in program.sent.items():
        counts = [delivery.count for delivery in program.delivered(message_id)]
        expected = list(range(1, len(counts) + 1))
        trial.equal(counts, expected, f"the counts of the deliveries of {sent.body!r}")


async def _hold_two(trial: QueueTrial, queue: AsyncMessageQueue) -> list[Sent]:
    """Have a client hold two messages, after it has acked a third."""
    bodies = (b"acked", b"held", b"held too")
    acked, *held = [await trial.send(queue, body, headers=_HEADERS) for body in bodies]
    for delivery in await trial.held(queue, len(bodies)):
        if delivery.id == acked.id:
            await queue.ack(delivery)
    return held
