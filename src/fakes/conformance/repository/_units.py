"""Checks of units of work: what they show, what they hide, and what they can do after an error."""

from typing import Any

from fakes.conformance.repository.trial import Entities, RepositoryTrial
from fakes.repository import (
    DuplicateKey,
    StaleVersion,
    TransactionAborted,
    UnitOfWorkClosed,
    WriteConflict,
)

__all__ = [
    "a_commit_shows_everything",
    "a_part_that_failed_is_undone",
    "after_an_error_it_does_as_declared",
    "at_once_nothing_is_lost",
    "nothing_uncommitted_is_read",
    "of_two_that_read_both_one_writes",
    "of_two_that_read_one_writes",
    "what_is_left_is_rolled_back",
    "what_was_rolled_back_was_never_there",
]

_WRITERS = 4


class _Failure(Exception):
    """What the checks leave a unit of work by."""


def _fail() -> None:
    raise _Failure


async def what_was_rolled_back_was_never_there(trial: RepositoryTrial) -> None:
    """Adds, updates and deletes alike; inside, they were there."""
    repository, reader = await trial.connect(), await trial.connect()
    new, kept, other, gone = trial.entities(4)
    for entity in (kept, gone):
        await repository.add(entity)
    async with await trial.unit_of_work(repository) as unit:
        inside = unit.on(repository)
        changed = await _write_everything(trial, inside, new, (kept, other), gone)
        await trial.holds(inside, [new, changed], "inside, before the rollback")
        await unit.rollback()
        attempt = unit.commit()
        await trial.refused(UnitOfWorkClosed, attempt, "commit after rollback")
    await trial.holds(reader, [kept, gone], "after the rollback")


async def what_is_left_is_rolled_back(trial: RepositoryTrial) -> None:
    """Left by an exception, or by its end without a commit."""
    repository, reader = await trial.connect(), await trial.connect()
    new, kept, other, gone = trial.entities(4)
    for entity in (kept, gone):
        await repository.add(entity)
    try:
        async with await trial.unit_of_work(repository) as unit:
            await _write_everything(trial, unit.on(repository), new, (kept, other), gone)
            _fail()
    except _Failure:
        await trial.holds(reader, [kept, gone], "after an exception left the unit")
    async with await trial.unit_of_work(repository) as unit:
        await _write_everything(trial, unit.on(repository), new, (kept, other), gone)
    await trial.holds(reader, [kept, gone], "after the unit ended without a commit")


async def a_commit_shows_everything(trial: RepositoryTrial) -> None:
    """To everyone, and at once."""
    repository, reader = await trial.connect(), await trial.connect()
    new, kept, other, gone = trial.entities(4)
    for entity in (kept, gone):
        await repository.add(entity)
    async with await trial.unit_of_work(repository) as unit:
        changed = await _write_everything(trial, unit.on(repository), new, (kept, other), gone)
        await unit.commit()
        attempt = unit.rollback()
        await trial.refused(UnitOfWorkClosed, attempt, "rollback after commit")
    await trial.holds(reader, [new, changed], "after the commit")


async def a_part_that_failed_is_undone(trial: RepositoryTrial) -> None:
    """By itself: what came before it and after it is committed."""
    repository = await trial.connect()
    before, part, after = trial.entities(3)
    async with await trial.unit_of_work(repository) as unit:
        inside = unit.on(repository)
        await inside.add(before)
        try:
            async with unit.savepoint():
                await inside.add(part)
                await inside.delete(trial.key_of(before))
                _fail()
        except _Failure:
            await trial.holds(inside, [before], "after an exception left the savepoint")
        async with unit.savepoint():
            await inside.add(after)
        await unit.commit()
    await trial.holds(repository, [before, after], "after the commit")


async def nothing_uncommitted_is_read(trial: RepositoryTrial) -> None:
    """By nobody outside; and a unit goes on reading what it read, unless that is not declared."""
    repository, other = await trial.connect(), await trial.connect()
    kept, changed, new = trial.entities(3)
    await repository.add(kept)
    key = trial.key_of(kept)
    async with await trial.unit_of_work(repository) as unit:
        inside = unit.on(repository)
        await inside.update(trial.over(await inside.get(key), changed))
        await inside.add(new)
        await trial.holds(other, [kept], "outside, before the commit")
        await unit.commit()
    written = trial.over(await repository.get(key), changed)
    await trial.holds(other, [written, new], "outside, after the commit")
    if trial.parameter("isolation") != "read committed":
        async with await trial.unit_of_work(repository) as unit:
            inside = unit.on(repository)
            await trial.holds(inside, [written, new], "inside, before another's write")
            await _give_way(other.delete(trial.key_of(new)))
            await trial.holds(inside, [written, new], "inside, after another's write")


async def of_two_that_read_one_writes(trial: RepositoryTrial) -> None:
    """Of two units that have read an entity and then write it, at most one is committed."""
    repository, other = await trial.connect(), await trial.connect()
    entity, *versions = trial.entities(3)
    read = await repository.add(entity)
    key = trial.key_of(read)
    wanted = [trial.over(read, version) for version in versions]
    committed: list[Any] = []
    async with (
        await trial.unit_of_work(repository) as first,
        await trial.unit_of_work(other) as second,
    ):
        repositories = [first.on(repository), second.on(other)]
        for inside in repositories:
            trial.same(await inside.get(key), read, f"get({key!r}) in a unit")
        for unit, inside, given in zip((first, second), repositories, wanted, strict=True):
            if await _give_way(_written(unit, inside, given)):
                committed.append(given)
    may_lose = trial.parameter("isolation") == "read committed"
    most = 2 if may_lose else 1
    trial.true(len(committed) <= most, "both units that had read an entity have overwritten it")
    await trial.holds(repository, (committed or [read])[-1:], "after both units")


async def of_two_that_read_both_one_writes(trial: RepositoryTrial) -> None:
    """Where units are as if one came after the other, also when each writes another entity."""
    repository, other = await trial.connect(), await trial.connect()
    entities = trial.entities(4)
    read = [await repository.add(entity) for entity in entities[:2]]
    wanted = [trial.over(*pair) for pair in zip(read, entities[2:], strict=True)]
    stored = list(read)
    committed = 0
    async with (
        await trial.unit_of_work(repository) as first,
        await trial.unit_of_work(other) as second,
    ):
        repositories = [first.on(repository), second.on(other)]
        for inside in repositories:
            await trial.holds(inside, read, "in a unit")
        units = zip((first, second), repositories, wanted, strict=True)
        for number, (unit, inside, given) in enumerate(units):
            if await _give_way(_written(unit, inside, given)):
                stored[number] = given
                committed += 1
    most = 1 if trial.parameter("isolation") == "serializable" else 2
    trial.true(committed <= most, "both units have written, each after the other's read")
    await trial.holds(repository, stored, "after both units")


async def at_once_nothing_is_lost(trial: RepositoryTrial) -> None:
    """Units that go on at the same time, each of which adds an entity, again after a conflict."""
    repository = await trial.connect()
    entities = trial.entities(_WRITERS)

    def branch(entity: Any) -> Any:
        async def add(own: Entities) -> int:
            for attempt in range(1, 51):
                async with await trial.unit_of_work(own) as unit:
                    if await _give_way(_added(unit, unit.on(own), entity)):
                        return attempt
                await trial.pause(0.001)
            return 0

        return add

    attempts = await trial.concurrently(*map(branch, entities))
    trial.true(0 not in attempts, "a unit of work got in no other's way, and yet never ended")
    await trial.holds(repository, entities, "after units at the same time")


async def after_an_error_it_does_as_declared(trial: RepositoryTrial) -> None:
    """It goes on, or nothing is left to it but to roll back; a savepoint saves it in any case."""
    repository = await trial.connect()
    taken, before, after = trial.entities(3)
    await repository.add(taken)
    async with await trial.unit_of_work(repository) as unit:
        inside = unit.on(repository)
        await inside.add(before)
        await trial.refused(DuplicateKey, inside.add(taken), "add under a key that is taken")
        if trial.parameter("after_an_error") == "continues":
            await inside.add(after)
            await unit.commit()
            expected = [taken, before, after]
        else:
            attempt = inside.add(after)
            await trial.refused(TransactionAborted, attempt, "add after the error")
            attempt = inside.get(trial.key_of(taken))
            await trial.refused(TransactionAborted, attempt, "get after the error")
            await trial.refused(TransactionAborted, unit.commit(), "commit after the error")
            expected = [taken]
    await trial.holds(repository, expected, "after an error in the unit")
    for entity in expected:
        await repository.delete(trial.key_of(entity))
    await _saved_by_a_savepoint(trial, repository, (taken, before, after))


async def _saved_by_a_savepoint(
    trial: RepositoryTrial, repository: Entities, entities: tuple[Any, Any, Any]
) -> None:
    taken, before, after = entities
    await repository.add(taken)
    async with await trial.unit_of_work(repository) as unit:
        inside = unit.on(repository)
        await inside.add(before)
        try:
            async with unit.savepoint():
                await inside.add(taken)
        except DuplicateKey:
            await inside.add(after)
        await unit.commit()
    await trial.holds(repository, entities, "after an error in a savepoint")


async def _write_everything(
    trial: RepositoryTrial, inside: Entities, new: Any, kept_and_other: tuple[Any, Any], gone: Any
) -> Any:
    """Add one entity, put another over one, delete one; what the second is now."""
    kept, other = kept_and_other
    await inside.add(new)
    changed = trial.over(await inside.get(trial.key_of(kept)), other)
    await inside.update(changed)
    await inside.delete(trial.key_of(gone))
    return changed


async def _written(unit: Any, inside: Entities, given: Any) -> None:
    await inside.update(given)
    await unit.commit()


async def _added(unit: Any, inside: Entities, entity: Any) -> None:
    await inside.add(entity)
    await unit.commit()


async def _give_way(attempt: Any) -> bool:
    """Whether the attempt was done, rather than given up for another unit of work."""
    try:
        await attempt
    except (WriteConflict, StaleVersion):
        return False
    return True
