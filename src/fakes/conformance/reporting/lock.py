"""What was proved once, and must stay proved: `conformance.lock`, one line for each guarantee.

A lock is judged by what is known after a run. A guarantee is lost when it was checked, in this run
or in one before it that the report remembers, and did not pass; when its suite ran as a whole, and
no longer has it; and when the module of its suite was collected, and no longer has that suite. What
was not run, since its system was not there, is not lost, nor is that of which nothing is known: no
module has to take part in every run.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import attrs

from fakes.conformance.outcomes import Outcome
from fakes.conformance.records import Column, Record
from fakes.conformance.reporting.merging import whole_columns
from fakes.conformance.reporting.reading import Unreadable, text_of

__all__ = ["Loss", "Suites", "lock_text", "locked_in", "losses", "present", "renewed"]

Suites = Mapping[str, Collection[str]]
"""The names of the suites that there are, by their modules."""

_HEADER = """\
# The guarantees that suites were seen to keep. A run of pytest with --conformance-report fails when
# one of them is no longer kept. Written by --conformance-lock, which also accepts what has changed;
# the lines of a module that is gone are to be deleted by hand.
"""
_LINE = re.compile(r"(?P<column>\S.*) keeps (?P<guarantee>\w+)")


@attrs.frozen
class Loss:
    """A guarantee that was proved: the line that says so, and what is known now."""

    line: str
    now: str


def locked_in(path: Path) -> frozenset[str] | None:
    """The lines of a lock; None where there is none.

    Raises:
        Unreadable: A line of it says nothing.
    """
    text = text_of(path)
    if text is None:
        return None
    lines = set[str]()
    for number, written_line in enumerate(text.splitlines(), 1):
        line = written_line.strip()
        if not line or line.startswith("#"):
            continue
        if not _LINE.fullmatch(line):
            raise Unreadable(
                f"{path}, line {number}: {line!r} is not like 'tests.test_it.TestIt keeps "
                "round_trip': put it right, or delete it and run with --conformance-lock"
            )
        lines.add(line)
    return frozenset(lines)


def losses(
    locked: Iterable[str], cells: Sequence[Record], found: Sequence[Record], suites: Suites
) -> list[Loss]:
    """What is no longer proved, after a run that found these records and left these cells."""
    known = {_line(cell.column, cell.verdict.guarantee): cell for cell in cells}
    whole = tuple(f"{column} keeps " for column in whole_columns(found))
    lost = list[Loss]()
    for line in sorted(locked):
        cell = known.get(line)
        if _gone(line, suites):
            lost.append(Loss(line, "gone: the module has no such suite any more"))
        elif cell is None:
            if line.startswith(whole):
                lost.append(Loss(line, "gone: the suite has no such guarantee any more"))
        elif cell.verdict.outcome not in (Outcome.PASS, Outcome.NOT_RUN):
            verdict = cell.verdict
            lost.append(Loss(line, f"{verdict.outcome.name}: {verdict.brief}"))
    return lost


def present(cells: Iterable[Record], suites: Suites) -> list[Record]:
    """The cells without those of suites that are gone."""
    return [cell for cell in cells if not _gone(_line(cell.column, cell.verdict.guarantee), suites)]


def renewed(
    locked: Iterable[str], cells: Sequence[Record], found: Sequence[Record], suites: Suites
) -> frozenset[str]:
    """The lines that accept what is known after a run; those of which it says nothing stay."""
    proved = frozenset(
        _line(cell.column, cell.verdict.guarantee)
        for cell in cells
        if cell.verdict.outcome is Outcome.PASS
    )
    return proved | frozenset(locked) - {loss.line for loss in losses(locked, cells, found, suites)}


def lock_text(lines: Iterable[str]) -> str:
    """The text of a lock."""
    return _HEADER + "".join(f"{line}\n" for line in sorted(lines))


def _gone(line: str, suites: Suites) -> bool:
    """Whether it is about a suite that its module had, in whatever variant, and has no more."""
    return any(
        line.startswith(f"{module}.")
        and not line.startswith(
            tuple(f"{module}.{name}{end}" for name in names for end in (" keeps ", "["))
        )
        for module, names in suites.items()
    )


def _line(column: Column, guarantee: str) -> str:
    return f"{column} keeps {guarantee}"
