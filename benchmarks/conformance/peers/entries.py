"""Our contestant: a repository that keeps its values in a mapping, as the peers' stores do."""

from collections.abc import Callable, Generator, Iterable, MutableMapping
from contextlib import contextmanager
from threading import RLock
from typing import ClassVar, NoReturn

from attrs import field, frozen
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from fakes.conformance import Namespace, Promise
from fakes.conformance.repository import RepositoryConformance
from fakes.errors import Unsupported
from fakes.repository import (
    EVERYTHING,
    Cursor,
    DuplicateKey,
    NotFound,
    Order,
    Page,
    Repository,
    Where,
)

__all__ = ["Entries", "Entry", "TestEntries"]

# The examples are the same in every run: what failed in one is not tried first in the next.
settings.register_profile("without memory", derandomize=True, database=None)
settings.load_profile("without memory")


@frozen
class Entry:
    """A name, and some bytes."""

    name: str
    content: bytes


@frozen(eq=False)
class Entries:
    """The least that is a repository: no conditions, orders, pages, batches or units of work."""

    _kept: MutableMapping[str, bytes]
    _lock: RLock = field(factory=RLock)

    def add(self, entry: Entry, /) -> Entry:
        with self._lock:
            if entry.name in self._kept:
                raise DuplicateKey("entry", entry.name)
            return self.save(entry)

    def add_all(self, entries: Iterable[Entry], /) -> list[Entry]:
        del entries
        refuse("add_all")

    def get(self, name: str, /) -> Entry:
        with self._lock:
            if name not in self._kept:
                raise NotFound("entry", name)
            return Entry(name, self._kept[name])

    def find(self, name: str, /) -> Entry | None:
        with self._lock:
            return self.get(name) if name in self._kept else None

    def update(self, entry: Entry, /) -> Entry:
        with self._lock:
            self.get(entry.name)
            return self.save(entry)

    def save(self, entry: Entry, /) -> Entry:
        with self._lock:
            self._kept[entry.name] = entry.content
        return entry

    def delete(self, name: str, /) -> None:
        with self._lock:
            self.get(name)
            del self._kept[name]

    def select(
        self,
        where: Where = EVERYTHING,
        *,
        order_by: Order | Iterable[Order] = (),
        limit: int | None = None,
        offset: int = 0,
        after: Cursor | None = None,
    ) -> Page[Entry]:
        if where != EVERYTHING or order_by != () or limit is not None or offset or after:
            refuse("select")
        with self._lock:
            return Page(tuple(map(self.get, self._kept)))

    def count(self, where: Where = EVERYTHING) -> int:
        if where != EVERYTHING:
            refuse("count")
        with self._lock:
            return len(self._kept)


def refuse(operation: str) -> NoReturn:
    raise Unsupported(operation, "entries are kept in a mapping")


class TestEntries(RepositoryConformance[Entry, str]):
    """Told of no more than it needs, and without a look for smaller examples.

    The fixture `mapping` is the class of what the entries are kept in.
    """

    promises = frozenset({Promise.DURABLE, Promise.KEY_EXACT, Promise.LINEARIZABLE})
    parameters: ClassVar[dict[str, str]] = {"delete_missing": "raises"}
    key = "name"
    shrinks_for = 0.0

    @contextmanager
    def store(
        self, namespace: Namespace, mapping: Callable[[], MutableMapping[str, bytes]]
    ) -> Generator[MutableMapping[str, bytes]]:
        del namespace
        yield mapping()

    @contextmanager
    def connect(self, store: MutableMapping[str, bytes], /) -> Generator[Repository[Entry, str]]:
        yield Entries(store)

    def entities(self) -> SearchStrategy[Entry]:
        return st.builds(Entry, st.text("abAB", min_size=1, max_size=4), st.binary(max_size=5))
