"""The databases that the profiles stand for, asked how they compare text."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, Protocol

import psycopg
import pytest

from fakes.repository.profile import (
    MARIADB_10_11_UTF8MB4_GENERAL_CI,
    POSTGRESQL_15_C_UTF8,
    SQLITE_3,
    Profile,
)
from tests.services.mariadb import connect

__all__ = ["DATABASES", "TextDatabase", "mariadb", "postgresql", "text_database"]


class TextDatabase(Protocol):
    """A database that compares texts as a profile of ours claims to."""

    profile: Profile
    takes_nul: bool

    def ask(self, expression: str, *values: object) -> Any:
        """What an expression is worth, `?` standing for a text of the profile's collation."""
        ...

    def sorted(self, texts: list[str]) -> list[int]:
        """The positions of the texts in ascending order, equal ones as they came."""
        ...


class PostgreSQL:
    profile = POSTGRESQL_15_C_UTF8
    takes_nul = False

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def ask(self, expression: str, *values: object) -> Any:
        query = expression.replace("%", "%%").replace("?", '(%s::text COLLATE "C.utf8")')
        return self.connection.execute(f"SELECT {query}", values).fetchone()[0]

    def sorted(self, texts: list[str]) -> list[int]:
        query = """SELECT place FROM unnest(%s::text[]) WITH ORDINALITY AS listed(text, place)
            ORDER BY text COLLATE "C.utf8", place"""
        return [place - 1 for (place,) in self.connection.execute(query, [texts]).fetchall()]


class MariaDB:
    profile = MARIADB_10_11_UTF8MB4_GENERAL_CI
    takes_nul = True

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def ask(self, expression: str, *values: object) -> Any:
        text = "(CONVERT(%s USING utf8mb4) COLLATE utf8mb4_general_ci)"
        query = expression.replace("\\", "\\\\").replace("%", "%%").replace("?", text)
        return self._rows(f"SELECT {query}", values)[0][0]

    def sorted(self, texts: list[str]) -> list[int]:
        selects = " UNION ALL ".join(
            f"SELECT {place} AS place, CONVERT(%s USING utf8mb4) COLLATE utf8mb4_general_ci AS text"
            for place in range(len(texts))
        )
        query = f"SELECT place FROM ({selects}) AS listed ORDER BY text, place"
        return [place for (place,) in self._rows(query, texts)]

    def _rows(self, query: str, values: object) -> Any:
        with self.connection.cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchall()


class SQLite:
    profile = SQLITE_3
    takes_nul = True

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def ask(self, expression: str, *values: object) -> Any:
        return self.connection.execute(f"SELECT {expression}", values).fetchone()[0]

    def sorted(self, texts: list[str]) -> list[int]:
        listed = ", ".join(f"({place}, ?)" for place in range(len(texts)))
        query = f"""WITH listed(place, text) AS (VALUES {listed})
            SELECT place FROM listed ORDER BY text, place"""
        return [place for (place,) in self.connection.execute(query, texts)]


DATABASES = ("PostgreSQL", "MariaDB", "SQLite")


def postgresql(request: pytest.FixtureRequest) -> Any:
    """A connection to PostgreSQL, each statement a transaction."""
    return psycopg.connect(request.getfixturevalue("postgresql_address"), autocommit=True)


def mariadb(request: pytest.FixtureRequest) -> Any:
    """A connection to MariaDB, each statement a transaction."""
    return connect(request.getfixturevalue("mariadb_address"))


def sqlite(_: pytest.FixtureRequest) -> Any:
    """A connection to a new database in memory."""
    return sqlite3.connect(":memory:")


@contextmanager
def text_database(name: str, request: pytest.FixtureRequest) -> Iterator[TextDatabase]:
    """The database of this name; the test is skipped where it is not to be had."""
    kinds: dict[str, tuple[Any, Any]] = {
        "PostgreSQL": (PostgreSQL, postgresql),
        "MariaDB": (MariaDB, mariadb),
        "SQLite": (SQLite, sqlite),
    }
    kind, connected = kinds[name]
    with closing(connected(request)) as connection:
        yield kind(connection)
