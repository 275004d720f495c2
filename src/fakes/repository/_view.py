"""What one unit of work sees and does in one store, until it takes effect or is undone."""

from collections.abc import Callable, Generator, Hashable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

import attrs

from fakes.repository._ordering import Ordering, Position, comparing
from fakes.repository._table import Filing, Table
from fakes.repository.errors import (
    ConstraintViolation,
    DuplicateKey,
    TransactionAborted,
    UnitOfWorkClosed,
    WriteConflict,
)

if TYPE_CHECKING:
    from threading import RLock

    from fakes.repository._indexes import Index
    from fakes.repository._schema import Schema

__all__ = ["Progress", "View"]

E = TypeVar("E")


@attrs.define
class Progress:
    """How far a unit of work has come; its views in all stores share it."""

    state: Literal["has not begun", "is open", "was committed", "was rolled back"] = "has not begun"
    failure: str | None = None

    def described(self) -> str:
        """How far it has come, for people."""
        return self.state if self.failure is None else "was aborted"

    def require_open(self) -> None:
        """Refuse to go on with a unit of work that is not open.

        Raises:
            UnitOfWorkClosed: It is not.
        """
        if self.state != "is open":
            raise UnitOfWorkClosed(self.state)

    def require_usable(self) -> None:
        """Refuse to go on with one that is not open, or that an error has aborted.

        Raises:
            UnitOfWorkClosed: It is not open.
            TransactionAborted: An error has aborted it.
        """
        self.require_open()
        self.require_not_aborted()

    def require_not_aborted(self) -> None:
        """Refuse to go on with one that an error has aborted.

        Raises:
            TransactionAborted: One has.
        """
        if self.failure is not None:
            raise TransactionAborted(self.failure)


class View(Generic[E]):
    """The entities of a table as they were when the unit began, with the unit's own changes.

    Nothing is copied to begin: `preserved` holds what others have replaced since, which they put
    there, and `writes` what this unit has written; in both, None is for no entity. `reads` are the
    identities that it has looked up. What it costs to commit or to undo depends on these alone.
    `is_writing` says that it has tried to write, and `savepoints` where those begin that it is in.
    """

    def __init__(self, table: Table[E], progress: Progress) -> None:
        self.committed = table
        self.schema: Schema[E] = table.schema
        self.lock: RLock = table.lock
        self.lookups: dict[str, Index] = table.lookups
        self.preserved: dict[Hashable, E | None] = {}
        self.writes: dict[Hashable, E | None] = {}
        self.reads: set[Hashable] = set()
        self.is_writing: bool = False
        self.savepoints: list[int] = [0]
        self._filings: dict[Hashable, Filing] = {}
        self._progress = progress
        self._tracks_reads = table.schema.profile.write_conflict == "first writer"
        self._undo: list[Callable[[], None]] = []

    # What a repository asks, as of a table.

    def find(self, identity: Hashable) -> E | None:
        """The entity with this identity."""
        self._progress.require_usable()
        if self._tracks_reads:
            self.reads.add(identity)
        return self._visible(identity)

    def insert(self, identity: Hashable, entity: E) -> None:
        """Store an entity under an identity that must be free."""
        with self._attempt():
            self._begin_to_write(identity, entity)
            table = self.committed
            # Like a database's, the index of keys knows what is committed, seen or not.
            if self.writes.get(identity, table.rows.get(identity)) is not None:
                raise DuplicateKey(self.schema.name, self.schema.key_of(entity))
            self._write(identity, entity)

    def replace(self, identity: Hashable, entity: E) -> None:
        """Store an entity in the place of whatever has its identity."""
        with self._attempt():
            self._begin_to_write(identity, entity)
            self._write(identity, entity)

    def remove(self, identity: Hashable, entity: E) -> None:
        """Delete the entity with this identity."""
        with self._attempt():
            self._begin_to_write(identity, entity)
            self._check_unchanged(identity, entity)
            self._put_undoably(identity, None, ())

    def when_undone(self, action: Callable[[], None]) -> None:
        """Do something if what was written is undone."""
        self._undo.append(action)

    def number(self) -> int:
        """The next generated number, which rolling back may give back."""
        self._progress.require_usable()
        if self.schema.profile.deleted_keys == "reused":
            return self.committed.behind_the_greatest(self)
        number = self.committed.number()
        self._undo.append(partial(self.committed.give_back, number, number + 1))
        return number

    def advance(self, number: int) -> None:
        """Generate from now on what is behind this number, until this is rolled back."""
        before = self.committed.next_number
        self.committed.advance(number)
        self._undo.append(partial(self.committed.give_back, before, self.committed.next_number))

    def give_back(self, number: int, until: int) -> None:
        """Undo that the numbers up to `until` were used, if the database does that."""
        self.committed.give_back(number, until)

    def __len__(self) -> int:
        self._progress.require_usable()
        rows = self.committed.rows
        changed = self.preserved.keys() | self.writes.keys()
        visible = sum(self._visible(identity) is not None for identity in changed)
        return len(rows) + visible - sum(identity in rows for identity in changed)

    def entities(self) -> list[E]:
        """All entities."""
        self._progress.require_usable()
        rows = self.committed.rows
        unchanged = [entity for identity, entity in rows.items() if not self._changed(identity)]
        return unchanged + self._changed_entities()

    def having(self, name: str, values: Iterable[Hashable]) -> list[E]:
        """The entities whose attribute has one of these values, and perhaps others."""
        self._progress.require_usable()
        rows = self.committed.rows
        index = self.lookups[name]
        found = [identity for value in values for identity in index.identities(value)]
        unchanged = [rows[identity] for identity in found if not self._changed(identity)]
        return unchanged + self._changed_entities()

    def walk(self, ordering: Ordering, after: Position | None, offset: int) -> Iterator[E]:
        """The entities in an order with an index, behind a position or without the first few."""
        self._progress.require_usable()
        if not (self.writes or self.preserved):
            return self.committed.walk(ordering, after, offset)
        return self._walk_changed(ordering, after, offset)

    def described(self) -> str:
        """What is in it, for people."""
        if self._progress.state != "is open" or self._progress.failure:
            return f"in a unit of work that {self._progress.described()}"
        return f"{len(self)} stored, in a unit of work"

    @contextmanager
    def part(self) -> Generator[None]:
        """Statements that are one: all is undone when one fails; there may be none."""
        self._progress.require_usable()
        with self.lock:
            mark = self.mark()
            try:
                yield
            except BaseException:
                self.undo(mark)
                raise

    # What a unit of work asks.

    def mark(self) -> int:
        """A place to which `undo` can go back."""
        return len(self._undo)

    def undo(self, mark: int = 0) -> None:
        """Undo what was done behind the mark."""
        while len(self._undo) > mark:
            self._undo.pop()()

    def settle(self) -> None:
        """Undo what an error has aborted, to the innermost savepoint, as it lets go of locks."""
        if self._progress.failure is not None:
            self.undo(self.savepoints[-1])

    def end(self) -> None:
        """Stop seeing the table, whose other writers need not preserve anything any more."""
        self.committed.views.remove(self)

    def publish(self) -> None:
        """Make what was written take effect."""
        changes = [
            (identity, entity, self._filings[identity]) for identity, entity in self.writes.items()
        ]
        for identity, _, _ in changes:
            self._put(identity, None)
        self.committed.apply(changes)

    def _visible(self, identity: Hashable) -> E | None:
        if identity in self.writes:
            return self.writes[identity]
        if identity in self.preserved:
            return self.preserved[identity]
        return self.committed.rows.get(identity)

    def _changed(self, identity: Hashable) -> bool:
        return identity in self.writes or identity in self.preserved

    def _changed_entities(self) -> list[E]:
        changed = map(self._visible, self.preserved.keys() | self.writes.keys())
        return [entity for entity in changed if entity is not None]

    def _walk_changed(self, ordering: Ordering, after: Position | None, offset: int) -> Iterator[E]:
        changed = self._changed_entities()
        if after is not None:
            changed = ordering.behind(changed, after)
        unchanged = (
            entity
            for identity, entity in self.committed.walk_items(ordering, after, 0)
            if not self._changed(identity)
        )
        both = (unchanged, ordering.sort(changed))
        with comparing():
            merged = merge(*both, key=ordering.position, reverse=ordering.descending)
            yield from islice(merged, offset, None)

    @contextmanager
    def _attempt(self) -> Generator[None]:
        """A statement, which the database may let nothing follow when it fails."""
        self._progress.require_usable()
        try:
            yield
        except (ConstraintViolation, DuplicateKey, WriteConflict) as error:
            if self.schema.profile.after_error == "aborted":
                self._progress.failure = str(error)
            raise

    def _begin_to_write(self, identity: Hashable, entity: E) -> None:
        self.committed.check_claim(identity, entity, self)
        if self.preserved and self.schema.profile.write_conflict == "second unit":
            reason = "another unit of work has committed since this one began"
            raise WriteConflict(self.schema.name, self.schema.key_of(entity), reason)
        # Kept even if nothing comes of it, as the one lock of such a database is.
        self.is_writing = True

    def _write(self, identity: Hashable, entity: E) -> None:
        self._check_unchanged(identity, entity)
        filing = self.committed.free_filing(identity, entity, self)
        self._put_undoably(identity, entity, filing)

    def _check_unchanged(self, identity: Hashable, entity: E) -> None:
        if identity in self.preserved:
            reason = "it was changed after this unit of work began"
            raise WriteConflict(self.schema.name, self.schema.key_of(entity), reason)

    def _put_undoably(self, identity: Hashable, entity: E | None, filing: Filing) -> None:
        before = None
        if identity in self.writes:
            before = (self.writes[identity], self._filings[identity])
        self._undo.append(partial(self._put, identity, before))
        self._put(identity, (entity, filing))

    def _put(self, identity: Hashable, written: tuple[E | None, Filing] | None) -> None:
        """Set what this unit has written for an identity, and claim that and its unique values."""
        table = self.committed
        for slot in table.slots(self._filings.pop(identity, ())):
            del table.slot_claims[slot]
        if written is None:
            del self.writes[identity]
            del table.claims[identity]
            return
        entity, filing = written
        self.writes[identity] = entity
        self._filings[identity] = filing
        table.claims[identity] = self
        for slot in table.slots(filing):
            table.slot_claims[slot] = (self, identity)
