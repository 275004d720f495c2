"""`FakeRepository`, as a user's own repository over it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from benchmarks.fakes.contestants import OURS
from benchmarks.fakes.repository.users import User, population, renamed, user
from fakes.repository import Cursor, FakeRepository, FakeUnitOfWork, Page, attribute

__all__ = ["FakesContestant"]


class FakeUsers(FakeRepository[User, int]):
    def find_by_email(self, email: str, /) -> User | None:
        return self.one(email=email)

    def page(self, offset: int, limit: int, /) -> Page[User]:
        return self.select(limit=limit, offset=offset)

    def cursor(self, offset: int, /) -> Cursor | None:
        return self.select(limit=1, offset=offset - 1).next

    def page_behind(self, cursor: Cursor, limit: int, /) -> Page[User]:
        return self.select(limit=limit, after=cursor)

    def search_by_name_pattern(self, pattern: str, /) -> Page[User]:
        return self.select(attribute("name").like(pattern))

    def roll_back(self, changed: Sequence[User], /) -> User:
        with FakeUnitOfWork(self) as work:
            users = work.on(self)
            for one in changed:
                users.update(one)
            return users.get(changed[-1].id)


class FakesContestant:
    name = OURS
    notes = (
        '`FakeRepository(User, key="id")`; entities are frozen, so that nothing is copied',
        "the index is one of `indexes`; a page is `select` with an `offset`, or `after` a cursor",
    )
    cannot: Mapping[str, str] = {}
    holds = 1_000_000

    def user(self, number: int, /) -> User:
        return user(number)

    def renamed(self, number: int, /) -> User:
        return renamed(number)

    @contextmanager
    def opened(self, size: int, /) -> Iterator[FakeUsers]:
        yield self._holding(FakeUsers(User, key="id"), size)

    @contextmanager
    def opened_with_index(self, size: int, /) -> Iterator[FakeUsers]:
        yield self._holding(FakeUsers(User, key="id", indexes=["email"]), size)

    def _holding(self, users: FakeUsers, size: int) -> FakeUsers:
        for one in population(size):
            users.add(one)
        return users
