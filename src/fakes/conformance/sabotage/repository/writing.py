"""Repositories that store something else than they are given, or elsewhere, or too late."""

import unicodedata
from collections.abc import Callable, Iterable
from contextlib import suppress
from copy import copy, deepcopy
from datetime import datetime
from typing import Any

from fakes.conformance.capabilities import Promise
from fakes.conformance.sabotage.repository.delegating import Delegating
from fakes.conformance.sabotage.wrapping import Saboteur, let_others_run
from fakes.repository import (
    EVERYTHING,
    ConstraintViolation,
    DuplicateKey,
    NotFound,
    Page,
    StaleVersion,
    Where,
)
from fakes.repository._entities import with_attribute

__all__ = ["SABOTEURS"]

_LONGEST = 255


class _Altering(Delegating):
    """Stores entities with other values in the attributes that are nothing special."""

    def altered(self, value: Any) -> Any:
        """What becomes of a value."""
        return value

    def _altered(self, entity: Any) -> Any:
        for name in self.facts.plain_names(entity):
            entity = with_attribute(entity, name, self.altered(getattr(entity, name)))
        return entity

    async def add(self, entity: Any, /) -> Any:
        """Add what it becomes."""
        return await self.real.add(self._altered(entity))

    async def save(self, entity: Any, /) -> Any:
        """Save what it becomes."""
        return await self.real.save(self._altered(entity))

    async def update(self, entity: Any, /) -> Any:
        """Update to what it becomes."""
        return await self.real.update(self._altered(entity))


class _CutsTexts(_Altering):
    def altered(self, value: Any) -> Any:
        """A text of at most 255 characters."""
        return value[:_LONGEST] if isinstance(value, str) else value


class _NormalisesTexts(_Altering):
    def altered(self, value: Any) -> Any:
        """A text in normal form."""
        return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


class _EmptyIsNone(_Altering):
    def altered(self, value: Any) -> Any:
        """No text, for an empty one."""
        return None if value == "" else value


class _WholeSeconds(_Altering):
    def altered(self, value: Any) -> Any:
        """A time without a fraction."""
        return value.replace(microsecond=0) if isinstance(value, datetime) else value


class _KeepsWhatItIsGiven(Delegating):
    """What is passed in is what is stored."""

    async def add(self, entity: Any, /) -> Any:
        """Keep it."""
        return self._keep(entity, await self.real.add(entity))

    async def save(self, entity: Any, /) -> Any:
        """Keep it."""
        return self._keep(entity, await self.real.save(entity))

    async def delete(self, key: Any, /) -> None:
        """Keep it no more."""
        await self.real.delete(key)
        self.shared.pop(repr(key), None)

    async def get(self, key: Any, /) -> Any:
        """A copy of what is kept."""
        found = await self.real.get(key)
        return deepcopy(self.shared.get(repr(key), found))

    def _keep(self, entity: Any, stored: Any) -> Any:
        self.shared[repr(self.facts.key_of(entity))] = entity
        return stored


class _AddsOver(Delegating):
    async def add(self, entity: Any, /) -> Any:
        """Overwrite."""
        stored = await self.real.find(self.facts.key_of(entity))
        return await self.real.save(self.facts.with_version_of(entity, stored or entity))


class _MergesSaves(Delegating):
    async def save(self, entity: Any, /) -> Any:
        """Keep what was there where the new one has nothing."""
        stored = await self.real.find(self.facts.key_of(entity))
        for name in self.facts.plain_names(entity) if stored is not None else ():
            if not getattr(entity, name):
                entity = with_attribute(entity, name, getattr(stored, name))
        return await self.real.save(entity)


class _FirstSaveWins(Delegating):
    async def save(self, entity: Any, /) -> Any:
        """Only what is new."""
        stored = await self.real.find(self.facts.key_of(entity))
        return await self.real.save(entity) if stored is None else stored


class _SwapsCopies(Delegating):
    async def add(self, entity: Any, /) -> Any:
        """Copy everything, sleep, and put the copy, with the new one, in the place of all."""
        copied = {repr(self.facts.key_of(each)) for each in await self.real.select()}
        await let_others_run()
        stored = await self.real.add(entity)
        await let_others_run()
        for each in await self.real.select():
            key = self.facts.key_of(each)
            if repr(key) not in copied and key != self.facts.key_of(stored):
                await _without_error(self.real.delete, key)
        return stored


class _ChecksThenAdds(Delegating):
    async def add(self, entity: Any, /) -> Any:
        """Look, and then write."""
        key = self.facts.key_of(entity)
        if key is None:
            return await self.real.add(entity)
        if await self.real.find(key) is not None:
            raise DuplicateKey(type(entity).__name__, key)
        await let_others_run()
        return await _overwritten(self, entity)


class _UpdateCreates(Delegating):
    async def update(self, entity: Any, /) -> Any:
        """What is not there is added."""
        return await self.real.save(entity)


class _ListsTheDeleted(Delegating):
    async def delete(self, key: Any, /) -> None:
        """Remember it."""
        ghost = await self.real.find(key)
        await self.real.delete(key)
        self.shared["ghost"] = [] if ghost is None else [ghost]

    async def select(self, where: Where = EVERYTHING, **how: Any) -> Page[Any]:
        """With what was deleted last."""
        page = await self.real.select(where, **how)
        return Page((*page.items, *self.shared.get("ghost", ())), page.next)


class _CountsTheDeleted(Delegating):
    async def delete(self, key: Any, /) -> None:
        """Count it."""
        await self.real.delete(key)
        self.shared["gone"] = self.shared.get("gone", 0) + 1

    async def count(self, where: Where = EVERYTHING) -> int:
        """With what was deleted."""
        gone: int = self.shared.get("gone", 0)
        return await self.real.count(where) + gone


class _CountsWrites(Delegating):
    async def save(self, entity: Any, /) -> Any:
        """Count it, whether it is new or not."""
        self.shared["saved"] = self.shared.get("saved", 0) + 1
        new = await self.real.find(self.facts.key_of(entity)) is None
        self.shared["new"] = self.shared.get("new", 0) + new
        return await self.real.save(entity)

    async def count(self, where: Where = EVERYTHING) -> int:
        """With what was saved over something."""
        over: int = self.shared.get("saved", 0) - self.shared.get("new", 0)
        return await self.real.count(where) + over


class _IgnoresMissing(Delegating):
    async def delete(self, key: Any, /) -> None:
        """Nothing, where there is nothing."""
        await _without_error(self.real.delete, key)


class _RefusesMissing(Delegating):
    async def delete(self, key: Any, /) -> None:
        """An error, where there is nothing."""
        await self.real.get(key)
        await self.real.delete(key)


class _LosesAfterDelete(Delegating):
    """A mark of the delete outlives it."""

    async def delete(self, key: Any, /) -> None:
        """Leave a mark."""
        await self.real.delete(key)
        self.shared[repr(key)] = "deleted"

    async def add(self, entity: Any, /) -> Any:
        """Store what nobody will find."""
        return await self._lost(entity, await self.real.add(entity))

    async def save(self, entity: Any, /) -> Any:
        """Likewise."""
        return await self._lost(entity, await self.real.save(entity))

    async def _lost(self, entity: Any, stored: Any) -> Any:
        key = self.facts.key_of(entity)
        if self.shared.get(repr(key)):
            await self.real.delete(key)
        return stored


class _RevivesTheDeleted(Delegating):
    async def delete(self, key: Any, /) -> None:
        """Only mark it."""
        self.shared[repr(key)] = await self.real.find(key)
        await self.real.delete(key)

    async def add(self, entity: Any, /) -> Any:
        """Take away the mark, and what was there is there again."""
        old = self.shared.pop(repr(self.facts.key_of(entity)), None)
        for name in self.facts.plain_names(entity) if old is not None else ():
            entity = with_attribute(entity, name, getattr(old, name))
        return await self.real.add(entity)


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
        return await _overwritten(self, entity)


class _IgnoresVersions(Delegating):
    async def update(self, entity: Any, /) -> Any:
        """Overwrite whatever is there."""
        await self.real.get(self.facts.key_of(entity))
        return await _overwritten(self, entity)


class _IgnoresVersionsOfSaves(Delegating):
    async def save(self, entity: Any, /) -> Any:
        """Overwrite whatever is there."""
        return await _overwritten(self, entity)


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
        if (found := await self.real.find(key)) is not None:
            self._taken.append(self._values(found))
        await self.real.delete(key)

    async def add(self, entity: Any, /) -> Any:
        """Refuse values that were ever there under another key."""
        for key, values in self._taken:
            if values == self._values(entity)[1] and key != self.facts.key_of(entity):
                names = self.facts.unique_names[0]
                raise ConstraintViolation(type(entity).__name__, names, values, None)
        return await self.real.add(entity)

    @property
    def _taken(self) -> list[tuple[Any, list[Any]]]:
        taken: list[tuple[Any, list[Any]]] = self.shared.setdefault("taken", [])
        return taken

    def _values(self, entity: Any) -> tuple[Any, list[Any]]:
        names = self.facts.unique_names[0]
        return self.facts.key_of(entity), [getattr(entity, name) for name in names]


class _KeysFromTheGreatest(Delegating):
    async def add(self, entity: Any, /) -> Any:
        """One more than the greatest key that there is."""
        if self.facts.key_of(entity) is None:
            keys = [self.facts.key_of(each) for each in await self.real.select()]
            entity = self.facts.with_key(entity, max(keys, default=0) + 1)
        return await self.real.add(entity)


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


class _UpdatesInMemory(Delegating):
    """What is updated is written when the client comes to it, which it never does."""

    async def update(self, entity: Any, /) -> Any:
        """Remember it."""
        stored = await self.real.get(self.facts.key_of(entity))
        self._own[repr(self.facts.key_of(entity))] = entity
        return self.facts.with_version_of(entity, stored)

    async def get(self, key: Any, /) -> Any:
        """What this client remembers."""
        found = await self.real.get(key)
        return self._own.get(repr(key), found)

    @property
    def _own(self) -> dict[str, Any]:
        own: dict[str, Any] = self.__dict__.setdefault("_remembered", {})
        return own


async def _without_error(delete: Callable[[Any], Any], key: Any) -> None:
    with suppress(NotFound):
        await delete(key)


async def _overwritten(broken: Delegating, entity: Any) -> Any:
    """Store an entity over whatever is there, of whatever version."""
    while True:
        stored = await broken.real.find(broken.facts.key_of(entity))
        given = broken.facts.with_version_of(entity, stored or entity)
        try:
            return await broken.real.save(given)
        except StaleVersion:
            await let_others_run()


SABOTEURS = (
    Saboteur("cuts_texts", "cuts texts at 255 characters", "round_trip", _CutsTexts),
    Saboteur("normalises", "puts texts into normal form", "round_trip", _NormalisesTexts),
    Saboteur("empty_is_none", "stores an empty text as NULL", "round_trip", _EmptyIsNone),
    Saboteur("whole_seconds", "drops fractions of seconds", "round_trip", _WholeSeconds),
    Saboteur(
        "keeps_the_argument",
        "stores the object passed in",
        "no_input_aliasing",
        _KeepsWhatItIsGiven,
    ),
    Saboteur("adds_over", "overwrites when it adds", "duplicate_add", _AddsOver),
    Saboteur("merges", "merges a save into what is there", "last_write_wins", _MergesSaves),
    Saboteur("first_save", "keeps what was saved first", "last_write_wins", _FirstSaveWins),
    Saboteur(
        "swaps_copies",
        "copies, sleeps and swaps on write",
        "concurrent_writes_are_kept",
        _SwapsCopies,
    ),
    Saboteur(
        "checks_then_adds",
        "looks for the key before it adds",
        "concurrent_writes_are_kept",
        _ChecksThenAdds,
    ),
    Saboteur(
        "update_creates",
        "adds what it cannot update",
        "update_missing_never_creates",
        _UpdateCreates,
    ),
    Saboteur("ghosts", "still lists deleted keys", "delete_is_complete", _ListsTheDeleted),
    Saboteur("counts_deleted", "counts what was deleted", "delete_is_complete", _CountsTheDeleted),
    Saboteur("counts_saves", "counts a save twice", "select_agrees", _CountsWrites),
    Saboteur(
        "ignores_missing",
        "deletes nothing without an error",
        "delete_missing",
        _IgnoresMissing,
        parameters={"delete_missing": "raises"},
    ),
    Saboteur(
        "refuses_missing",
        "raises for a delete of nothing",
        "delete_missing",
        _RefusesMissing,
        parameters={"delete_missing": "ignores"},
    ),
    Saboteur(
        "lost_after_delete", "loses a set after a delete", "re_add_after_delete", _LosesAfterDelete
    ),
    Saboteur("revives", "revives what was deleted", "re_add_after_delete", _RevivesTheDeleted),
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
    Saboteur("updates_in_memory", "keeps updates in memory", "survives_reopen", _UpdatesInMemory),
)
"""Each with the guarantee that finds it out."""
