"""Snapshots of a table: values that compare, and that a table can be set back to."""

from collections.abc import Hashable
from typing import Any

import attrs

from fakes.repository._freezing import freeze
from fakes.repository._required import require
from fakes.repository._table import Table
from fakes.repository.errors import InvalidSetting, WriteConflict

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
    rows: tuple[tuple[Hashable, Any], ...] = attrs.field(eq=False, repr=False)


def snapshot_of(table: Table[Any]) -> Snapshot:
    """What a table holds."""
    contents = frozenset((identity, freeze(entity)) for identity, entity in table.rows.items())
    rows = tuple((identity, table.schema.copied(entity)) for identity, entity in table.rows.items())
    return Snapshot(table.schema.cls, contents, table.next_number, rows)


def restore(table: Table[Any], snapshot: Snapshot) -> None:
    """Make a table hold what a snapshot holds.

    Raises:
        InvalidSetting: It is no snapshot of such a table.
        WriteConflict: A unit of work has written something and not ended.
    """
    require(Snapshot, "snapshot", snapshot)
    if snapshot.entity is not table.schema.cls:
        reason = f"holds {snapshot.entity.__name__}, not {table.schema.name}"
        raise InvalidSetting("snapshot", reason)
    for identity in table.claims:
        reason = "another unit of work has written it and not ended"
        raise WriteConflict(table.schema.name, identity, reason)
    rows = [(identity, table.schema.copied(entity)) for identity, entity in snapshot.rows]
    kept = {identity for identity, _ in rows}
    gone = [(identity, None) for identity in table.rows if identity not in kept]
    table.apply([*gone, *rows])
    table.next_number = snapshot.next_number
