"""Repositories in Redis, through the asyncio part of redis-py."""

from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar

import redis.asyncio

from fakes.repository import EVERYTHING, Cursor, Order, Page, Where
from tests.adapters.repository.redis_errors import reaching
from tests.adapters.repository.redis_operations import Operation, Operations, Request
from tests.adapters.repository.redis_table import Change, Table

__all__ = ["AsyncRedisRepository"]

E = TypeVar("E")
K = TypeVar("K")
R = TypeVar("R")


class AsyncRedisRepository(Generic[E, K]):
    """`RedisRepository` for async code: the same operations, awaited."""

    def __init__(self, table: Table[E], client: redis.asyncio.Redis) -> None:
        self._operations = Operations[E, K](table)
        self._index = table.index
        # redis-py leaves most of what is used of it untyped.
        self._client: Any = client

    async def add(self, entity: E, /) -> E:
        """Store a new entity."""
        return await self._do(self._operations.add(entity))

    async def add_all(self, entities: Iterable[E], /) -> list[E]:
        """Store new entities, all or none."""
        return await self._do(self._operations.add_all(entities))

    async def get(self, key: K, /) -> E:
        """The entity with this key."""
        return await self._do(self._operations.get(key))

    async def find(self, key: K, /) -> E | None:
        """The entity with this key, or None."""
        return await self._do(self._operations.find(key))

    async def update(self, entity: E, /) -> E:
        """Replace the entity with this one's key."""
        return await self._do(self._operations.update(entity))

    async def save(self, entity: E, /) -> E:
        """Update or add."""
        return await self._do(self._operations.save(entity))

    async def delete(self, key: K, /) -> None:
        """Delete the entity with this key."""
        await self._do(self._operations.delete(key))

    async def select(
        self,
        where: Where = EVERYTHING,
        *,
        order_by: Order | Sequence[Order] = (),
        limit: int | None = None,
        offset: int = 0,
        after: Cursor | None = None,
    ) -> Page[E]:
        """All entities, or a page of them, by key."""
        return await self._do(self._operations.select(where, order_by, limit, offset, after))

    async def count(self, where: Where = EVERYTHING) -> int:
        """How many entities there are."""
        return await self._do(self._operations.count(where))

    async def _do(self, operation: Operation[R]) -> R:
        answer: Any = None
        while True:
            try:
                request = operation.send(answer)
            except StopIteration as end:
                returned: R = end.value
                return returned
            answer = await self._ask(request)

    async def _ask(self, request: Request) -> Any:
        if isinstance(request, Change):
            change: Change[Any] = request
            return await self._change(change)
        with reaching(outcome_unknown=False):
            return await self._client.execute_command(*request)

    async def _change(self, change: Change[R]) -> R:
        """Make a change, again and again until nobody else gets in its way."""
        async with self._client.pipeline() as pipeline:
            while True:
                with reaching(outcome_unknown=False):
                    await pipeline.watch(*change.keys)
                    found = await pipeline.mget(change.keys)
                writes, result = change.decide(dict(zip(change.keys, found, strict=True)))
                pipeline.multi()
                for command in writes.commands(self._index):
                    pipeline.execute_command(*command)
                try:
                    with reaching(outcome_unknown=True):
                        await pipeline.execute()
                except redis.WatchError:
                    continue
                return result
