"""SQLite's INTEGER PRIMARY KEY: each key is one more than the greatest that is stored."""

import sqlite3
from contextlib import closing
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.repository import (
    SQLITE_3,
    DuplicateKey,
    FakeRepository,
    FakeUnitOfWork,
    InvalidKey,
    InvalidSetting,
    Serial,
)


@attrs.frozen
class Ticket:
    id: int | None


def tickets() -> FakeRepository[Ticket, int]:
    return FakeRepository(Ticket, key="id", generated=Serial(), profile=SQLITE_3)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.none() | st.integers(-3, 12)),
        st.tuples(st.just("delete"), st.integers(-3, 12)),
        st.tuples(st.sampled_from(["BEGIN", "COMMIT", "ROLLBACK"]), st.none()),
    ),
    max_size=25,
)


@given(STEPS)
def test_keys_are_generated_as_sqlite_does_it(steps: list[tuple[str, int | None]]) -> None:
    store, work = tickets(), None
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.execute("CREATE TABLE tickets (id INTEGER PRIMARY KEY)")
        for step, key in steps:
            inside = store if work is None else work.on(store)
            if step == "add":
                assert add(inside, key) == insert(database, key)
            elif step == "delete":
                deleted = database.execute("DELETE FROM tickets WHERE id = ?", (key,)).rowcount
                if deleted:
                    inside.delete(key)
            elif step == "BEGIN" and work is None:
                database.execute(step)
                work = FakeUnitOfWork(store).__enter__()
            elif step != "BEGIN" and work is not None:
                database.execute(step)
                (work.commit if step == "COMMIT" else work.rollback)()
                work = None
            inside = store if work is None else work.on(store)
            stored = database.execute("SELECT id FROM tickets ORDER BY id").fetchall()
            assert [ticket.id for ticket in inside.all()] == [key for (key,) in stored]


def add(store: FakeRepository[Ticket, int], key: int | None) -> int | None:
    try:
        return store.add(Ticket(key)).id
    except DuplicateKey:
        return None


def insert(database: sqlite3.Connection, key: int | None) -> int | None:
    try:
        return database.execute("INSERT INTO tickets VALUES (?)", (key,)).lastrowid
    except sqlite3.IntegrityError:
        return None


class Untyped:
    def __init__(self, id: Any) -> None:
        self.id = id


def test_a_key_of_no_known_class_that_is_counted_is_a_number() -> None:
    store: FakeRepository[Untyped, Any] = FakeRepository(Untyped, key="id", generated=Serial())
    assert [store.add(Untyped(key)).id for key in (None, 7, None)] == [1, 7, 8]

    with pytest.raises(InvalidKey) as caught:
        store.add(Untyped("a"))
    assert str(caught.value) == "key: must be an int, not 'a'"
    assert store.count() == 3
    with pytest.raises(InvalidSetting):
        FakeRepository(Untyped, key=lambda one: (one.id, 1), generated=Serial())
