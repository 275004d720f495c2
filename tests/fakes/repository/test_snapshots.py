"""Snapshots: values that compare, and that a repository can be set back to."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.repository import (
    FakeUnitOfWork,
    InvalidSetting,
    RepositoryError,
    Snapshot,
    WriteConflict,
)
from tests.fakes.repository.people import Account, Person, a_repository, accounts


def test_a_snapshot_is_a_value() -> None:
    one, other = accounts(), accounts()
    one.add(Account(owner="Ada", tags=["a"]))
    before = one.snapshot()
    other.add(Account(owner="Ada", tags=["a"]))

    assert one.snapshot() == before == other.snapshot()
    assert hash(one.snapshot()) == hash(before) == hash(other.snapshot())
    assert repr(before) == (
        "Snapshot(entity=<class 'tests.fakes.repository.people.Account'>, "
        "contents=<1 stored>, next_number=2)"
    )


def test_snapshots_tell_contents_and_counters_apart() -> None:
    store = accounts()
    snapshots = [store.snapshot()]
    store.add(Account(owner="Ada", tags=["a"]))
    snapshots.append(store.snapshot())
    store.update(Account(1, owner="Ada", tags=["b"]))
    snapshots.append(store.snapshot())
    store.delete(1)
    snapshots.append(store.snapshot())

    assert len(set(snapshots)) == 4


def test_the_order_in_which_entities_came_makes_no_difference() -> None:
    one, other = a_repository(), a_repository()
    one.add_all([Person(1), Person(2)])
    other.add_all([Person(2), Person(1)])

    assert one.snapshot() == other.snapshot()


def test_a_snapshot_is_brought_back_in_the_same_and_in_another_repository() -> None:
    one, other = (accounts(unique=["owner"], indexes=["version"]) for _ in range(2))
    one.add_all([Account(owner="Ada"), Account(owner="Eve")])
    one.select(order_by="version", limit=1)
    snapshot = one.snapshot()
    one.update(Account(1, owner="Bob", version=2))
    one.delete(2)
    one.add(Account(owner="Eve"))
    other.add(Account(owner="Zoe"))

    for store in (one, other):
        store.restore(snapshot)
        assert store.snapshot() == snapshot
        assert [account.owner for account in store.all()] == ["Ada", "Eve"]
        assert store.one(owner="Bob") is None
        assert [account.id for account in store.select(order_by="version", limit=9)] == [1, 2]
        assert store.add(Account(owner="Bob")).id == 3
    one.restore(snapshot)
    assert one.snapshot() == snapshot


def test_changing_what_is_in_a_snapshot_changes_nothing_stored() -> None:
    store = accounts()
    store.add(Account(owner="Ada", tags=["a"]))
    snapshot = store.snapshot()

    store.restore(snapshot)
    for _, account in snapshot.rows:
        account.tags.append("b")

    assert store.get(1).tags == ["a"]


def test_an_open_unit_of_work_keeps_what_it_saw() -> None:
    people = a_repository()
    empty = people.snapshot()
    people.add(Person(1))

    with FakeUnitOfWork(people) as work:
        people.restore(empty)

        assert work.on(people).all() == [Person(1)]
        assert work.on(people).snapshot() == empty


def test_nothing_is_brought_back_under_a_unit_of_work_that_writes() -> None:
    people = a_repository()
    people.add(Person(1))
    snapshot = people.snapshot()

    for write in (
        lambda inside: inside.delete(1),
        lambda inside: inside.add(Person(2)),
        lambda inside: inside.add(Person(2)) and inside.delete(2),
    ):
        with FakeUnitOfWork(people) as work:
            write(work.on(people))
            with pytest.raises(WriteConflict):
                people.restore(snapshot)


def test_only_a_snapshot_of_these_entities_is_brought_back() -> None:
    people: Any = a_repository()

    with pytest.raises(InvalidSetting) as caught:
        people.restore("snapshot")
    assert str(caught.value) == "snapshot: must be a Snapshot, not 'snapshot'"
    with pytest.raises(InvalidSetting) as caught:
        people.restore(accounts().snapshot())
    assert str(caught.value) == "snapshot: holds Account, not Person"
    assert isinstance(people.snapshot(), Snapshot)


OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["add", "save", "update", "delete"]),
        st.integers(0, 3),
        st.sampled_from([None, "a", "b"]),
    ),
    max_size=8,
)


def run(people: Any, operations: list[Any]) -> list[str]:
    outcomes: list[str] = []
    for operation, key, email in operations:
        argument = key if operation == "delete" else Person(key, email=email)
        try:
            outcomes.append(repr(getattr(people, operation)(argument)))
        except RepositoryError as error:
            outcomes.append(str(error))
    return outcomes


@given(before=OPERATIONS, between=OPERATIONS, after=OPERATIONS)
def test_what_is_brought_back_behaves_as_it_did(
    before: list[Any], between: list[Any], after: list[Any]
) -> None:
    people, twin = a_repository(unique=["email"]), a_repository(unique=["email"])
    run(people, before)
    snapshot = people.snapshot()
    run(people, between)
    people.restore(snapshot)
    twin.restore(snapshot)

    assert people.snapshot() == twin.snapshot() == snapshot
    assert run(people, after) == run(twin, after)
    assert people.snapshot() == twin.snapshot()
    assert people.all() == twin.all()


@given(one=OPERATIONS, other=OPERATIONS)
def test_snapshots_are_equal_if_and_only_if_the_contents_are(
    one: list[Any], other: list[Any]
) -> None:
    people, others = a_repository(), a_repository()
    run(people, one)
    run(others, other)

    assert (people.snapshot() == others.snapshot()) == (people.all() == others.all())
