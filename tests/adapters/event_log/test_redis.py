"""The log in Redis keeps what it declares, on the real server and with fakeredis."""

from collections.abc import Collection, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from importlib.metadata import version
from typing import ClassVar, Final

import attrs
import fakeredis
import pytest
import redis

from fakes.conformance import Namespace, Operation, Promise
from fakes.conformance.event_log import EventLogConformance
from fakes.event_log import EventLog, OffsetSpec
from tests.adapters.event_log.redis_clients import delete_keys_of, keys_of
from tests.adapters.event_log.redis_log import RedisEventLog, RedisLogSettings
from tests.services.redis import REDIS

PARTITIONS: Final = 3
SESSION: Final = timedelta(seconds=3)
SIZE: Final = 200_000


@pytest.fixture(scope="module")
def fakeredis_client() -> Generator[redis.Redis]:
    with fakeredis.FakeRedis(server=fakeredis.FakeServer(version=(7,))) as client:
        yield client


class _MortalLog(RedisEventLog):
    """A client whose process can die: its consumers then leave no group."""

    dies = False

    def close(self) -> None:
        if not self.dies:
            super().close()


@attrs.frozen(eq=False)
class Store:
    """A log, as its clients are told of it."""

    client: redis.Redis
    settings: RedisLogSettings


class _OnStreams(EventLogConformance):
    """What is the same on the real server and with fakeredis.

    Redis does not say that it keeps anything over a restart: that depends on how it is configured.
    """

    operations = frozenset({Operation.LOG})
    promises = frozenset({Promise.GROUP, Promise.KEY_ORDER, Promise.LEASE, Promise.SIZE_LIMIT})
    parameters: ClassVar[Mapping[str, str]] = {"late_subscriber": "earliest"}
    limits: ClassVar[Mapping[str, float]] = {
        "patience": 2,
        "session_timeout": SESSION.total_seconds(),
        "size": SIZE,
    }
    examples = 10

    @contextmanager
    def opened(self, namespace: Namespace, client: redis.Redis) -> Generator[Store]:
        settings = RedisLogSettings(
            prefix=str(namespace),
            begin=OffsetSpec.EARLIEST,
            session_timeout=SESSION,
            wait=timedelta(milliseconds=1),
            max_record_bytes=SIZE,
        )
        yield Store(client, settings)
        delete_keys_of(client, namespace)

    @contextmanager
    def connect(self, store: Store, /) -> Generator[EventLog]:
        log = _MortalLog(store.client, store.settings)
        yield log
        log.close()

    def topic(self, store: Store, name: str, /) -> str:
        RedisEventLog(store.client, store.settings).create_topic(name, PARTITIONS)
        return name

    def crash(self, client: _MortalLog, /) -> None:
        client.dies = True


class TestRedis(_OnStreams):
    """On the real server."""

    def store(
        self, namespace: Namespace, redis_client: redis.Redis
    ) -> AbstractContextManager[Store]:
        return self.opened(namespace, redis_client)

    def residue(self, namespace: Namespace, redis_client: redis.Redis) -> Collection[object]:
        return keys_of(redis_client, namespace)

    def system(self, redis_address: str) -> str:
        return f"Redis {REDIS.version(redis_address)} through redis-py {version('redis')}"


class TestFakeredis(_OnStreams):
    """With a fake server that others have written."""

    def store(
        self, namespace: Namespace, fakeredis_client: redis.Redis
    ) -> AbstractContextManager[Store]:
        return self.opened(namespace, fakeredis_client)

    def residue(self, namespace: Namespace, fakeredis_client: redis.Redis) -> Collection[object]:
        return keys_of(fakeredis_client, namespace)

    def system(self) -> str:
        return f"fakeredis {version('fakeredis')} through redis-py {version('redis')}"
