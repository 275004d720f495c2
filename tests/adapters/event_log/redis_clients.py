"""Clients of Redis for the tests, and what they find there. redis-py leaves options untyped."""

from typing import Any, cast

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

__all__ = ["client_of", "delete_keys_of", "keys_of"]


def client_of(
    address: str, connection_class: type[redis.Connection] = redis.Connection
) -> redis.Redis:
    """A client that does not try again; its connections may be of another class."""
    pools: Any = redis.ConnectionPool
    retry = Retry(NoBackoff(), 0)
    return redis.Redis.from_pool(
        pools.from_url(address, connection_class=connection_class, retry=retry)
    )


def keys_of(client: redis.Redis, prefix: object) -> list[bytes]:
    """All that is stored for a log."""
    return cast(list[bytes], cast(Any, client).keys(f"{prefix}:*"))


def delete_keys_of(client: redis.Redis, prefix: object) -> None:
    """Remove a log."""
    if keys := keys_of(client, prefix):
        client.delete(*keys)
