"""Operations on several entities are one between threads, and undo what they told the argument."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any, Protocol

import pytest

from fakes.repository import (
    POSTGRESQL_15_C_UTF8,
    SQLITE_3,
    ConstraintViolation,
    DuplicateKey,
    FakeRepository,
    FakeUnitOfWork,
    NotFound,
    Profile,
    RepositoryError,
    Serial,
    TransactionAborted,
    WriteConflict,
    derive,
)
from tests.fakes.repository.people import Person, a_repository

THREADS = 4


def outcomes(*work: Any) -> Counter[str]:
    """How often each kind of error came out of what the threads did, having begun together."""
    barrier = Barrier(len(work))

    def begin(steps: Any) -> Counter[str]:
        barrier.wait()
        counted: Counter[str] = Counter()
        for step in steps:
            try:
                step()
                counted["done"] += 1
            except RepositoryError as error:
                counted[type(error).__name__] += 1
        return counted

    with ThreadPoolExecutor(len(work)) as pool:
        return sum(pool.map(begin, work), Counter())


@pytest.mark.parametrize("profile", [Profile(), SQLITE_3], ids=["plain", "SQLite"])
def test_of_many_batches_of_the_same_keys_one_succeeds_and_the_others_are_duplicates(
    profile: Profile,
) -> None:
    people = a_repository(unique=["email"], profile=profile)

    def batch(first: int) -> Any:
        return lambda: people.add_all(
            [Person(key, email=f"{key}@b.se") for key in range(first, first + 20)]
        )

    batches = [[batch(first) for first in range(0, 400, 20)] for _ in range(THREADS)]
    counted = outcomes(*batches)

    assert counted == {"done": 20, "DuplicateKey": 20 * (THREADS - 1)}
    assert people.count() == 400


def test_an_add_beside_a_batch_waits_for_it() -> None:
    people = a_repository(profile=SQLITE_3)
    batch = [lambda n=n: people.add_all([Person(n), Person(n + 1)]) for n in range(1000, 1200, 2)]
    single = [lambda n=n: people.add(Person(n)) for n in range(200)]

    assert outcomes(batch, single) == {"done": 300}
    assert people.count() == 400


class Port(Protocol):
    def delete_by_name(self, name: str) -> int: ...


def test_a_derived_delete_beside_updates_waits_for_them() -> None:
    people = a_repository(indexes=["name"])
    port = derive(Port, people)

    def update(key: int) -> None:
        try:
            people.update(Person(key, "Ada"))
        except NotFound:
            people.save(Person(key, "Ada"))

    updates = [lambda n=n: update(n % 10) for n in range(300)]
    deletes = [lambda: port.delete_by_name("Ada")] * 50

    assert outcomes(updates, deletes) == {"done": 350}


@dataclass
class Ticket:
    id: int | None = None
    version: int = 1


def tickets(**settings: Any) -> FakeRepository[Ticket, int]:
    return FakeRepository(
        Ticket, key="id", generated=Serial(), write_back=True, version="version", **settings
    )


def test_what_was_written_back_is_undone_with_the_unit() -> None:
    store = tickets()
    known = store.add(Ticket())
    fresh = Ticket()
    with FakeUnitOfWork(store) as work:
        work.on(store).update(known)
        work.on(store).add(fresh)
        assert (known.version, fresh.id) == (2, 2)

    assert (known, fresh) == (Ticket(1, 1), Ticket(None, 1))
    with FakeUnitOfWork(store) as work:
        work.on(store).update(known)
        work.commit()
    assert store.get(1) == known == Ticket(1, 2)


def test_what_was_written_back_is_undone_with_the_savepoint_and_with_the_batch() -> None:
    store = tickets()
    store.add(Ticket())
    batch = [Ticket(), Ticket(1)]
    with pytest.raises(DuplicateKey):
        store.add_all(batch)
    assert batch == [Ticket(), Ticket(1)]

    with FakeUnitOfWork(store) as work:
        with pytest.raises(DuplicateKey), work.savepoint():
            work.on(store).add_all(batch)
        work.commit()
    assert batch == [Ticket(), Ticket(1)]


class Sealed(Ticket):
    sealed = False

    def __setattr__(self, name: str, value: object) -> None:
        if self.sealed:
            raise AttributeError(name)
        super().__setattr__(name, value)


def test_a_rollback_does_not_fail_because_an_entity_cannot_be_set_back() -> None:
    store = tickets()
    ticket = Sealed()
    with FakeUnitOfWork(store) as work:
        work.on(store).add(ticket)
        vars(ticket)["sealed"] = True

    assert ticket.id == 1
    assert store.count() == 0


def aborted(work: FakeUnitOfWork, people: FakeRepository[Person, int], key: int) -> None:
    with pytest.raises(ConstraintViolation):
        work.on(people).update(Person(key, email="b@b.se"))


def test_an_aborted_unit_holds_nothing_back() -> None:
    people = a_repository(unique=["email"], profile=POSTGRESQL_15_C_UTF8)
    people.add_all([Person(1, email="a@b.se"), Person(2, email="b@b.se")])
    before = people.snapshot()

    with FakeUnitOfWork(people) as work:
        work.on(people).update(Person(1, email="c@b.se"))
        aborted(work, people, 1)
        people.add(Person(3, email="c@b.se"))
        people.update(Person(1, email="d@b.se"))
        people.restore(before)
        with pytest.raises(TransactionAborted):
            work.commit()

    assert people.snapshot() == before


def test_an_aborted_savepoint_lets_go_of_what_was_done_in_it_alone() -> None:
    people = a_repository(unique=["email"], profile=POSTGRESQL_15_C_UTF8)
    people.add_all([Person(1, email="a@b.se"), Person(2, email="b@b.se")])

    with FakeUnitOfWork(people) as work:
        inside = work.on(people)
        inside.add(Person(3))
        with pytest.raises(TransactionAborted), work.savepoint():
            inside.add(Person(4))
            aborted(work, people, 1)
            people.add(Person(4, "other"))
            with pytest.raises(WriteConflict):
                people.add(Person(3))
        inside.add(Person(5))
        work.commit()

    assert [(person.id, person.name) for person in people.all()][2:] == [
        *((3, ""), (4, "other"), (5, "")),
    ]


@pytest.mark.parametrize("undone", [True, False], ids=["savepoint", "unit"])
def test_sqlite_keeps_the_lock_of_a_write_that_failed(*, undone: bool) -> None:
    people = a_repository(profile=SQLITE_3)
    people.add(Person(1))

    with FakeUnitOfWork(people) as work:
        if undone:
            with pytest.raises(DuplicateKey), work.savepoint():
                work.on(people).add(Person(1))
        else:
            with pytest.raises(DuplicateKey):
                work.on(people).add(Person(1))
        with pytest.raises(WriteConflict) as caught:
            people.add(Person(2))
        assert caught.value.reason == "another unit of work is writing"

    assert people.add(Person(2)) == Person(2)


def test_sqlite_refuses_a_writer_that_has_read_what_is_out_of_date_before_all_else() -> None:
    people = a_repository(profile=SQLITE_3)
    people.add(Person(1))

    with FakeUnitOfWork(people) as work:
        people.add(Person(2))
        with pytest.raises(WriteConflict) as caught:
            work.on(people).add(Person(1))
    assert caught.value.reason == "another unit of work has committed since this one began"


def test_a_batch_is_seen_whole_or_not_at_all() -> None:
    people = a_repository()
    seen: set[int] = set()
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            seen.add(people.count() % 10)

    def write() -> None:
        for first in range(0, 300, 10):
            people.add_all([Person(key) for key in range(first, first + 10)])
        over.set()

    with ThreadPoolExecutor(2) as pool:
        for running in (pool.submit(look), pool.submit(write)):
            running.result()
    assert seen <= {0}
