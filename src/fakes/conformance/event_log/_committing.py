"""Checks of commits: a group goes on where it had committed, and nowhere else."""

from hypothesis import strategies

from fakes.conformance.event_log.trial import EventLogTrial
from fakes.event_log import AsyncEventLog, AsyncLogConsumer, Record

__all__ = [
    "a_commit_goes_up_to_its_record",
    "any_program_resumes_where_it_committed",
    "what_is_committed_does_not_come_again",
    "what_is_not_committed_comes_again_whole",
    "what_is_polled_later_is_not_committed",
]

_EACH = 3
_STEPS = strategies.lists(
    strategies.sampled_from(("append", "read", "commit", "reopen")), min_size=1, max_size=12
)


async def what_is_committed_does_not_come_again(trial: EventLogTrial) -> None:
    log = await trial.connect()
    consumer, places = await trial.started(log), await trial.places(log)
    await trial.filled(log, places, _EACH)
    await trial.everything(log, consumer)
    await consumer.commit()
    later = await trial.filled(log, places, _EACH, "later")
    came = await _reopened(trial, log, consumer)
    trial.same_records(came, later, "what came after a commit, to the next of the group")


async def what_is_not_committed_comes_again_whole(trial: EventLogTrial) -> None:
    log, topic = await trial.connect(), await trial.topic()
    consumer = await trial.started(log)
    headers = (("trace", b"1"), ("trace", b"\0"))
    told = [
        await log.append(topic, b"order \xff" * 10, key=key, headers=headers)
        for key in (b"a", None, b"b")
    ]
    for _ in range(2):
        came = await trial.everything(log, consumer)
        trial.same_records(came, sorted(told, key=_offset), "what nobody had committed")
        await consumer.close()
        consumer = await trial.consumer(log)


async def what_is_polled_later_is_not_committed(trial: EventLogTrial) -> None:
    """A commit is for what was polled before it."""
    log = await trial.connect()
    consumer, places = await trial.started(log), await trial.places(log)
    await trial.filled(log, places, _EACH)
    await trial.everything(log, consumer)
    await consumer.commit()
    later = await trial.filled(log, places, _EACH, "later")
    await trial.everything(log, consumer)
    came = await _reopened(trial, log, consumer)
    trial.same_records(came, later, "what was polled, and not committed")


async def a_commit_goes_up_to_its_record(trial: EventLogTrial) -> None:
    """And says nothing of the other partitions."""
    log = await trial.connect()
    consumer, places = await trial.started(log), await trial.places(log)
    told = await trial.filled(log, places, _EACH)
    await trial.everything(log, consumer)
    own = [record for record in told if record.partition == places[0].partition]
    await consumer.commit(own[1])
    came = await _reopened(trial, log, consumer)
    expected = [record for record in told if record not in own[:2]]
    trial.same_records(came, expected, f"what came after commit() of the second in {places[0]}")


async def any_program_resumes_where_it_committed(trial: EventLogTrial) -> None:
    steps = trial.draw(_STEPS, "steps")
    log = await trial.connect()
    consumer, places = await trial.started(log), await trial.places(log)
    told: list[Record] = []
    read = committed = 0
    for number, step in enumerate([*steps, "reopen"]):
        match step:
            case "append":
                told += await trial.filled(log, places, 1, f"step {number}:")
            case "commit":
                await consumer.commit()
                committed = read
            case _:
                if step == "reopen":
                    await consumer.close()
                    consumer, read = await trial.consumer(log), committed
                came = await trial.everything(log, consumer)
                trial.same_records(came, told[read:], f"what came after step {number}, {step}")
                read = len(told)


async def _reopened(
    trial: EventLogTrial, log: AsyncEventLog, consumer: AsyncLogConsumer
) -> list[Record]:
    """What comes to the next consumer of the group."""
    await consumer.close()
    return await trial.everything(log, await trial.consumer(log))


def _offset(record: Record) -> int:
    return record.offset
