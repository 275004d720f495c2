"""Clients of Redis for the tests, and what they find there. redis-py leaves options untyped."""

from typing import Any, cast

import redis
import redis.asyncio

from tests.adapters.redis_clients import keys_like

__all__ = ["async_client_of", "async_keys_of", "keys_of", "version_of"]


def async_client_of(
    address: str, connection_class: type[redis.asyncio.Connection] = redis.asyncio.Connection
) -> redis.asyncio.Redis:
    """The client of all ports, awaited."""
    pools: Any = redis.asyncio.ConnectionPool
    return redis.asyncio.Redis.from_pool(pools.from_url(address, connection_class=connection_class))


def version_of(client: redis.Redis) -> str:
    """The version of the server."""
    return str(cast(Any, client).info("server")["redis_version"])


def keys_of(client: redis.Redis, tag: object) -> list[bytes]:
    """All that is stored for a table."""
    return keys_like(client, f"{{{tag}}}:*")


async def async_keys_of(client: redis.asyncio.Redis, tag: object) -> list[bytes]:
    """The same, awaited."""
    return cast(list[bytes], await cast(Any, client).keys(f"{{{tag}}}:*"))
