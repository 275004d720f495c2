"""The matrix as one HTML page, which needs nothing else: the template beside this, filled in."""

import html
import importlib.resources
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from fakes.conformance.attempts import Fate
from fakes.conformance.records import Column, Record
from fakes.conformance.reporting.document import document
from fakes.conformance.reporting.signs import SIGNS
from fakes.conformance.reporting.tables import Adapter, Row, Table, tables

__all__ = ["page"]

_PLACE = re.compile(r"<!-- (legend|outcomes|tables|document) -->")

_Numbers = Mapping[tuple[Column, str], int]


def page(cells: Sequence[Record]) -> str:
    """The text of the page."""
    numbers = {cell.key: number for number, cell in enumerate(cells)}
    parts = {
        "legend": "\n".join(_legend()),
        "outcomes": "".join(f"<option>{outcome.name}</option>" for outcome in SIGNS),
        "tables": "\n".join(line for table in tables(cells) for line in _section(table, numbers)),
        "document": _embedded(document(cells)),
    }
    template = (
        importlib.resources.files("fakes.conformance.reporting")
        .joinpath("page.html")
        .read_text("utf-8")
    )
    return _PLACE.sub(lambda place: parts[place[1]], template)


def _legend() -> Iterator[str]:
    yield '<ul class="legend">'
    for outcome, sign in SIGNS.items():
        symbol = f'<b class="{outcome.name}" aria-hidden="true">{sign.symbol}</b>'
        yield f"<li>{symbol}{outcome.name}: {sign.meaning}</li>"
    yield "</ul>"


def _section(table: Table, numbers: _Numbers) -> Iterator[str]:
    port = html.escape(table.port)
    yield f'<section aria-label="{port}">'
    yield f"<h2>{port}</h2>"
    yield f'<div class="scroll"><table role="grid" aria-label="Guarantees of {port}">'
    yield "<thead>"
    yield f'<tr><th scope="col">Guarantee</th>{"".join(map(_heading, table.adapters))}</tr>'
    yield "</thead>"
    yield "<tbody>"
    yield from (_row(row, table.adapters, numbers) for row in table.rows)
    yield "</tbody>"
    yield from _rates(table.adapters)
    yield "</table></div>"
    reasons = [(adapter, cell.verdict) for adapter, cell in table.reasons]
    yield from _list(
        "Reasons",
        (
            (adapter, f"{verdict.guarantee}: {verdict.outcome.name}", verdict.reason)
            for adapter, verdict in reasons
        ),
    )
    yield from _list(
        "Survivors",
        (
            (adapter, attempt.name, attempt.does)
            for adapter in table.adapters
            for attempt in adapter.certificate.of_fate(Fate.SURVIVED)
        ),
    )
    yield "</section>"


def _heading(adapter: Adapter) -> str:
    system = f'<span class="system">{html.escape(adapter.system)}</span>' if adapter.system else ""
    return (
        f'<th scope="col" title="{html.escape(str(adapter.column))}">'
        f'{html.escape(adapter.heading)}{system}<span class="ran">{html.escape(adapter.ran)}</span>'
        "</th>"
    )


def _row(row: Row, adapters: Iterable[Adapter], numbers: _Numbers) -> str:
    heading = f"<code>{html.escape(row.slug)}</code><span>{html.escape(row.says)}</span>"
    cells = (_cell(adapter.cells.get(row.slug), numbers) for adapter in adapters)
    return f'<tr><th scope="row">{heading}</th>{"".join(cells)}</tr>'


def _cell(cell: Record | None, numbers: _Numbers) -> str:
    if cell is None:
        return "<td></td>"
    outcome = cell.verdict.outcome
    return (
        f'<td class="{outcome.name}" tabindex="0" data-cell="{numbers[cell.key]}">'
        f'<span aria-hidden="true">{SIGNS[outcome].symbol}</span>'
        f'<span class="spoken">{outcome.name}</span></td>'
    )


def _rates(adapters: Sequence[Adapter]) -> Iterator[str]:
    certificates = [adapter.certificate for adapter in adapters]
    if any(certificate.attempts for certificate in certificates):
        rates = "".join(f"<td>{certificate.short}</td>" for certificate in certificates)
        yield f'<tfoot><tr><th scope="row">saboteurs killed</th>{rates}</tr></tfoot>'


def _list(title: str, entries: Iterable[tuple[Adapter, str, str]]) -> Iterator[str]:
    items = [
        f"<dt><b>{html.escape(adapter.heading)}</b>, {html.escape(what)}</dt>"
        f"<dd><pre>{html.escape(why)}</pre></dd>"
        for adapter, what, why in entries
    ]
    if items:
        yield f"<h3>{title}</h3>"
        yield "<dl>"
        yield from items
        yield "</dl>"


def _embedded(told: object) -> str:
    """JSON in which nothing can end the script element that holds it, or begin another."""
    text = json.dumps(told, sort_keys=True)
    return text.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")
