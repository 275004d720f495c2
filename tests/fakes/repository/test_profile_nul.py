"""Where a database does not store NUL, no text with one gets in, and none is asked for."""

from collections.abc import Callable
from contextlib import closing
from typing import Any

import attrs
import psycopg
import pytest

from fakes.errors import InvalidValue
from fakes.repository import (
    POSTGRESQL_15_C_UTF8,
    SQLITE_3,
    FakeRepository,
    InvalidEntity,
    InvalidKey,
    InvalidWhere,
    Profile,
    Where,
    attribute,
)

NAME = attribute("name")


@attrs.frozen
class User:
    id: str
    name: str = ""
    picture: bytes = b"\0"


class Plain:
    def __init__(self, id: str, name: str) -> None:
        self.id = id
        self.name = name


def a_store(cls: Any = User, profile: Profile = POSTGRESQL_15_C_UTF8) -> FakeRepository[Any, str]:
    return FakeRepository(cls, key="id", profile=profile)


MESSAGE = "must not hold NUL, which the database does not store: 'a\\x00'"


@pytest.mark.parametrize("entity", [User("1", "a\0"), Plain("1", "a\0")], ids=["attrs", "plain"])
@pytest.mark.parametrize("write", ["add", "save", "update", "add_all"])
def test_an_entity_with_a_nul_in_a_text_is_refused_by_the_attribute(
    entity: Any, write: str
) -> None:
    store = a_store(type(entity))
    store.add(type(entity)("1", "b")) if write == "update" else None
    before = store.snapshot()
    with pytest.raises(InvalidEntity) as raised:
        getattr(store, write)([entity] if write == "add_all" else entity)
    assert str(raised.value) == f"name: {MESSAGE}"
    assert store.snapshot() == before


@pytest.mark.parametrize("ask", ["get", "find", "delete"])
def test_no_key_has_a_nul(ask: str) -> None:
    with pytest.raises(InvalidKey) as raised:
        getattr(a_store(), ask)("a\0")
    assert str(raised.value) == f"key: {MESSAGE}"


def test_no_part_of_a_key_has_a_nul() -> None:
    store = FakeRepository(User, key=("id", "name"), profile=POSTGRESQL_15_C_UTF8)
    with pytest.raises(InvalidKey, match=r"^key: must not hold NUL, .*"):
        store.find(("1", "a\0"))


CONDITIONS = [
    NAME.equals("a\0"),
    NAME.less_than("a\0"),
    NAME.is_in(["b", "a\0"]),
    NAME.contains("a\0"),
    NAME.like("a\0"),
    NAME.equals_ignoring_case("a\0"),
]


@pytest.mark.parametrize("where", CONDITIONS, ids=repr)
def test_no_condition_has_a_nul(where: Where) -> None:
    with pytest.raises(InvalidWhere) as raised:
        a_store().select(where)
    assert str(raised.value) == "name: no text holds NUL in this database: 'a\\x00'"


def test_bytes_and_everything_else_may_have_it() -> None:
    store = a_store()
    store.add(User("1", "a"))
    assert store.count(attribute("picture").equals(b"\0") & ~NAME.is_null()) == 1


@pytest.mark.parametrize("where", CONDITIONS, ids=repr)
def test_other_databases_store_it(where: Where) -> None:
    store = a_store(profile=SQLITE_3)
    store.add(User("a\0", "a\0"))
    assert store.get("a\0").name == "a\0"
    assert store.count(where | ~where) == 1


REFUSED: list[tuple[str, Callable[[FakeRepository[Any, str]], object]]] = [
    ("INSERT INTO users VALUES (%s, '')", lambda store: store.add(User("a\0"))),
    ("INSERT INTO users VALUES ('1', %s)", lambda store: store.add(User("1", "a\0"))),
    ("SELECT * FROM users WHERE id = %s", lambda store: store.find("a\0")),
    ("SELECT * FROM users WHERE name < %s", lambda store: store.select(NAME.less_than("a\0"))),
    ("SELECT * FROM users WHERE name LIKE %s", lambda store: store.select(NAME.like("a\0"))),
]


@pytest.mark.parametrize(("statement", "act"), REFUSED)
def test_postgresql_itself_refuses_the_same(
    statement: str, act: Callable[..., object], postgresql_address: str
) -> None:
    with (
        closing(psycopg.connect(postgresql_address, autocommit=True)) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("CREATE TEMPORARY TABLE users (id TEXT PRIMARY KEY, name TEXT)")
        with pytest.raises(psycopg.DataError, match="NUL"):
            cursor.execute(statement, ("a\0",))
    with pytest.raises(InvalidValue):
        act(a_store())
