"""What is stored, and the rules that hold for it whoever writes; units of work are in `_view`."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from threading import RLock
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from fakes.repository._indexes import Index, OrderIndex, SharedIndex, UniqueIndex
from fakes.repository._ordering import Ordering, Position, comparing
from fakes.repository._schema import Schema
from fakes.repository.errors import (
    ConstraintViolation,
    DuplicateKey,
    WriteConflict,
)
from fakes.repository.values import Serial

if TYPE_CHECKING:
    from fakes.repository._view import View

__all__ = ["Change", "Filing", "Slot", "Table"]

E = TypeVar("E")

Slot = tuple[int, Hashable]
"""A value that only one entity may have: the number of the constraint, and the value."""

Filing = tuple[Hashable, ...]
"""The values under which an entity is filed, one for each index, those of constraints first."""

Change = tuple[Hashable, E | None, Filing]
"""An identity and what is stored under it from now on, with its filing; None deletes."""


class Table(Generic[E]):
    """The committed entities of a store, by identity, with the indexes over them.

    `views` are the open units of work; `claims` and `slot_claims` say which of them has written an
    entity or a unique value that is not committed yet. `filed` has what was read from an entity
    when it was stored, because its properties may say something else by now. As long as `sharing`
    says so, nothing stored can ever change, and all may be given out as it is. `lock` guards all of
    it.
    """

    def __init__(self, schema: Schema[E]) -> None:
        self.schema = schema
        self.lock: RLock = RLock()
        self.rows: dict[Hashable, E] = {}
        self.filed: dict[Hashable, Filing] = {}
        self.sharing: bool = True
        self.unique: list[UniqueIndex] = [
            UniqueIndex(names, schema.value_of(names)) for names in schema.unique
        ]
        self.shared: dict[str, SharedIndex] = {
            name: SharedIndex(schema.value_of((name,))) for name in schema.indexes
        }
        self._exact: list[Index] = [*self.unique, *self.shared.values()]
        self.orders: dict[str, OrderIndex] = {}
        single = {index.attributes[0]: index for index in self.unique if len(index.attributes) == 1}
        self.lookups: dict[str, Index] = {**self.shared, **single}
        generated = schema.generated
        self.next_number: int = generated.start if isinstance(generated, Serial) else 1
        self.views: list[View[E]] = []
        self.claims: dict[Hashable, View[E]] = {}
        self.slot_claims: dict[Slot, tuple[View[E], Hashable]] = {}

    @property
    def committed(self) -> "Table[E]":
        """The table itself, as opposed to a view of it."""
        return self

    def taken_in(self, given: E) -> E:
        """What to store of an entity that someone passed in.

        Raises:
            InvalidEntity: It cannot be stored.
        """
        entity = self.schema.taken_in(given)
        if entity is not given:
            self.sharing = False
        return entity

    def given_out(self, entity: E) -> E:
        """What to hand out of a stored entity."""
        return entity if self.sharing else self.schema.copied(entity)

    # What a repository asks, outside of a unit of work.

    def find(self, identity: Hashable) -> E | None:
        """The entity with this identity."""
        return self.rows.get(identity)

    def insert(self, identity: Hashable, entity: E) -> None:
        """Store an entity under an identity that must be free."""
        if self.views:
            self.check_claim(identity, entity, None)
        if identity in self.rows:
            raise DuplicateKey(self.schema.name, self.schema.key.read(entity))
        self._store(identity, entity)

    def replace(self, identity: Hashable, entity: E) -> None:
        """Store an entity in the place of whatever has its identity."""
        if self.views:
            self.check_claim(identity, entity, None)
        self._store(identity, entity)

    def remove(self, identity: Hashable, entity: E) -> None:
        """Delete the entity with this identity."""
        if self.views:
            self.check_claim(identity, entity, None)
        self.apply([(identity, None, ())])

    def when_undone(self, _: Callable[[], None]) -> None:
        """Do something if what was written is undone, which it cannot be here."""

    def number(self) -> int:
        """The next generated number."""
        if self.schema.profile.deleted_keys == "reused":
            return self.behind_the_greatest(self)
        number = self.next_number
        self.next_number = number + 1
        return number

    def advance(self, number: int) -> None:
        """Generate from now on what is behind this number."""
        self.next_number = max(self.next_number, number + 1)

    def give_back(self, number: int, until: int) -> None:
        """Undo that the numbers up to `until` were used, if the database does that.

        It cannot where another has generated a number since.
        """
        if self.schema.profile.rolled_back_keys == "reused" and self.next_number == until:
            self.next_number = number

    def behind_the_greatest(self, rows: "Table[E] | View[E]") -> int:
        """The number behind the greatest key that is to be seen in the table or a view of it."""
        by_key = Ordering((), (), frozenset(), descending=True, ranks=self.schema.ranks)
        for entity in rows.walk(by_key, None, 0):
            return cast(int, self.schema.key.of(entity)) + 1
        return self.next_number

    def __len__(self) -> int:
        return len(self.rows)

    def entities(self) -> list[E]:
        """All entities."""
        return list(self.rows.values())

    def having(self, name: str, values: Iterable[Hashable]) -> list[E]:
        """The entities whose attribute has one of these values, found in the index over it."""
        index = self.lookups[name]
        return [self.rows[identity] for value in values for identity in index.identities(value)]

    def walk(self, ordering: Ordering, after: Position | None, offset: int) -> Iterator[E]:
        """The entities in an order with an index, behind a position or without the first few."""
        return (entity for _, entity in self.walk_items(ordering, after, offset))

    def walk_items(
        self, ordering: Ordering, after: Position | None, offset: int
    ) -> Iterator[tuple[Hashable, E]]:
        """The same, each with its identity."""
        descending = ordering.descending
        with comparing():
            index = self._order(ordering)
            start = offset if after is None else index.behind(after, descending=descending)
        rows = self.rows
        return ((key, rows[key]) for key in index.walk(start, descending=descending))

    def described(self) -> str:
        """What is in it, for people."""
        return f"{len(self.rows)} stored"

    # What writes rest on, in a unit of work and outside.

    def filing(self, entity: E) -> Filing:
        """The values under which to file an entity.

        Raises:
            InvalidEntity: One cannot be kept in an index.
        """
        return tuple([index.value_of(entity) for index in self._exact])

    def slots(self, filing: Filing) -> list[Slot]:
        """Those of the values that no other entity may have."""
        unique = filing[: len(self.unique)]
        return [(number, value) for number, value in enumerate(unique) if value is not None]

    def settle(self) -> None:
        """Undo what units of work did that an error has aborted: they hold no locks any more."""
        for view in self.views:
            view.settle()

    def check_claim(self, identity: Hashable, entity: E, writer: "View[E] | None") -> None:
        """Refuse to write what another unit of work stands in the way of.

        Raises:
            WriteConflict: One does.
        """
        self.settle()
        claimed = self.claims.get(identity, writer)
        if claimed is not writer:
            raise self._conflict(entity, "another unit of work has written it and not ended")
        loser = self.schema.profile.write_conflict
        others = [view for view in self.views if view is not writer]
        if loser == "second unit" and any(view.is_writing for view in others):
            raise self._conflict(entity, "another unit of work is writing")
        if loser == "first writer" and any(identity in view.reads for view in others):
            raise self._conflict(entity, "another unit of work has read it and not ended")

    def free_filing(self, identity: Hashable, entity: E, writer: "View[E] | None") -> Filing:
        """The values under which to file an entity, the unique ones of which no other has.

        Raises:
            InvalidEntity: A value cannot be kept in an index.
            ConstraintViolation: Another has one of them.
            WriteConflict: Whether another has one is up to another unit of work.
        """
        filing = self.filing(entity)
        for slot in self.slots(filing):
            number, value = slot
            claimant, claimed = self.slot_claims.get(slot, (writer, identity))
            owner = self.unique[number].owner(value)
            superseded = writer is not None and owner in writer.writes
            if claimant is not writer or (owner in self.claims and not superseded):
                raise self._conflict(entity, f"another unit of work has written {self._of(slot)}")
            if claimed != identity and writer is not None:
                raise self._violation(slot, entity, writer.writes[claimed])
            if owner not in (None, identity) and not superseded:
                raise self._violation(slot, entity, self.rows[owner])
        return filing

    def apply(self, changes: Sequence[Change[E]]) -> None:
        """Make changes take effect that break no rule. Nothing in this can fail."""
        rows = self.rows
        for identity, _, _ in changes:
            before = rows.get(identity)
            for view in self.views:
                view.preserved.setdefault(identity, before)
            if before is not None:
                self._take_out(identity)
        # Only when all are gone: two entities may have exchanged their unique values.
        for identity, entity, filing in changes:
            if entity is None:
                rows.pop(identity, None)
            else:
                rows[identity] = entity
                self._put_in(identity, entity, filing)

    def _order(self, ordering: Ordering) -> OrderIndex:
        """The index for an order, built when it is first asked for."""
        name = ordering.names[0] if ordering.names else ""
        if name not in self.orders:
            self.orders[name] = OrderIndex(ordering.position, self.rows.items())
        return self.orders[name]

    def _store(self, identity: Hashable, entity: E) -> None:
        if self.lookups or self.unique or self.orders or self.views:
            filing = self.free_filing(identity, entity, None)
            self.apply([(identity, entity, filing)])
        else:
            self.rows[identity] = entity

    def _take_out(self, identity: Hashable) -> None:
        if self._exact:
            for index, value in zip(self._exact, self.filed.pop(identity), strict=True):
                index.remove(identity, value)
        self._reorder(lambda order: order.remove(identity))

    def _put_in(self, identity: Hashable, entity: E, filing: Filing) -> None:
        if self._exact:
            self.filed[identity] = filing
            for index, value in zip(self._exact, filing, strict=True):
                index.add(identity, value)
        self._reorder(lambda order: order.add(identity, entity))

    def _reorder(self, change: Callable[[OrderIndex], None]) -> None:
        for name, order in list(self.orders.items()):
            try:
                change(order)
            except Exception:  # noqa: BLE001 - the values' own code may raise anything
                # What has no order is stored all the same; who asks for the order is told.
                del self.orders[name]

    def _violation(self, slot: Slot, entity: E, owner: Any) -> ConstraintViolation:
        schema = self.schema
        names = schema.unique[slot[0]]
        values = [getattr(entity, name) for name in names]
        return ConstraintViolation(schema.name, names, values, schema.key_of(owner))

    def _conflict(self, entity: E, reason: str) -> WriteConflict:
        return WriteConflict(self.schema.name, self.schema.key_of(entity), reason)

    def _of(self, slot: Slot) -> str:
        return " and ".join(self.schema.unique[slot[0]])
