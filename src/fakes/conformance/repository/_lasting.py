"""Checks of what lasts: beyond a reopening, and while many clients write at the same time."""

from collections.abc import Sequence
from typing import Any

from fakes.conformance.repository.trial import Entities, RepositoryTrial
from fakes.repository import DuplicateKey

__all__ = [
    "a_reader_never_goes_back",
    "adds_at_once_are_all_kept",
    "of_adds_at_once_one_wins",
    "what_is_stored_survives_a_reopening",
]

_WRITERS = 4
_VERSIONS = 6
_READINGS = 40
_MOMENT = 0.0005


async def what_is_stored_survives_a_reopening(trial: RepositoryTrial) -> None:
    """And so does what was deleted."""
    repository = await trial.connect()
    gone, kept, other, added = trial.entities(4)
    await repository.add(gone)
    await repository.delete(trial.key_of(gone))
    stored = await repository.add(kept)
    updated = await repository.update(trial.over(stored, other))
    await trial.restart()
    again = await trial.connect()
    await trial.holds(again, [updated], "after the store was reopened")
    await again.add(added)
    await trial.restart()
    await trial.holds(await trial.connect(), [updated, added], "after it was reopened again")


async def adds_at_once_are_all_kept(trial: RepositoryTrial) -> None:
    """Writes of other entities by other clients, at the same time, do not undo each other."""
    repository = await trial.connect()
    entities = trial.entities(_WRITERS)

    def branch(entity: Any) -> Any:
        async def add(own: Entities) -> None:
            await own.add(entity)

        return add

    await trial.concurrently(*map(branch, entities))
    await trial.holds(repository, entities, "after adds at the same time")


async def of_adds_at_once_one_wins(trial: RepositoryTrial) -> None:
    """Under one key, by as many clients."""
    repository = await trial.connect()
    first, *others = trial.entities(_WRITERS)
    rivals = [first, *(trial.with_key(other, trial.key_of(first)) for other in others)]

    def branch(entity: Any) -> Any:
        async def add(own: Entities) -> bool:
            try:
                await own.add(entity)
            except DuplicateKey:
                return False
            return True

        return add

    won = await trial.concurrently(*map(branch, rivals))
    trial.equal(sum(won), 1, f"how many of {_WRITERS} adds under one key succeeded")
    await trial.holds(repository, [rivals[won.index(True)]], "after the adds under one key")


async def a_reader_never_goes_back(trial: RepositoryTrial) -> None:
    """What one client has written, every read that begins later sees; or what came after it."""
    repository = await trial.connect()
    entity, *others = trial.entities(1 + _VERSIONS)
    key = trial.key_of(entity)
    stored = await repository.add(entity)
    versions = [entity, *(trial.over(entity, other) for other in others)]
    written = [0]
    readings: list[tuple[Any, int]] = []

    async def write(own: Entities) -> None:
        current = stored
        for number, version in enumerate(versions[1:], 1):
            current = await own.save(trial.over(current, version))
            written[0] = number
            await trial.pause(_MOMENT)

    async def read(own: Entities) -> None:
        seen = 0
        while seen < _VERSIONS and len(readings) < _READINGS:
            least = max(seen, written[0])
            found = await own.get(key)
            seen = _number(trial, found, versions, least)
            readings.append((found, seen))
            await trial.pause(_MOMENT)

    await trial.concurrently(write, read, read)
    for found, number in readings:
        trial.true(
            number <= _VERSIONS,
            f"get({key!r}) gave what was overwritten before it was called\n  got: {found!r}",
        )
    trial.same(await repository.get(key), versions[-1], f"get({key!r}) in the end")


def _number(trial: RepositoryTrial, found: Any, versions: Sequence[Any], least: int) -> int:
    """The number of the version that was found, from the least on; what no version has, if none."""
    numbered = enumerate(versions[least:], least)
    alike = (number for number, version in numbered if trial.is_same(found, version))
    return next(alike, len(versions))
