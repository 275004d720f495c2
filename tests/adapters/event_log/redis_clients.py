"""What the tests of a log find in Redis."""

import redis

from tests.adapters.redis_clients import keys_like

__all__ = ["delete_keys_of", "keys_of"]


def keys_of(client: redis.Redis, prefix: object) -> list[bytes]:
    """All that is stored for a log."""
    return keys_like(client, f"{prefix}:*")


def delete_keys_of(client: redis.Redis, prefix: object) -> None:
    """Remove a log."""
    if keys := keys_of(client, prefix):
        client.delete(*keys)
