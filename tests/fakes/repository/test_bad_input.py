"""Whatever comes in: it succeeds, or raises a typed error and changes nothing."""

import contextlib
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.errors import InvalidValue
from fakes.repository import (
    Cursor,
    Descending,
    FakeRepository,
    FakeUnitOfWork,
    InvalidQuery,
    InvalidSetting,
    Profile,
    RepositoryError,
    Serial,
    UnknownAttribute,
)
from fakes.repository._freezing import freeze
from tests.fakes.repository.people import Account, Person


class Hostile:
    """Raises whatever is done with it."""

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("eq")

    def __hash__(self) -> int:
        raise RuntimeError("hash")

    def __repr__(self) -> str:
        raise RuntimeError("repr")

    def __lt__(self, other: object) -> bool:
        raise RuntimeError("lt")


class Treacherous(Hostile):
    """Can be hashed, and nothing else."""

    def __hash__(self) -> int:
        return 1


class Subclassed(str):
    __slots__ = ()


scalars: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 3),
    st.sampled_from([2**63, -(2**70), 10**400, "\ud800", "\0", "", "a" * 70_000, Subclassed("a")]),
    st.floats(),
    st.sampled_from([Decimal("NaN"), Decimal("sNaN"), Decimal(1), 1j, b"\xff"]),
    st.text(max_size=3),
    st.builds(object),
    st.builds(Hostile),
    st.builds(Treacherous),
    st.just(int),
)
values = st.one_of(
    scalars,
    st.lists(scalars, max_size=2),
    st.tuples(scalars, scalars),
    st.dictionaries(st.text(max_size=2), scalars, max_size=1),
)
anything = st.one_of(
    values,
    st.builds(Person, values, values, values, values, values),
    st.builds(Account, values, values, values, values),
    st.builds(Descending, st.sampled_from(["name", "nme", ""])),
    st.builds(Cursor, st.just(()), st.tuples(values)),
    st.builds(Cursor, st.just(("name",)), st.tuples(values, values)),
    st.builds(Cursor, st.just(("age",)), st.tuples(values, st.integers())),
)

ONE_ARGUMENT = ("add", "add_all", "get", "find", "update", "save", "delete", "select", "count")


def a_store() -> FakeRepository[Any, Any]:
    store: FakeRepository[Any, Any] = FakeRepository(
        Person,
        key="id",
        generated=Serial(),
        unique=["email", ("tenant", "name")],
        indexes=["name", "age"],
        profile=Profile(rolled_back_keys="reused"),
    )
    store.add_all([Person(1, "Ada", 36, "a@b.se"), Person(2, "Eve", None, "e@b.se")])
    store.select(order_by="name", limit=1)
    return store


def check(store: FakeRepository[Any, Any], action: Callable[[], object]) -> None:
    before = store.snapshot()
    refusal = None
    try:
        action()
    except (RepositoryError, InvalidValue) as error:
        refusal = error
    if refusal is not None:
        assert str(refusal)
        assert store.snapshot() == before
    assert len(store.all()) == store.count() == len(store.select(limit=100))


@given(st.sampled_from(ONE_ARGUMENT), anything)
def test_any_argument_of_any_operation(operation: str, argument: Any) -> None:
    store = a_store()

    check(store, lambda: getattr(store, operation)(argument))


@given(st.sampled_from(ONE_ARGUMENT), anything)
def test_any_argument_of_any_operation_in_a_unit_of_work(operation: str, argument: Any) -> None:
    store = a_store()
    with FakeUnitOfWork(store) as work:
        inside = work.on(store)

        check(store, lambda: getattr(inside, operation)(argument))

        before = freeze(inside.all())
        work.commit()
    assert freeze(store.all()) == before


@given(order_by=anything, limit=values, offset=values, after=anything)
def test_any_page(order_by: Any, limit: Any, offset: Any, after: Any) -> None:
    store = a_store()

    check(store, lambda: store.select(order_by=order_by))
    check(store, lambda: store.select(order_by="name", limit=limit, offset=offset))
    check(store, lambda: store.select(order_by="name", limit=1, after=after))
    check(store, lambda: store.select(order_by="age", after=after))
    check(store, lambda: store.select(limit=limit, after=after))


@given(values, values)
def test_any_cursor_and_any_direction(one: Any, other: Any) -> None:
    with contextlib.suppress(InvalidQuery):
        Descending(one)
    with contextlib.suppress(InvalidQuery):
        Cursor(one, other)


@given(st.sampled_from(["id", "name", "age", "email", "nme"]), values)
def test_any_value_to_find(name: str, value: Any) -> None:
    store = a_store()

    check(store, lambda: store.one(**{name: value}))
    check(store, lambda: store.all(**{name: value}))


@given(values, values, values)
def test_any_change_of_an_entity(name: Any, age: Any, email: Any) -> None:
    store = a_store()

    check(store, lambda: store.update(Person(1, name, age, email)))
    check(store, lambda: store.add_all([Person(7), Person(None, name, age, email)]))


@attrs.frozen
class Thing:
    key: Any
    value: Any


@given(st.lists(st.builds(Thing, values, values), min_size=1, max_size=4))
def test_any_key_and_any_value(given: list[Thing]) -> None:
    things: FakeRepository[Thing, Any] = FakeRepository(Thing, key=lambda thing: thing.key)
    actions: list[Callable[[Thing], object]] = [
        things.add,
        things.save,
        lambda thing: things.get(thing.key),
        lambda thing: things.one(key=thing.key),
        lambda thing: things.all(value=thing.value),
    ]
    for thing in given:
        for action in actions:
            before = things.snapshot()
            with contextlib.suppress(RepositoryError):
                action(thing)
                continue
            assert things.snapshot() == before
    assert things.count() == len(things.where(lambda _: True)) == len(things.select(limit=9))
    for thing in things.all():
        things.delete(thing.key)
    assert things.count() == 0


SETTINGS = (
    "key", "generated", "write_back", "unique", "indexes", "version", "delete_missing", "profile",
)  # fmt: skip


@given(st.sampled_from(SETTINGS), anything)
def test_any_setting(setting: str, value: Any) -> None:
    with contextlib.suppress(InvalidSetting, UnknownAttribute):
        FakeRepository(Person, **{"key": "id", setting: value})


@given(anything)
def test_any_part_of_a_unit_of_work(value: Any) -> None:
    with pytest.raises(InvalidSetting):
        FakeUnitOfWork(value)
    with FakeUnitOfWork(a_store()) as work, pytest.raises(InvalidSetting):
        work.on(value)
