"""`FakeRepository`, a repository in memory; units of work over it are in `unit_of_work`."""

from collections.abc import Callable, Generator, Hashable, Iterable, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Generic, NoReturn, SupportsIndex, TypeVar, Unpack, cast, overload

from fakes.repository import _query
from fakes.repository._entities import with_attribute, write_back
from fakes.repository._meaning import condition
from fakes.repository._schema import Schema, Settings, schema_of
from fakes.repository._snapshot import Snapshot, restore, snapshot_of
from fakes.repository._table import Table
from fakes.repository._unit import all_or_nothing
from fakes.repository._view import View
from fakes.repository.errors import (
    InvalidEntity,
    NotFound,
    SeveralFound,
    StaleVersion,
)
from fakes.repository.values import Cursor, Order, Page, Serial
from fakes.repository.where import EVERYTHING, Where, matching

__all__ = ["FakeRepository"]

E = TypeVar("E")
K = TypeVar("K")
T = TypeVar("T")


class FakeRepository(Generic[E, K]):
    """A repository in memory, with the semantics of a real database's table.

    `key` is a function of an entity (which may give a tuple of attributes), an attribute's name, or
    several names. Keys are of the type that the attribute is annotated with, where that is known;
    `1`, `1.0` and `True` are three keys.

    - `generated`: how keys are made for entities whose key is None: `Serial()`, or a function such
      as `uuid4`. The returned entity has the key.
    - `write_back`: whether the generated key and the new version are also set on the entity
      that was passed in, which must be mutable then.
    - `unique`: the attributes, or tuples of attributes, whose values no two entities share. None
      is never the same as another None, as in SQL.
    - `indexes`: further attributes by which entities are found without looking at all of them, as
      they are by their key and by unique attributes. Text, numbers and the like in these have an
      order that pages follow.
    - `version`: the attribute with a number that counts updates. `update` raises `StaleVersion` if
      the entity passed in has not the stored one's number.
    - `delete_missing`: whether `delete` raises `NotFound` or ignores that there is nothing.
    - `profile`: which database to behave like where databases differ.

    The attribute `table` is where units of work take part; tests have no need of it.

    Iterating, pages and units of work are as the port says. All of it is thread-safe.

    >>> import attrs
    >>> @attrs.frozen
    ... class User:
    ...     id: int | None
    ...     email: str
    >>> users = FakeRepository(User, key="id", generated=Serial(), unique=["email"])
    >>> users.add(User(None, "ada@example.com"))
    User(id=1, email='ada@example.com')
    >>> users.get(1).email
    'ada@example.com'
    """

    @overload
    def __init__(
        self, entity: type[E], /, *, key: Callable[[E], K | None], **settings: Unpack[Settings]
    ) -> None: ...
    @overload
    def __init__(
        self: "FakeRepository[T, Any]",
        entity: type[T],
        /,
        *,
        key: str | tuple[str, ...],
        **settings: Unpack[Settings],
    ) -> None: ...
    def __init__(
        self,
        entity: type[Any],
        /,
        *,
        key: Callable[[Any], object] | str | tuple[str, ...],
        **settings: Unpack[Settings],
    ) -> None:
        self._schema: Schema[E] = schema_of(entity, key, **settings)
        self._committed: Table[E] = Table(self._schema)
        self.table: Table[E] | View[E] = self._committed

    @property
    def entity(self) -> type[E]:
        """The class of the entities."""
        return self._schema.cls

    # The port.

    def add(self, entity: E, /) -> E:
        """Store a new entity and return it as stored, with its key where that is generated.

        Raises:
            InvalidEntity: It cannot be stored.
            DuplicateKey: Its key is taken.
            ConstraintViolation: Its values of unique attributes are taken.
        """
        schema, committed, rows = self._schema, self._committed, self.table
        if schema.generated is not None:
            return self._store_new(rows, entity)
        # As `taken_in` and `given_out` do it: this is what a test that stores much spends time in.
        stored = answer = schema.taken_in(entity)
        if stored is not entity:
            committed.sharing = False
            answer = schema.copied(stored)
        identity = schema.key.identity(schema.key.of(stored))
        with rows.lock:
            rows.insert(identity, stored)
        return answer

    def add_all(self, entities: Iterable[E], /) -> list[E]:
        """Store new entities in order, all of them or, where one is refused, none.

        Raises:
            InvalidEntity: One cannot be stored, or they cannot be iterated over.
            DuplicateKey: A key is taken, or twice among them.
            ConstraintViolation: Values of unique attributes are taken, or twice among them.
        """
        try:
            listed = list(entities)
        except Exception as error:  # noqa: BLE001 - the iterator's own code may raise anything
            raise InvalidEntity("entities", f"cannot be iterated over: {error}") from None
        with all_or_nothing(self.table) as rows:
            return [self._store_new(rows, entity) for entity in listed]

    def get(self, key: K, /) -> E:
        """The entity with this key.

        Raises:
            InvalidKey: It cannot be a key of these entities.
            NotFound: There is none.
        """
        if (found := self.find(key)) is None:
            raise NotFound(self._schema.name, key)
        return found

    def find(self, key: K, /) -> E | None:
        """The entity with this key, or None.

        Raises:
            InvalidKey: It cannot be a key of these entities.
        """
        rows = self.table
        identity = self._schema.key.identity(key)
        with rows.lock:
            found = rows.find(identity)
        if found is None or self._committed.sharing:
            return found
        return self._schema.copied(found)

    def update(self, entity: E, /) -> E:
        """Replace the entity with this one's key, whole; return it as stored.

        Raises:
            InvalidEntity: It cannot be stored.
            NotFound: There is none.
            StaleVersion: It has changed since this one was read, if versions are kept.
            ConstraintViolation: Its values of unique attributes are taken.
        """
        schema = self._schema
        stored = self._committed.taken_in(entity)
        key = schema.key.of(stored)
        identity = schema.key.identity(key)
        with self.table.lock:
            if (current := self.table.find(identity)) is None:
                raise NotFound(schema.name, key)
            return self._replace(identity, current, stored, entity)

    def save(self, entity: E, /) -> E:
        """Update the entity with this one's key, or add it where there is none.

        Raises:
            InvalidEntity: It cannot be stored.
            StaleVersion: It has changed since this one was read, if versions are kept.
            ConstraintViolation: Its values of unique attributes are taken.
        """
        schema = self._schema
        stored = self._committed.taken_in(entity)
        key = schema.key.of(stored)
        if key is None and schema.generated is not None:
            return self.add(entity)
        identity = schema.key.identity(key)
        with self.table.lock:
            if (current := self.table.find(identity)) is not None:
                return self._replace(identity, current, stored, entity)
            answer = self._committed.given_out(stored)
            self.table.replace(identity, stored)
            self._skip(self.table, identity)
        return answer

    def delete(self, key: K, /) -> None:
        """Delete the entity with this key.

        Raises:
            InvalidKey: It cannot be a key of these entities.
            NotFound: There is none, if `delete_missing` is `raise`.
        """
        schema = self._schema
        identity = schema.key.identity(key)
        with self.table.lock:
            if (current := self.table.find(identity)) is not None:
                self.table.remove(identity, current)
            elif schema.delete_missing == "raise":
                raise NotFound(schema.name, key)

    def select(
        self,
        where: Where = EVERYTHING,
        *,
        order_by: Order | Sequence[Order] = (),
        limit: int | None = None,
        offset: int = 0,
        after: Cursor | None = None,
    ) -> Page[E]:
        """The entities that meet the condition, in order: all, or a page of them.

        Ordered by an attribute that has an index, or by key, a page costs the same wherever it is
        and however many entities there are; the first such page builds the order.

        Raises:
            InvalidWhere: The condition means nothing for these entities.
            InvalidQuery: The order, the limit, the offset or the cursor cannot be.
        """
        with self.table.lock:
            page = _query.page(
                self.table,
                self._schema,
                where,
                order_by=order_by,
                limit=limit,
                offset=offset,
                after=after,
            )
        return Page(tuple(map(self._committed.given_out, page.items)), page.next)

    def count(self, where: Where = EVERYTHING) -> int:
        """How many entities meet the condition.

        Raises:
            InvalidWhere: The condition means nothing for these entities.
        """
        with self.table.lock:
            return _query.count(self.table, self._schema, where)

    # For finders of one's own, and for tests.

    def one(self, where: Where = EVERYTHING, /, **equal: object) -> E | None:
        """The one entity that meets the condition and has these values, or None.

        Raises:
            InvalidWhere: The condition means nothing for these entities.
            UnknownAttribute: They have no attribute of such a name.
            SeveralFound: There are several.
        """
        found = self.all(where, **equal)
        if len(found) > 1:
            condition = repr(_both(where, equal))
            keys = [self._schema.key.read(entity) for entity in found[:3]]
            raise SeveralFound(self._schema.name, condition, keys)
        return found[0] if found else None

    def all(self, where: Where = EVERYTHING, /, **equal: object) -> list[E]:
        """The entities that meet the condition and have these values, by key.

        Raises:
            InvalidWhere: The condition means nothing for these entities.
            UnknownAttribute: They have no attribute of such a name.
        """
        with self.table.lock:
            found = _query.matching_entities(self.table, self._schema, _both(where, equal))
        return _query.by_key(self._schema, list(map(self._committed.given_out, found)))

    def where(self, predicate: Callable[[E], object], /) -> list[E]:
        """The entities of which a function of your own is true, by key."""
        with self.table.lock:
            entities = self.table.entities()
        # Copies: the function could change what it is given.
        found = [entity for entity in map(self._committed.given_out, entities) if predicate(entity)]
        return _query.by_key(self._schema, found)

    def snapshot(self) -> Snapshot:
        """All that is stored and committed, as a value: equal for stores that are alike."""
        with self._committed.lock:
            return snapshot_of(self._committed)

    def restore(self, snapshot: Snapshot, /) -> None:
        """Bring back what a snapshot holds, of this repository or of one with the same settings.

        Raises:
            InvalidSetting: It is no snapshot of a repository of these entities, or a unit of work
                has written something and not ended.
        """
        with self._committed.lock:
            restore(self._committed, snapshot)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._schema.name}: {self.table.described()}>"

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        raise TypeError(
            f"{type(self).__name__} is neither copied nor pickled, because a copy would share what "
            "is stored. Take its snapshot() and restore() it in another with the same settings."
        )

    def _store_new(self, rows: Table[E] | View[E], given: E) -> E:
        """Store an entity, perhaps under a generated key, and return what to hand out of it."""
        schema = self._schema
        stored = self._committed.taken_in(given)
        key = schema.key.of(stored)
        with rows.lock:
            if key is None and schema.generated is not None:
                return self._store_under_a_new_key(rows, given, stored)
            identity = schema.key.identity(key)
            answer = self._committed.given_out(stored)
            rows.insert(identity, stored)
            self._skip(rows, identity)
        return answer

    def _store_under_a_new_key(self, rows: Table[E] | View[E], given: E, stored: E) -> E:
        schema = self._schema
        [name] = schema.key.attributes
        make = schema.generated
        before = rows.committed.next_number
        key = make() if callable(make) else rows.number()
        try:
            stored = self._committed.taken_in(with_attribute(stored, name, key))
            identity = schema.key.identity(key)
            answer = self._committed.given_out(stored)
            with self._written_back(rows, given, name, key):
                rows.insert(identity, stored)
        except Exception:
            rows.give_back(before, before + 1)
            raise
        return answer

    def _replace(self, identity: Hashable, current: E, stored: E, given: E) -> E:
        schema, rows, name = self._schema, self.table, self._schema.version
        if name is None:
            answer = self._committed.given_out(stored)
            rows.replace(identity, stored)
            return answer
        expected, actual = schema.version_of(stored, name), schema.version_of(current, name)
        if expected != actual:
            raise StaleVersion(schema.name, schema.key.read(stored), expected, actual)
        stored = with_attribute(stored, name, actual + 1)
        answer = self._committed.given_out(stored)
        with self._written_back(rows, given, name, actual + 1):
            rows.replace(identity, stored)
        return answer

    @contextmanager
    def _written_back(
        self, rows: Table[E] | View[E], given: E, name: str, value: object
    ) -> Generator[None]:
        """Tell the entity that was passed in what the block does, if that is ever undone, too."""
        if not self._schema.write_back:
            yield
            return
        undo = write_back(given, name, value)
        try:
            yield
        except BaseException:
            undo()
            raise
        rows.when_undone(undo)

    def _skip(self, rows: Table[E] | View[E], identity: Hashable) -> None:
        """Let generated numbers begin behind one that was given, if the database does that."""
        profile = self._schema.profile
        counts = isinstance(self._schema.generated, Serial) and profile.deleted_keys == "skipped"
        if counts and profile.explicit_keys == "advance":
            rows.advance(cast(int, identity))


def _both(where: object, equal: Mapping[str, object]) -> Where:
    if where is EVERYTHING and equal:
        return matching(**equal)
    return condition(where) & matching(**equal) if equal else condition(where)
