"""`Repository` on SQLAlchemy Core, for SQLite, PostgreSQL and MariaDB.

It holds no state: connections come from a `Database`, or from a unit of work, which always gives
the same one. What is peculiar to a database is in `sqlalchemy_dialects`.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Generic, Self, TypeVar, cast

import attrs
from sqlalchemy import ColumnElement, Connection, Row, Table, delete, func, insert, select, update

from fakes.repository import (
    EVERYTHING,
    ConstraintViolation,
    Cursor,
    DuplicateKey,
    InvalidEntity,
    NotFound,
    Order,
    Page,
    RepositoryError,
    StaleVersion,
    Where,
    WriteConflict,
)
from tests.adapters.repository.model import Model
from tests.adapters.repository.sqlalchemy_conditions import behind, condition, ordering
from tests.adapters.repository.sqlalchemy_database import Explain, Refusal, Work

__all__ = ["SqlRepository"]

E = TypeVar("E")
K_contra = TypeVar("K_contra", contravariant=True)


class SqlRepository(Generic[E, K_contra]):
    """The entities of a model, in a table that `sqlalchemy_tables.table_of` describes.

    A generated key and a new version are on what is returned, never on what was passed in.
    """

    def __init__(self, work: Work, table: Table, model: Model[E]) -> None:
        self._work = work
        self._table = table
        self._model = attrs.evolve(model, stores_nul=work.dialect.stores_nul)

    @property
    def work(self) -> Work:
        """Where it does its statements."""
        return self._work

    def inside(self, work: Work) -> Self:
        """The same repository, doing its statements elsewhere."""
        return type(self)(work, self._table, self._model)

    def add(self, entity: E, /) -> E:
        """Store a new entity: `Repository.add`."""
        values = self._model.values(entity)
        with self._statement(values[self._model.key], values) as connection:
            return self._inserted(connection, values)

    def add_all(self, entities: Iterable[E], /) -> list[E]:
        """Store all of these new entities or none: `Repository.add_all`.

        One by one, in one transaction: from a statement with many rows, no database tells which of
        them it refused, and not all tell in which order they generated keys.
        """
        listed = _listed(entities)
        current: dict[str, Any] = {}

        def explain(refusal: Refusal, reason: str) -> RepositoryError:
            return self._explaining(current.get(self._model.key), current)(refusal, reason)

        with self._work.statement(explain) as connection, self._part(connection):
            stored: list[E] = []
            for entity in listed:
                values = self._model.values(entity)
                current.update(values)
                stored.append(self._inserted(connection, values))
            return stored

    def get(self, key: K_contra, /) -> E:
        """The entity with this key: `Repository.get`."""
        if (found := self.find(key)) is None:
            raise NotFound(self._model.name, key)
        return found

    def find(self, key: K_contra, /) -> E | None:
        """The entity with this key, or None."""
        self._model.check_key(key)
        with self._statement(key) as connection:
            result = connection.execute(select(self._table).where(self._is(key)))
            row = result.mappings().one_or_none()
        return None if row is None else self._entity(row)

    def update(self, entity: E, /) -> E:
        """Replace the entity with this one's key: `Repository.update`."""
        values = self._model.values(entity)
        key = values[self._model.key]
        self._model.check_key(key)
        with self._statement(key, values) as connection:
            return self._replaced(connection, key, values)

    def save(self, entity: E, /) -> E:
        """Update or add: `Repository.save`."""
        values = self._model.values(entity)
        if (key := values[self._model.key]) is None:
            return self.add(entity)
        with self._statement(key, values) as connection:
            try:
                return self._replaced(connection, key, values)
            except NotFound:
                if self._work.dialect.insert_if_absent(connection, self._table, values):
                    return self._entity(values)
            # Somebody else has added it meanwhile. A unit of work that began before cannot see it.
            try:
                return self._replaced(connection, key, values)
            except NotFound:
                reason = "another has added it since this unit of work began"
                raise WriteConflict(self._model.name, key, reason) from None

    def delete(self, key: K_contra, /) -> None:
        """Delete the entity with this key, or raise `NotFound`: `Repository.delete`."""
        self._model.check_key(key)
        with self._statement(key) as connection:
            if connection.execute(delete(self._table).where(self._is(key))).rowcount == 0:
                raise NotFound(self._model.name, key)

    def select(
        self,
        where: Where = EVERYTHING,
        *,
        order_by: Order | Sequence[Order] = (),
        limit: int | None = None,
        offset: int = 0,
        after: Cursor | None = None,
    ) -> Page[E]:
        """The entities that meet the condition, in order: `Repository.select`."""
        query = self._model.query(order_by, limit, offset, after)
        statement = select(self._table).where(self._condition(where))
        statement = statement.order_by(*ordering(query.order, self._table)).offset(query.offset)
        if query.after is not None:
            nulls = self._work.dialect.nulls
            statement = statement.where(behind(query.after, query.order, self._table, nulls))
        if query.limit is not None:
            # One more than asked for tells whether there is a next page.
            statement = statement.limit(query.limit + 1)
        with self._statement(None) as connection:
            found = [self._entity(row) for row in connection.execute(statement).mappings()]
        if query.limit is None or len(found) <= query.limit:
            return Page(tuple(found))
        shown = tuple(found[: query.limit])
        return Page(shown, query.cursor(shown[-1]))

    def count(self, where: Where = EVERYTHING) -> int:
        """How many entities meet the condition."""
        statement = select(func.count()).select_from(self._table).where(self._condition(where))
        with self._statement(None) as connection:
            return connection.execute(statement).scalar_one()

    def _condition(self, where: Where) -> ColumnElement[bool]:
        self._model.check_where(where)
        self._work.dialect.check_size(where)
        return condition(where, self._table)

    def _statement(
        self, key: object, values: Mapping[str, Any] | None = None
    ) -> AbstractContextManager[Connection]:
        return self._work.statement(self._explaining(key, values or {}))

    def _explaining(self, key: object, values: Mapping[str, Any]) -> Explain:
        model = self._model

        def explain(refusal: Refusal, reason: str) -> RepositoryError:
            match refusal:
                case "key taken":
                    return DuplicateKey(model.name, key)
                case "value taken":
                    unique = cast(str, model.unique)
                    return ConstraintViolation(model.name, [unique], [values[unique]], None)
                case "conflict":
                    return WriteConflict(model.name, key, reason)

        return explain

    def _part(self, connection: Connection) -> AbstractContextManager[object]:
        """What is undone by itself when it fails, unless everything can then only be undone."""
        return nullcontext() if self._work.dialect.aborts else connection.begin_nested()

    def _inserted(self, connection: Connection, values: Mapping[str, Any]) -> E:
        key = self._model.key
        given = {name: value for name, value in values.items() if (name, value) != (key, None)}
        result = connection.execute(insert(self._table).values(given))
        [stored] = cast(Row[Any], result.inserted_primary_key)
        return self._entity({**values, key: stored})

    def _replaced(self, connection: Connection, key: object, values: Mapping[str, Any]) -> E:
        """Store these values under the key, which may be spelled in another way.

        Raises:
            NotFound: There is none.
            StaleVersion: It has another version.
        """
        table, version = self._table, self._model.version
        statement = update(table).where(self._is(key))
        if version is not None:
            # In the statement, so that of two writers at the same time one finds nothing.
            statement = statement.where(table.c[version] == values[version])
            values = {**values, version: values[version] + 1}
        if connection.execute(statement.values(values)).rowcount:
            return self._entity(values)
        if version is not None:
            column = select(table.c[version]).where(self._is(key))
            actual = connection.execute(column).scalar_one_or_none()
            if actual is not None:
                raise StaleVersion(self._model.name, key, values[version] - 1, actual)
        raise NotFound(self._model.name, key)

    def _is(self, key: object) -> Any:
        return self._table.c[self._model.key] == key

    def _entity(self, values: Mapping[Any, Any]) -> E:
        return self._model.entity(**values)


def _listed(entities: Iterable[E]) -> list[E]:
    try:
        return list(entities)
    except Exception as error:
        # The iterator's own code may raise anything.
        raise InvalidEntity("entities", f"cannot be iterated over: {error}") from error
