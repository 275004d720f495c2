"""What `fakes.payments` promises about its speed, and whether a run kept it."""

from collections.abc import Iterator, Sequence

from benchmarks.fakes.contestants import OURS
from benchmarks.fakes.payments.measurements import CHARGE
from benchmarks.results import Result
from benchmarks.verdicts import Results, Verdict, faster, grows_at_most, of

__all__ = ["verdicts"]


def verdicts(results: Sequence[Result]) -> list[Verdict]:
    """The verdicts on all targets whose rows were measured."""
    return [*on_charges({result.row: result for result in results})]


def on_charges(results: Results) -> Iterator[Verdict]:
    for one in of(CHARGE, results)[:1]:
        target = "charge is faster than the stripe SDK on localstripe"
        yield from faster(target, one, OURS, "localstripe", 1)
    for one in of(CHARGE, results)[1:]:
        target = "charge: at most 2 times what it costs when nothing was charged"
        yield grows_at_most(target, one, of(CHARGE, results)[0], OURS, 2)
