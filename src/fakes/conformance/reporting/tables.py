"""The matrix as a reader sees it: a table for each port, guarantees down and adapters across."""

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from fakes.conformance.certificates import Certificate
from fakes.conformance.outcomes import Outcome
from fakes.conformance.records import Column, Record

__all__ = ["Adapter", "Row", "Table", "adapters", "tables"]

_TELLING = (
    Outcome.DEVIATION,
    Outcome.INCONCLUSIVE,
    Outcome.NOT_RUN,
    Outcome.FAIL,
    Outcome.HARNESS_ERROR,
)


@attrs.frozen
class Adapter:
    """A column: its `heading`, the `system` that the suite names, and its cells by guarantee."""

    column: Column
    heading: str
    system: str
    cells: Mapping[str, Record]

    @property
    def certificate(self) -> Certificate:
        """What became of the saboteurs around it."""
        return Certificate(
            attempt for cell in self.cells.values() for attempt in cell.verdict.attempts
        )

    @property
    def ran(self) -> str:
        """The day on which something in it was checked last."""
        return max(cell.ran for cell in self.cells.values()).partition("T")[0]


@attrs.frozen
class Row:
    """A guarantee, and what it says."""

    slug: str
    says: str


@attrs.frozen
class Table:
    """The guarantees of one port, in the order of its catalogue, and the adapters of it."""

    port: str
    rows: Sequence[Row]
    adapters: Sequence[Adapter]

    @property
    def reasons(self) -> Iterator[tuple[Adapter, Record]]:
        """The cells whose reasons are worth reading without being asked for."""
        for row, adapter in itertools.product(self.rows, self.adapters):
            cell = adapter.cells.get(row.slug)
            if cell is not None and cell.verdict.outcome in _TELLING:
                yield adapter, cell


def tables(cells: Iterable[Record]) -> list[Table]:
    """The tables of all ports, by name."""
    ports = dict[str, list[Record]]()
    for cell in cells:
        ports.setdefault(cell.port, []).append(cell)
    return [Table(port, _rows(ports[port]), adapters(ports[port])) for port in sorted(ports)]


def adapters(cells: Iterable[Record]) -> list[Adapter]:
    """The columns that these cells make up, from left to right."""
    columns = dict[Column, list[Record]]()
    for cell in cells:
        columns.setdefault(cell.column, []).append(cell)
    headings = Counter(column.heading for column in columns)
    return [
        Adapter(
            column=column,
            # Suites of one name are told apart by where they are.
            heading=column.heading if headings[column.heading] == 1 else str(column),
            system=next(filter(None, (cell.verdict.system for cell in _latest_first(own))), ""),
            cells={cell.verdict.guarantee: cell for cell in own},
        )
        for column, own in sorted(columns.items())
    ]


def _rows(cells: Iterable[Record]) -> list[Row]:
    # Catalogues of several versions may be in one report: the latest run knows best.
    latest = dict[str, Record]()
    for cell in _latest_first(cells):
        latest.setdefault(cell.verdict.guarantee, cell)
    ordered = sorted(latest.values(), key=lambda cell: (cell.place, cell.verdict.guarantee))
    return [Row(cell.verdict.guarantee, cell.says) for cell in ordered]


def _latest_first(cells: Iterable[Record]) -> list[Record]:
    return sorted(cells, key=lambda cell: cell.ran, reverse=True)
