"""What `fakes.repository` promises about its speed, and whether a run kept it."""

from collections.abc import Iterator, Sequence

from benchmarks.fakes.contestants import HAND, OURS
from benchmarks.fakes.repository.measurements import (
    ADD_AND_GET,
    LOOKUP,
    PAGE_BY_CURSOR,
    PAGE_BY_OFFSET,
    ROLLBACK,
    SEARCH,
)
from benchmarks.results import Result
from benchmarks.verdicts import Results, Verdict, at_most, faster, grows_at_most, of

__all__ = ["verdicts"]


def verdicts(results: Sequence[Result]) -> list[Verdict]:
    """The verdicts on all targets whose rows were measured."""
    by_row = {result.row: result for result in results}
    return [*on_adding(by_row), *on_growth(by_row), *on_searching(by_row)]


def on_adding(results: Results) -> Iterator[Verdict]:
    for one in of(ADD_AND_GET, results):
        target = "add + get of a frozen entity costs at most 3 times a dict with a lock"
        yield at_most(target, one, OURS, HAND, 3)
        yield from faster("add + get is faster than sqlite3 in memory", one, OURS, "sqlite3", 1)
        target = "add + get is 20 times faster than advanced-alchemy's mock repository"
        yield from faster(target, one, OURS, "advanced-alchemy", 20)


def on_growth(results: Results) -> Iterator[Verdict]:
    for subject in (LOOKUP, PAGE_BY_OFFSET, PAGE_BY_CURSOR, ROLLBACK):
        for one in of(subject, results)[1:]:
            target = f"{subject}: at most 2 times what it costs in the smallest store"
            yield grows_at_most(target, one, of(subject, results)[0], OURS, 2)


def on_searching(results: Results) -> Iterator[Verdict]:
    for one in of(SEARCH, results):
        milliseconds = one.median(OURS) * 1000
        yield Verdict(
            "a search takes less than 100 ms",
            str(one.row),
            f"{milliseconds:.2f} ms",
            milliseconds < 100,
        )
