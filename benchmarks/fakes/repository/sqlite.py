"""sqlite3 in memory, with the statements that an engineer writes and nothing in between."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager

from benchmarks.fakes.repository.measurements import MEMORY
from benchmarks.fakes.repository.users import User, population, renamed, user

__all__ = ["SqliteContestant"]

TABLE = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL)"

INDEX = "CREATE UNIQUE INDEX users_by_email ON users (email)"

INSERT = "INSERT INTO users (id, name, email) VALUES (?, ?, ?)"

SELECT = "SELECT id, name, email FROM users"


class SqliteUsers:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, user: User, /) -> User:
        self._connection.execute(INSERT, (user.id, user.name, user.email))
        return user

    def get(self, key: int, /) -> User:
        [user] = self._all(f"{SELECT} WHERE id = ?", key)
        return user

    def delete(self, key: int, /) -> None:
        self._connection.execute("DELETE FROM users WHERE id = ?", (key,))

    def find_by_email(self, email: str, /) -> User | None:
        return next(iter(self._all(f"{SELECT} WHERE email = ?", email)), None)

    def page(self, offset: int, limit: int, /) -> Sequence[User]:
        return self._all(f"{SELECT} ORDER BY id LIMIT ? OFFSET ?", limit, offset)

    def cursor(self, offset: int, /) -> int:
        return self.page(offset - 1, 1)[0].id

    def page_behind(self, cursor: int, limit: int, /) -> Sequence[User]:
        return self._all(f"{SELECT} WHERE id > ? ORDER BY id LIMIT ?", cursor, limit)

    def search_by_name_pattern(self, pattern: str, /) -> Sequence[User]:
        return self._all(f"{SELECT} WHERE name LIKE ? ORDER BY id", pattern)

    def roll_back(self, changed: Sequence[User], /) -> User:
        self._connection.execute("BEGIN")
        for one in changed:
            self._connection.execute(
                "UPDATE users SET name = ?, email = ? WHERE id = ?",
                (one.name, one.email, one.id),
            )
        last = self.get(changed[-1].id)
        self._connection.execute("ROLLBACK")
        return last

    def _all(self, statement: str, *parameters: int | str) -> list[User]:
        return [User(*row) for row in self._connection.execute(statement, parameters)]


class SqliteContestant:
    name = "sqlite3"
    notes = (
        "one connection to `:memory:`, without a lock; statements commit by themselves",
        "rows become the same frozen entities; the index is unique",
    )
    cannot: Mapping[str, str] = {MEMORY: "sqlite3 keeps its rows where tracemalloc does not look"}
    holds = 1_000_000

    def user(self, number: int, /) -> User:
        return user(number)

    def renamed(self, number: int, /) -> User:
        return renamed(number)

    @contextmanager
    def opened(self, size: int, /) -> Iterator[SqliteUsers]:
        with self._connected(size) as connection:
            yield SqliteUsers(connection)

    @contextmanager
    def opened_with_index(self, size: int, /) -> Iterator[SqliteUsers]:
        with self._connected(size) as connection:
            connection.execute(INDEX)
            yield SqliteUsers(connection)

    @contextmanager
    def _connected(self, size: int) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            connection.execute(TABLE)
            with connection:
                connection.execute("BEGIN")
                rows = ((one.id, one.name, one.email) for one in population(size))
                connection.executemany(INSERT, rows)
            yield connection
