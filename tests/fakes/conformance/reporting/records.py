"""Cells of a matrix, written by hand."""

from typing import Any

import attrs

from fakes.conformance import Attempt, Fate, Outcome, Verdict
from fakes.conformance.records import Record

MONDAY, TUESDAY = "2026-11-23T08:00:00+00:00", "2026-11-24T08:00:00+00:00"
CATALOGUE = {"round_trip": "it comes back", "unique": "no two share", "ordered": "a < b | c"}
KILLED = Attempt("ghosts", "deletes nothing", Fate.KILLED)
SURVIVED = Attempt("adds_over", "replaces <b>what</b> is there", Fate.SURVIVED)


def record(
    suite: str = "TestSqlite",
    guarantee: str = "round_trip",
    outcome: Outcome = Outcome.PASS,
    *,
    ran: str = MONDAY,
    module: str = "tests.test_it",
    port: str = "repositories",
    **about: Any,
) -> Record:
    """A cell of a catalogue with three guarantees."""
    verdict = Verdict(suite, guarantee, outcome, **about)
    return Record(
        port=port,
        module=module,
        verdict=verdict,
        place=list(CATALOGUE).index(guarantee),
        guarantees=len(CATALOGUE),
        says=CATALOGUE[guarantee],
        ran=ran,
        attempted=ran if verdict.attempts else "",
    )


def column(suite: str = "TestSqlite", **about: Any) -> list[Record]:
    """A cell for each guarantee."""
    return [record(suite, guarantee, **about) for guarantee in CATALOGUE]


def attempted(cell: Record, *attempts: Attempt) -> Record:
    """A cell with saboteurs."""
    verdict = attrs.evolve(cell.verdict, attempts=attempts)
    return attrs.evolve(cell, verdict=verdict, attempted=cell.ran)
