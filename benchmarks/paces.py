"""How long a run measures: the full one, the quick one, and the one that only proves the harness.

What is measured at each scale stands in the `plans` of `benchmarks.doubles` and `benchmarks.fakes`.
"""

from collections.abc import Mapping
from enum import StrEnum

from attrs import frozen

__all__ = ["PACES", "Pace", "Scale"]


class Scale(StrEnum):
    FULL = "full"
    QUICK = "quick"
    SMOKE = "smoke"


@frozen
class Pace:
    """How many rounds there are, and the seconds that one contestant gets in each.

    `large_rounds` replaces `rounds` where arranging a single operation may take a second.
    """

    rounds: int
    large_rounds: int
    budget: float


PACES: Mapping[Scale, Pace] = {
    Scale.FULL: Pace(rounds=15, large_rounds=5, budget=0.005),
    Scale.QUICK: Pace(rounds=4, large_rounds=1, budget=0.001),
    Scale.SMOKE: Pace(rounds=1, large_rounds=1, budget=0.00001),
}
