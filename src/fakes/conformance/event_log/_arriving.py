"""Checks that what was appended comes to its readers, that no more does, and in which order."""

from collections.abc import Awaitable, Callable, Iterable

from hypothesis import strategies

from fakes.conformance.event_log.trial import EventLogTrial
from fakes.event_log import AsyncEventLog, AsyncLogConsumer, InvalidEventLogValue, Record

__all__ = [
    "any_keys_keep_their_order",
    "any_program_loses_and_adds_nothing",
    "appends_at_once_are_all_kept",
    "keys_keep_their_order",
    "one_order_for_all",
    "partitions_keep_any_order",
    "partitions_keep_their_order",
    "polls_are_bounded",
    "what_is_confirmed_arrives",
    "what_is_confirmed_arrives_in_small_polls",
    "what_was_not_appended_does_not_come",
    "writers_at_once_keep_their_own_order",
]

_EACH = 5
_WRITERS = 4
_SOME_KEYS = strategies.sampled_from((b"", b"a", b"b", b"\xff", b"key 4")) | strategies.none()
_A_KEY = strategies.sampled_from((b"", b"a", b"b", b"\xff", b"key 4"))
_STEPS = strategies.lists(_SOME_KEYS | strategies.integers(1, 3), min_size=1, max_size=12)


async def what_is_confirmed_arrives(trial: EventLogTrial) -> None:
    log, topic = await trial.connect(), await trial.topic()
    consumer = await trial.consumer(log)
    keys = (b"a", None, b"b", b"a", None, b"")
    told = [await log.append(topic, f"order {n}".encode(), key=key) for n, key in enumerate(keys)]
    came = await trial.arrived(consumer, told)
    trial.same_records(came, told, "the records that came, against what append() told")


async def what_is_confirmed_arrives_in_small_polls(trial: EventLogTrial) -> None:
    log = await trial.connect()
    consumer = await trial.consumer(log)
    told = await trial.filled(log, await trial.places(log), _EACH)
    came = await trial.arrived(consumer, told, most=2)
    trial.same_records(came, told, "the records that came in polls of two")


async def what_was_not_appended_does_not_come(trial: EventLogTrial) -> None:
    log, topic = await trial.connect(), await trial.topic()
    consumer = await trial.consumer(log)
    trial.equal(await trial.everything(log, consumer), [], "what came before anything was appended")
    told = [await log.append(topic, b"the same", key=key) for key in (b"a", b"a", None)]
    came = await trial.everything(log, consumer)
    trial.equal(len(came), len(told), "how many records came")
    trial.same_records(came, told, "the records that came")
    trial.equal(await trial.everything(log, consumer), [], "what came after everything had come")


async def any_program_loses_and_adds_nothing(trial: EventLogTrial) -> None:
    """Appends with a key, or none, and between them polls of a few records."""
    steps = trial.draw(_STEPS, "keys to append with, and sizes of polls")
    log, topic = await trial.connect(), await trial.topic()
    consumer = await trial.consumer(log)
    told: list[Record] = []
    came: list[Record] = []
    for number, step in enumerate(steps):
        if isinstance(step, int):
            came += await consumer.poll(step)
        else:
            told.append(await log.append(topic, f"order {number}".encode(), key=step))
    came += await trial.everything(log, consumer)
    trial.same_records(came, told, "all that came")


async def polls_are_bounded(trial: EventLogTrial) -> None:
    log = await trial.connect()
    consumer = await trial.consumer(log)
    told = await trial.filled(log, await trial.places(log), _EACH)
    for most in (1, 2, 3):
        got = [await consumer.poll(most) for _ in range(_EACH)]
        trial.true(
            max(map(len, got)) <= most,
            f"poll({most}) gave {max(map(len, got))} records",
        )
        told = [record for record in told if record not in [each for few in got for each in few]]
    await trial.refused(InvalidEventLogValue, consumer.poll(0), "poll(0)")
    trial.same_records(await trial.everything(log, consumer), told, "what came after the polls")


async def appends_at_once_are_all_kept(trial: EventLogTrial) -> None:
    log = await trial.connect()
    consumer = await trial.consumer(log)
    writers = [await _writer(trial, f"writer {n}") for n in range(_WRITERS)]
    told = [record for own in await trial.concurrently(*writers) for record in own]
    places = {(record.partition, record.offset) for record in told}
    trial.equal(len(places), len(told), "how many places the records have")
    came = await trial.everything(log, consumer)
    trial.same_records(came, sorted(told, key=_offset), "what came of appends at the same time")


async def partitions_keep_their_order(trial: EventLogTrial) -> None:
    log = await trial.connect()
    consumer, places = await trial.consumer(log), await trial.places(log)
    await _keeps(trial, log, consumer, [place.partition for _ in range(_EACH) for place in places])


async def partitions_keep_any_order(trial: EventLogTrial) -> None:
    drawn = trial.draw(strategies.lists(strategies.integers(0, 9), max_size=12), "partitions")
    log = await trial.connect()
    consumer, count = await trial.consumer(log), len(await trial.places(log))
    await _keeps(trial, log, consumer, [number % count for number in drawn])


async def keys_keep_their_order(trial: EventLogTrial) -> None:
    await _keys_keep_order(trial, [b"a", b"b", b"", b"a", b"c", b"b", b"a", b"", b"a", b"d"])


async def any_keys_keep_their_order(trial: EventLogTrial) -> None:
    keys = trial.draw(strategies.lists(_A_KEY | strategies.binary(max_size=5), max_size=12), "keys")
    await _keys_keep_order(trial, keys)


async def writers_at_once_keep_their_own_order(trial: EventLogTrial) -> None:
    log = await trial.connect()
    consumer = await trial.consumer(log)
    names = [f"writer {n}" for n in range(_WRITERS)]
    await trial.concurrently(*[await _writer(trial, name) for name in names])
    came = await trial.everything(log, consumer)
    for name in names:
        values = [record.value for record in came if record.key == name.encode()]
        trial.equal(values, _values(name), f"the values with the key {name!r}, in their order")


async def one_order_for_all(trial: EventLogTrial) -> None:
    log, topic = await trial.connect(), await trial.topic()
    consumer = await trial.consumer(log)
    keys = (b"a", b"b", None, b"c", b"a", None, b"d")
    told = [await log.append(topic, f"order {n}".encode(), key=key) for n, key in enumerate(keys)]
    came = await trial.everything(log, consumer)
    trial.equal(came, told, "all records of the topic, in the order of their appending")


async def _keeps(
    trial: EventLogTrial, log: AsyncEventLog, consumer: AsyncLogConsumer, numbers: list[int]
) -> None:
    topic = await trial.topic()
    told = [
        await log.append(topic, f"order {n}".encode(), key=b"key", partition=number)
        for n, number in enumerate(numbers)
    ]
    partitions = [record.partition for record in told]
    trial.equal(partitions, numbers, "the partitions to which records went")
    came = await trial.everything(log, consumer)
    trial.same_records(came, told, "what came")
    for number in dict.fromkeys(numbers):
        offsets = [record.offset for record in told if record.partition == number]
        trial.equal(offsets, sorted({*offsets}), f"the offsets in partition {number}, ascending")


async def _keys_keep_order(trial: EventLogTrial, keys: list[bytes]) -> None:
    log, topic = await trial.connect(), await trial.topic()
    consumer = await trial.consumer(log)
    for number, key in enumerate(keys):
        await log.append(topic, f"order {number}".encode(), key=key)
    came = await trial.everything(log, consumer)
    for key in dict.fromkeys(keys):
        own = [record for record in came if record.key == key]
        places = {record.partition for record in own}
        trial.equal(len(places), 1, f"how many partitions have the key {key!r}")
        expected = [f"order {number}".encode() for number, each in enumerate(keys) if each == key]
        trial.equal(_of(own), expected, f"the values with the key {key!r}, in their order")


async def _writer(
    trial: EventLogTrial, name: str
) -> Callable[[AsyncEventLog], Awaitable[list[Record]]]:
    topic = await trial.topic()

    async def write(log: AsyncEventLog) -> list[Record]:
        return [await log.append(topic, value, key=name.encode()) for value in _values(name)]

    return write


def _values(name: str) -> list[bytes]:
    return [f"{name}: {number}".encode() for number in range(_EACH)]


def _of(records: Iterable[Record]) -> list[bytes]:
    return [record.value for record in records]


def _offset(record: Record) -> int:
    return record.offset
