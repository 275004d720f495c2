"""What is measured of the suites at each scale of a run."""

from collections.abc import Mapping

from attrs import frozen

from benchmarks.paces import PACES, Pace, Scale

__all__ = ["PLANS", "Plan"]


@frozen
class Plan:
    """The rows' parameters.

    `examples` are the numbers of them that whole suites run with on our fakes, `compared` that of a
    guarantee that is also checked by hand, which takes no more of what is always done alike, and
    `stored` that of suites on databases.
    """

    pace: Pace
    examples: tuple[int, ...]
    compared: int
    stored: int


PLANS: Mapping[Scale, Plan] = {
    Scale.FULL: Plan(PACES[Scale.FULL], examples=(10, 100), compared=10, stored=10),
    Scale.QUICK: Plan(PACES[Scale.QUICK], examples=(10,), compared=10, stored=3),
    Scale.SMOKE: Plan(PACES[Scale.SMOKE], examples=(1,), compared=5, stored=1),
}
