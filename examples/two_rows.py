"""The repository suite on an adapter and on a broken copy of it: what each row looks like."""

import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import astuple
from fakes.conformance import Outcome, verdicts
from fakes.repository import Repository

from storage.sqlite_users import SqliteUsers
from storage.values import User
from test_storage import TestSqliteUsers

__all__ = ["show"]

SYMBOLS = {Outcome.PASS: "+", Outcome.FAIL: "FAIL", Outcome.UNSUPPORTED: "refuses"}
BROKEN = {"duplicate_add", "unique"}


class ReplacingUsers(SqliteUsers):
    """With one word too many: a second `add` takes the place of the first."""

    def add(self, user: User, /) -> User:
        with self._connection as transaction:
            transaction.execute("INSERT OR REPLACE INTO users VALUES (?, ?, ?, ?)", astuple(user))
        return user


class TestReplacingUsers(TestSqliteUsers):
    @contextmanager
    def connect(self, store: Path, /) -> Generator[Repository[User, int]]:
        with closing(sqlite3.connect(store)) as connection:
            yield ReplacingUsers(connection)


def show() -> bool:
    """Prints both rows, turned on their sides; whether they are as they should be."""
    with TemporaryDirectory() as folder:
        sound = verdicts(TestSqliteUsers, examples=10, seed=1, tmp_path=Path(folder))
        broken = verdicts(TestReplacingUsers, examples=10, seed=1, tmp_path=Path(folder))
    print(f"{'':30}{'SqliteUsers':14}ReplacingUsers")
    for slug, verdict in sound.items():
        cells = [SYMBOLS.get(each.outcome, "-") for each in (verdict, broken[slug])]
        print(f"{slug:30}{cells[0]:14}{cells[1]}".rstrip())
    print(f"\n{broken['duplicate_add'].reason}")
    found_out = {slug for slug, verdict in broken.items() if verdict.outcome is Outcome.FAIL}
    return found_out >= BROKEN and not any(each.outcome.stops_the_run for each in sound.values())
