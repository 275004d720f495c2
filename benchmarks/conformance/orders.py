"""The repository that the suite is timed on: orders, in our own fake, with all that it promises."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import ClassVar

from attrs import define
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from fakes.conformance import Namespace, Operation, Promise
from fakes.conformance.repository import RepositoryConformance
from fakes.repository import FakeRepository, FakeUnitOfWork, Repository, Serial, UnitOfWork

__all__ = ["ORDERS", "Careless", "CarelessOrders", "Order", "Orders", "shop"]


@define
class Order:
    """Mutable, with a generated key, a unique number and a version."""

    id: int | None
    number: str
    customer: str
    note: str | None
    total: int
    placed: datetime
    version: int = 1


ORDERS = st.builds(
    Order,
    id=st.integers(1, 1000),
    number=st.uuids().map(lambda uuid: f"Order-{uuid.hex[:12]}"),
    customer=st.text("aAbBüÜ%_\\ ", max_size=5),
    note=st.none() | st.text(max_size=5),
    total=st.integers(-(2**63), 2**63 - 1),
    placed=st.datetimes(timezones=st.just(UTC)),
)


def shop() -> FakeRepository[Order, int]:
    """An empty store."""
    return FakeRepository(
        Order,
        key=lambda order: order.id,
        generated=Serial(),
        unique=["number"],
        version="version",
    )


class Careless(FakeRepository[Order, int]):
    """A store that adds over what is there, and deletes nothing."""

    def __init__(self) -> None:
        super().__init__(Order, key=lambda order: order.id, version="version")

    def add(self, entity: Order, /) -> Order:
        return self.save(entity)

    def delete(self, key: int, /) -> None:
        self.get(key)


class Orders(RepositoryConformance[Order, int]):
    """Everything that repositories can declare, but what needs exact keys of text."""

    operations = frozenset(
        {
            Operation.BATCH,
            Operation.FILTER,
            Operation.ORDER,
            Operation.PAGE,
            Operation.TRANSACTIONS,
        }
    )
    promises = frozenset(
        {
            Promise.ATOMIC_BATCH,
            Promise.DURABLE,
            Promise.GENERATED_KEYS,
            Promise.LINEARIZABLE,
            Promise.UNIQUE,
            Promise.VERSIONS,
        }
    )
    parameters: ClassVar[Mapping[str, str]] = {
        "after_an_error": "continues",
        "delete_missing": "raises",
        "isolation": "snapshot",
        "key_written_back": "result",
    }
    unique: ClassVar[Sequence[str | tuple[str, ...]]] = ("number",)
    version = "version"

    @contextmanager
    def store(self, namespace: Namespace) -> Generator[FakeRepository[Order, int]]:
        del namespace
        yield shop()

    @contextmanager
    def connect(self, store: FakeRepository[Order, int], /) -> Generator[Repository[Order, int]]:
        yield store

    def unit_of_work(self, client: FakeRepository[Order, int], /) -> UnitOfWork:
        return FakeUnitOfWork(client)

    def entities(self) -> SearchStrategy[Order]:
        return ORDERS


class CarelessOrders(Orders):
    """The suite of the careless store."""

    shrinks_for = 0.0

    @contextmanager
    def store(self, namespace: Namespace) -> Generator[FakeRepository[Order, int]]:
        del namespace
        yield Careless()
