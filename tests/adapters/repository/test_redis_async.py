"""The adapter in Redis keeps what it declares when it is awaited, too."""

from collections.abc import AsyncGenerator, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any, ClassVar, TypeVar

import redis.asyncio

from fakes.conformance import Namespace, Operation
from fakes.conformance.repository import AsyncRepositoryConformance
from fakes.repository import Profile
from tests.adapters.repository.entities import Account, Product
from tests.adapters.repository.model import Model
from tests.adapters.repository.redis_async import AsyncRedisRepository
from tests.adapters.repository.redis_clients import async_client_of, async_keys_of
from tests.adapters.repository.redis_suites import Accounts, Products
from tests.adapters.repository.redis_table import Table
from tests.services.redis import REDIS

E = TypeVar("E")
K = TypeVar("K")


class _InRedis(AsyncRepositoryConformance[E, K]):
    """What is the same for all entities."""

    operations = frozenset({Operation.PAGE, Operation.BATCH})
    parameters: ClassVar[Mapping[str, str]] = {
        "delete_missing": "raises",
        "key_written_back": "result",
    }
    examples = 10
    profile = Profile(explicit_keys="ignored")
    model: ClassVar[Model[Any]]

    def edges(self, attribute: str, value: object) -> Iterable[object]:
        return self.model.fitting(attribute, super().edges(attribute, value))

    def system(self, redis_address: str) -> str:
        return f"Redis {REDIS.version(redis_address)} through redis-py {version('redis')}, awaited"

    @asynccontextmanager
    async def resources(self, redis_address: str) -> AsyncGenerator[redis.asyncio.Redis]:
        async with async_client_of(redis_address) as client:
            yield client

    @asynccontextmanager
    async def store(
        self, namespace: Namespace, resources: redis.asyncio.Redis
    ) -> AsyncGenerator[AsyncRedisRepository[E, K]]:
        yield AsyncRedisRepository(Table(self.model, str(namespace)), resources)
        if left := await async_keys_of(resources, namespace):
            await resources.delete(*left)

    @asynccontextmanager
    async def connect(
        self, store: AsyncRedisRepository[E, K], /
    ) -> AsyncGenerator[AsyncRedisRepository[E, K]]:
        yield store

    async def residue(
        self, namespace: Namespace, resources: redis.asyncio.Redis
    ) -> Collection[object]:
        return await async_keys_of(resources, namespace)


class TestAsyncRedisProducts(Products, _InRedis[Product, str]):
    """Keys of text, and versions."""


class TestAsyncRedisAccounts(Accounts, _InRedis[Account, int]):
    """Keys that are counted, and an attribute that is unique."""
