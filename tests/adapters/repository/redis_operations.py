"""What each method of a repository in Redis asks of the server, for whoever does the asking.

An operation is a generator: it yields commands and changes, is sent what came of them, and returns
what the method returns. So a client that blocks and one that is awaited do the same.
"""

from collections.abc import Generator, Iterable, Sequence
from typing import Any, Final, Generic, TypeAlias, TypeVar

from fakes.errors import Unsupported
from fakes.repository import EVERYTHING, Cursor, NotFound, Order, Page, Where
from tests.adapters.repository.redis_table import Change, Command, Raw, Table, Values, member_of

__all__ = ["Operation", "Operations", "Request"]

E = TypeVar("E")
K = TypeVar("K")
R = TypeVar("R")

Request: TypeAlias = Command | Change[Any]
"""A command by itself, none of which changes an entity; or a change."""

Operation: TypeAlias = Generator[Request, Any, R]

_MOST: Final = 2**63 - 1
"""The greatest number of members that Redis can be asked for."""


class Operations(Generic[E, K]):
    """The operations on the entities of one table.

    A `select` reads the index and then the entities: one that is deleted in between is left out.
    """

    def __init__(self, table: Table[E]) -> None:
        self._table = table
        self._model = table.model

    def add(self, entity: E) -> Operation[E]:
        """Store a new entity."""
        [added] = yield from self.add_all([entity])
        return added

    def add_all(self, entities: Iterable[E]) -> Operation[list[E]]:
        """Store new entities, all or none."""
        several = [self._model.values(entity) for entity in entities]
        yield from self._number(several)
        added: list[E] = (yield self._table.addition(several)) if several else []
        return added

    def get(self, key: K) -> Operation[E]:
        """The entity with this key."""
        found = yield from self.find(key)
        if found is None:
            raise NotFound(self._model.name, key)
        return found

    def find(self, key: K) -> Operation[E | None]:
        """The entity with this key, or None."""
        self._model.check_key(key)
        document: Raw | None = yield ("GET", self._table.row(key))
        return None if document is None else self._table.entity(document)

    def update(self, entity: E) -> Operation[E]:
        """Replace the entity with this one's key."""
        values = self._model.values(entity)
        self._model.check_key(values[self._model.key])
        updated: E = yield self._table.replacement(values, adds=False)
        return updated

    def save(self, entity: E) -> Operation[E]:
        """Update or add."""
        values = self._model.values(entity)
        yield from self._number([values])
        saved: E = yield self._table.replacement(values, adds=True)
        return saved

    def delete(self, key: K) -> Operation[None]:
        """Delete the entity with this key."""
        self._model.check_key(key)
        yield self._table.deletion(key)

    def select(
        self,
        where: Where,
        order_by: Order | Sequence[Order],
        limit: int | None,
        offset: int,
        after: Cursor | None,
    ) -> Operation[Page[E]]:
        """All entities, or a page of them, by key."""
        self._check_where(where)
        query = self._model.query(order_by, limit, offset, after)
        if query.asked:
            raise Unsupported("order_by", "the only index is of keys; leave it out to go by them")
        least = "-" if query.after is None else f"({member_of(query.after[0])}"
        # One more than the limit, which tells whether there is a next page.
        most = -1 if limit is None else min(limit + 1, _MOST)
        members: list[Raw] = yield (
            *("ZRANGE", self._table.index, least, "+", "BYLEX"),
            *("LIMIT", offset, most),
        )
        keys = list(map(self._table.key, members))[:limit]
        documents: list[Raw | None] = (yield ("MGET", *map(self._table.row, keys))) if keys else []
        items = tuple(self._table.entity(each) for each in documents if each is not None)
        return Page(items, Cursor((), (keys[-1],)) if len(keys) < len(members) else None)

    def count(self, where: Where) -> Operation[int]:
        """How many entities there are."""
        self._check_where(where)
        number: int = yield ("ZCARD", self._table.index)
        return number

    def _number(self, several: Sequence[Values]) -> Operation[None]:
        """Generate the keys that are missing; whatever becomes of the rest, they are used up."""
        without = [values for values in several if values[self._model.key] is None]
        if without:
            last: int = yield ("INCRBY", self._table.last_number, len(without))
            for number, values in enumerate(without, last - len(without) + 1):
                values[self._model.key] = number

    def _check_where(self, where: Where) -> None:
        self._model.check_where(where)
        if where != EVERYTHING:
            raise Unsupported(
                "where", "Redis finds by key; keep a set of keys for what else you look for"
            )
