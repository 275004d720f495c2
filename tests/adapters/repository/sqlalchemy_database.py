"""A database as the adapter on SQLAlchemy Core sees it: connections, and errors of the port.

What each of the databases says, and which it is, is in `sqlalchemy_dialects`.
"""

from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Literal, Protocol

import attrs
from sqlalchemy import Connection, Engine, Table
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from fakes.repository import (
    InvalidWhere,
    Membership,
    RepositoryError,
    RepositoryUnavailable,
    TextMatch,
    Where,
)
from fakes.repository.where import leaves
from tests.adapters.repository.sqlalchemy_conditions import Nulls

__all__ = ["Database", "Dialect", "Explain", "Refusal", "Work"]

Refusal = Literal["key taken", "value taken", "conflict"]
"""What a database refuses and a caller can do something about."""

Explain = Callable[[Refusal, str], RepositoryError]
"""What the caller is told of a refusal, of which the database says this."""


@attrs.frozen
class Dialect:
    """One kind of database: what it cannot do, and how its driver's errors are read.

    `longest_pattern` is the most bytes in a pattern for LIKE, and `most_values` the most values in
    a condition, where these are limited. `snapshot` is the statement that has a unit of work see
    what was stored when it began, if one is needed. `aborts` says that after an error a transaction
    can only be rolled back, and `ends` whether this error has rolled it back already.
    `insert_if_absent` passes over a key that is taken, and tells.
    """

    nulls: Nulls
    stores_nul: bool
    longest_pattern: int | None
    most_values: int | None
    snapshot: str | None
    refusal: Callable[[object], Refusal | None]
    aborts: bool
    ends: Callable[[object], bool]
    insert_if_absent: Callable[[Connection, Table, Mapping[str, Any]], bool]

    def check_size(self, where: Where) -> None:
        """Refuse a condition that is too much for the database.

        Raises:
            InvalidWhere: It is.
        """
        values = 0
        for leaf in leaves(where):
            values += len(leaf.values) if isinstance(leaf, Membership) else 1
            if self.longest_pattern is not None and isinstance(leaf, TextMatch):
                length = len(leaf.pattern.encode())
                if length > self.longest_pattern:
                    most = f"patterns have at most {self.longest_pattern} bytes in this database"
                    raise InvalidWhere(leaf.attribute, f"{most}, not {length}")
        if self.most_values is not None and values > self.most_values:
            most = f"conditions have at most {self.most_values} values in this database"
            raise InvalidWhere("where", f"{most}, not {values}")


class Work(Protocol):
    """What a repository does its statements in: a transaction for each, or a unit of work."""

    @property
    def dialect(self) -> Dialect:
        """The database."""
        ...

    def statement(self, explain: Explain) -> AbstractContextManager[Connection]:
        """A connection for one operation, all of whose statements take effect or none."""
        ...


@attrs.frozen
class Database:
    """Engines of one database, and what is to be known of it.

    `units` has the isolation level of units of work; usually it shares the pool of the other.
    """

    engine: Engine
    units: Engine
    dialect: Dialect

    @contextmanager
    def statement(self, explain: Explain) -> Generator[Connection]:
        """A connection for one operation, which is a transaction by itself.

        Raises:
            RepositoryUnavailable: No connection could be made, or it was lost.
            RepositoryError: What `explain` makes of a refusal.
        """
        with self.connected(self.engine) as connection:
            # What was not committed is rolled back when the connection is given back or lost.
            with self.translated(explain, outcome_unknown=False):
                yield connection
            with self.translated(explain, outcome_unknown=True):
                connection.commit()

    def connected(self, engine: Engine) -> Connection:
        """A connection of one of the engines, to be closed.

        Raises:
            RepositoryUnavailable: None could be made.
        """
        try:
            return engine.connect()
        except (OperationalError, PoolTimeout) as error:
            raise RepositoryUnavailable(str(error), outcome_unknown=False) from error

    def close(self) -> None:
        """Close all connections that are not in use; later ones are new."""
        self.engine.dispose()
        self.units.dispose()

    @contextmanager
    def translated(self, explain: Explain, *, outcome_unknown: bool) -> Generator[None]:
        """Errors of the database in the words of the port; what is a mistake of ours stays so.

        Raises:
            RepositoryUnavailable: The connection was lost.
            RepositoryError: What `explain` makes of a refusal.
        """
        try:
            yield
        except DBAPIError as error:
            if error.connection_invalidated:
                reason = str(error.orig)
                raise RepositoryUnavailable(reason, outcome_unknown=outcome_unknown) from error
            if (refusal := self.dialect.refusal(error.orig)) is None:
                raise
            raise explain(refusal, str(error.orig)) from error
