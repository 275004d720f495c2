"""What the adapters of `storage` promise, proved by the conformance suite of repositories."""

import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

from fakes.conformance import Namespace, Operation, Promise
from fakes.conformance.repository import RepositoryConformance
from fakes.repository import SQLITE_3, Repository
from hypothesis import strategies as st

from storage.note_files import NoteFiles
from storage.sqlite_users import SqliteUsers
from storage.values import Note, User

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


class TestSqliteUsers(RepositoryConformance[User, int]):
    operations = {Operation.FILTER, Operation.ORDER, Operation.PAGE, Operation.BATCH}
    promises = {
        Promise.ATOMIC_BATCH,
        Promise.DURABLE,
        Promise.LINEARIZABLE,
        Promise.UNIQUE,
    }
    parameters = {"delete_missing": "raises"}
    profile = SQLITE_3
    unique = ["email"]

    @contextmanager
    def store(self, namespace: Namespace, tmp_path: Path) -> Generator[Path]:
        database = tmp_path / f"{namespace}.db"
        with closing(sqlite3.connect(database)) as connection:
            SqliteUsers.create_table(connection)
        yield database
        database.unlink()

    @contextmanager
    def connect(self, store: Path, /) -> Generator[Repository[User, int]]:
        with closing(sqlite3.connect(store)) as connection:
            yield SqliteUsers(connection)

    def entities(self) -> st.SearchStrategy[User]:
        return st.builds(User, st.integers(1, 1000), TEXT, TEXT, st.integers(0, 120))


class TestNoteFiles(RepositoryConformance[Note, str]):
    promises = {Promise.DURABLE, Promise.KEY_EXACT, Promise.LINEARIZABLE}
    parameters = {"delete_missing": "ignores"}
    key = "title"

    @contextmanager
    def store(self, namespace: Namespace, tmp_path: Path) -> Generator[Path]:
        folder = tmp_path / f"{namespace}"
        folder.mkdir()
        yield folder
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()

    @contextmanager
    def connect(self, store: Path, /) -> Generator[Repository[Note, str]]:
        yield NoteFiles(store)

    def entities(self) -> st.SearchStrategy[Note]:
        return st.builds(Note, TEXT, TEXT)
