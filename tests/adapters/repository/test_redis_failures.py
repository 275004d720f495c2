"""What the adapters in Redis say when the server is away, and when its reply is lost."""

import asyncio
import socket
from collections.abc import Generator
from decimal import Decimal
from typing import Any, cast

import pytest
import redis
import redis.asyncio
from redis.backoff import NoBackoff
from redis.retry import Retry

from fakes.conformance import Namespace
from fakes.repository import RepositoryUnavailable
from tests.adapters.redis_clients import client_of
from tests.adapters.repository.entities import PRODUCT, Product
from tests.adapters.repository.redis_async import AsyncRedisRepository
from tests.adapters.repository.redis_clients import async_client_of, keys_of
from tests.adapters.repository.redis_repository import RedisRepository
from tests.adapters.repository.redis_table import Table

TABLE = Table(PRODUCT, str(Namespace.fresh("redis", "failures")))
TEA = Product("tea", "Tea", None, 1, Decimal(2), None)


class LosesReplies(redis.Connection):
    """Loses what the server answers to EXEC, when it has come."""

    ends = False

    def send_packed_command(self, command: Any, check_health: bool = True) -> None:
        self.ends = b"EXEC" in b"".join(command)
        cast(Any, super()).send_packed_command(command, check_health)

    def read_response(self, *args: Any, **options: Any) -> Any:
        response = cast(Any, super()).read_response(*args, **options)
        if self.ends and isinstance(response, list):
            raise redis.ConnectionError("the reply is lost")
        return response


class LosesAwaitedReplies(redis.asyncio.Connection):
    """The same, awaited."""

    ends = False

    async def send_packed_command(self, command: Any, check_health: bool = True) -> None:
        self.ends = b"EXEC" in b"".join(command)
        await cast(Any, super()).send_packed_command(command, check_health)

    async def read_response(self, *args: Any, **options: Any) -> Any:
        response = await cast(Any, super()).read_response(*args, **options)
        if self.ends and isinstance(response, list):
            raise redis.ConnectionError("the reply is lost")
        return response


@pytest.fixture
def products(redis_address: str) -> Generator[RedisRepository[Product, str]]:
    """A repository whose connections are sound."""
    with client_of(redis_address) as client:
        yield RedisRepository(TABLE, client)
        client.delete(*keys_of(client, TABLE.tag))


@pytest.fixture
def closed_port() -> Generator[int]:
    """A port at which nobody listens, and which nobody else is given meanwhile."""
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        yield unheard.getsockname()[1]


def test_a_write_whose_reply_is_lost_is_not_done_again(
    products: RedisRepository[Product, str], redis_address: str
) -> None:
    """redis-py says that another client got in the way, and it would be a second add."""
    with (
        client_of(redis_address, LosesReplies) as client,
        pytest.raises(RepositoryUnavailable) as caught,
    ):
        RedisRepository[Product, str](TABLE, client).add(TEA)

    assert caught.value.outcome_unknown
    assert caught.value.reason == "ConnectionError: the reply is lost"
    assert products.get("tea") == TEA


def test_an_awaited_write_whose_reply_is_lost_is_not_done_again(
    products: RedisRepository[Product, str], redis_address: str
) -> None:
    """The same, awaited."""

    async def add() -> None:
        async with async_client_of(redis_address, LosesAwaitedReplies) as client:
            await AsyncRedisRepository[Product, str](TABLE, client).add(TEA)

    with pytest.raises(RepositoryUnavailable) as caught:
        asyncio.run(add())

    assert caught.value.outcome_unknown
    assert caught.value.reason == "ConnectionError: the reply is lost"
    assert products.get("tea") == TEA


def test_a_conflict_is_no_lost_connection_even_while_one_is_handled(
    products: RedisRepository[Product, str], redis_address: str
) -> None:
    """Somebody else's write between reading and writing has the change begin anew."""

    class Interrupted(redis.Connection):
        def send_packed_command(self, command: Any, check_health: bool = True) -> None:
            if b"EXEC" in b"".join(command) and products.find("tea") is None:
                products.add(TEA)
            cast(Any, super()).send_packed_command(command, check_health)

    with client_of(redis_address, Interrupted) as client:
        try:
            raise redis.ConnectionError("of another server")
        except redis.ConnectionError:
            saved = RedisRepository[Product, str](TABLE, client).save(TEA)

    assert saved.version == 2
    assert products.get("tea") == saved


def test_where_nobody_listens_nothing_was_done(closed_port: int) -> None:
    """Neither of a read nor of a write is anything left open."""
    with redis.Redis(port=closed_port, retry=Retry(NoBackoff(), 0)) as client:
        products = RedisRepository[Product, str](TABLE, client)
        for attempt in (products.count, lambda: products.add(TEA)):
            with pytest.raises(RepositoryUnavailable) as caught:
                attempt()
            assert not caught.value.outcome_unknown
            assert caught.value.reason.startswith("ConnectionError: Error 111 connecting to ")
