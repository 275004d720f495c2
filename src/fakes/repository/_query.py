"""How `select` and `count` find what they are asked for; what a page is told is in `values`."""

import sys
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Protocol, TypeVar

from doubles._texts.shown import shown
from fakes.repository._indexes import Index
from fakes.repository._meaning import check_meaning, condition
from fakes.repository._ordering import Ordering, Position, ordering_of
from fakes.repository._predicates import predicate
from fakes.repository._schema import Schema
from fakes.repository._values import equality_key, exact
from fakes.repository.errors import InvalidKey, InvalidQuery
from fakes.repository.values import Cursor, Order, Page
from fakes.repository.where import EVERYTHING, Where, equalities

__all__ = ["Rows", "by_key", "count", "matching_entities", "page"]

E = TypeVar("E")


class Rows(Protocol[E]):
    """What a query looks through: a table, or a unit of work's view of one."""

    lookups: dict[str, Index]

    def __len__(self) -> int: ...
    def find(self, identity: Hashable) -> E | None: ...
    def entities(self) -> list[E]: ...
    def having(self, name: str, values: Iterable[Hashable]) -> list[E]: ...
    def walk(self, ordering: Ordering, after: Position | None, offset: int) -> Iterator[E]: ...


def matching_entities(rows: Rows[E], schema: Schema[E], where: Where) -> list[E]:
    """The entities that meet a condition, in no order.

    Raises:
        InvalidWhere: The condition is none, or means nothing for these entities.
    """
    found = _looked_up(rows, schema, where)
    return _filtered(rows.entities() if found is None else found, schema, where)


def by_key(schema: Schema[E], entities: list[E]) -> list[E]:
    """The entities in the order of their keys."""
    if len(entities) <= 1:
        return entities
    return ordering_of((), schema.attributes, schema.ranks).sort(entities)


def count(rows: Rows[E], schema: Schema[E], where: Where) -> int:
    """How many entities meet a condition.

    Raises:
        InvalidWhere: The condition is none, or means nothing for these entities.
    """
    return len(rows) if where is EVERYTHING else len(matching_entities(rows, schema, where))


def page(
    rows: Rows[E],
    schema: Schema[E],
    where: Where,
    *,
    order_by: Order | Sequence[Order],
    limit: int | None,
    offset: int,
    after: Cursor | None,
) -> Page[E]:
    """The entities that meet a condition, in order, or a page of them.

    Raises:
        InvalidWhere: The condition is none, or means nothing for these entities.
        InvalidQuery: The order, the limit, the offset or the cursor cannot be.
    """
    ordering = ordering_of(order_by, schema.attributes, schema.ranks)
    limit = None if limit is None else _checked("limit", limit, least=1)
    offset = _checked("offset", offset, least=0)
    position = _behind(after, ordering, offset)
    start = min(offset, sys.maxsize)
    paged = limit is not None
    found = _in_order(rows, schema, where, ordering, position, start, paged=paged)
    if limit is None:
        return Page(tuple(found))
    items = list(islice(found, min(limit, sys.maxsize - 1) + 1))
    if len(items) <= limit:
        return Page(tuple(items))
    return Page(tuple(items[:limit]), ordering.cursor(schema.copied(items[limit - 1])))


def _in_order(
    rows: Rows[E],
    schema: Schema[E],
    where: Where,
    ordering: Ordering,
    after: Position | None,
    offset: int,
    *,
    paged: bool,
) -> Iterator[E]:
    found = _looked_up(rows, schema, where)
    indexed = all(name in rows.lookups or name in schema.key.attributes for name in ordering.names)
    if found is None and paged and indexed and len(ordering.names) <= 1:
        if where is EVERYTHING:
            return rows.walk(ordering, after, offset)
        walked = filter(_predicate(schema, where), rows.walk(ordering, after, 0))
        return islice(walked, offset, None)
    matching = _filtered(rows.entities() if found is None else found, schema, where)
    if after is not None:
        matching = ordering.behind(matching, after)
    return islice(ordering.sort(matching), offset, None)


def _behind(after: Any, ordering: Ordering, offset: int) -> Position | None:
    if after is None:
        return None
    if not isinstance(after, Cursor):
        raise InvalidQuery("after", f"must be the cursor of an earlier page, not {shown(after)}")
    if offset:
        raise InvalidQuery("offset", "cannot be combined with after")
    return ordering.position_of(after)


def _checked(field: str, given: object, *, least: int) -> int:
    number = exact(given)
    if type(number) is not int or number < least:
        raise InvalidQuery(field, f"must be an int of at least {least}, not {shown(given)}")
    return number


def _filtered(entities: list[E], schema: Schema[E], where: Where) -> list[E]:
    return entities if where is EVERYTHING else list(filter(_predicate(schema, where), entities))


def _looked_up(rows: Rows[E], schema: Schema[E], where: Where) -> list[E] | None:
    """The entities among which are all that can meet a condition; None where no index tells."""
    for name, values in equalities(where).items():
        if schema.key.found_by_value and name in schema.key.attributes:
            try:
                identities = {schema.key.identity(value) for value in values}
            except InvalidKey:
                continue
            found = map(rows.find, identities)
            return [entity for entity in found if entity is not None]
        if name in rows.lookups:
            keys = {equality_key(value, schema.profile.text) for value in values}
            return rows.having(name, keys)
    return None


def _predicate(schema: Schema[E], where: object) -> Callable[[E], bool]:
    meant = condition(where)
    check_meaning(meant, schema.attributes, stores_nul=schema.profile.stores_nul)
    unknown = schema.attributes.unknown

    def read(entity: Any, name: str) -> object:
        try:
            return getattr(entity, name)
        except AttributeError:
            raise unknown(name) from None

    return predicate(meant, schema.profile, read)
