"""What `fakes.queue` promises about its speed, and whether a run kept it."""

from collections.abc import Iterator, Sequence

from benchmarks.fakes.contestants import HAND, OURS
from benchmarks.fakes.queue.measurements import CYCLE
from benchmarks.results import Result
from benchmarks.verdicts import Results, Verdict, at_most, faster, of

__all__ = ["verdicts"]


def verdicts(results: Sequence[Result]) -> list[Verdict]:
    """The verdicts on all targets whose rows were measured."""
    return [*on_cycles({result.row: result for result in results})]


def on_cycles(results: Results) -> Iterator[Verdict]:
    for one in of(CYCLE, results):
        target = "publish + receive + ack costs at most 4 times a deque with a lock"
        yield at_most(target, one, OURS, HAND, 4)
        target = "publish + receive + ack is 10 times faster than kombu's memory transport"
        yield from faster(target, one, OURS, "kombu", 10)
        target = "publish + receive + ack is 50 times faster than fakeredis streams"
        yield from faster(target, one, OURS, "fakeredis", 50)
