"""The async twins: the same behaviour, under any event loop."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import trio

from fakes.repository import (
    AsyncFakeRepository,
    AsyncFakeUnitOfWork,
    DuplicateKey,
    FakeRepository,
    FakeUnitOfWork,
    InvalidSetting,
    attribute,
)
from tests.fakes.repository.people import Person, a_repository

Run = Callable[[Callable[[], Awaitable[None]]], None]


def under_asyncio(main: Callable[[], Any]) -> None:
    asyncio.run(main())


@pytest.fixture(params=[under_asyncio, trio.run], ids=["asyncio", "trio"])
def run(request: pytest.FixtureRequest) -> Run:
    return request.param


def test_the_twin_does_what_the_fake_does(run: Run) -> None:
    async def main() -> None:
        people = AsyncFakeRepository(a_repository())

        assert await people.add(Person(1, "Ada")) == await people.get(1)
        assert await people.add_all([Person(2, "Eve")]) == [await people.find(2)]
        assert (await people.update(Person(2, "Eva"))).name == "Eva"
        assert (await people.save(Person(3, "Bob"))).name == "Bob"
        await people.delete(1)
        assert await people.count(attribute("id").at_least(1)) == await people.count() == 2
        page = await people.select(order_by="name", limit=1)
        rest = await people.select(order_by="name", limit=1, after=page.next)
        assert [person.name for person in (*page, *rest)] == ["Bob", "Eva"]
        assert len(await people.select(attribute("id").equals(2), offset=1)) == 0
        assert people.fake.get(2) == Person(2, "Eva")

    run(main)


def test_a_unit_of_work_takes_effect_or_does_not(run: Run) -> None:
    async def main() -> None:
        people = AsyncFakeRepository(a_repository())

        async with AsyncFakeUnitOfWork(FakeUnitOfWork(people.fake)) as work:
            await work.on(people).add(Person(1))
            assert await people.count() == 0
            async with work.savepoint():
                await work.on(people).add(Person(2))
            with pytest.raises(DuplicateKey):
                async with work.savepoint():
                    await work.on(people).add(Person(3))
                    await work.on(people).add(Person(2))
            await work.commit()
        async with AsyncFakeUnitOfWork(FakeUnitOfWork(people.fake)) as work:
            await work.on(people).add(Person(4))
        async with AsyncFakeUnitOfWork(FakeUnitOfWork(people.fake)) as work:
            await work.on(people).add(Person(5))
            await work.rollback()

        assert people.fake.all() == [Person(1), Person(2)]

    run(main)


def test_a_subclass_keeps_its_methods_in_a_unit_of_work(run: Run) -> None:
    class FakePeople(AsyncFakeRepository[Person, int]):
        async def named(self, name: str) -> list[Person]:
            return self.fake.all(name=name)

    async def main() -> None:
        people = FakePeople(FakeRepository(Person, key=lambda person: person.id))
        async with AsyncFakeUnitOfWork(FakeUnitOfWork(people.fake)) as work:
            inside = work.on(people)
            await inside.add(Person(1, "Ada"))
            assert await inside.named("Ada") == [Person(1, "Ada")]
            assert await people.named("Ada") == []

    run(main)


def test_the_twins_say_what_they_are_over() -> None:
    people = AsyncFakeRepository(a_repository())
    work = AsyncFakeUnitOfWork(FakeUnitOfWork(people.fake))

    assert repr(people) == "<AsyncFakeRepository over <FakeRepository of Person: 0 stored>>"
    assert repr(work) == "<AsyncFakeUnitOfWork over <FakeUnitOfWork: has not begun>>"


def test_the_twins_are_over_fakes_and_for_one_another() -> None:
    people: Any = a_repository()

    for made, wanted in (
        (AsyncFakeRepository, "fake: must be a FakeRepository, not 7"),
        (AsyncFakeUnitOfWork, "fake: must be a FakeUnitOfWork, not 7"),
        (
            AsyncFakeUnitOfWork(FakeUnitOfWork(people)).on,
            "repository: must be an AsyncFakeRepository, not 7",
        ),
    ):
        with pytest.raises(InvalidSetting) as caught:
            made(7)
        assert str(caught.value) == wanted
