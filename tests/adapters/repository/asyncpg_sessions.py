"""Where statements are executed: each by itself on a pool, or in a transaction; and what fails."""

from collections.abc import AsyncGenerator, Generator
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
)
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

import asyncpg

from fakes.repository import RepositoryUnavailable, TransactionAborted, UnitOfWorkClosed
from tests.adapters.repository.asyncpg_sql import Statement

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

__all__ = ["Pool", "Pooled", "Session", "Transaction", "acquired"]

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
Connection: TypeAlias = "PoolConnectionProxy[asyncpg.Record]"
Rows: TypeAlias = "list[asyncpg.Record]"

_LOST: Final = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
)
"""What a server that cannot be reached is told by. asyncpg's timeouts are OSErrors too."""


class Session(Protocol):
    """Where a repository executes its statements."""

    async def read(self, statement: Statement) -> Rows:
        """The rows that a statement gives that changes nothing."""
        ...

    async def write(self, statement: Statement) -> Rows:
        """The rows that a statement gives that changes something."""
        ...

    def together(self) -> AbstractAsyncContextManager["Session"]:
        """Where to execute what takes effect together, when the block ends without an error."""
        ...


class Pooled:
    """Each statement by itself, on any connection of the pool; it has taken effect when it ends."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def read(self, statement: Statement) -> Rows:
        """What a statement gives that changes nothing."""
        async with acquired(self.pool) as connection:
            with reaching(connection, outcome_unknown=False):
                return await connection.fetch(statement.text, *statement.values)

    async def write(self, statement: Statement) -> Rows:
        """What a statement gives that changes something."""
        async with acquired(self.pool) as connection:
            with reaching(connection, outcome_unknown=True):
                return await connection.fetch(statement.text, *statement.values)

    @asynccontextmanager
    async def together(self) -> AsyncGenerator[Session]:
        """Execute the block in a transaction of its own."""
        async with acquired(self.pool) as connection:
            transaction = Transaction(connection)
            await transaction.begin()
            try:
                yield transaction
                await transaction.commit()
            finally:
                await transaction.leave()


class Transaction:
    """A transaction of the level REPEATABLE READ, which PostgreSQL makes a snapshot of."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._state = "has not begun"
        self._cause = ""
        self._savepoints = 0

    async def begin(self) -> None:
        """Begin, and look at the database as it is now.

        The empty SELECT does that: by itself, BEGIN leaves it to the first statement.
        """
        with self._reaching():
            await self._connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT")
        self._state = "is open"

    async def read(self, statement: Statement) -> Rows:
        """What a statement gives."""
        self.require_open()
        with self._reaching(), self._noting_failure():
            return await self._connection.fetch(statement.text, *statement.values)

    async def write(self, statement: Statement) -> Rows:
        """What a statement gives; until the commit, it has changed nothing for others."""
        return await self.read(statement)

    @asynccontextmanager
    async def together(self) -> AsyncGenerator[Session]:
        """Execute the block here: an error in it aborts all of the transaction."""
        yield self

    async def commit(self) -> None:
        """Make everything take effect, and end.

        Raises:
            TransactionAborted: A statement has failed. PostgreSQL answers COMMIT with ROLLBACK
                then, which is no error to asyncpg.
        """
        self.require_open()
        self._state = "was committed"
        with reaching(self._connection, outcome_unknown=True):
            done = await self._connection.execute("COMMIT")
        if done == "ROLLBACK":
            self._state = "was rolled back"
            raise TransactionAborted(self._cause)

    async def rollback(self) -> None:
        """Undo everything, and end."""
        self.require_open()
        self._state = "was rolled back"
        # The server has done it already when it lost the connection.
        if not is_lost(self._connection):
            with self._reaching():
                await self._connection.execute("ROLLBACK")

    async def leave(self) -> None:
        """Roll back, unless it has ended."""
        if self._state == "is open":
            await self.rollback()

    @asynccontextmanager
    async def savepoint(self) -> AsyncGenerator[None]:
        """A part that is undone when an exception leaves it."""
        self.require_open()
        self._savepoints += 1
        name = f"savepoint_{self._savepoints}"
        await self._execute(f"SAVEPOINT {name}")
        try:
            yield
            if self._state == "is open":
                # After an error that the block kept to itself, this is refused.
                await self._execute(f"RELEASE {name}")
        except BaseException:
            if self._state == "is open" and not is_lost(self._connection):
                await self._execute(f"ROLLBACK TO {name}; RELEASE {name}")
            raise

    def require_open(self) -> None:
        """Refuse to go on before it has begun, or after it has ended.

        Raises:
            UnitOfWorkClosed: It is not open.
        """
        if self._state != "is open":
            raise UnitOfWorkClosed(self._state)

    async def _execute(self, text: str) -> None:
        with self._reaching(), self._noting_failure():
            await self._connection.execute(text)

    def _reaching(self) -> AbstractContextManager[None]:
        # Without a COMMIT, whatever becomes of a statement, it has changed nothing.
        return reaching(self._connection, outcome_unknown=False)

    @contextmanager
    def _noting_failure(self) -> Generator[None]:
        try:
            yield
        except asyncpg.InFailedSQLTransactionError:
            raise TransactionAborted(self._cause) from None
        except asyncpg.PostgresError as error:
            self._cause = str(error)
            raise


@asynccontextmanager
async def acquired(pool: Pool) -> AsyncGenerator[Connection]:
    """A connection of the pool, for as long as the block lasts.

    Raises:
        RepositoryUnavailable: There is none to be had.
    """
    try:
        connection = await pool.acquire()
    except _LOST as error:
        raise RepositoryUnavailable(_told(error), outcome_unknown=False) from error
    try:
        yield connection
    finally:
        await pool.release(connection)


@contextmanager
def reaching(connection: Connection, *, outcome_unknown: bool) -> Generator[None]:
    """Tell of a connection that is lost in the block.

    Raises:
        RepositoryUnavailable: It is.
    """
    try:
        yield
    except _LOST as error:
        raise RepositoryUnavailable(_told(error), outcome_unknown=outcome_unknown) from error
    except asyncpg.InternalClientError as error:
        # What a server that is shutting down says between statements has confused asyncpg.
        connection.terminate()
        raise RepositoryUnavailable(_told(error), outcome_unknown=outcome_unknown) from error
    except asyncpg.InterfaceError as error:
        # asyncpg refuses to send anything on a connection that was lost before.
        if is_lost(connection):
            raise RepositoryUnavailable(_told(error), outcome_unknown=False) from error
        raise


def is_lost(connection: Connection) -> bool:
    """Whether there is no connection any more: then the pool has taken it back by itself."""
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:
        return True


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
