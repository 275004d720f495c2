"""Repositories and units of work on PostgreSQL, through asyncpg."""

import copy
from collections.abc import Generator, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, contextmanager
from types import TracebackType
from typing import Any, Generic, Self, TypeVar, cast

import asyncpg
import attrs

from fakes.repository import (
    EVERYTHING,
    ConstraintViolation,
    Cursor,
    DuplicateKey,
    InvalidSetting,
    NotFound,
    Order,
    Page,
    StaleVersion,
    UnitOfWorkClosed,
    Where,
    WriteConflict,
)
from tests.adapters.repository.asyncpg_sessions import (
    Pool,
    Pooled,
    Session,
    Transaction,
    acquired,
)
from tests.adapters.repository.asyncpg_sql import Table

__all__ = ["AsyncpgRepository", "AsyncpgUnitOfWork"]

E = TypeVar("E")
K = TypeVar("K")
R = TypeVar("R")

_IN_THE_WAY = (
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.LockNotAvailableError,
)


class AsyncpgRepository(Generic[E, K]):
    """Entities in one table; each method is one statement, and so takes effect at once.

    The pool has `prepare` as its `init`. It should have a `lock_timeout` too, after which a write
    gives up waiting for another's transaction, and a `command_timeout`, after which a server that
    is gone is noticed.
    """

    def __init__(self, table: Table[E], pool: Pool) -> None:
        self.pool = pool
        self._table = table
        # No text of PostgreSQL's holds a NUL.
        self._model = attrs.evolve(table.model, stores_nul=False)
        self._session: Session = Pooled(pool)

    async def add(self, entity: E, /) -> E:
        """Store a new entity."""
        return await self._add(self._model.values(entity))

    async def add_all(self, entities: Iterable[E], /) -> list[E]:
        """Store new entities, one after the other in one transaction."""
        listed = list(entities)
        async with self._session.together() as session:
            inside = self.within(session)
            return [await inside._add(self._model.values(entity)) for entity in listed]

    async def get(self, key: K, /) -> E:
        """The entity with this key."""
        found = await self.find(key)
        if found is None:
            raise NotFound(self._model.name, key)
        return found

    async def find(self, key: K, /) -> E | None:
        """The entity with this key, or None."""
        self._model.check_key(key)
        rows = await self._session.read(self._table.find(key))
        return self._entity(rows[0]) if rows else None

    async def update(self, entity: E, /) -> E:
        """Replace the entity with this one's key."""
        values = self._model.values(entity)
        key = values[self._model.key]
        self._model.check_key(key)
        with self._translated(values):
            rows = await self._session.write(self._table.update(values))
        return self._entity(rows[0] if rows else await self._refuse(values))

    async def save(self, entity: E, /) -> E:
        """Update or add, in one statement."""
        values = self._model.values(entity)
        if values[self._model.key] is None:
            return await self._add(values)
        with self._translated(values):
            rows = await self._session.write(self._table.upsert(values))
        return self._entity(rows[0] if rows else await self._refuse(values))

    async def delete(self, key: K, /) -> None:
        """Delete the entity with this key."""
        self._model.check_key(key)
        with self._translated({self._model.key: key}):
            rows = await self._session.write(self._table.delete(key))
        if not rows:
            raise NotFound(self._model.name, key)

    async def select(
        self,
        where: Where = EVERYTHING,
        *,
        order_by: Order | Sequence[Order] = (),
        limit: int | None = None,
        offset: int = 0,
        after: Cursor | None = None,
    ) -> Page[E]:
        """The entities that meet the condition."""
        self._model.check_where(where)
        query = self._model.query(order_by, limit, offset, after)
        rows = await self._session.read(self._table.select(where, query))
        found = tuple(map(self._entity, rows))
        if limit is None or len(found) <= limit:
            return Page(found)
        return Page(found[:limit], query.cursor(found[limit - 1]))

    async def count(self, where: Where = EVERYTHING) -> int:
        """How many entities meet the condition."""
        self._model.check_where(where)
        [row] = await self._session.read(self._table.count(where))
        number: int = row["count"]
        return number

    def within(self, session: Session) -> Self:
        """The same repository, whose statements are executed elsewhere."""
        twin = copy.copy(self)
        twin._session = session
        return twin

    @property
    def is_outside(self) -> bool:
        """Whether it is in no unit of work."""
        return isinstance(self._session, Pooled)

    async def _add(self, values: dict[str, Any]) -> E:
        with self._translated(values):
            [row] = await self._session.write(self._table.insert(values))
        return self._entity(row)

    async def _refuse(self, values: dict[str, Any]) -> Any:
        """Say why there was no row to write: there is none, or it has another version."""
        key, version = values[self._model.key], self._model.version
        rows = await self._session.read(self._table.find(key))
        if version is None or not rows:
            raise NotFound(self._model.name, key)
        raise StaleVersion(self._model.name, key, values[version], rows[0][version])

    def _entity(self, row: "asyncpg.Record") -> E:
        return self._model.entity(**dict(row))

    @contextmanager
    def _translated(self, values: dict[str, Any]) -> Generator[None]:
        """Raise what the port says in place of what PostgreSQL says of a write."""
        key = values[self._model.key]
        try:
            yield
        except asyncpg.UniqueViolationError as error:
            unique = self._model.unique
            if unique is None or error.constraint_name == self._table.key_constraint:
                raise DuplicateKey(self._model.name, key) from error
            # PostgreSQL does not tell whose they are.
            raise ConstraintViolation(
                self._model.name, (unique,), (values[unique],), None
            ) from error
        except _IN_THE_WAY as error:
            raise WriteConflict(self._model.name, key, str(error)) from error


class AsyncpgUnitOfWork:
    """A transaction on a connection of its own, at the isolation level REPEATABLE READ.

    After an error of the database nothing is left but to roll back, entirely or to a savepoint.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._transaction: Transaction | None = None
        self._held = AsyncExitStack()

    async def __aenter__(self) -> Self:
        if self._transaction is not None:
            raise UnitOfWorkClosed("has begun before and cannot begin again")
        async with AsyncExitStack() as held:
            connection = await held.enter_async_context(acquired(self._pool))
            self._transaction = Transaction(connection)
            await self._transaction.begin()
            held.push_async_callback(self._transaction.leave)
            self._held = held.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        await self._held.aclose()

    def on(self, repository: R, /) -> R:
        """The same repository inside this unit of work."""
        transaction = self._begun()
        transaction.require_open()
        if not isinstance(repository, AsyncpgRepository):
            raise InvalidSetting("repository", f"must be on asyncpg, not {repository!r}")
        outside = cast(AsyncpgRepository[Any, Any], repository)
        if outside.pool is not self._pool or not outside.is_outside:
            raise InvalidSetting("repository", "is in another unit of work, or of another pool")
        return cast(R, outside.within(transaction))

    async def commit(self) -> None:
        """Make the changes take effect, and end."""
        await self._begun().commit()

    async def rollback(self) -> None:
        """Undo the changes, and end."""
        await self._begun().rollback()

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """A part of the work that is undone when an exception leaves it."""
        return self._begun().savepoint()

    def _begun(self) -> Transaction:
        if self._transaction is None:
            raise UnitOfWorkClosed("has not begun")
        return self._transaction
