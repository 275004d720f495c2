"""What `fakes.email` promises about its speed, and whether a run kept it."""

from collections.abc import Iterator, Sequence

from benchmarks.fakes.contestants import OURS
from benchmarks.fakes.email.measurements import SEND
from benchmarks.results import Result
from benchmarks.verdicts import Results, Verdict, faster, grows_at_most, of

__all__ = ["verdicts"]


def verdicts(results: Sequence[Result]) -> list[Verdict]:
    """The verdicts on all targets whose rows were measured."""
    return [*on_sends({result.row: result for result in results})]


def on_sends(results: Results) -> Iterator[Verdict]:
    for one in of(SEND, results)[:1]:
        for peer in ("Django locmem", "aiosmtpd"):
            yield from faster(f"send is faster than {peer}", one, OURS, peer, 1)
    for one in of(SEND, results)[1:]:
        target = "send: at most 2 times what it costs when nothing was sent"
        yield grows_at_most(target, one, of(SEND, results)[0], OURS, 2)
