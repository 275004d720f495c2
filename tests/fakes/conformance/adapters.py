"""A sound adapter of the small port, for threads and for tasks, and the suites that open it."""

import threading
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from types import TracebackType
from typing import Any, ClassVar, Self

import attrs

from fakes.conformance import AsyncConformance, Conformance, Namespace, Operation, Promise
from tests.fakes.conformance.cells import CELLS, AsyncCells, Cells, Missing


@attrs.define(eq=False)
class Shelf:
    """What all clients of one store share."""

    numbers: dict[str, tuple[int, float]] = attrs.Factory(dict[str, tuple[int, float]])
    now: float = 0
    lifetime: float = 60
    lock: Any = attrs.Factory(threading.RLock)


class FakeCells:
    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    def put(self, name: str, number: int) -> None:
        with self.shelf.lock:
            self.shelf.numbers[name] = number, self.shelf.now

    def get(self, name: str) -> int:
        with self.shelf.lock:
            if name not in self.names():
                raise Missing(f"no cell is called {name!r}")
            return self.shelf.numbers[name][0]

    def add(self, name: str, number: int) -> int:
        with self.shelf.lock:
            total = self.get(name) + number
            self.put(name, total)
            return total

    def delete(self, name: str) -> None:
        with self.shelf.lock:
            if name not in self.names():
                raise Missing(f"no cell is called {name!r}")
            del self.shelf.numbers[name]

    def names(self) -> list[str]:
        with self.shelf.lock:
            oldest = self.shelf.now - self.shelf.lifetime
            return [name for name, (_, put) in self.shelf.numbers.items() if put >= oldest]

    def put_all(self, numbers: Mapping[str, int]) -> None:
        with self.shelf.lock:
            for name, number in numbers.items():
                self.put(name, number)

    def unit(self) -> "FakeUnit":
        return FakeUnit(self)


class FakeUnit:
    """It works on a copy, which takes the store's place when all went well."""

    def __init__(self, cells: FakeCells) -> None:
        self.cells = cells
        self.copy = attrs.evolve(cells.shelf, numbers=dict(cells.shelf.numbers))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        if kind is None:
            self.cells.shelf.numbers = self.copy.numbers

    def on(self, cells: Cells) -> FakeCells:
        assert cells is self.cells
        return type(self.cells)(self.copy)

    @contextmanager
    def savepoint(self) -> Generator[None]:
        yield


class AsyncFakeCells:
    def __init__(self, shelf: Shelf) -> None:
        self.cells = FakeCells(shelf)

    async def put(self, name: str, number: int) -> None:
        self.cells.put(name, number)

    async def get(self, name: str) -> int:
        return self.cells.get(name)

    async def add(self, name: str, number: int) -> int:
        return self.cells.add(name, number)

    async def delete(self, name: str) -> None:
        self.cells.delete(name)

    async def names(self) -> list[str]:
        return self.cells.names()

    async def put_all(self, numbers: Mapping[str, int]) -> None:
        self.cells.put_all(numbers)

    def unit(self) -> "AsyncFakeUnit":
        return AsyncFakeUnit(self)


class AsyncFakeUnit:
    def __init__(self, cells: AsyncFakeCells) -> None:
        self.cells = cells
        self.unit = cells.cells.unit()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        self.unit.__exit__(kind, error, traceback)

    def on(self, cells: AsyncCells) -> AsyncFakeCells:
        assert cells is self.cells
        return type(self.cells)(self.unit.copy)

    @asynccontextmanager
    async def savepoint(self) -> AsyncGenerator[None]:
        yield


class SoundCells(Conformance[Cells]):
    """Everything that the port knows, declared and kept."""

    specification = CELLS
    promises = frozenset({Promise.DURABLE})
    operations = frozenset({Operation.BATCH, Operation.TRANSACTIONS})
    parameters: ClassVar[Mapping[str, str]] = {"delete_missing": "raises"}
    examples = 20

    cells: ClassVar[type[Any]] = FakeCells

    @contextmanager
    def store(self, namespace: Namespace) -> Generator[Shelf]:
        yield Shelf()

    @contextmanager
    def connect(self, store: Shelf, /) -> Generator[Cells]:
        yield self.cells(store)

    def advance(self, store: Shelf, seconds: float, /) -> None:
        store.now += seconds


class SoundAsyncCells(AsyncConformance[AsyncCells]):
    """The same, awaited."""

    specification = CELLS
    promises = frozenset({Promise.DURABLE})
    operations = frozenset({Operation.BATCH, Operation.TRANSACTIONS})
    parameters: ClassVar[Mapping[str, str]] = {"delete_missing": "raises"}
    examples = 20

    cells: ClassVar[type[Any]] = AsyncFakeCells

    @asynccontextmanager
    async def store(self, namespace: Namespace) -> AsyncGenerator[Shelf]:
        yield Shelf()

    @asynccontextmanager
    async def connect(self, store: Shelf, /) -> AsyncGenerator[AsyncCells]:
        yield self.cells(store)

    async def advance(self, store: Shelf, seconds: float, /) -> None:
        store.now += seconds
