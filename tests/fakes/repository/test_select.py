"""Conditions, order and pages."""

from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.repository import (
    EVERYTHING,
    POSTGRESQL_15_C_UTF8,
    Cursor,
    Descending,
    FakeRepository,
    FakeUnitOfWork,
    InvalidQuery,
    InvalidWhere,
    Page,
    Profile,
    UnknownAttribute,
    attribute,
    matching,
)
from tests.fakes.repository.people import Person, a_repository, ids, some_people

INDEXED = pytest.mark.parametrize("indexes", [(), ("name", "age")], ids=["plain", "indexed"])


@INDEXED
def test_a_condition_selects_and_counts_the_same(indexes: tuple[str, ...]) -> None:
    people = some_people(indexes=indexes)

    for where, found in (
        (EVERYTHING, [1, 2, 3, 4]),
        (matching(name="Ada"), [2, 3]),
        (matching(name="Ada", age=50), [2]),
        (matching(id=1), [1]),
        (matching(id=9), []),
        (attribute("id").is_in([1, 3, 9]), [1, 3]),
        (attribute("name").is_in(["Ada", "Bob"]), [2, 3, 4]),
        (attribute("name").is_in([]), []),
        (attribute("age").at_least(36), [2, 3]),
        (attribute("age").is_null(), [4]),
        (matching(name="Ada") | matching(name="Bob"), [2, 3, 4]),
    ):
        assert ids(people.select(where)) == ids(people.all(where)) == found
        assert ids(people.select(where, limit=9)) == found
        assert people.count(where) == len(found)


@pytest.mark.parametrize("operation", ["select", "count", "one", "all"])
def test_what_is_no_condition_is_refused(operation: str) -> None:
    with pytest.raises(InvalidWhere) as caught:
        getattr(some_people(), operation)("Ada")

    assert str(caught.value) == "where: must be a condition, not 'Ada'"


def test_an_unknown_attribute_is_refused_wherever_it_is_named() -> None:
    people = some_people()

    for refused in (
        lambda: people.select(matching(agee=1)),
        lambda: people.count(matching(agee=1)),
        lambda: people.all(agee=1),
        lambda: people.select(order_by="agee"),
        lambda: people.select(order_by=Descending("agee")),
    ):
        with pytest.raises(UnknownAttribute) as caught:
            refused()
        assert str(caught.value) == "agee: Person has no such attribute; did you mean age?"


@INDEXED
@pytest.mark.parametrize(
    ("order_by", "found"),
    [
        ((), [1, 2, 3, 4]),
        ("id", [1, 2, 3, 4]),
        (Descending("id"), [4, 3, 2, 1]),
        ("name", [2, 3, 4, 1]),
        (Descending("name"), [1, 4, 3, 2]),
        ("age", [4, 1, 3, 2]),
        (Descending("age"), [2, 3, 1, 4]),
        (["name", "age"], [3, 2, 4, 1]),
        (("name", Descending("age")), [2, 3, 4, 1]),
        ((Descending("name"), "age"), [1, 4, 3, 2]),
        ((Descending("tenant"), Descending("name")), [1, 4, 3, 2]),
    ],
    ids=str,
)
def test_pages_of_any_size_follow_the_order(
    indexes: tuple[str, ...], order_by: Any, found: list[int]
) -> None:
    people = some_people(indexes=indexes)

    assert ids(people.select(order_by=order_by)) == found
    for limit in (1, 2, 3, 4, 5):
        assert ids(joined_by_cursor(people, order_by, limit)) == found
        by_offset = [
            ids(people.select(order_by=order_by, limit=limit, offset=offset))
            for offset in range(0, 6, limit)
        ]
        assert [number for page in by_offset for number in page] == found


def joined_by_cursor(
    people: FakeRepository[Person, int], order_by: Any, limit: int
) -> list[Person]:
    page = people.select(order_by=order_by, limit=limit)
    found = list(page)
    while page.next is not None:
        page = people.select(order_by=order_by, limit=limit, after=page.next)
        found += page
    return found


def test_pages_follow_keys_that_are_text() -> None:
    people = FakeRepository(Person, key="name")
    people.add_all([Person(1, "b"), Person(2, "a"), Person(3, "c")])

    first = people.select(order_by=Descending("tenant"), limit=2)
    rest = people.select(order_by=Descending("tenant"), limit=2, after=first.next)

    assert [person.name for person in (*first, *rest)] == ["c", "b", "a"]
    assert ids(people.select(limit=2, after=people.select(limit=1).next)) == [1, 3]


def test_nulls_come_where_the_profile_says() -> None:
    first, last = some_people(), some_people(profile=POSTGRESQL_15_C_UTF8)

    assert ids(first.select(order_by="age")) == [4, 1, 3, 2]
    assert ids(last.select(order_by="age")) == [1, 3, 2, 4]
    assert ids(last.select(order_by=Descending("age"))) == [4, 2, 3, 1]


@INDEXED
def test_what_is_added_and_deleted_meanwhile_neither_repeats_nor_skips(
    indexes: tuple[str, ...],
) -> None:
    people = some_people(indexes=indexes)
    first = people.select(order_by="name", limit=2)

    people.add(Person(0, "Aaron"))
    people.delete(3)
    people.delete(2)
    rest = people.select(order_by="name", after=first.next)

    assert (ids(first), ids(rest)) == ([2, 3], [4, 1])


@INDEXED
def test_a_condition_and_a_page_go_together(indexes: tuple[str, ...]) -> None:
    people = some_people(indexes=indexes)
    adults = attribute("age").at_least(20)

    page = people.select(adults, order_by=Descending("id"), limit=2)
    rest = people.select(adults, order_by=Descending("id"), limit=2, after=page.next)

    assert (ids(page), ids(rest), rest.next) == ([3, 2], [1], None)
    assert ids(people.select(adults, limit=2, offset=1)) == [2, 3]


def test_what_was_selected_stays_as_it_was() -> None:
    people = some_people()
    page = people.select()

    for person in page:
        people.delete(person.id)
        people.add(Person(person.id + 10))

    assert ids(page) == [1, 2, 3, 4]
    assert ids(people.all()) == [11, 12, 13, 14]


def test_a_page_is_a_sequence() -> None:
    page = some_people().select(limit=2)

    assert (len(page), page[0], page[-1].id, page[:1]) == (2, page.items[0], 2, page.items[:1])
    assert page.items[1] in page
    assert page == Page(page.items, Cursor((), (2,)))
    assert repr(Page((1, 2))) == "<Page of 2: [1, 2]>"
    assert repr(Page((1,), Cursor((), (1,)))) == "<Page of 1, and more: [1]>"


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"limit": 0}, "limit: must be an int of at least 1, not 0"),
        ({"limit": -1}, "limit: must be an int of at least 1, not -1"),
        ({"limit": 1.5}, "limit: must be an int of at least 1, not 1.5"),
        ({"limit": True}, "limit: must be an int of at least 1, not True"),
        ({"offset": -1}, "offset: must be an int of at least 0, not -1"),
        ({"offset": None}, "offset: must be an int of at least 0, not None"),
        ({"order_by": 7}, "order_by: must be a name, Descending, or several of them, not 7"),
        ({"order_by": [7]}, "order_by: must be made of names, not 7"),
        ({"order_by": ["age", Descending("age")]}, "order_by: names age twice"),
        ({"after": 7}, "after: must be the cursor of an earlier page, not 7"),
        ({"after": Cursor((), (1,)), "offset": 1}, "offset: cannot be combined with after"),
        (
            {"after": Cursor(("age",), (1, 1))},
            "after: is a cursor of the order ('age',), not of ()",
        ),
        ({"after": Cursor((), (1, 1))}, "after: is a cursor of the order (), not of ()"),
        ({"after": Cursor((), ("1",))}, "after: is behind a key that is no int: '1'"),
        (
            {"order_by": "age", "after": Cursor(("age",), ({}, 1))},
            "order_by: cannot order by age: {} has no order",
        ),
    ],
    ids=str,
)
def test_a_query_that_cannot_be_is_refused(query: dict[str, Any], wanted: str) -> None:
    with pytest.raises(InvalidQuery) as caught:
        some_people().select(**query)

    assert str(caught.value) == wanted


@pytest.mark.parametrize(
    ("make", "wanted"),
    [
        (lambda: Descending(7), "order_by: must be made of names, not 7"),
        (lambda: Cursor(7, (1,)), "order_by: must be a tuple, not 7"),
        (lambda: Cursor((7,), (1,)), "order_by: must be made of names, not 7"),
        (lambda: Cursor((), 7), "after: must have a tuple of values, not 7"),
    ],
    ids=["descending", "order", "name", "values"],
)
def test_orders_and_cursors_that_cannot_be_are_refused_when_they_are_made(
    make: Any, wanted: str
) -> None:
    with pytest.raises(InvalidQuery) as caught:
        make()

    assert str(caught.value) == wanted


def test_huge_limits_and_offsets_are_fine() -> None:
    people = some_people()

    assert ids(people.select(limit=10**30)) == [1, 2, 3, 4]
    assert ids(people.select(limit=1, offset=10**30)) == []
    assert ids(people.select(matching(name="Ada"), offset=10**30)) == []
    assert ids(people.select(order_by=Descending("id"), limit=1, offset=10**30)) == []


@attrs.frozen
class Versatile:
    id: int
    value: Any


VALUES = [2, 1.5, Decimal("1.25"), float("nan"), True, "b", "a", b"c", (1, "a"), None]


def versatile(*values: Any, **settings: Any) -> FakeRepository[Versatile, int]:
    store = FakeRepository(Versatile, key=lambda entity: entity.id, **settings)
    store.add_all([Versatile(number, value) for number, value in enumerate(values)])
    return store


@pytest.mark.parametrize("indexes", [(), ("value",)], ids=["plain", "indexed"])
def test_values_of_different_kinds_have_an_order_too(indexes: tuple[str, ...]) -> None:
    store = versatile(*VALUES, indexes=indexes)

    upwards = ids(store.select(order_by="value", limit=20))

    assert upwards == ids(store.select(order_by="value"))
    assert upwards == ids(store.select(order_by=Descending("value"), limit=20))[::-1]
    assert upwards[0] == 9
    assert [number for number in upwards if number < 4] == [2, 1, 0, 3]


class Quarrelsome:
    """Has an order that raises."""

    def __lt__(self, other: object) -> bool:
        raise RuntimeError("no")


def test_what_has_no_order_is_stored_and_only_refused_by_who_orders_by_it() -> None:
    for value in (object(), Quarrelsome()):
        store = versatile(1, 2, indexes=["value"])
        assert ids(store.select(order_by="value", limit=1)) == [0]

        store.add(Versatile(2, value))
        store.add(Versatile(3, value))

        assert store.count() == 4
        for limit in (None, 9):
            with pytest.raises(InvalidQuery, match=r"^order_by: cannot "):
                store.select(order_by="value", limit=limit)
        store.delete(2)
        store.delete(3)
        assert ids(store.select(order_by="value", limit=9)) == [0, 1]


def test_what_cannot_be_compared_is_told_in_a_unit_of_work_too() -> None:
    store = versatile(Quarrelsome(), indexes=["value"])
    with FakeUnitOfWork(store) as work:
        inside = work.on(store)
        inside.add(Versatile(1, Quarrelsome()))

        with pytest.raises(InvalidQuery, match=r"^order_by: cannot compare all the values: no$"):
            inside.select(order_by="value", limit=1)


@given(
    rows=st.lists(
        st.tuples(st.sampled_from(["", "a", "b"]), st.none() | st.integers(0, 3)), max_size=12
    ),
    order_by=st.sampled_from(
        [(), "name", "age", Descending("age"), ("name", Descending("age")), (Descending("name"),)]
    ),
    limit=st.integers(1, 5),
    nulls=st.sampled_from(["first", "last"]),
    indexes=st.sampled_from([(), ("name", "age")]),
    inside=st.booleans(),
)
def test_pages_join_to_the_whole_list(
    rows: Any, order_by: Any, limit: int, nulls: Any, indexes: Any, inside: bool
) -> None:
    people = a_repository(indexes=indexes, profile=Profile(nulls=nulls))
    people.add_all([Person(number, *row) for number, row in enumerate(rows[::2])])
    with FakeUnitOfWork(people) as work:
        store = work.on(people) if inside else people
        store.add_all([Person(number + 100, *row) for number, row in enumerate(rows[1::2])])
        for person in people.select(limit=1):
            store.save(attrs.evolve(person, name="c"))

        whole = ids(store.select(order_by=order_by))

        assert sorted(whole) == sorted(ids(store.all()))
        assert ids(joined_by_cursor(store, order_by, limit)) == whole
        for offset in range(0, len(whole) + 2, limit):
            page = store.select(order_by=order_by, limit=limit, offset=offset)
            assert ids(page) == whole[offset : offset + limit]
