"""What broken repositories are made of: they do as the real one does, apart from one thing."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Any, Self

from fakes.conformance.repository.facts import Facts
from fakes.repository import (
    EVERYTHING,
    AsyncRepository,
    AsyncUnitOfWork,
    Cursor,
    Order,
    Page,
    Where,
)

__all__ = ["Delegating", "DelegatingUnit", "overwritten"]


class DelegatingUnit:
    """Does what the real unit of work does; in it, a broken repository is broken too."""

    def __init__(self, real: AsyncUnitOfWork, shared: dict[str, Any]) -> None:
        self.real: AsyncUnitOfWork = real
        self.shared: dict[str, Any] = shared

    async def __aenter__(self) -> Self:
        await self.real.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        await self.real.__aexit__(kind, error, traceback)

    def on(self, repository: Any, /) -> Any:
        """The broken repository over the real one in this unit of work."""
        return type(repository)(self.real.on(repository.real), self.shared)

    async def commit(self) -> None:
        """Make the changes take effect: see `UnitOfWork.commit`."""
        await self.real.commit()

    async def rollback(self) -> None:
        """Undo the changes: see `UnitOfWork.rollback`."""
        await self.real.rollback()

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """A part that can fail by itself: see `UnitOfWork.savepoint`."""
        return self.real.savepoint()


class Delegating:
    """Does what the real repository does; `shared` is what all clients of one store share."""

    unit: type[DelegatingUnit] = DelegatingUnit

    def __init__(self, real: AsyncRepository[Any, Any], shared: dict[str, Any]) -> None:
        self.real: AsyncRepository[Any, Any] = real
        self.shared: dict[str, Any] = shared

    @property
    def facts(self) -> Facts:
        """What the suite says of the entities."""
        return Facts(self.shared["suite"])

    def unit_of_work(self, real: AsyncUnitOfWork) -> DelegatingUnit:
        """The broken unit of work over the real one."""
        return self.unit(real, self.shared)

    async def add(self, entity: Any, /) -> Any:
        """Store a new entity: see `Repository.add`."""
        return await self.real.add(entity)

    async def add_all(self, entities: Iterable[Any], /) -> list[Any]:
        """Store new entities: see `Repository.add_all`."""
        return await self.real.add_all(entities)

    async def get(self, key: Any, /) -> Any:
        """The entity with this key: see `Repository.get`."""
        return await self.real.get(key)

    async def find(self, key: Any, /) -> Any:
        """The entity with this key, or None: see `Repository.find`."""
        return await self.real.find(key)

    async def update(self, entity: Any, /) -> Any:
        """Replace an entity: see `Repository.update`."""
        return await self.real.update(entity)

    async def save(self, entity: Any, /) -> Any:
        """Update or add: see `Repository.save`."""
        return await self.real.save(entity)

    async def delete(self, key: Any, /) -> None:
        """Delete an entity: see `Repository.delete`."""
        await self.real.delete(key)

    async def select(
        self,
        where: Where = EVERYTHING,
        *,
        order_by: Order | Sequence[Order] = (),
        limit: int | None = None,
        offset: int = 0,
        after: Cursor | None = None,
    ) -> Page[Any]:
        """Entities that meet a condition: see `Repository.select`."""
        return await self.real.select(
            where, order_by=order_by, limit=limit, offset=offset, after=after
        )

    async def count(self, where: Where = EVERYTHING) -> int:
        """How many meet a condition: see `Repository.count`."""
        return await self.real.count(where)


async def overwritten(broken: Delegating, entity: Any) -> Any:
    """Store an entity over whatever is there, of whatever version."""
    stored = await broken.real.find(broken.facts.key_of(entity))
    return await broken.real.save(broken.facts.with_version_of(entity, stored or entity))
