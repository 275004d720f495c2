"""How many mutants are killed, and at what rate."""

from collections.abc import Iterator, Sequence

from benchmarks.conformance.peers.contestants import OURS
from benchmarks.conformance.peers.measurements import KILL, MUTANT
from benchmarks.results import Result
from benchmarks.verdicts import Verdict

__all__ = ["verdicts"]


def verdicts(results: Sequence[Result]) -> list[Verdict]:
    """The verdicts on all targets whose rows were measured."""
    mutants = [result for result in results if result.row.subject == MUTANT]
    rates = [result for result in results if result.row.subject == KILL]
    return [*on_kills(mutants), *(verdict for rate in rates for verdict in on_rates(rate))]


def on_kills(mutants: Sequence[Result]) -> Iterator[Verdict]:
    names = dict.fromkeys(name for one in mutants for name in (*one.samples, *one.reasons))
    kills = {name: sum(name in one.samples for one in mutants) for name in names}
    for name in names:
        if name == OURS:
            target, met = "every mutant is killed", kills[name] == len(mutants)
        else:
            target, met = f"no fewer are killed than by {name}", kills[OURS] >= kills[name]
        yield Verdict(target, "all mutants", f"{kills[name]} of {len(mutants)} by {name}", met)


def on_rates(rate: Result) -> Iterator[Verdict]:
    for name in rate.samples:
        if name != OURS:
            times = rate.ratio(name, OURS).middle
            ours, other = 1 / rate.median(OURS), 1 / rate.median(name)
            measured = f"{times:.2f} times ({ours:.2f} and {other:.2f})"
            yield Verdict(f"as many kills per second as {name}", KILL, measured, times >= 1)
