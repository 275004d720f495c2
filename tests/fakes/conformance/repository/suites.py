"""Suites of the fake repository, and what they store."""

from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import attrs
from hypothesis import strategies as st

from fakes.conformance import Namespace, Operation, Promise
from fakes.conformance.repository import AsyncRepositoryConformance, RepositoryConformance
from fakes.repository import (
    AsyncFakeRepository,
    AsyncFakeUnitOfWork,
    FakeRepository,
    FakeUnitOfWork,
    Serial,
)

__all__ = [
    "ABORTED",
    "ALL_OPERATIONS",
    "SERIALIZABLE",
    "TELLS_THE_ARGUMENT",
    "AsyncItems",
    "Item",
    "Items",
    "Note",
    "Notes",
    "Place",
    "Places",
    "Point",
    "Points",
]

ALL_OPERATIONS = frozenset(
    {
        Operation.FILTER,
        Operation.ORDER,
        Operation.PAGE,
        Operation.BATCH,
        Operation.TRANSACTIONS,
    }
)
ALL_PROMISES = frozenset(
    {
        Promise.ATOMIC_BATCH,
        Promise.DURABLE,
        Promise.GENERATED_KEYS,
        Promise.LINEARIZABLE,
        Promise.UNIQUE,
        Promise.VERSIONS,
    }
)


@dataclass
class Item:
    """One of every kind of attribute, mutable, with a generated key and a version."""

    id: int | None
    sku: str
    name: str = ""
    note: str | None = None
    stock: int = 0
    weight: float | None = None
    price: Decimal = Decimal(0)
    picture: bytes = b""
    made: datetime | None = None
    tags: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    version: int = 1


TEXTS = st.text("aAbBüÜ%_\\ ", max_size=5)

ITEMS = st.builds(
    Item,
    st.integers(1, 1000),
    st.uuids().map(lambda uuid: f"Sku-{uuid.hex[:12]}"),
    TEXTS,
    st.none() | TEXTS,
    st.integers(-3, 3) | st.integers(-(2**63), 2**63 - 1),
    st.none() | st.floats(allow_nan=False),
    st.decimals(-1000, 1000, places=2),
    st.binary(max_size=5),
    st.none() | st.datetimes(),
    st.lists(TEXTS, max_size=2),
    st.dictionaries(TEXTS, TEXTS, max_size=2),
)


def items(**settings: Any) -> FakeRepository[Item, int]:
    return FakeRepository(
        Item,
        key=lambda item: item.id,
        **{"generated": Serial(), "unique": ["sku"], "version": "version", **settings},
    )


class Items(RepositoryConformance[Item, int]):
    """The fake with everything that it has, and the plainest of its profiles."""

    operations = ALL_OPERATIONS
    promises = ALL_PROMISES
    parameters: ClassVar[Mapping[str, str]] = {
        "delete_missing": "raises",
        "isolation": "snapshot",
        "after_an_error": "continues",
        "key_written_back": "result",
    }
    examples = 10
    shrinks_for = 0.0
    unique: ClassVar[Sequence[str | tuple[str, ...]]] = ("sku",)
    version = "version"
    searched = ("id", "sku", "name", "note", "stock", "weight", "price", "made")
    settings: ClassVar[dict[str, Any]] = {}

    def system(self) -> str:
        return f"FakeRepository, profile {self.profile!r}"

    @contextmanager
    def store(self, namespace: Namespace) -> Generator[FakeRepository[Any, Any]]:
        yield items(profile=self.profile, **self.settings)

    @contextmanager
    def connect(self, store: Any, /) -> Generator[FakeRepository[Any, Any]]:
        yield store

    def unit_of_work(self, client: Any, /) -> Any:
        return FakeUnitOfWork(client)

    def entities(self) -> Any:
        return ITEMS


class AsyncItems(AsyncRepositoryConformance[Item, int]):
    """The same, awaited."""

    operations = ALL_OPERATIONS
    promises = ALL_PROMISES
    parameters = Items.parameters
    examples = 10
    shrinks_for = 0.0
    unique = Items.unique
    version = "version"
    searched = Items.searched
    settings: ClassVar[dict[str, Any]] = {}

    def system(self) -> str:
        return f"AsyncFakeRepository, profile {self.profile!r}"

    @asynccontextmanager
    async def store(self, namespace: Namespace) -> AsyncGenerator[FakeRepository[Any, Any]]:
        yield items(profile=self.profile, **self.settings)

    @asynccontextmanager
    async def connect(self, store: Any, /) -> AsyncGenerator[AsyncFakeRepository[Any, Any]]:
        yield AsyncFakeRepository(store)

    async def unit_of_work(self, client: Any, /) -> Any:
        return AsyncFakeUnitOfWork(FakeUnitOfWork(client.fake))

    def entities(self) -> Any:
        return ITEMS


ABORTED = {**Items.parameters, "after_an_error": "aborted"}
SERIALIZABLE = {**Items.parameters, "isolation": "serializable"}
TELLS_THE_ARGUMENT = {
    **Items.parameters,
    "key_written_back": "argument",
    "delete_missing": "ignores",
}


@attrs.frozen
class Place:
    """Immutable, with a key of text, and two attributes that are unique together."""

    code: str
    town: str
    street: str | None
    area: UUID
    listed: bool = False


class Places(RepositoryConformance[Place, str]):
    """Exact keys, without a version."""

    operations = ALL_OPERATIONS
    promises = frozenset({Promise.KEY_EXACT, Promise.UNIQUE, Promise.ATOMIC_BATCH})
    parameters: ClassVar[Mapping[str, str]] = Items.parameters
    examples = 10
    shrinks_for = 0.0
    key = "code"
    unique: ClassVar[Sequence[str | tuple[str, ...]]] = (("town", "street"),)

    def system(self) -> str:
        return "FakeRepository"

    @contextmanager
    def store(self, namespace: Namespace) -> Generator[FakeRepository[Any, Any]]:
        yield FakeRepository(Place, key="code", unique=[("town", "street")])

    @contextmanager
    def connect(self, store: Any, /) -> Generator[FakeRepository[Any, Any]]:
        yield store

    def unit_of_work(self, client: Any, /) -> Any:
        return FakeUnitOfWork(client)

    def entities(self) -> Any:
        codes = st.text("abAB ", min_size=1, max_size=4)
        return st.builds(Place, codes, TEXTS, st.none() | TEXTS, st.uuids(), st.booleans())


class Point:
    """An ordinary class, without fields or equality, with a key of two numbers."""

    def __init__(self, x: int, y: int, notes: list[str]) -> None:
        self.x = x
        self.y = y
        self.notes = notes


class Points(RepositoryConformance[Point, tuple[int, int]]):
    """A key of several attributes."""

    operations = ALL_OPERATIONS
    promises = frozenset({Promise.ATOMIC_BATCH})
    parameters: ClassVar[Mapping[str, str]] = Items.parameters
    examples = 10
    shrinks_for = 0.0
    key = ("x", "y")

    def system(self) -> str:
        return "FakeRepository"

    @contextmanager
    def store(self, namespace: Namespace) -> Generator[FakeRepository[Any, Any]]:
        yield FakeRepository(Point, key=("x", "y"))

    @contextmanager
    def connect(self, store: Any, /) -> Generator[FakeRepository[Any, Any]]:
        yield store

    def unit_of_work(self, client: Any, /) -> Any:
        return FakeUnitOfWork(client)

    def entities(self) -> Any:
        return st.builds(Point, st.integers(0, 3), st.integers(0, 3), st.lists(TEXTS, max_size=2))


@dataclass
class Note:
    """As little as shows everything in a message."""

    code: str
    text: str = ""
    picture: bytes | None = None
    version: int = 1


class Notes(RepositoryConformance[Note, str]):
    """Exact keys and versions."""

    operations = ALL_OPERATIONS
    promises = frozenset({Promise.KEY_EXACT, Promise.VERSIONS})
    parameters: ClassVar[Mapping[str, str]] = Items.parameters
    examples = 10
    shrinks_for = 0.0
    key = "code"
    version = "version"

    def system(self) -> str:
        return "FakeRepository"

    @contextmanager
    def store(self, namespace: Namespace) -> Generator[FakeRepository[Any, Any]]:
        yield FakeRepository(Note, key="code", version="version")

    @contextmanager
    def connect(self, store: Any, /) -> Generator[FakeRepository[Any, Any]]:
        yield store

    def unit_of_work(self, client: Any, /) -> Any:
        return FakeUnitOfWork(client)

    def entities(self) -> Any:
        codes = st.sampled_from("abcdefghij")
        return st.builds(Note, codes, st.sampled_from(("", "x")), st.none() | st.just(b"\x00"))
