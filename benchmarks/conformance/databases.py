"""The repository suites of the tests, on the databases that they are run on."""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from attrs import frozen

from benchmarks.conformance.judged import judged
from benchmarks.trials import Cannot
from tests.adapters.repository import test_sqlalchemy as on_sql
from tests.adapters.repository.sqlalchemy_database import Database
from tests.adapters.repository.sqlalchemy_dialects import postgresql, sqlite
from tests.services.participants import Participants
from tests.services.postgresql import POSTGRESQL

__all__ = ["DATABASES", "on_database"]


@frozen
class OnDatabase:
    """A database, under the name of the fixture that gives it, and the suites on it."""

    fixture: str
    opened: Callable[[], AbstractContextManager[Database]]
    suites: Sequence[type[Any]]


@contextmanager
def sqlite_database() -> Generator[Database]:
    with TemporaryDirectory() as folder, closing(sqlite(Path(folder) / "test.db")) as database:
        yield database


@contextmanager
def postgresql_database() -> Generator[Database]:
    with (
        POSTGRESQL.found(Participants()) as address,
        closing(postgresql(address, options="-c synchronous_commit=off")) as database,
    ):
        yield database


DATABASES: Mapping[str, OnDatabase] = {
    "SQLite": OnDatabase(
        "sqlite_database",
        sqlite_database,
        (on_sql.TestProductsOnSQLite, on_sql.TestAccountsOnSQLite),
    ),
    "PostgreSQL": OnDatabase(
        "postgresql_database",
        postgresql_database,
        (on_sql.TestProductsOnPostgreSQL, on_sql.TestAccountsOnPostgreSQL),
    ),
}


def on_database(name: str, examples: int, *slugs: str) -> float | Cannot:
    """The seconds per suite there, of the two with entities of two kinds."""
    known = DATABASES[name]
    try:
        with known.opened() as database:
            fixtures = {known.fixture: database}
            seconds = [
                judged(suite, *slugs, examples=examples, **fixtures)[0] for suite in known.suites
            ]
    except pytest.skip.Exception as absent:
        return Cannot(str(absent))
    return sum(seconds) / len(seconds)
