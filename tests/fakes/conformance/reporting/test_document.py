"""The report as JSON: what comes back from it, and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from fakes.conformance import Outcome
from fakes.conformance.reporting.document import cells_in, document
from fakes.conformance.reporting.reading import Unreadable
from tests.fakes.conformance.reporting.records import KILLED, SURVIVED, attempted, column, record

CELLS = [*column("TestRedis", variant="7"), attempted(record(system="SQLite 3"), KILLED, SURVIVED)]


def test_what_was_written_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "conformance.json"
    path.write_text(json.dumps(document(CELLS)))

    assert cells_in(path) == CELLS
    assert cells_in(tmp_path / "none.json") == []


def test_a_document_has_a_schema_cells_and_certificates() -> None:
    told = document(CELLS)

    assert told["schema"] == 1
    assert told["certificates"] == [
        {
            "port": "repositories",
            "module": "tests.test_it",
            "suite": "TestSqlite",
            "variant": "",
            "killed": 1,
            "survived": 1,
            "undecided": 0,
            "not_applicable": 0,
            "rate": 0.5,
        }
    ]
    assert told["cells"][3] == {
        "port": "repositories",
        "module": "tests.test_it",
        "suite": "TestSqlite",
        "variant": "",
        "system": "SQLite 3",
        "guarantee": "round_trip",
        "place": 0,
        "guarantees": 3,
        "says": "it comes back",
        "outcome": "PASS",
        "reason": "",
        "examples": 0,
        "assertions": 0,
        "clients": 0,
        "operations": [],
        "seconds": 0.0,
        "ran": "2026-11-23T08:00:00+00:00",
        "attempted": "2026-11-23T08:00:00+00:00",
        "attempts": [
            {"name": "ghosts", "does": "deletes nothing", "fate": "KILLED", "reason": ""},
            {
                "name": "adds_over",
                "does": "replaces <b>what</b> is there",
                "fate": "SURVIVED",
                "reason": "",
            },
        ],
    }


def damaged(**changes: Any) -> str:
    (cell,) = document([record(outcome=Outcome.FAIL)])["cells"]
    return json.dumps({"schema": 1, "cells": [{**cell, **changes}]})


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "JSONDecodeError: Expecting value: line 1 column 1 (char 0)"),
        ("[]", "TypeError: list indices must be integers or slices, not str"),
        ("{}", "KeyError: 'schema'"),
        ('{"schema": 1}', "KeyError: 'cells'"),
        ('{"schema": 1, "cells": [3]}', "AttributeError: 'int' object has no attribute 'items'"),
        (damaged(outcome="GREAT"), "KeyError: 'GREAT'"),
        (damaged(place="3"), "ValueError: a cell has not the right place"),
        (damaged(extra=1, clients=None), "ValueError: a cell has not the right clients, extra"),
        (damaged(attempts=[{}]), "KeyError: 'fate'"),
    ],
)
def test_a_damaged_document_is_refused(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "conformance.json"
    path.write_text(text)

    with pytest.raises(Unreadable) as refused:
        cells_in(path)

    assert str(refused.value) == f"{path} is damaged ({why}): restore it, or delete it"


@pytest.mark.parametrize(("schema", "shown"), [("2", "2"), ("true", "True"), ('"1"', "'1'")])
def test_a_document_of_another_schema_is_refused(tmp_path: Path, schema: str, shown: str) -> None:
    path = tmp_path / "conformance.json"
    path.write_text(f'{{"schema": {schema}}}')

    with pytest.raises(Unreadable) as refused:
        cells_in(path)

    assert str(refused.value) == (
        f"{path} has schema {shown}, and this version of verified-doubles knows 1: "
        "use the version that wrote it, or another directory"
    )


def test_a_document_that_is_nested_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "conformance.json"
    path.write_text("[" * 100_000)

    with pytest.raises(Unreadable) as refused:
        cells_in(path)

    # The rest is Python's own, and differs from version to version.
    assert str(refused.value).startswith(f"{path} is damaged (RecursionError: ")
    assert str(refused.value).endswith("): restore it, or delete it")


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "conformance.json"
    path.write_bytes(b"\xff")

    with pytest.raises(Unreadable) as refused:
        cells_in(path)
    with pytest.raises(Unreadable) as refused_directory:
        cells_in(tmp_path)

    assert str(refused.value) == f"{path} is no text in UTF-8: invalid start byte"
    assert str(refused_directory.value) == f"{tmp_path} cannot be read: Is a directory"
