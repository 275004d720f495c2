"""The report as JSON, in a schema of its own: `conformance.json`, which later runs add to."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fakes.conformance.attempts import Fate
from fakes.conformance.outcomes import Outcome, Verdict
from fakes.conformance.records import Record
from fakes.conformance.reporting.reading import Unreadable, text_of
from fakes.conformance.reporting.tables import tables

__all__ = ["SCHEMA", "cells_in", "document"]

SCHEMA = 1
_EMPTY = Record("", "", Verdict("", "", Outcome.PASS), 0, 0, "", "").as_json()
_TYPES = {name: type(value).__name__ for name, value in _EMPTY.items()}


def document(cells: Sequence[Record]) -> dict[str, Any]:
    """The cells, and the certificates that follow from them, in the values that JSON knows."""
    return {
        "schema": SCHEMA,
        "cells": [cell.as_json() for cell in cells],
        "certificates": [
            {
                "port": table.port,
                **adapter.column._asdict(),
                **{fate.name.lower(): len(adapter.certificate.of_fate(fate)) for fate in Fate},
                "rate": adapter.certificate.rate,
            }
            for table in tables(cells)
            for adapter in table.adapters
            if adapter.certificate.attempts
        ],
    }


def cells_in(path: Path) -> list[Record]:
    """The cells that were written there; none where there is no such file.

    Raises:
        Unreadable: It is damaged, or of a schema that is newer than this one.
    """
    text = text_of(path)
    if text is None:
        return []
    try:
        known = json.loads(text)
        schema = known["schema"]
        if type(schema) is int and schema == SCHEMA:
            return [_cell(told) for told in known["cells"]]
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise Unreadable(
            f"{path} is damaged ({type(error).__name__}: {error}): restore it, or delete it"
        ) from None
    raise Unreadable(
        f"{path} has schema {schema!r}, and this version of verified-doubles knows {SCHEMA}: "
        "use the version that wrote it, or another directory"
    )


def _cell(told: dict[str, Any]) -> Record:
    types = {name: type(value).__name__ for name, value in told.items()}
    if types != _TYPES:
        wrong = sorted(name for name in {**types, **_TYPES} if types.get(name) != _TYPES.get(name))
        raise ValueError(f"a cell has not the right {', '.join(wrong)}")
    return Record.from_json(told)
