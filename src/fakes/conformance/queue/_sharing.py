"""Checks of several consumers: they compete, or each has a copy, and none holds too much."""

from fakes.conformance.capabilities import Operation
from fakes.conformance.queue.trial import QueueTrial
from fakes.queue import AsyncMessageQueue, Delivery

__all__ = [
    "clients_share",
    "clients_share_at_once",
    "every_subscription_gets_everything",
    "new_subscriptions_begin_as_declared",
    "no_client_holds_more_than_its_prefetch",
    "subscriptions_are_settled_apart",
]

_EACH = 3
_MANY = 24
_NAMES = ("billing", "Billing", "shipping")


async def clients_share(trial: QueueTrial) -> None:
    """Each message is one client's, on a queue and on a subscription to it."""
    queue, other = await trial.connect(), await trial.connect()
    sharing = [(queue, other, "the queue")]
    if trial.declares(Operation.FANOUT):
        members = await queue.subscribe("billing"), await other.subscribe("billing")
        sharing.append((*members, "the subscription"))
    sent = await trial.send_several(queue, 2 * _EACH)
    for one, another, where in sharing:
        own = await trial.held(one, _EACH, f"a half of {where} for the first of two clients")
        others = await trial.held(another, _EACH, f"a half of {where} for the second")
        trial.same([*own, *others], sent, f"what two clients of {where} got together")
        for delivery in own:
            await one.ack(delivery)
        for delivery in others:
            await another.ack(delivery)


async def clients_share_at_once(trial: QueueTrial) -> None:
    queue = await trial.connect()
    sent = await trial.send_several(queue, _MANY)
    taken = [each for own in await trial.concurrently(*[_take] * 3) for each in own]
    rest = await trial.everything(queue, len(sent) - len(taken))
    trial.same([*taken, *rest], sent, "what three clients got that received at the same time")


async def no_client_holds_more_than_its_prefetch(trial: QueueTrial) -> None:
    queue, other = await trial.connect(), await trial.connect()
    most = int(trial.limit("prefetch"))
    await trial.send_several(queue, most + 2)
    held = await trial.held(queue, most)
    extra = await queue.receive(2)
    trial.equal([*extra], [], f"what came to a client that held {most} deliveries, its prefetch")
    rest = await trial.everything(other, 2)
    trial.equal(len(rest), 2, "how many deliveries there were for another client")
    for delivery in held[1:]:
        await queue.ack(delivery)
    again = await trial.send(queue, b"again")
    trial.same(await trial.held(queue), [again], "what came to it when it had acked some")


async def every_subscription_gets_everything(trial: QueueTrial) -> None:
    """Subscriptions whose names differ in case among them, and the queue's own consumers."""
    queue = await trial.connect()
    readers = {name: await queue.subscribe(name) for name in _NAMES}
    sent = [
        await trial.send(queue, f"order {number}".encode(), headers={"number": str(number)})
        for number in range(_EACH)
    ]
    for name, reader in readers.items():
        what = f"what the subscription {name!r} got"
        await trial.only(reader, sent, what, publisher=queue)
    await trial.only(queue, sent, "what the queue's own consumers got")


async def subscriptions_are_settled_apart(trial: QueueTrial) -> None:
    """What one has acked comes to another all the same, and what it gives back to itself alone."""
    queue = await trial.connect()
    billing, shipping = await queue.subscribe("billing"), await queue.subscribe("shipping")
    sent = await trial.send(queue, b"order")
    (held,) = await trial.held(billing)
    await billing.ack(held)
    (held,) = await trial.held(shipping)
    if trial.declares(Operation.NACK):
        await shipping.nack(held)
        await trial.only(shipping, [sent], "what came back to whom it was", publisher=queue)
    else:
        await shipping.ack(held)
    await trial.only(billing, [], "what came to those who had acked it", publisher=queue)
    await trial.only(queue, [sent], "what the queue's own consumers got")


async def new_subscriptions_begin_as_declared(trial: QueueTrial) -> None:
    queue, begin = await trial.connect(), trial.parameter()
    before = await trial.send_several(queue, _EACH)
    await trial.only(queue, before, "what the queue's own consumers got before")
    late = await queue.subscribe("late")
    after = await trial.send_several(queue, _EACH)
    sent = [*before, *after] if begin == "from the start" else after
    came = await trial.everything(late, len(sent), publisher=queue)
    trial.same(came, sent, f"what a late subscription got, which begins {begin}")


async def _take(queue: AsyncMessageQueue) -> list[Delivery]:
    """Receive and ack as long as something comes."""
    taken: list[Delivery] = []
    while came := await queue.receive(2):
        taken += came
        for delivery in came:
            await queue.ack(delivery)
    return taken
