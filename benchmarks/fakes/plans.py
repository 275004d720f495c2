"""What is measured of fakes at each scale of a run."""

from collections.abc import Mapping

from attrs import frozen

from benchmarks.paces import PACES, Pace, Scale

__all__ = ["PLANS", "Plan"]


@frozen
class Plan:
    """The rows' parameters and how long each is measured.

    `sizes` are the numbers of things that a fake holds already, and `grown` that number where each
    operation adds one, so that it cannot be kept. `searched` is how many a search looks through,
    and `kept` over how many the memory of one is averaged.
    """

    pace: Pace
    sizes: tuple[int, ...]
    grown: int
    searched: int
    kept: int


PLANS: Mapping[Scale, Plan] = {
    Scale.FULL: Plan(
        pace=PACES[Scale.FULL],
        sizes=(1_000, 100_000, 1_000_000),
        grown=100_000,
        searched=10_000,
        kept=10_000,
    ),
    Scale.QUICK: Plan(
        pace=PACES[Scale.QUICK],
        sizes=(1_000, 10_000),
        grown=10_000,
        searched=10_000,
        kept=1_000,
    ),
    Scale.SMOKE: Plan(
        pace=PACES[Scale.SMOKE],
        sizes=(100, 200),
        grown=100,
        searched=100,
        kept=10,
    ),
}
