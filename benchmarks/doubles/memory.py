"""The memory that a double keeps; that of recorded calls is measured as any operation's is."""

from collections.abc import Sequence

from benchmarks.doubles.contestants import Contestant
from benchmarks.doubles.plans import Plan
from benchmarks.doubles.ports import Port
from benchmarks.measuring import Measurement, traced
from benchmarks.results import Result, Row

__all__ = ["kept_by_doubles"]


def kept_by_doubles(plan: Plan, row: Row, port: Port) -> Measurement[Contestant]:
    """The bytes that one more double of a known Protocol keeps alive."""

    def run(contestants: Sequence[Contestant]) -> list[Result]:
        samples: dict[str, tuple[float, ...]] = {}
        for contestant in contestants:
            original = contestant.original(port.written)
            with contestant.building() as build:
                build(original)
                with traced() as kept_since:
                    doubles = [build(original) for _ in range(plan.kept_doubles)]
                    samples[contestant.name] = (kept_since() / len(doubles),)
        return [Result(row, "B", samples)]

    return Measurement((row,), run)
