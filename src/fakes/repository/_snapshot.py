"""Snapshots of a table: values that compare, and that a table can be set back to."""

from collections.abc import Hashable, Iterator
from typing import Any, cast

import attrs

from doubles._texts.shown import shown
from fakes.errors import InvalidValue
from fakes.repository._freezing import freeze
from fakes.repository._required import require
from fakes.repository._table import Change, Slot, Table
from fakes.repository.errors import InvalidSetting

__all__ = ["Snapshot", "restore", "snapshot_of"]


def _size(contents: frozenset[object]) -> str:
    return f"<{len(contents)} stored>"


@attrs.frozen
class Snapshot:
    """All that a repository holds, and the next number that it generates.

    Two are equal if and only if two repositories with the same settings would behave alike from
    there on. What an open unit of work has done is in none.
    """

    entity: type
    contents: frozenset[tuple[Hashable, Hashable]] = attrs.field(repr=_size)
    next_number: int
    _rows: tuple[tuple[Hashable, Any], ...] = attrs.field(eq=False, repr=False)


def snapshot_of(table: Table[Any]) -> Snapshot:
    """What a table holds."""
    contents = frozenset((identity, freeze(entity)) for identity, entity in table.rows.items())
    rows = tuple((identity, table.schema.copied(entity)) for identity, entity in table.rows.items())
    return Snapshot(table.schema.cls, contents, table.next_number, rows)


def restore(table: Table[Any], snapshot: Snapshot) -> None:
    """Make a table hold what a snapshot holds.

    Raises:
        InvalidSetting: It is no snapshot of such a table, or a unit of work has written something
            and not ended.
    """
    require(Snapshot, "snapshot", snapshot)
    if snapshot.entity is not table.schema.cls:
        held = getattr(snapshot.entity, "__name__", shown(snapshot.entity))
        reason = f"holds {held}, not {table.schema.name}"
        raise InvalidSetting("snapshot", reason)
    table.settle()
    if table.claims:
        reason = "cannot be restored while a unit of work has not ended: leave it or roll it back"
        raise InvalidSetting("snapshot", reason)
    if type(snapshot.next_number) is not int:
        raise _unfit(f"its next number is {shown(snapshot.next_number)}")
    changes = _changes(table, snapshot)
    gone = [(identity, None, ()) for identity in table.rows if identity not in changes]
    table.apply([*gone, *changes.values()])
    table.next_number = snapshot.next_number


def _changes(table: Table[Any], snapshot: Snapshot) -> dict[Hashable, Change[Any]]:
    """What a table is to hold, by identity, if that breaks none of its rules.

    Raises:
        InvalidSetting: It would.
    """
    schema = table.schema
    changes: dict[Hashable, Change[Any]] = {}
    taken: set[Slot] = set()
    for known, stored in _pairs(snapshot):
        try:
            entity = table.taken_in(stored)
            identity = schema.key.identity(schema.key.of(entity))
            filing = table.filing(entity)
        except InvalidValue as problem:
            raise _unfit(str(problem)) from None
        if identity in changes or identity != known:
            raise _unfit(f"it has another key for {shown(entity)}")
        for slot in table.slots(filing):
            if slot in taken:
                raise _unfit(f"it has several with the same {' and '.join(schema.unique[slot[0]])}")
            taken.add(slot)
        changes[identity] = (identity, entity, filing)
    return changes


def _pairs(snapshot: Any) -> Iterator[tuple[Any, Any]]:
    rows: object = snapshot._rows
    for row in cast("tuple[object, ...]", rows if type(rows) is tuple else (rows,)):
        try:
            identity, entity = cast(Any, row)
        except Exception:  # noqa: BLE001 - it may be anything
            raise _unfit(f"it holds {shown(row)}") from None
        yield identity, entity


def _unfit(reason: str) -> InvalidSetting:
    return InvalidSetting("snapshot", f"is not of a repository with these settings: {reason}")
