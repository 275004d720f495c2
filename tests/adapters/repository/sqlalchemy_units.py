"""`UnitOfWork` on SQLAlchemy Core: a transaction, in which repositories do their statements."""

from collections.abc import Generator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self, TypeVar, cast

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from fakes.repository import (
    InvalidSetting,
    RepositoryError,
    TransactionAborted,
    UnitOfWorkClosed,
    WriteConflict,
)
from tests.adapters.repository.sqlalchemy_core import SqlRepository
from tests.adapters.repository.sqlalchemy_database import Database, Dialect, Explain, Refusal

__all__ = ["SqlUnitOfWork"]

R = TypeVar("R")


class SqlUnitOfWork:
    """A transaction on one connection; a context manager, used once, in one thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._state = "has not begun"
        self._connection: Connection | None = None
        self._failure: str | None = None
        self._is_lost = False

    @property
    def dialect(self) -> Dialect:
        """The database."""
        return self._database.dialect

    def __enter__(self) -> Self:
        if self._state != "has not begun":
            raise UnitOfWorkClosed(f"{self._state} and cannot begin again")
        connection = self._database.connected(self._database.units)
        try:
            with self._database.translated(_conflict_of_units, outcome_unknown=False):
                connection.begin()
                if self.dialect.snapshot is not None:
                    connection.exec_driver_sql(self.dialect.snapshot)
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        self._state = "is open"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        if self._connection is not None:
            self.rollback()

    def on(self, repository: R, /) -> R:
        """The same repository inside this unit of work: `UnitOfWork.on`."""
        self._open()
        if not isinstance(repository, SqlRepository) or repository.work != self._database:
            raise InvalidSetting("repository", f"is no part of this unit of work: {repository!r}")
        return cast(R, cast(SqlRepository[Any, Any], repository).inside(self))

    def commit(self) -> None:
        """Make the changes take effect, and end: `UnitOfWork.commit`."""
        connection = self._open()
        if (failure := self._failure) is not None:
            # PostgreSQL would roll back, and say that all is well.
            self.rollback()
            raise TransactionAborted(failure)
        self._connection, self._state = None, "was rolled back"
        # Closing rolls back what could not be committed.
        with connection, self._database.translated(_conflict_of_units, outcome_unknown=True):
            connection.commit()
            self._state = "was committed"

    def rollback(self) -> None:
        """Undo the changes, and end: `UnitOfWork.rollback`."""
        connection = self._open()
        self._connection, self._state = None, "was rolled back"
        connection.close()

    @contextmanager
    def savepoint(self) -> Generator[None]:
        """A part that can fail by itself: `UnitOfWork.savepoint`."""
        connection = self._open()
        self._require_sound()
        with self._asking(_conflict_of_units):
            part = connection.begin_nested()
        try:
            yield
            self._require_sound()
        except BaseException:
            if part.is_active and not self._is_lost:
                with self._asking(_conflict_of_units):
                    part.rollback()
                self._failure = None
            raise
        if part.is_active:
            with self._asking(_conflict_of_units):
                part.commit()

    @contextmanager
    def statement(self, explain: Explain) -> Generator[Connection]:
        """The connection of the unit, for one operation.

        Raises:
            UnitOfWorkClosed: It is not open.
            TransactionAborted: An error has aborted it.
            RepositoryUnavailable: The connection was lost, and everything with it.
            RepositoryError: What `explain` makes of a refusal.
        """
        connection = self._open()
        self._require_sound()
        with self._asking(explain):
            yield connection

    @contextmanager
    def _asking(self, explain: Explain) -> Generator[None]:
        """Ask the database, and note what an error of it leaves of the unit."""
        try:
            with self._database.translated(explain, outcome_unknown=False):
                yield
        except (DBAPIError, RepositoryError) as error:
            cause = error if isinstance(error, DBAPIError) else error.__cause__
            if isinstance(cause, DBAPIError):
                self._is_lost = cause.connection_invalidated or self.dialect.ends(cause.orig)
                if self._is_lost or self.dialect.aborts:
                    self._failure = str(error)
            raise

    def _open(self) -> Connection:
        if self._connection is None:
            raise UnitOfWorkClosed(self._state)
        return self._connection

    def _require_sound(self) -> None:
        if self._connection is not None and self._failure is not None:
            raise TransactionAborted(self._failure)


def _conflict_of_units(refusal: Refusal, reason: str) -> RepositoryError:
    """What is said of a refusal when no single entity is being written."""
    del refusal
    return WriteConflict("unit of work", None, reason)
