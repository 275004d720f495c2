"""What is promised of the time that suites take, and whether a run kept it."""

from collections.abc import Iterator, Sequence

from benchmarks.conformance.contestants import HYPOTHESIS, OURS
from benchmarks.conformance.measurements import ALL, ON_FAKE
from benchmarks.results import Result
from benchmarks.verdicts import Results, Verdict, of

__all__ = ["verdicts"]

MOST_SECONDS = {10: 3, 100: 10}
"""By the number of examples."""


def verdicts(results: Sequence[Result]) -> list[Verdict]:
    """The verdicts on all targets whose rows were measured."""
    return [*on_suites({result.row: result for result in results})]


def on_suites(results: Results) -> Iterator[Verdict]:
    for one in of(ON_FAKE, results, ALL):
        if most := MOST_SECONDS.get(one.row.size):
            seconds = one.median(OURS)
            floor = one.median(HYPOTHESIS)
            yield Verdict(
                f"all five suites take less than {most} s at {one.row.size} examples",
                str(one.row),
                f"{seconds:.1f} s, of which {floor:.1f} s are the least that Hypothesis takes",
                seconds < most,
            )
