"""Repositories that get wrong what is about several entities, versions, unique values and keys."""

from collections.abc import Iterable
from copy import copy
from typing import Any

from fakes.conformance.capabilities import Promise
from fakes.conformance.sabotage.repository.delegating import Delegating, overwritten
from fakes.conformance.sabotage.wrapping import Saboteur, let_others_run
from fakes.repository import ConstraintViolation, StaleVersion

__all__ = ["SABOTEURS"]


class _BatchesReversed(Delegating):
    async def add_all(self, entities: Iterable[Any], /) -> list[Any]:
        """Returned from the last to the first."""
        return (await self.real.add_all(entities))[::-1]


class _BatchesCut(Delegating):
    async def add_all(self, entities: Iterable[Any], /) -> list[Any]:
        """All but the last."""
        listed = list(entities)
        await self.real.add_all(listed[:-1])
        return listed


class _BatchesOneByOne(Delegating):
    async def add_all(self, entities: Iterable[Any], /) -> list[Any]:
        """One after the other."""
        return [await self.real.add(entity) for entity in entities]


class _ChecksVersionsFirst(Delegating):
    async def update(self, entity: Any, /) -> Any:
        """Look at the version, and then write."""
        stored = await self.real.get(self.facts.key_of(entity))
        version = self.facts.version or ""
        expected, actual = getattr(entity, version), getattr(stored, version)
        if expected != actual:
            raise StaleVersion(type(entity).__name__, self.facts.key_of(entity), expected, actual)
        await let_others_run()
        return await overwritten(self, entity)


class _IgnoresVersions(Delegating):
    async def update(self, entity: Any, /) -> Any:
        """Overwrite whatever is there."""
        await self.real.get(self.facts.key_of(entity))
        return await overwritten(self, entity)


class _IgnoresVersionsOfSaves(Delegating):
    async def save(self, entity: Any, /) -> Any:
        """Overwrite whatever is there."""
        return await overwritten(self, entity)


class _SwallowsViolations(Delegating):
    async def update(self, entity: Any, /) -> Any:
        """As if nothing were wrong."""
        try:
            return await self.real.update(entity)
        except ConstraintViolation:
            return entity


class _UniqueForEver(Delegating):
    """Values of what was deleted stay taken."""

    async def delete(self, key: Any, /) -> None:
        """Keep the values."""
        taken = self.shared.setdefault("taken", {})
        taken[repr(key)] = self._values(await self.real.get(key))
        await self.real.delete(key)

    async def add(self, entity: Any, /) -> Any:
        """Refuse values that were ever there under another key."""
        own, values = repr(self.facts.key_of(entity)), self._values(entity)
        taken = self.shared.get("taken", {})
        if values in [taken[key] for key in taken if key != own]:
            names = self.facts.unique_names[0]
            raise ConstraintViolation(type(entity).__name__, names, values, None)
        return await self.real.add(entity)

    def _values(self, entity: Any) -> list[Any]:
        return [getattr(entity, name) for name in self.facts.unique_names[0]]


class _KeysFromTheGreatest(Delegating):
    async def add(self, entity: Any, /) -> Any:
        """Under one more than the greatest key that there is, unless it has one."""
        keys = [self.facts.key_of(each) for each in await self.real.select()]
        key = self.facts.key_of(entity) or max(keys, default=0) + 1
        return await self.real.add(self.facts.with_key(entity, key))


class _TellsTheArgument(Delegating):
    async def add(self, entity: Any, /) -> Any:
        """Set the key on what was passed in."""
        stored = await self.real.add(entity)
        for name in self.facts.key_names:
            setattr(entity, name, getattr(stored, name))
        return stored


class _TellsNoArgument(Delegating):
    async def add(self, entity: Any, /) -> Any:
        """Leave what was passed in as it was."""
        return await self.real.add(copy(entity))


class _ForgetsUpdates(Delegating):
    async def update(self, entity: Any, /) -> Any:
        """As if it were written."""
        await self.real.get(self.facts.key_of(entity))
        return entity


SABOTEURS = (
    Saboteur("reversed_batches", "returns a batch reversed", "batch_is_the_loop", _BatchesReversed),
    Saboteur("cut_batches", "loses the last of a batch", "batch_is_the_loop", _BatchesCut),
    Saboteur("one_by_one", "adds a batch one by one", "batch_is_atomic", _BatchesOneByOne),
    Saboteur(
        "racing_versions",
        "checks the version without atomicity",
        "stale_version",
        _ChecksVersionsFirst,
    ),
    Saboteur("no_versions", "updates whatever the version", "stale_version", _IgnoresVersions),
    Saboteur(
        "no_versions_of_saves",
        "saves whatever the version",
        "last_write_wins",
        _IgnoresVersionsOfSaves,
        needs={Promise.VERSIONS},
    ),
    Saboteur("swallows", "swallows a violation", "unique", _SwallowsViolations),
    Saboteur("unique_for_ever", "never frees a unique value", "unique", _UniqueForEver),
    Saboteur(
        "greatest_key",
        "generates one more than the greatest",
        "generated_keys",
        _KeysFromTheGreatest,
    ),
    Saboteur(
        "tells_the_argument",
        "sets the key on what was passed in",
        "key_written_back",
        _TellsTheArgument,
        parameters={"key_written_back": "result"},
    ),
    Saboteur(
        "tells_no_argument",
        "does not set the key on what was passed in",
        "key_written_back",
        _TellsNoArgument,
        parameters={"key_written_back": "argument"},
    ),
    Saboteur("forgets_updates", "writes no update", "survives_reopen", _ForgetsUpdates),
)
"""Each with the guarantee that finds it out."""
