"""The databases that the adapter on SQLAlchemy Core is tried on, and tables in them."""

from collections.abc import Generator
from contextlib import closing, contextmanager
from importlib.metadata import version
from typing import Any

import attrs
import pytest
from sqlalchemy import Table, inspect

from tests.adapters.repository.model import Model
from tests.adapters.repository.sqlalchemy_database import Database
from tests.adapters.repository.sqlalchemy_dialects import mariadb, postgresql, sqlite
from tests.adapters.repository.sqlalchemy_tables import table_of

__all__ = ["Store", "described", "mariadb_database", "postgresql_database", "sqlite_database"]


@attrs.frozen(eq=False)
class Store:
    """A table of a database."""

    database: Database
    table: Table

    @classmethod
    @contextmanager
    def of(cls, database: Database, model: Model[Any], name: object) -> Generator["Store"]:
        """A new table, dropped at the end."""
        table = table_of(model, str(name))
        table.create(database.engine)
        try:
            yield cls(database, table)
        finally:
            table.drop(database.engine)

    @staticmethod
    def left(database: Database, name: object) -> list[str]:
        """What is left of a table that should be gone."""
        return [each for each in inspect(database.engine).get_table_names() if str(name) in each]


def described(database: Database) -> str:
    """The database with its version, and what speaks to it with theirs."""
    with database.connected(database.engine) as connection:
        dialect = connection.dialect
        numbers = ".".join(map(str, dialect.server_version_info or ()))
    name = {"postgresql": "PostgreSQL", "mariadb": "MariaDB", "sqlite": "SQLite"}[dialect.name]
    through = [f"SQLAlchemy {version('sqlalchemy')}"]
    if dialect.driver in ("psycopg", "pymysql"):
        through.append(f"{dialect.driver} {version(dialect.driver)}")
    return f"{name} {numbers} through {' and '.join(through)}"


@pytest.fixture(scope="session")
def sqlite_database(tmp_path_factory: pytest.TempPathFactory) -> Generator[Database]:
    """A file of SQLite."""
    folder = tmp_path_factory.mktemp("sqlite")
    with closing(sqlite(folder / "test.db")) as database:
        yield database


@pytest.fixture(scope="session")
def postgresql_database(postgresql_address: str) -> Generator[Database]:
    """The PostgreSQL of this run, which need not survive a loss of power."""
    options = "-c synchronous_commit=off"
    with closing(postgresql(postgresql_address, options=options)) as database:
        yield database


@pytest.fixture(scope="session")
def mariadb_database(mariadb_address: str) -> Generator[Database]:
    """The MariaDB of this run.

    Units of work do not wait for locks: it counts in whole seconds, and the checks have units open
    in one thread that can only wait in vain.
    """
    with closing(mariadb(mariadb_address, unit_lock_timeout=0)) as database:
        yield database
