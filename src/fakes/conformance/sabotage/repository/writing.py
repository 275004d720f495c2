"""Repositories that store something else than they are given, or elsewhere, or too late."""

import unicodedata
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from datetime import datetime
from typing import Any

from fakes.conformance.sabotage.repository.delegating import Delegating, overwritten
from fakes.conformance.sabotage.repository.showing import where_nothing_holds
from fakes.conformance.sabotage.wrapping import Saboteur, let_others_run
from fakes.repository import (
    EVERYTHING,
    NotFound,
    Page,
    Where,
)
from fakes.repository._entities import with_attribute

__all__ = ["SABOTEURS"]

_LONGEST = 255


class _Altering(Delegating):
    """Stores entities with other values in all attributes but the key and the version."""

    alter: Callable[[Any], Any]

    def _altered(self, entity: Any) -> Any:
        for name in self.facts.unkeyed_names(entity):
            entity = with_attribute(entity, name, self.alter(getattr(entity, name)))
        return entity

    async def add(self, entity: Any, /) -> Any:
        """Add what it becomes."""
        return await self.real.add(self._altered(entity))

    async def save(self, entity: Any, /) -> Any:
        """Save what it becomes."""
        return await self.real.save(self._altered(entity))


class _CutsTexts(_Altering):
    @staticmethod
    def alter(value: Any) -> Any:
        """A text of at most 255 characters."""
        return value[:_LONGEST] if isinstance(value, str) else value


class _NormalisesTexts(_Altering):
    @staticmethod
    def alter(value: Any) -> Any:
        """A text in normal form."""
        return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


class _EmptyIsNone(_Altering):
    @staticmethod
    def alter(value: Any) -> Any:
        """No text, for an empty one."""
        return None if value == "" else value


class _WholeSeconds(_Altering):
    @staticmethod
    def alter(value: Any) -> Any:
        """A time without a fraction."""
        return value.replace(microsecond=0) if isinstance(value, datetime) else value


class _KeepsWhatItIsGiven(Delegating):
    """What is passed in is what is stored."""

    async def add(self, entity: Any, /) -> Any:
        """Keep it."""
        self.shared[repr(self.facts.key_of(entity))] = entity
        return await self.real.add(entity)

    async def get(self, key: Any, /) -> Any:
        """A copy of what is kept."""
        found = await self.real.get(key)
        return deepcopy(self.shared.get(repr(key), found))


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
        stored = await self.real.find(self.facts.key_of(entity))
        await let_others_run()
        return await (overwritten(self, entity) if stored is None else self.real.add(entity))


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
        await self.real.delete(self.facts.key_of(await self.real.get(key)))


class _LosesAfterDelete(Delegating):
    """A mark of the delete outlives it."""

    async def delete(self, key: Any, /) -> None:
        """Leave a mark."""
        await self.real.delete(key)
        self.shared[repr(key)] = "deleted"

    async def add(self, entity: Any, /) -> Any:
        """Store what nobody will find."""
        stored = await self.real.add(entity)
        if self.shared.get(repr(self.facts.key_of(entity))):
            await self.real.delete(self.facts.key_of(entity))
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


async def _without_error(delete: Callable[[Any], Any], key: Any) -> None:
    with suppress(NotFound):
        await delete(key)


SABOTEURS = (
    Saboteur(
        "cuts_texts",
        "cuts texts at 255 characters",
        "round_trip",
        _CutsTexts,
        unseen=where_nothing_holds(str),
    ),
    Saboteur(
        "normalises",
        "puts texts into normal form",
        "round_trip",
        _NormalisesTexts,
        unseen=where_nothing_holds(str),
    ),
    Saboteur(
        "empty_is_none",
        "stores an empty text as NULL",
        "round_trip",
        _EmptyIsNone,
        unseen=where_nothing_holds(str),
    ),
    Saboteur(
        "whole_seconds",
        "drops fractions of seconds",
        "round_trip",
        _WholeSeconds,
        unseen=where_nothing_holds(datetime),
    ),
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
)
"""Each with the guarantee that finds it out."""
