"""Repositories behind doubles: a spy has its place around what a unit of work gives."""

import asyncio
from typing import Any

import pytest

from doubles import spy
from fakes.repository import (
    AsyncFakeRepository,
    AsyncFakeUnitOfWork,
    FakeUnitOfWork,
    InvalidSetting,
    RepositoryUnavailable,
)
from tests.fakes.repository.people import Person, a_repository


def remedy(name: str) -> str:
    return (
        f"repository: must be {name} itself, not a double of one; put the double around what "
        "`on` gives: spy(work.on(repository))"
    )


def test_a_spy_is_no_part_of_a_unit_of_work() -> None:
    people = a_repository()
    double: Any = spy(people)

    with FakeUnitOfWork(people) as work:
        with pytest.raises(InvalidSetting) as caught:
            work.on(double)
        assert str(caught.value) == remedy("a FakeRepository")
        people.add(Person(1))
    with pytest.raises(InvalidSetting) as caught:
        FakeUnitOfWork(double)
    assert str(caught.value) == remedy("a FakeRepository")
    assert people.all() == double.all() == [Person(1)]


def test_an_async_spy_is_no_part_of_a_unit_of_work() -> None:
    people = AsyncFakeRepository(a_repository())
    double: Any = spy(people)

    async def main() -> None:
        async with AsyncFakeUnitOfWork(FakeUnitOfWork(people.fake)) as work:
            with pytest.raises(InvalidSetting) as caught:
                work.on(double)
            assert str(caught.value) == remedy("an AsyncFakeRepository")
            await people.add(Person(1))
        assert await people.count() == await double.count() == 1

    asyncio.run(main())


def test_a_spy_around_what_the_unit_gives_does_all_in_the_unit() -> None:
    people = a_repository()

    with FakeUnitOfWork(people) as work:
        double: Any = spy(work.on(people))
        double.add(Person(1))

        assert (double.count(), people.count()) == (1, 0)
        work.commit()

    assert people.all() == [Person(1)]


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (
            RepositoryUnavailable("read timed out"),
            (
                "The database's reply is missing: read timed out. What was asked may have been "
                "done or not; look before you do it again."
            ),
        ),
        (
            RepositoryUnavailable("connection refused", outcome_unknown=False),
            "The database could not be reached: connection refused. Nothing was done.",
        ),
    ],
    ids=["reply lost", "not reached"],
)
def test_an_unavailable_database_says_whether_something_may_have_been_done(
    error: RepositoryUnavailable, text: str
) -> None:
    assert str(error) == text
