"""Snapshots: values that compare, and that a repository can be set back to."""

import copy
import pickle
import subprocess
import sys
from collections import deque
from enum import Enum
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.repository import (
    FakeRepository,
    FakeUnitOfWork,
    InvalidEntity,
    InvalidSetting,
    RepositoryError,
    Snapshot,
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

    for _ in range(2):
        store.restore(snapshot)
        store.get(1).tags.append("b")

        assert store.get(1).tags == ["a"]
    assert not hasattr(snapshot, "rows")


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
            with pytest.raises(InvalidSetting) as caught:
                people.restore(snapshot)
        assert str(caught.value) == (
            "snapshot: cannot be restored while a unit of work has not ended: "
            "leave it or roll it back"
        )


def test_only_a_snapshot_of_these_entities_is_brought_back() -> None:
    people: Any = a_repository()

    with pytest.raises(InvalidSetting) as caught:
        people.restore("snapshot")
    assert str(caught.value) == "snapshot: must be a Snapshot, not 'snapshot'"
    with pytest.raises(InvalidSetting) as caught:
        people.restore(accounts().snapshot())
    assert str(caught.value) == "snapshot: holds Account, not Person"
    with pytest.raises(InvalidSetting) as caught:
        people.restore(attrs.evolve(people.snapshot(), entity=5))
    assert str(caught.value) == "snapshot: holds 5, not Person"
    assert isinstance(people.snapshot(), Snapshot)


UNFIT = "snapshot: is not of a repository with these settings: "


def test_a_snapshot_must_fit_the_settings() -> None:
    given = a_repository()
    given.add_all([Person(1, "Ada", 36, "a@b.se"), Person(2, "Ada", 36, "a@b.se")])

    for settings, reason in (
        ({"unique": ["email"]}, "it has several with the same email"),
        ({"unique": [("name", "age")]}, "it has several with the same name and age"),
        (
            {"key": "email"},
            "it has another key for Person(id=1, name='Ada', age=36, email='a@b.se', tenant='a')",
        ),
    ):
        people = FakeRepository(Person, **{"key": "id", **settings})
        people.add(Person(7, "Zoe", 7, "z@b.se"))
        with pytest.raises(InvalidSetting) as caught:
            people.restore(given.snapshot())
        assert str(caught.value) == UNFIT + reason
        assert people.count() == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"next_number": None}, "its next number is None"),
        ({"rows": 5}, "it holds 5"),
        ({"rows": ((1, Person(1), 2),)}, "it holds (1, Person(id=1, name='', age=None, "),
        ({"rows": ((1, 5),)}, "entity: must be a Person, not 5"),
        ({"rows": ((None, Person(None)),)}, "key: must be an int, not None"),  # type: ignore[arg-type]
        ({"rows": ((1, Person(1, name=[])),)}, "name: must be hashable and comparable: "),  # type: ignore[arg-type]
    ],
    ids=str,
)
def test_a_malformed_snapshot_changes_nothing(changes: Any, reason: str) -> None:
    people = a_repository(indexes=["name"])
    people.add(Person(1))
    malformed = attrs.evolve(people.snapshot(), **changes)

    with pytest.raises(InvalidSetting) as caught:
        people.restore(malformed)

    assert str(caught.value).startswith(UNFIT + reason)
    assert people.all() == [Person(1)]


class Colour(Enum):
    RED = 1


class Secretive:
    """Tells nothing of itself to be copied or compared by."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __getstate__(self) -> Any:
        raise TypeError("no")


def test_what_cannot_be_compared_is_never_taken_for_another() -> None:
    things: FakeRepository[Any, int] = FakeRepository(Thing, key="id")
    things.add(Thing(1, Secretive(0)))
    before = things.snapshot()

    assert things.snapshot() == before
    for number in range(100):
        things.update(Thing(1, Secretive(number)))
        assert things.snapshot() != before


@attrs.frozen
class Thing:
    id: int
    held: Any


def test_a_snapshot_is_equal_in_another_process() -> None:
    things: FakeRepository[Thing, int] = FakeRepository(Thing, key="id")
    things.add(Thing(1, Colour.RED))
    program = (
        "import pickle, sys; "
        "from tests.fakes.repository.test_snapshots import Colour, FakeRepository, Thing; "
        "things = FakeRepository(Thing, key='id'); things.add(Thing(1, Colour.RED)); "
        "sys.exit(pickle.loads(sys.stdin.buffer.read()) != things.snapshot())"
    )

    subprocess.run(
        [sys.executable, "-c", program], input=pickle.dumps(things.snapshot()), check=True
    )


@attrs.define
class Open:
    id: int
    held: Any


@pytest.mark.parametrize(
    "nest",
    [
        lambda it: [it],
        lambda it: {"a": it},
        lambda it: (it,),
        lambda it: Open(1, it),
    ],
    ids=["list", "dict", "tuple", "object"],
)
def test_what_is_stored_has_a_snapshot_however_deep_it_is(nest: Any) -> None:
    things: FakeRepository[Open, int] = FakeRepository(Open, key="id")
    held: Any = []
    for _ in range(99):
        held = nest(held)
    things.add(Open(1, held))

    assert things.snapshot() == things.snapshot()
    assert hash(things.snapshot()) == hash(things.snapshot())
    with pytest.raises(InvalidEntity) as caught:
        things.add(Open(2, nest(held)))
    assert str(caught.value) == "entity: has more than 100 levels, one in another"


def test_what_is_deep_by_rules_of_its_own_equals_only_itself() -> None:
    things: FakeRepository[Thing, int] = FakeRepository(Thing, key="id")
    held: Any = deque()
    for _ in range(60):
        held = deque([{"a": held}])
    things.add(Thing(1, held))

    assert things.snapshot() == things.snapshot()


def test_a_repository_is_not_copied() -> None:
    for copied in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError) as caught:
            copied(a_repository())
        assert str(caught.value) == (
            "FakeRepository is neither copied nor pickled, because a copy would share what is "
            "stored. Take its snapshot() and restore() it in another with the same settings."
        )


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
