"""The adapter on asyncpg keeps what it declares, on PostgreSQL."""

from collections.abc import AsyncGenerator, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any, ClassVar, TypeVar

import asyncpg
from hypothesis.strategies import SearchStrategy

from fakes.conformance import Namespace, Operation, Promise
from fakes.conformance.repository import AsyncRepositoryConformance
from fakes.repository import POSTGRESQL_15_C_UTF8, AsyncUnitOfWork
from tests.adapters.repository.asyncpg_codecs import prepare
from tests.adapters.repository.asyncpg_repository import AsyncpgRepository, AsyncpgUnitOfWork
from tests.adapters.repository.asyncpg_sessions import Pool
from tests.adapters.repository.asyncpg_sql import Table
from tests.adapters.repository.entities import (
    ACCOUNT,
    ACCOUNTS,
    PRODUCT,
    PRODUCTS,
    Account,
    Product,
)
from tests.adapters.repository.model import Model
from tests.services.postgresql import POSTGRESQL

E = TypeVar("E")
K = TypeVar("K")


class _OnPostgreSQL(AsyncRepositoryConformance[E, K]):
    """What is the same for all entities."""

    operations = frozenset(
        {
            Operation.FILTER,
            Operation.ORDER,
            Operation.PAGE,
            Operation.BATCH,
            Operation.TRANSACTIONS,
        }
    )
    parameters: ClassVar[Mapping[str, str]] = {
        "delete_missing": "raises",
        "isolation": "snapshot",
        "after_an_error": "aborted",
        "key_written_back": "result",
    }
    examples = 10
    profile = POSTGRESQL_15_C_UTF8
    model: ClassVar[Model[Any]]

    def edges(self, attribute: str, value: object) -> Iterable[object]:
        return self.model.fitting(attribute, super().edges(attribute, value))

    def system(self, postgresql_address: str) -> str:
        server = POSTGRESQL.version(postgresql_address).split()[0]
        return f"PostgreSQL {server} through asyncpg {version('asyncpg')}"

    @asynccontextmanager
    async def resources(self, postgresql_address: str) -> AsyncGenerator[Pool]:
        async with asyncpg.create_pool(
            postgresql_address,
            min_size=1,
            max_size=8,
            init=prepare,
            command_timeout=20,
            # What no check can tell apart: a commit is on the disk a little later.
            server_settings={"lock_timeout": "1s", "synchronous_commit": "off"},
        ) as pool:
            yield pool

    @asynccontextmanager
    async def store(
        self, namespace: Namespace, resources: Pool
    ) -> AsyncGenerator[AsyncpgRepository[E, K]]:
        table = Table(self.model, str(namespace))
        await resources.execute(table.create())
        yield AsyncpgRepository(table, resources)
        await resources.execute(table.drop())

    @asynccontextmanager
    async def connect(
        self, store: AsyncpgRepository[E, K], /
    ) -> AsyncGenerator[AsyncpgRepository[E, K]]:
        yield store

    async def restart(self, store: AsyncpgRepository[E, K], /) -> None:
        await store.pool.expire_connections()

    async def unit_of_work(self, client: AsyncpgRepository[E, K], /) -> AsyncUnitOfWork:
        return AsyncpgUnitOfWork(client.pool)

    async def residue(self, namespace: Namespace, resources: Pool) -> Collection[object]:
        relations = "SELECT relname FROM pg_class WHERE starts_with(relname, $1)"
        return [row["relname"] for row in await resources.fetch(relations, str(namespace))]


class TestAsyncpgProducts(_OnPostgreSQL[Product, str]):
    """Keys of text, and versions."""

    promises = frozenset(
        {
            Promise.ATOMIC_BATCH,
            Promise.DURABLE,
            Promise.KEY_EXACT,
            Promise.LINEARIZABLE,
            Promise.VERSIONS,
        }
    )
    key = "code"
    version = "version"
    model = PRODUCT

    def entities(self) -> SearchStrategy[Product]:
        return PRODUCTS


class TestAsyncpgAccounts(_OnPostgreSQL[Account, int]):
    """Keys that the database generates, and an attribute that is unique."""

    promises = frozenset(
        {
            Promise.ATOMIC_BATCH,
            Promise.DURABLE,
            Promise.GENERATED_KEYS,
            Promise.LINEARIZABLE,
            Promise.UNIQUE,
        }
    )
    unique: ClassVar[Sequence[str | tuple[str, ...]]] = ("email",)
    model = ACCOUNT

    def entities(self) -> SearchStrategy[Account]:
        return ACCOUNTS
