"""What was measured, as values: rows, samples per round, and ratios with their spread."""

from collections.abc import Mapping
from statistics import median

from attrs import field, frozen

__all__ = ["OURS", "Result", "Row", "Spread"]

OURS = "doubles"
"""The name of the contestant that all others are compared with."""


@frozen
class Row:
    """What is measured: a subject, the number of methods of its Protocol, and a detail.

    `size` is 0 where no Protocol is involved.
    """

    subject: str
    size: int = 0
    detail: str = ""

    def __str__(self) -> str:
        methods = f"{self.size} method{'s' if self.size > 1 else ''}" if self.size else ""
        return ", ".join(part for part in (self.subject, self.detail, methods) if part)


@frozen
class Spread:
    """The median of the rounds' ratios, between the smallest and the largest of them."""

    low: float
    middle: float
    high: float


@frozen
class Result:
    """The samples of one row, by contestant and in the order of the rounds.

    Samples are in seconds, or in bytes where `unit` is "B". `reasons` says, of each contestant
    without samples, why it has none.
    """

    row: Row
    unit: str
    samples: Mapping[str, tuple[float, ...]]
    reasons: Mapping[str, str] = field(factory=dict)

    def median(self, contestant: str) -> float:
        """The contestant's typical sample. Raises KeyError if it has none."""
        return median(self.samples[contestant])

    def ratio(self, contestant: str, base: str = OURS) -> Spread:
        """How many times what `base` takes the contestant takes, compared round by round.

        Raises KeyError if one of the two has no samples.
        """
        ratios = [
            one / other
            for one, other in zip(self.samples[contestant], self.samples[base], strict=True)
        ]
        return Spread(min(ratios), median(ratios), max(ratios))
