"""Checks of order: of all messages, of those with one key, of what came back, by priority."""

from collections import defaultdict
from collections.abc import Sequence

from hypothesis import strategies

from fakes.conformance.capabilities import Promise
from fakes.conformance.queue._program import STEPS, Program
from fakes.conformance.queue.trial import QueueTrial
from fakes.queue import Body, Delivery

__all__ = [
    "any_order_is_kept",
    "any_priorities_are_kept",
    "any_program_keeps_keys_in_order",
    "any_returns_take_their_place",
    "given_back_messages_keep_their_turn",
    "higher_priorities_come_first",
    "keys_keep_their_order",
    "one_of_a_key_comes_at_a_time",
    "one_order_for_all",
    "returns_take_their_place",
]

_FEW = 4


async def one_order_for_all(trial: QueueTrial) -> None:
    queue = await trial.connect()
    sent = await trial.send_several(queue, 12)
    came = await trial.everything(queue, len(sent))
    trial.equal(
        _bodies(came), [each.body for each in sent], "all messages, in the order of publishing"
    )


async def any_order_is_kept(trial: QueueTrial) -> None:
    """With some received and acked while others are published."""
    sizes = strategies.integers(1, 4)
    steps = trial.draw(strategies.lists(sizes | sizes.map(str), max_size=9), "sends, and receives")
    queue = await trial.connect()
    expected: list[bytes] = []
    came: list[bytes] = []
    # Some are there from the start, so that few steps do much.
    for step in [_FEW, *steps]:
        if isinstance(step, int):
            for _ in range(step):
                expected.append(f"order {len(expected)}".encode())
                await queue.publish(expected[-1])
        else:
            for delivery in await queue.receive(int(step)):
                came.append(delivery.body)
                await queue.ack(delivery)
    rest = await trial.everything(queue, len(expected) - len(came))
    came += [delivery.body for delivery in rest]
    trial.equal(came, expected, "all messages, in the order of publishing")


async def keys_keep_their_order(trial: QueueTrial) -> None:
    keys = ("a", "b", None, "a", "c", "b", "a", "A", "a", None)
    queue = await trial.connect()
    expected = defaultdict[str | None, list[bytes]](list)
    for number, key in enumerate(keys):
        body = f"order {number}".encode()
        await queue.publish(body, key=key)
        expected[key].append(body)
    came = defaultdict[str | None, list[bytes]](list)
    for delivery in await trial.everything(queue, len(keys)):
        came[delivery.key].append(delivery.body)
    for key in ("a", "b", "c", "A"):
        trial.equal(came[key], expected[key], f"the messages with the key {key!r}, in their order")


async def one_of_a_key_comes_at_a_time(trial: QueueTrial) -> None:
    """To whichever client; when it is settled, the next one comes."""
    queue, other = await trial.connect(), await trial.connect()
    for body in (b"a 1", b"a 2", b"b 1"):
        await queue.publish(body, key=body[:1].decode())
    held = await trial.held(queue, 2)
    came = sorted(delivery.body for delivery in held)
    trial.equal(came, [b"a 1", b"b 1"], "what came at first, of two keys")
    rest = await trial.everything(other, 0)
    trial.equal(_bodies(rest), [], "what came while one of each key was held")
    for delivery in held:
        await queue.ack(delivery)
    rest = await trial.everything(other, 1)
    trial.equal(_bodies(rest), [b"a 2"], "what came when both were acked")


async def given_back_messages_keep_their_turn(trial: QueueTrial) -> None:
    """Those behind them, with their key, go on waiting."""
    queue = await trial.connect()
    for body in (b"1", b"2", b"3"):
        await queue.publish(body, key="a")
    (first,) = await trial.held(queue)
    queue = await trial.give_back(queue, first)
    came = await trial.everything(queue, 3)
    trial.equal(_bodies(came), [b"1", b"2", b"3"], "what came when the first of a key was back")


async def any_program_keeps_keys_in_order(trial: QueueTrial) -> None:
    steps = trial.draw(STEPS, "steps, and who takes each")
    program = Program(trial, [await trial.connect(), await trial.connect()], keyed=True)
    await program.run(steps)
    for key in sorted({*filter(None, program.keys.values())}):
        sent = [each.body for each in program.sent.values() if program.keys[each.id] == key]
        done = [program.sent[each].body for each in program.done if program.keys[each] == key]
        trial.equal(done, sent, f"the messages with the key {key!r}, in the order of their acks")


async def returns_take_their_place(trial: QueueTrial) -> None:
    await _returned(trial, [0])
    await _returned(trial, [1])


async def any_returns_take_their_place(trial: QueueTrial) -> None:
    numbers = strategies.lists(strategies.integers(0, 2), unique=True, max_size=3)
    await _returned(trial, trial.draw(numbers, "which of four are nacked"))


async def _returned(trial: QueueTrial, numbers: Sequence[int]) -> None:
    """Publish four, hold three of them, ack some of these, and nack the others in this order."""
    queue, position = await trial.connect(), trial.parameter("requeue_position")
    sent = await trial.send_several(queue, _FEW)
    held = await trial.held(queue, _FEW - 1)
    for number, delivery in enumerate(held):
        if number not in numbers:
            await queue.ack(delivery)
    for number in numbers:
        await queue.nack(held[number])
    last = _FEW - 1
    expected = [*sorted(numbers), last] if position == "original" else [last, *numbers]
    came = await trial.everything(queue, len(expected))
    what = f"what came when some were back, each in the {position} position"
    trial.equal(_bodies(came), [sent[number].body for number in expected], what)


async def higher_priorities_come_first(trial: QueueTrial) -> None:
    await _by_priority(trial, (0, 9, 4, 5, 1, 9, 0, 5))


async def any_priorities_are_kept(trial: QueueTrial) -> None:
    priorities = strategies.lists(strategies.integers(0, 9), max_size=8)
    await _by_priority(trial, trial.draw(priorities, "priorities"))


async def _by_priority(trial: QueueTrial, priorities: Sequence[int]) -> None:
    queue = await trial.connect()
    for number, priority in enumerate(priorities):
        await queue.publish(f"{priority}: {number}".encode(), priority=priority)
    came = await trial.everything(queue, len(priorities))
    told = [delivery.priority for delivery in came]
    trial.equal(told, sorted(priorities, reverse=True), "the priorities of what came")
    if trial.declares(Promise.TOTAL_ORDER):
        numbered = sorted(enumerate(priorities), key=lambda pair: -pair[1])
        expected = [f"{priority}: {number}".encode() for number, priority in numbered]
        trial.equal(_bodies(came), expected, "what came, by priority and then in its order")


def _bodies(deliveries: Sequence[Delivery]) -> list[Body]:
    return [delivery.body for delivery in deliveries]
