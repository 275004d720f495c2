"""The matrix as Markdown: the same text for the same outcomes, apart from dates."""

import re
from collections.abc import Iterable, Iterator, Sequence

from fakes.conformance.attempts import Fate
from fakes.conformance.outcomes import Outcome
from fakes.conformance.records import Record
from fakes.conformance.reporting.signs import SIGNS
from fakes.conformance.reporting.tables import Adapter, Table, tables

__all__ = ["markdown"]

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~&]")


def markdown(cells: Sequence[Record]) -> str:
    """A document with a table for each port."""
    return "\n\n".join(_blocks(cells)) + "\n"


def _blocks(cells: Sequence[Record]) -> Iterator[str]:
    yield "# Conformance"
    yield "What becomes of each guarantee, in a row, on each adapter, in a column. An adapter:"
    yield "\n".join(
        f"- {sign.symbol} {outcome.name}: {sign.meaning}" for outcome, sign in SIGNS.items()
    )
    for table in tables(cells):
        yield f"## {_escaped(table.port).capitalize()}"
        yield "\n".join(_rows(table))
        if reasons := [_reason(adapter, cell) for adapter, cell in table.reasons]:
            yield "### Reasons"
            yield "\n".join(reasons)
        if survivors := [*_survivors(table.adapters)]:
            yield "### Survivors"
            yield "\n".join(survivors)


def _rows(table: Table) -> Iterator[str]:
    yield _row("guarantee", map(_heading, table.adapters))
    yield _row("---", [":-:"] * len(table.adapters))
    for row in table.rows:
        cells = [adapter.cells.get(row.slug) for adapter in table.adapters]
        yield _row(f"`{row.slug}`: {_escaped(row.says)}", map(_outcome, cells))
    if any(adapter.certificate.attempts for adapter in table.adapters):
        rates = [_escaped(adapter.certificate.short) for adapter in table.adapters]
        yield _row("*saboteurs killed*", rates)
    yield _row("*last run*", [adapter.ran for adapter in table.adapters])


def _row(first: str, rest: Iterable[str]) -> str:
    return f"| {' | '.join((first, *rest))} |"


def _heading(adapter: Adapter) -> str:
    return "<br>".join(map(_escaped, filter(None, (adapter.heading, adapter.system))))


def _outcome(cell: Record | None) -> str:
    if cell is None:
        return ""
    outcome = cell.verdict.outcome
    name = "" if outcome is Outcome.PASS else f" {outcome.name}"
    return f"{SIGNS[outcome].symbol}{name}"


def _reason(adapter: Adapter, cell: Record) -> str:
    verdict = cell.verdict
    where = f"**{_escaped(adapter.heading)}**, `{verdict.guarantee}`"
    return f"- {where}: {verdict.outcome.name}. {_escaped(verdict.brief)}"


def _survivors(adapters: Iterable[Adapter]) -> Iterator[str]:
    for adapter in adapters:
        for attempt in adapter.certificate.of_fate(Fate.SURVIVED):
            where = f"**{_escaped(adapter.heading)}**, {_escaped(attempt.name)}"
            yield f"- {where}: {_escaped(attempt.does)}"


def _escaped(text: str) -> str:
    """Text that stays what it is, on one line."""
    return _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))
