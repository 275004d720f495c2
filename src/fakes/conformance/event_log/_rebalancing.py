"""Checks of groups whose members come, go, die and fall silent: nothing is lost by that."""

from contextlib import suppress

import attrs
from hypothesis import strategies

from fakes.conformance.event_log.trial import EventLogTrial
from fakes.event_log import (
    AsyncEventLog,
    AsyncLogConsumer,
    FencedCommit,
    Record,
    TopicPartition,
    UnassignedPartition,
)

__all__ = [
    "any_members_lose_nothing",
    "newcomers_lose_nothing",
    "the_dead_lose_nothing",
    "the_silent_are_fenced",
    "those_who_leave_lose_nothing",
]

_EACH = 3
_STEPS = strategies.lists(
    strategies.tuples(
        strategies.sampled_from(("append", "poll", "commit", "join", "leave")),
        strategies.integers(0, 2),
    ),
    min_size=1,
    max_size=16,
)
_MOST_MEMBERS = 3


async def newcomers_lose_nothing(trial: EventLogTrial) -> None:
    """What was not committed comes again, and what was does not."""
    one, other = await trial.connect(), await trial.connect()
    first, places = await trial.started(one), await trial.several_places(one)
    told = await trial.filled(one, places, _EACH)
    await trial.everything(one, first)
    second = await trial.member(other)
    await trial.shared_out(one, first, second)
    came = await trial.together(one, first, second)
    trial.all_came(came, told, "what came again when another member had joined")
    await first.commit()
    await second.commit()
    third = await trial.member(other)
    await trial.shared_out(one, first, second, third)
    # Any sooner, and it may come to those who have yet to learn of the third, and then again.
    more = await trial.filled(one, places, 1, "more")
    came = await trial.together(one, first, second, third)
    trial.all_came(came, more, "what came after commits, when a third had joined")


async def those_who_leave_lose_nothing(trial: EventLogTrial) -> None:
    one, other = await trial.connect(), await trial.connect()
    first, places = await trial.started(one), await trial.several_places(one)
    second = await trial.member(other)
    await trial.shared_out(one, first, second)
    await trial.filled(one, places, _EACH, "committed")
    await trial.drained(one, first, second)
    await first.commit()
    await second.commit()
    told = await trial.filled(one, places, _EACH)
    await trial.drained(one, first, second)
    await second.close()
    await trial.shared_out(one, first)
    came = await trial.everything(one, first)
    trial.all_came(came, told, "what came to the one who stayed, when the other had left")


async def any_members_lose_nothing(trial: EventLogTrial) -> None:
    """Each partition goes on for each member, or begins where the group had committed."""
    steps = trial.draw(_STEPS, "steps, and by which member")
    log = await trial.connect()
    lanes = {place: _Lane() for place in await trial.several_places(log)}
    members = [_Member.of(await trial.started(log), lanes)]
    for number, (step, whose) in enumerate(steps):
        member = members[whose % len(members)]
        match step:
            case "append":
                for record in await trial.filled(log, lanes, 1, f"step {number}:"):
                    lanes[record.topic_partition].records.append(record)
            case "poll":
                for record in await trial.polled(member.consumer, 2):
                    _follow(trial, member, lanes, record)
            case "commit" if member.latest is not None:
                lane = lanes[member.latest.topic_partition]
                # Others may have the partition by now.
                with suppress(FencedCommit, UnassignedPartition):
                    await member.consumer.commit(member.latest)
                    lane.begins.append(lane.records.index(member.latest) + 1)
            case "join" if len(members) < _MOST_MEMBERS:
                members.append(_Member.of(await trial.member(log), lanes))
            case "leave" if len(members) > 1:
                members.remove(member)
                await member.consumer.close()
            case _:
                pass
    await _everything_came(trial, log, [each.consumer for each in members], lanes)


async def the_dead_lose_nothing(trial: EventLogTrial) -> None:
    one, other = await trial.connect(), await trial.connect()
    first, places = await trial.started(one), await trial.several_places(one)
    second = await trial.member(other)
    await trial.shared_out(one, first, second)
    told = await trial.filled(one, places, _EACH)
    await trial.drained(one, first, second)
    # The second poll is where a client would commit what the first gave, if nobody stopped it.
    await trial.drained(one, first, second)
    await trial.crash(other)
    await trial.outlive(first)
    await trial.shared_out(one, first)
    came = await trial.everything(one, first)
    trial.all_came(came, told, "what came to the one who lived on")


async def the_silent_are_fenced(trial: EventLogTrial) -> None:
    """What they had not committed comes to the others, and they cannot commit it any more."""
    one, other = await trial.connect(), await trial.connect()
    first, places = await trial.started(one), await trial.several_places(one)
    second = await trial.member(other)
    await trial.shared_out(one, first, second)
    told = await trial.filled(one, places, _EACH)
    await trial.drained(one, first, second)
    await trial.outlive(first)
    await trial.shared_out(one, first)
    late = second.commit()
    await trial.refused(FencedCommit, late, "commit() of a consumer that was taken for dead")
    came = await trial.everything(one, first)
    trial.all_came(came, told, "what came to the one who went on polling")
    await trial.shared_out(one, first, second)


@attrs.define(eq=False)
class _Lane:
    """The records of a partition, and where the group had committed, from the first to the last."""

    records: list[Record] = attrs.Factory(list[Record])
    begins: list[int] = attrs.Factory(lambda: [0])
    seen: set[int] = attrs.Factory(set[int])


@attrs.define(eq=False)
class _Member:
    """A consumer, the latest record that it got, and what it knew of each partition then.

    `known` has the number of the next record, if it got one, and how many commits had been made.
    """

    consumer: AsyncLogConsumer
    known: dict[TopicPartition, tuple[int | None, int]]
    latest: Record | None = None

    @classmethod
    def of(cls, consumer: AsyncLogConsumer, lanes: dict[TopicPartition, _Lane]) -> "_Member":
        """A consumer that has just joined."""
        return cls(consumer, {place: (None, len(lane.begins)) for place, lane in lanes.items()})


def _follow(
    trial: EventLogTrial, member: _Member, lanes: dict[TopicPartition, _Lane], record: Record
) -> None:
    place, number = record.topic_partition, _number(trial, lanes, record)
    following, commits = member.known[place]
    # It may have been given the partition anew since, and begun at any commit from then to now.
    begins = lanes[place].begins
    allowed = {*begins[commits - 1 :], begins[-1] if following is None else following}
    trial.true(
        number in allowed,
        f"{record!r} came, which is number {number} of {place}\n"
        f"  what may come there now is number {' or '.join(map(str, sorted(allowed)))}",
    )
    member.latest = record
    member.known[place] = (number + 1, len(begins))
    lanes[place].seen.add(number)


def _number(trial: EventLogTrial, lanes: dict[TopicPartition, _Lane], record: Record) -> int:
    """Which one of its partition it is."""
    lane = lanes.get(record.topic_partition, _Lane())
    trial.true(record in lane.records, f"{record!r} came, and nobody has appended it")
    return lane.records.index(record)


async def _everything_came(
    trial: EventLogTrial,
    log: AsyncEventLog,
    consumers: list[AsyncLogConsumer],
    lanes: dict[TopicPartition, _Lane],
) -> None:
    await trial.shared_out(log, *consumers)
    for record in await trial.together(log, *consumers):
        number = _number(trial, lanes, record)
        lanes[record.topic_partition].seen.add(number)
    for place, lane in lanes.items():
        missing = [each for number, each in enumerate(lane.records) if number not in lane.seen]
        trial.equal(missing, [], f"what nobody got of {place}")
