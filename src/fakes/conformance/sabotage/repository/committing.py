"""Repositories whose units of work show, keep or lose what they should not."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from types import TracebackType
from typing import Any

from fakes.conformance.sabotage.repository.delegating import Delegating, DelegatingUnit
from fakes.conformance.sabotage.wrapping import Saboteur
from fakes.repository import (
    EVERYTHING,
    DuplicateKey,
    Page,
    TransactionAborted,
    UnitOfWorkClosed,
    Where,
    WriteConflict,
)

__all__ = ["SABOTEURS"]


_SERVED = 2

_Write = Callable[[], Awaitable[Any]]


class _KeepingUnit(DelegatingUnit):
    async def rollback(self) -> None:
        """Keep what was done."""
        await self.real.commit()


class _KeepsAfterRollback(Delegating):
    unit = _KeepingUnit


class _CommittingUnit(DelegatingUnit):
    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        with suppress(UnitOfWorkClosed, TransactionAborted):
            await self.real.commit()
        await self.real.__aexit__(kind, error, traceback)


class _CommitsWhatIsLeft(Delegating):
    unit = _CommittingUnit


class _OutsideUnit(DelegatingUnit):
    def on(self, repository: Any, /) -> Any:
        """The repository as it is outside."""
        return repository


class _WritesOutside(Delegating):
    unit = _OutsideUnit


class _UnitWithoutParts(DelegatingUnit):
    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """Nothing that can be undone by itself."""
        return nullcontext()


class _UndoesNoPart(Delegating):
    unit = _UnitWithoutParts


class _ForgettingUnit(DelegatingUnit):
    async def commit(self) -> None:
        """Do not."""
        await self.real.rollback()


class _ForgetsCommits(Delegating):
    unit = _ForgettingUnit


class _DirtyUnit(DelegatingUnit):
    def on(self, repository: Any, /) -> Any:
        """One whose writes are seen by everyone."""
        inside = super().on(repository)
        inside.inside = True
        return inside

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        self.shared["uncommitted"] = []
        await super().__aexit__(kind, error, traceback)


class _ShowsTheUncommitted(Delegating):
    unit = _DirtyUnit
    inside = False

    async def add(self, entity: Any, /) -> Any:
        """For everyone to see."""
        stored = await self.real.add(entity)
        if self.inside:
            self.shared["uncommitted"] = [*self.shared.get("uncommitted", ()), stored]
        return stored

    async def select(self, where: Where = EVERYTHING, **how: Any) -> Page[Any]:
        """With what is not committed."""
        page = await self.real.select(where, **how)
        uncommitted = () if self.inside else self.shared.get("uncommitted", ())
        return Page((*page.items, *uncommitted), page.next)


class _LateUnit(DelegatingUnit):
    """What it updates is written when it is committed, over whatever is there then."""

    def __init__(self, real: Any, shared: dict[str, Any]) -> None:
        super().__init__(real, shared)
        self.late: list[_Write] = []

    def on(self, repository: Any, /) -> Any:
        """One that updates when it is told to."""
        inside = super().on(repository)
        inside.outside, inside.late = repository, self.late
        return inside

    async def commit(self) -> None:
        """Write everything."""
        await self.real.commit()
        for write in self.late:
            await write()


class _LosesUpdates(Delegating):
    unit = _LateUnit
    outside: Any = None
    late: Any = None

    async def update(self, entity: Any, /) -> Any:
        """Now, or when it is committed."""
        if self.outside is None:
            return await self.real.update(entity)

        async def write() -> Any:
            stored = await self.outside.get(self.facts.key_of(entity))
            return await self.outside.update(self.facts.with_version_of(entity, stored))

        self.late.append(write)
        return entity


class _StoppingUnit(DelegatingUnit):
    def on(self, repository: Any, /) -> Any:
        """One that stops."""
        inside = super().on(repository)
        inside.stops = True
        return inside


class _StopsAfterAnError(Delegating):
    unit = _StoppingUnit
    stops = False
    error = ""

    async def add(self, entity: Any, /) -> Any:
        """Unless an add was refused before."""
        if self.error:
            raise TransactionAborted(self.error)
        try:
            return await self.real.add(entity)
        except DuplicateKey as error:
            self.error = str(error) * self.stops
            raise


class _StarvingUnit(DelegatingUnit):
    async def commit(self) -> None:
        """Give up, unless it is one of the first."""
        self.shared["units"] = self.shared.get("units", 0) + 1
        if self.shared["units"] > _SERVED:
            raise WriteConflict("entity", None, "other units are at it")
        await self.real.commit()


class _Starves(Delegating):
    unit = _StarvingUnit


class _SavingUnit(DelegatingUnit):
    def on(self, repository: Any, /) -> Any:
        """One that has a savepoint around every add."""
        inside = super().on(repository)
        inside.savepoint = self.real.savepoint
        return inside


class _GoesOnAfterAnError(Delegating):
    unit = _SavingUnit
    savepoint: Any = staticmethod(nullcontext)

    async def add(self, entity: Any, /) -> Any:
        """By itself."""
        async with self.savepoint():
            return await self.real.add(entity)


SABOTEURS = (
    Saboteur(
        "keeps_after_rollback",
        "keeps inserts after rollback",
        "rollback_hides",
        _KeepsAfterRollback,
    ),
    Saboteur(
        "commits_what_is_left",
        "commits what is left without a commit",
        "rollback_hides",
        _CommitsWhatIsLeft,
    ),
    Saboteur("autocommit", "writes outside of the unit", "rollback_hides", _WritesOutside),
    Saboteur("no_parts", "undoes no part of a unit", "rollback_hides", _UndoesNoPart),
    Saboteur("forgets_commits", "rolls back on commit", "commit_shows", _ForgetsCommits),
    Saboteur("dirty_reads", "shows what is not committed", "isolation", _ShowsTheUncommitted),
    Saboteur(
        "lost_updates",
        "overwrites what others have written since it read",
        "isolation",
        _LosesUpdates,
        parameters={"isolation": "snapshot"},
    ),
    Saboteur("starves", "lets all but a few units fail for ever", "isolation", _Starves),
    Saboteur(
        "stops_after_an_error",
        "does nothing after an error in a unit",
        "after_an_error",
        _StopsAfterAnError,
        parameters={"after_an_error": "continues"},
    ),
    Saboteur(
        "goes_on_after_an_error",
        "goes on after an error in a unit",
        "after_an_error",
        _GoesOnAfterAnError,
        parameters={"after_an_error": "aborted"},
    ),
)
"""Each with the guarantee that finds it out."""
