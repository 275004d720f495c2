"""The adapter in Redis keeps what it declares, on the real server and with fakeredis."""

from collections.abc import Collection, Generator, Iterable, Mapping
from contextlib import AbstractContextManager, contextmanager
from importlib.metadata import version
from typing import Any, ClassVar, TypeVar

import fakeredis
import pytest
import redis

from fakes.conformance import Namespace, Operation
from fakes.conformance.repository import RepositoryConformance
from fakes.repository import Profile
from tests.adapters.redis_clients import client_of
from tests.adapters.repository.entities import Account, Product
from tests.adapters.repository.model import Model
from tests.adapters.repository.redis_clients import keys_of, version_of
from tests.adapters.repository.redis_repository import RedisRepository
from tests.adapters.repository.redis_suites import Accounts, Products
from tests.adapters.repository.redis_table import Table
from tests.services.participants import Participants

E = TypeVar("E")
K = TypeVar("K")


@pytest.fixture(scope="module")
def redis_client(redis_address: str) -> Generator[redis.Redis]:
    with client_of(redis_address) as client:
        yield client


@pytest.fixture(scope="module")
def fakeredis_client(participants: Participants) -> Generator[redis.Redis]:
    participants.add("fakeredis", version("fakeredis"), "in this process")
    with fakeredis.FakeRedis(server=fakeredis.FakeServer(version=(7,))) as client:
        yield client


class _InRedis(RepositoryConformance[E, K]):
    """What is the same for all entities, on the real server and on the fake one.

    Redis does not say that it keeps anything over a restart: that depends on how it is configured.
    """

    operations = frozenset({Operation.PAGE, Operation.BATCH})
    parameters: ClassVar[Mapping[str, str]] = {
        "delete_missing": "raises",
        "key_written_back": "result",
    }
    examples = 15
    # The counter of generated keys knows nothing of those that are given.
    profile = Profile(explicit_keys="ignored")
    model: ClassVar[Model[Any]]

    def edges(self, attribute: str, value: object) -> Iterable[object]:
        return self.model.fitting(attribute, super().edges(attribute, value))

    @contextmanager
    def opened(self, namespace: Namespace, client: redis.Redis) -> Generator[RedisRepository[E, K]]:
        yield RedisRepository(Table(self.model, str(namespace)), client)
        if left := keys_of(client, namespace):
            client.delete(*left)

    @contextmanager
    def connect(self, store: RedisRepository[E, K], /) -> Generator[RedisRepository[E, K]]:
        yield store


class _OnRedis(_InRedis[E, K]):
    """On the real server."""

    def store(
        self, namespace: Namespace, redis_client: redis.Redis
    ) -> AbstractContextManager[RedisRepository[E, K]]:
        return self.opened(namespace, redis_client)

    def residue(self, namespace: Namespace, redis_client: redis.Redis) -> Collection[object]:
        return keys_of(redis_client, namespace)

    def system(self, redis_client: redis.Redis) -> str:
        return f"Redis {version_of(redis_client)} through redis-py {version('redis')}"


class _OnFakeRedis(_InRedis[E, K]):
    """With the same client on a server that is not there."""

    def store(
        self, namespace: Namespace, fakeredis_client: redis.Redis
    ) -> AbstractContextManager[RedisRepository[E, K]]:
        return self.opened(namespace, fakeredis_client)

    def residue(self, namespace: Namespace, fakeredis_client: redis.Redis) -> Collection[object]:
        return keys_of(fakeredis_client, namespace)

    def system(self) -> str:
        return f"fakeredis {version('fakeredis')} through redis-py {version('redis')}"


class TestRedisProducts(Products, _OnRedis[Product, str]):
    """On the real server."""


class TestRedisAccounts(Accounts, _OnRedis[Account, int]):
    """On the real server."""


class TestFakeRedisProducts(Products, _OnFakeRedis[Product, str]):
    """On the server that is not there."""


class TestFakeRedisAccounts(Accounts, _OnFakeRedis[Account, int]):
    """On the server that is not there."""
