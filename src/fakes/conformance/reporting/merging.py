"""What is known after a run, of what was known before it and of what it found."""

from collections.abc import Iterable

from fakes.conformance.records import Column, Record

__all__ = ["merged", "whole_columns"]


def whole_columns(found: Iterable[Record]) -> set[Column]:
    """The columns of which a run checked every guarantee that their catalogues have."""
    places = dict[Column, set[int]]()
    sizes = dict[Column, int]()
    for record in found:
        places.setdefault(record.column, set()).add(record.place)
        sizes[record.column] = record.guarantees
    return {column for column, size in sizes.items() if len(places[column]) == size}


def merged(known: Iterable[Record], found: Iterable[Record]) -> list[Record]:
    """All cells, in order: those that a run found take the places of those that were known.

    Others stay, unless they are of a column that was checked as a whole: their guarantee is in its
    catalogue no more.
    """
    before = {record.key: record for record in known}
    latest = {record.key: record for record in found}
    whole = whole_columns(latest.values())
    cells = {key: record for key, record in before.items() if record.column not in whole}
    cells.update((key, record.after(before.get(key))) for key, record in latest.items())
    return sorted(
        cells.values(),
        key=lambda cell: (cell.port, cell.column, cell.place, cell.verdict.guarantee),
    )
