"""The results as Markdown that is also readable as plain text; it measures and judges nothing."""

import os
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from benchmarks.chapters import Chapter, Contestants
from benchmarks.measuring import Contestant
from benchmarks.results import Result
from benchmarks.verdicts import Verdict

__all__ = ["markdown"]

LIBRARIES = (
    "attrs",
    "typeguard",
    "decoy",
    "mockito",
    "flexmock",
    "advanced-alchemy",
    "kombu",
    "fakeredis",
    "django",
    "aiosmtpd",
    "stripe",
    "localstripe",
    "hypothesis",
)

INTRODUCTION = """\
The first column of a comparison says what we take. Each other cell says how many times that the
contestant takes: the median over the rounds, with the smallest and the largest round in brackets.
Above 1, we are faster or smaller. A dash: it cannot do that. How it is measured is written in
benchmarks/README.md."""


def markdown(chapters: Iterable[tuple[Chapter[Any], Sequence[Result]]]) -> str:
    """The whole report: the machine, and each chapter of which something was measured."""
    parts = ["# Benchmarks", environment(), INTRODUCTION]
    for chapter, results in chapters:
        if results:
            parts += written(chapter, results)
    return "\n\n".join(parts) + "\n"


def written(chapter: Chapter[Any], results: Sequence[Result]) -> Iterator[str]:
    """The targets, the table, and what its cells mean."""
    contestants = chapter.contestants.present
    names = [contestant.name for contestant in contestants]
    rows = [comparison(result, names, chapter.ours) for result in results]
    verdicts = chapter.verdicts(results)
    yield f"## {chapter.title}"
    if verdicts:
        yield "### Targets"
        yield table(target_rows(verdicts))
    yield "### Comparison"
    yield table([("", *headings(names)), *rows])
    yield "### Choices"
    yield "\n".join(choices(contestants))
    dashes = reasons(results)
    if dashes:
        yield "### Dashes"
        yield "\n".join(dashes)
    if chapter.contestants.absent:
        yield "### Not run"
        yield "\n".join(absences(chapter.contestants))


def environment() -> str:
    libraries = ", ".join(f"{name} {installed(name)}" for name in LIBRARIES)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{python}, {platform.system()}, {os.cpu_count()} CPUs; {libraries}."


def installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "(not installed)"


def headings(names: Sequence[str]) -> list[str]:
    return [f"`{name}`" if name != "hand-written" else name for name in names]


def target_rows(verdicts: Sequence[Verdict]) -> list[tuple[str, ...]]:
    header = ("target", "where", "measured", "verdict")
    return [
        header,
        *(
            (one.target, one.where, one.measured, "met" if one.met else "**missed**")
            for one in verdicts
        ),
    ]


def comparison(result: Result, names: Sequence[str], ours: str) -> tuple[str, ...]:
    return (str(result.row), *(cell(result, name, ours) for name in names))


def cell(result: Result, name: str, ours: str) -> str:
    if name not in result.samples:
        return "—"
    if name == ours:
        return quantity(result.median(name), result.unit)
    spread = result.ratio(name, ours)
    if len(result.samples[name]) == 1:
        return f"{figure(spread.middle)}x"
    return f"{figure(spread.middle)}x ({figure(spread.low)}-{figure(spread.high)})"


def figure(ratio: float) -> str:
    """A ratio to about two significant digits: 0.043, 0.43, 4.3, 43, 4,300."""
    if ratio >= 10:
        return f"{ratio:,.0f}"
    return f"{ratio:.1f}" if ratio >= 1 else f"{ratio:.2g}"


def quantity(amount: float, unit: str) -> str:
    """Seconds or bytes, in the unit in which they have one to three digits before the point."""
    if unit == "B":
        return f"{amount:,.0f} B"
    for factor, name in ((1e9, "ns"), (1e6, "µs"), (1e3, "ms")):
        if amount * factor < 1000:
            return f"{amount * factor:.3g} {name}"
    return f"{amount:.3g} s"


def table(rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table with its columns aligned."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    header, *body = ("| " + " | ".join(map(str.ljust, row, widths)) + " |" for row in rows)
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([header, rule, *body])


def choices(contestants: Sequence[Contestant]) -> Iterator[str]:
    for contestant in contestants:
        for note in contestant.notes:
            yield f"- {contestant.name}: {note}."


def reasons(results: Sequence[Result]) -> list[str]:
    """Why there is a dash, each reason once."""
    given: Mapping[tuple[str, str], None] = {
        (name, reason): None for result in results for name, reason in result.reasons.items()
    }
    return [f"- {name}: {reason}." for name, reason in given]


def absences(contestants: Contestants[Any]) -> Iterator[str]:
    for name, reason in contestants.absent.items():
        yield f"- {name}: {reason}."
