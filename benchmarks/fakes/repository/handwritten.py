"""The repository that a good engineer writes for tests: dicts, a lock, frozen entities."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from operator import attrgetter
from threading import RLock

from benchmarks.fakes.contestants import HAND
from benchmarks.fakes.repository.users import User, population, renamed, user

__all__ = ["DictContestant"]


class DictUsers:
    def __init__(self, users: Sequence[User]) -> None:
        self._lock = RLock()
        self._users = {one.id: one for one in users}

    def add(self, user: User, /) -> User:
        with self._lock:
            if user.id in self._users:
                raise KeyError(f"There is a user {user.id} already.")
            self._users[user.id] = user
            return user

    def get(self, key: int, /) -> User:
        with self._lock:
            return self._users[key]

    def delete(self, key: int, /) -> None:
        with self._lock:
            del self._users[key]

    def find_by_email(self, email: str, /) -> User | None:
        with self._lock:
            return next((one for one in self._users.values() if one.email == email), None)

    def page(self, offset: int, limit: int, /) -> Sequence[User]:
        return self._ordered()[offset : offset + limit]

    def cursor(self, offset: int, /) -> int:
        return self._ordered()[offset - 1].id

    def page_behind(self, cursor: int, limit: int, /) -> Sequence[User]:
        return list(islice((one for one in self._ordered() if one.id > cursor), limit))

    def search_by_name_pattern(self, pattern: str, /) -> Sequence[User]:
        beginning = pattern.removesuffix("%")
        return [one for one in self._ordered() if one.name.startswith(beginning)]

    def roll_back(self, changed: Sequence[User], /) -> User:
        with self._lock:
            before = self._users.copy()
            for one in changed:
                self._users[one.id] = one
            last = self._users[changed[-1].id]
            self._users = before
            return last

    def _ordered(self) -> list[User]:
        with self._lock:
            return sorted(self._users.values(), key=attrgetter("id"))


class IndexedDictUsers(DictUsers):
    def __init__(self, users: Sequence[User]) -> None:
        super().__init__(users)
        self._by_email = {one.email: one for one in users}

    def add(self, user: User, /) -> User:
        with self._lock:
            super().add(user)
            self._by_email[user.email] = user
            return user

    def delete(self, key: int, /) -> None:
        with self._lock:
            del self._by_email[self._users[key].email]
            super().delete(key)

    def find_by_email(self, email: str, /) -> User | None:
        with self._lock:
            return self._by_email.get(email)


class DictContestant:
    name = HAND
    notes = (
        "a dict by key and a lock; entities are frozen, so that nothing is copied",
        "the index is a second dict; pages are slices of what `sorted` gives; a search reads all",
        "a unit of work copies the dict when it begins, and puts the copy back",
    )
    cannot: Mapping[str, str] = {}
    holds = 1_000_000

    def user(self, number: int, /) -> User:
        return user(number)

    def renamed(self, number: int, /) -> User:
        return renamed(number)

    @contextmanager
    def opened(self, size: int, /) -> Iterator[DictUsers]:
        yield DictUsers(population(size))

    @contextmanager
    def opened_with_index(self, size: int, /) -> Iterator[DictUsers]:
        yield IndexedDictUsers(population(size))
