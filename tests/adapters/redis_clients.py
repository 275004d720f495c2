"""Clients of Redis for the tests of every port. redis-py leaves options untyped."""

from typing import Any, cast

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

__all__ = ["client_of", "keys_like", "single_try_client_of"]


def client_of(
    address: str,
    connection_class: type[redis.Connection] = redis.Connection,
    **options: object,
) -> redis.Redis:
    """A client with a pool of its own, whose connections may be of another class."""
    pools: Any = redis.ConnectionPool
    return redis.Redis.from_pool(
        pools.from_url(address, connection_class=connection_class, **options)
    )


def single_try_client_of(
    address: str, connection_class: type[redis.Connection] = redis.Connection
) -> redis.Redis:
    """A client that does not try again."""
    return client_of(address, connection_class, retry=Retry(NoBackoff(), 0))


def keys_like(client: redis.Redis, pattern: str) -> list[bytes]:
    """All keys that match."""
    return cast(list[bytes], cast(Any, client).keys(pattern))
