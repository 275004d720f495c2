"""`SqliteUsers`: users in a table of SQLite, as a repository of `fakes.repository`."""

import sqlite3
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager

from attrs import astuple, fields_dict
from fakes.repository import (
    EVERYTHING,
    ConstraintViolation,
    Cursor,
    DuplicateKey,
    InvalidQuery,
    NotFound,
    Order,
    Page,
    UnknownAttribute,
    Where,
)

from storage import sql
from storage.values import User

__all__ = ["SqliteUsers"]


class SqliteUsers:
    """One connection, of one thread. Each method is a transaction of its own."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @staticmethod
    def create_table(connection: sqlite3.Connection) -> None:
        connection.execute(
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, "
            "email TEXT NOT NULL UNIQUE, age INTEGER NOT NULL)"
        )

    def add(self, user: User, /) -> User:
        with self._refusing(user), self._connection as transaction:
            transaction.execute("INSERT INTO users VALUES (?, ?, ?, ?)", astuple(user))
        return user

    def add_all(self, users: Iterable[User], /) -> list[User]:
        added = list(users)
        with self._connection as transaction:
            for user in added:
                with self._refusing(user):
                    transaction.execute("INSERT INTO users VALUES (?, ?, ?, ?)", astuple(user))
        return added

    def get(self, user_id: int, /) -> User:
        user = self.find(user_id)
        if user is None:
            raise NotFound("User", user_id)
        return user

    def find(self, user_id: int, /) -> User | None:
        rows = self._connection.execute("SELECT * FROM users WHERE id = ?", (user_id,))
        return next((User(*row) for row in rows), None)

    def update(self, user: User, /) -> User:
        with self._refusing(user), self._connection as transaction:
            changed = transaction.execute(
                "UPDATE users SET name = ?2, email = ?3, age = ?4 WHERE id = ?1", astuple(user)
            )
        if changed.rowcount == 0:
            raise NotFound("User", user.id)
        return user

    def save(self, user: User, /) -> User:
        with self._refusing(user), self._connection as transaction:
            transaction.execute(
                "INSERT INTO users VALUES (?1, ?2, ?3, ?4) "
                "ON CONFLICT (id) DO UPDATE SET name = ?2, email = ?3, age = ?4",
                astuple(user),
            )
        return user

    def delete(self, user_id: int, /) -> None:
        with self._connection as transaction:
            deleted = transaction.execute("DELETE FROM users WHERE id = ?", (user_id,))
        if deleted.rowcount == 0:
            raise NotFound("User", user_id)

    def select(
        self,
        where: Where = EVERYTHING,
        *,
        order_by: Order | Sequence[Order] = (),
        limit: int | None = None,
        offset: int = 0,
        after: Cursor | None = None,
    ) -> Page[User]:
        if offset < 0 or (limit is not None and limit < 1):
            raise InvalidQuery("limit", f"and offset cannot be {limit} and {offset}")
        if after is not None and offset:
            raise InvalidQuery("offset", "cannot be combined with after")
        orders = sql.key_last(order_by, "id")
        names = [sql.name_of(each) for each in orders]
        condition, values = sql.where_clause(where)
        known(where.attributes() | {*names})
        start, passed = sql.behind(after)
        rows = self._connection.execute(
            f"SELECT * FROM users WHERE ({condition}) AND ({start}) "
            f"ORDER BY {sql.order(orders)} LIMIT ? OFFSET ?",
            # One more than was asked for tells whether there is a next page.
            [*values, *passed, -1 if limit is None else limit + 1, offset],
        )
        found = [User(*row) for row in rows]
        users = tuple(found[:limit])
        if len(users) == len(found):
            return Page(users)
        return Page(users, Cursor(orders, tuple(getattr(users[-1], name) for name in names)))

    def count(self, where: Where = EVERYTHING) -> int:
        known(where.attributes())
        condition, values = sql.where_clause(where)
        rows = self._connection.execute(f"SELECT count(*) FROM users WHERE {condition}", values)
        (count,) = rows.fetchone()
        return int(count)

    @contextmanager
    def _refusing(self, user: User) -> Generator[None]:
        """Turns SQLite's refusals into those of the port."""
        try:
            yield
        except sqlite3.IntegrityError as error:
            if error.sqlite_errorname == "SQLITE_CONSTRAINT_PRIMARYKEY":
                raise DuplicateKey("User", user.id) from error
            raise ConstraintViolation("User", ["email"], [user.email], None) from error


def known(names: Iterable[str]) -> None:
    """Refuses a name that is no column's: names, unlike values, stand in the SQL itself."""
    columns = fields_dict(User)
    for name in names:
        if name not in columns:
            raise UnknownAttribute(name, f"is no attribute of a User: {', '.join(columns)} are")
