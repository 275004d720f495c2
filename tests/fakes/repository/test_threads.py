"""Many threads at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import attrs

from fakes.repository import (
    ConstraintViolation,
    DuplicateKey,
    FakeRepository,
    FakeUnitOfWork,
    Serial,
    WriteConflict,
)
from tests.fakes.repository.people import Account, Person, a_repository, accounts

THREADS = 8
ROUNDS = 50


def in_threads(work: Callable[[int], Any]) -> list[Any]:
    """What each thread's work gave, all having begun together."""
    barrier = Barrier(THREADS)

    def begin(number: int) -> Any:
        barrier.wait()
        return work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(begin, range(THREADS)))


def test_of_many_adds_of_one_key_one_succeeds() -> None:
    people = a_repository()

    def add(number: int) -> int:
        added = 0
        for key in range(ROUNDS):
            try:
                people.add(Person(key, str(number)))
                added += 1
            except DuplicateKey:
                pass
        return added

    assert sum(in_threads(add)) == people.count() == ROUNDS


def test_of_many_entities_with_one_unique_value_one_is_stored() -> None:
    people = a_repository(unique=["email"], indexes=["name"])

    def add(number: int) -> int:
        added = 0
        for round_number in range(ROUNDS):
            try:
                people.add(Person(number * ROUNDS + round_number, email=str(round_number)))
                added += 1
            except ConstraintViolation:
                pass
        return added

    assert sum(in_threads(add)) == people.count() == ROUNDS
    assert {person.email for person in people.all(name="")} == set(map(str, range(ROUNDS)))


def test_generated_keys_are_all_different() -> None:
    store = accounts()

    def add(_: int) -> list[int | None]:
        return [store.add(Account()).id for _ in range(ROUNDS)]

    keys = [key for listed in in_threads(add) for key in listed]

    assert sorted(keys, key=int) == list(range(1, THREADS * ROUNDS + 1))


@attrs.frozen
class Counter:
    id: int
    value: int = 0


def test_no_increment_in_a_unit_of_work_is_lost() -> None:
    counters: FakeRepository[Counter, int] = FakeRepository(Counter, key="id")
    counters.add_all([Counter(1), Counter(2)])

    def increment(_: int) -> int:
        done = 0
        while done < ROUNDS:
            try:
                with FakeUnitOfWork(counters) as work:
                    inside = work.on(counters)
                    for key in (1, 2):
                        counter = inside.get(key)
                        inside.update(Counter(key, counter.value + 1))
                    work.commit()
                done += 1
            except WriteConflict:
                pass
        return done

    assert sum(in_threads(increment)) == THREADS * ROUNDS
    assert [counter.value for counter in counters.all()] == [THREADS * ROUNDS] * 2


def test_a_reader_sees_both_halves_of_a_commit_or_neither() -> None:
    one: FakeRepository[Counter, int] = FakeRepository(Counter, key="id")
    other: FakeRepository[Counter, int] = FakeRepository(Counter, key="id")
    one.add(Counter(1))
    other.add(Counter(1))

    def write() -> None:
        for value in range(1, ROUNDS + 1):
            with FakeUnitOfWork(one, other) as work:
                work.on(one).update(Counter(1, value))
                work.on(other).update(Counter(1, value))
                work.commit()

    def read() -> set[int]:
        differences: set[int] = set()
        for _ in range(ROUNDS):
            with FakeUnitOfWork(other, one) as work:
                differences.add(work.on(one).get(1).value - work.on(other).get(1).value)
        return differences

    outcomes = in_threads(lambda number: write() if number == 0 else read())

    assert outcomes[1:] == [{0}] * (THREADS - 1)


def test_pages_hold_while_others_write() -> None:
    people: FakeRepository[Person, int] = FakeRepository(
        Person, key="id", generated=Serial(), indexes=["name"]
    )
    people.add_all([Person(number, f"{number:04d}") for number in range(1, 101)])

    def work(number: int) -> bool:
        if number % 2:
            for round_number in range(ROUNDS):
                people.add(Person(1000 * number + round_number, f"x{round_number}"))
                people.delete(1000 * number + round_number)
            return True
        found: list[str] = []
        page = people.select(order_by="name", limit=7)
        found += [person.name for person in page]
        while page.next is not None:
            page = people.select(order_by="name", limit=7, after=page.next)
            found += [person.name for person in page]
        return found[:100] == [f"{number:04d}" for number in range(1, 101)]

    assert all(in_threads(work))
    assert people.count() == 100


def test_threads_can_share_a_unit_of_work() -> None:
    people = a_repository(unique=["email"])

    with FakeUnitOfWork(people) as work:

        def add(number: int) -> int:
            inside = work.on(people)
            added = 0
            for round_number in range(ROUNDS):
                try:
                    inside.add(Person(number * ROUNDS + round_number, email=str(round_number)))
                    added += 1
                except ConstraintViolation:
                    pass
            return added

        assert sum(in_threads(add)) == work.on(people).count() == ROUNDS
        assert people.count() == 0
        work.commit()

    assert people.count() == ROUNDS
