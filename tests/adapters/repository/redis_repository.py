"""Repositories in Redis, through redis-py."""

from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar

import redis

from fakes.repository import EVERYTHING, Cursor, Order, Page, Where
from tests.adapters.repository.redis_errors import reaching
from tests.adapters.repository.redis_operations import Operation, Operations, Request
from tests.adapters.repository.redis_table import Change, Table

__all__ = ["RedisRepository"]

E = TypeVar("E")
K = TypeVar("K")
R = TypeVar("R")


class RedisRepository(Generic[E, K]):
    """Entities in Redis, found by key and listed in the order of keys.

    Each write takes effect at once and whole. There are no conditions and no other orders, for want
    of indexes; and no units of work, since MULTI shows nothing of what it does before it is done.

    The server must not evict keys (`maxmemory-policy noeviction`), and it keeps over a restart what
    its configuration says. The client must not read from replicas, which are behind.
    """

    def __init__(self, table: Table[E], client: redis.Redis) -> None:
        self._operations = Operations[E, K](table)
        self._index = table.index
        # redis-py leaves most of what is used of it untyped.
        self._client: Any = client

    def add(self, entity: E, /) -> E:
        """Store a new entity."""
        return self._do(self._operations.add(entity))

    def add_all(self, entities: Iterable[E], /) -> list[E]:
        """Store new entities, all or none."""
        return self._do(self._operations.add_all(entities))

    def get(self, key: K, /) -> E:
        """The entity with this key."""
        return self._do(self._operations.get(key))

    def find(self, key: K, /) -> E | None:
        """The entity with this key, or None."""
        return self._do(self._operations.find(key))

    def update(self, entity: E, /) -> E:
        """Replace the entity with this one's key."""
        return self._do(self._operations.update(entity))

    def save(self, entity: E, /) -> E:
        """Update or add."""
        return self._do(self._operations.save(entity))

    def delete(self, key: K, /) -> None:
        """Delete the entity with this key."""
        self._do(self._operations.delete(key))

    def select(
        self,
        where: Where = EVERYTHING,
        *,
        order_by: Order | Sequence[Order] = (),
        limit: int | None = None,
        offset: int = 0,
        after: Cursor | None = None,
    ) -> Page[E]:
        """All entities, or a page of them, by key."""
        return self._do(self._operations.select(where, order_by, limit, offset, after))

    def count(self, where: Where = EVERYTHING) -> int:
        """How many entities there are."""
        return self._do(self._operations.count(where))

    def _do(self, operation: Operation[R]) -> R:
        answer: Any = None
        while True:
            try:
                request = operation.send(answer)
            except StopIteration as end:
                returned: R = end.value
                return returned
            answer = self._ask(request)

    def _ask(self, request: Request) -> Any:
        if isinstance(request, Change):
            change: Change[Any] = request
            return self._change(change)
        with reaching(outcome_unknown=False):
            return self._client.execute_command(*request)

    def _change(self, change: Change[R]) -> R:
        """Make a change, again and again until nobody else gets in its way."""
        with self._client.pipeline() as pipeline:
            while True:
                with reaching(outcome_unknown=False):
                    pipeline.watch(*change.keys)
                    found = pipeline.mget(change.keys)
                writes, result = change.decide(dict(zip(change.keys, found, strict=True)))
                pipeline.multi()
                for command in writes.commands(self._index):
                    pipeline.execute_command(*command)
                try:
                    with reaching(outcome_unknown=True):
                        pipeline.execute()
                except redis.WatchError:
                    continue
                return result
