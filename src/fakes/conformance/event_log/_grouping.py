"""Checks of groups: each reads everything, its members share it, and where a new one begins."""

from itertools import chain

from fakes.conformance.event_log.trial import EventLogTrial

__all__ = ["every_group_gets_everything", "members_share", "new_groups_begin_as_declared"]

_EACH = 4


async def every_group_gets_everything(trial: EventLogTrial) -> None:
    """Groups whose names differ in the slightest among them."""
    log = await trial.connect()
    groups = ("billing", "Billing", "billing-2", "shipping")
    consumers = {name: await trial.consumer(log, name) for name in groups}
    told = await trial.filled(log, await trial.places(log), _EACH)
    for name, consumer in consumers.items():
        came = await trial.everything(log, consumer)
        trial.same_records(came, told, f"what the group {name!r} got")
        await consumer.commit()


async def members_share(trial: EventLogTrial) -> None:
    """Each record comes to one of them, and each of them gets the whole of its partitions.

    Also when one has joined later, and those before it have lost some of theirs.
    """
    one, other = await trial.connect(), await trial.connect()
    places = await trial.several_places(one)
    members = [await trial.started(one)]
    for number in ("two", "three")[: len(places) - 1]:
        members.append(await trial.member(other))
        await trial.shared_out(one, *members)
        told = await trial.filled(one, places, _EACH, f"to {number}:")
        shares = await trial.drained(one, *members)
        trial.same_records(chain(*shares), told, f"what {number} of one group got together")
        for position, came in enumerate(shares, start=1):
            trial.true(came, f"consumer {position} of {number} in a group got nothing")
        for member in members:
            await member.commit()


async def new_groups_begin_as_declared(trial: EventLogTrial) -> None:
    log = await trial.connect()
    places = await trial.places(log)
    before = await trial.filled(log, places, _EACH, "before")
    consumer = await trial.consumer(log)
    after = await trial.filled(log, places, _EACH, "after")
    came = await trial.everything(log, consumer)
    begin = trial.parameter()
    told = [*before, *after] if begin == "earliest" else after
    trial.same_records(came, told, f"what a new group got that begins at the {begin}")
