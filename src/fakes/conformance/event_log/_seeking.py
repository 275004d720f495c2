"""Checks of seeking: to an offset, an end or a time; of positions, and of what is committed."""

from datetime import timedelta

from fakes.conformance.event_log.trial import EventLogTrial
from fakes.event_log import (
    InvalidEventLogValue,
    OffsetSpec,
    Record,
    TopicPartition,
    UnassignedPartition,
)

__all__ = [
    "bad_places_are_refused",
    "offsets_are_told",
    "seeks_go_to_ends",
    "seeks_go_to_offsets",
    "seeks_go_to_times",
    "seeks_outside_begin_as_a_new_group",
    "try_seek",
]

_EACH = 4
_FAR = 1_000_000
_MOMENT = 0.02


async def seeks_go_to_offsets(trial: EventLogTrial) -> None:
    log = await trial.connect()
    consumer, (place, *_) = await trial.started(log), await trial.places(log)
    committed = await consumer.committed(place)
    told = await trial.filled(log, [place], _EACH)
    await trial.everything(log, consumer)
    for number in (2, 0, 3, 1):
        offset = told[number].offset
        await consumer.seek(place, offset)
        trial.equal(
            await consumer.position(place), offset, f"the position after seek() to {offset}"
        )
        came = await trial.everything(log, consumer)
        trial.equal(came, told[number:], f"what came after seek() to offset {offset}")
    after = await consumer.committed(place)
    trial.equal(after, committed, "the committed offset, after nothing but seeks and polls")


async def seeks_go_to_ends(trial: EventLogTrial) -> None:
    """And move no other partition."""
    log = await trial.connect()
    consumer, (place, *others) = await trial.consumer(log), await trial.places(log)
    told = await trial.filled(log, [place, *others], _EACH)
    await trial.everything(log, consumer)
    own = [record for record in told if record.partition == place.partition]
    await consumer.seek(place, OffsetSpec.EARLIEST)
    came = await trial.everything(log, consumer)
    trial.equal(came, own, "what came after seek() to the earliest")
    await consumer.seek(place, OffsetSpec.EARLIEST)
    await consumer.seek(place, OffsetSpec.LATEST)
    came = await trial.everything(log, consumer)
    trial.equal(came, [], "what came after seek() to the latest")


async def seeks_outside_begin_as_a_new_group(trial: EventLogTrial) -> None:
    log = await trial.connect()
    consumer, (place, *_) = await trial.consumer(log), await trial.places(log)
    told = await trial.filled(log, [place], _EACH)
    await trial.everything(log, consumer)
    await consumer.seek(place, _FAR)
    # The place is looked up when something is polled.
    await trial.shared_out(log, consumer)
    begin = trial.parameter("late_subscriber")
    came = await trial.everything(log, consumer)
    expected = told if begin == "earliest" else []
    trial.equal(came, expected, f"what came after seek() to {_FAR:,}, which is as the {begin}")


async def offsets_are_told(trial: EventLogTrial) -> None:
    log = await trial.connect()
    consumer, (place, *_) = await trial.consumer(log), await trial.places(log)
    trial.equal(await consumer.committed(place), None, "the offset of a group without a commit")
    told = await trial.filled(log, [place], _EACH)
    came = await trial.arrived(consumer, told)
    end = await consumer.position(place)
    trial.true(end > came[-1].offset, f"position() is {end} behind offset {came[-1].offset}")
    trial.equal(await consumer.committed(place), None, "the offset before the first commit")
    await consumer.commit(told[1])
    behind = await consumer.committed(place)
    between = behind is not None and told[1].offset < behind <= told[2].offset
    trial.true(between, f"commit() of offset {told[1].offset} has committed {behind}")
    await consumer.commit()
    trial.equal(await consumer.committed(place), end, "the offset after commit() of all")


async def bad_places_are_refused(trial: EventLogTrial) -> None:
    log = await trial.connect()
    other, (place, *_) = TopicPartition(await trial.topic("other"), 0), await trial.places(log)
    consumer = await trial.started(log)
    before = await consumer.position(place)
    what = "in a topic that the consumer does not read"
    astray = consumer.seek(other, OffsetSpec.EARLIEST)
    await trial.refused(UnassignedPartition, astray, f"seek() {what}")
    await trial.refused(UnassignedPartition, consumer.position(other), f"position() {what}")
    negative = consumer.seek(place, -1)
    await trial.refused(InvalidEventLogValue, negative, "seek() to an offset of -1")
    trial.equal(await consumer.position(place), before, "the position after what was refused")


async def seeks_go_to_times(trial: EventLogTrial) -> None:
    log = await trial.connect()
    consumer, (place, *_) = await trial.consumer(log), await trial.places(log)
    told: list[Record] = []
    for _ in range(_EACH):
        told += await trial.filled(log, [place], 1, f"number {len(told)},")
        await trial.pause(_MOMENT)
    await trial.everything(log, consumer)
    moment = timedelta(milliseconds=1)
    for time in [
        told[number].timestamp + late for number in (2, 0, 3) for late in (-moment, moment)
    ]:
        await consumer.seek(place, time)
        came = await trial.everything(log, consumer)
        expected = [record for record in told if record.timestamp >= time]
        trial.equal(came, expected, f"what came after seek() to {time.isoformat()}")


async def try_seek(trial: EventLogTrial) -> None:
    """Seek where nobody may."""
    log = await trial.connect()
    consumer, (place, *_) = await trial.consumer(log), await trial.places(log)
    await trial.unsupported(lambda: consumer.seek(place, OffsetSpec.EARLIEST), consumer.assignment)
