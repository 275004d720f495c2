"""Checks of versions: a stale one never overwrites a newer one, also when all write at once."""

from typing import Any

from fakes.conformance.repository.trial import Entities, RepositoryTrial
from fakes.repository import StaleVersion

__all__ = ["a_stale_update_is_refused", "of_writers_at_once_one_wins"]

_WRITERS = 4


async def a_stale_update_is_refused(trial: RepositoryTrial) -> None:
    """By update and by save, and what is stored stays as it was."""
    one, other = await trial.connect(), await trial.connect()
    entity, newer, stale = trial.entities(3)
    await one.add(entity)
    read = await other.get(trial.key_of(entity))
    written = await one.update(trial.over(read, newer))
    version: str = trial.suite.version
    versions = [getattr(each, version, None) for each in (read, written)]
    trial.true(versions[0] != versions[1], f"{version} after update\n  is still {versions[0]!r}")
    for name, write in (("update", other.update), ("save", other.save)):
        attempt = write(trial.over(read, stale))
        await trial.refused(StaleVersion, attempt, f"{name} of a stale version")
        await trial.holds(one, [written], f"after the refused {name}")
    again = trial.over(await other.get(trial.key_of(entity)), stale)
    trial.same(await other.update(again), again, "update of what was read again")


async def of_writers_at_once_one_wins(trial: RepositoryTrial) -> None:
    """All have read the same version."""
    repository = await trial.connect()
    entity, *versions = trial.entities(1 + _WRITERS)
    read = await repository.add(entity)
    wanted = [trial.over(read, version) for version in versions]

    def branch(given: Any) -> Any:
        async def write(own: Entities) -> Any:
            try:
                return await own.update(given)
            except StaleVersion:
                return None

        return write

    results = await trial.concurrently(*map(branch, wanted))
    won = [written for written in results if written is not None]
    trial.equal(len(won), 1, f"how many of {_WRITERS} updates of one version succeeded")
    await trial.holds(repository, won, "after updates at the same time")
