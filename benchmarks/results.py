"""What was measured, as values: rows, samples per round, and ratios with their spread."""

from collections.abc import Mapping
from statistics import median

from attrs import field, frozen

__all__ = ["Result", "Row", "Spread", "number"]


def number(count: int, noun: str) -> str:
    """How many there are, in words: "1 call", "1,000 calls"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


@frozen
class Row:
    """What is measured: a subject, a detail, and the size of what it is measured on.

    `size` counts what `noun` says: the methods of a Protocol, or what a fake holds. It is 0 where
    neither matters.
    """

    subject: str
    size: int = 0
    detail: str = ""
    noun: str = "method"

    def __str__(self) -> str:
        size = number(self.size, self.noun) if self.size else ""
        return ", ".join(part for part in (self.subject, self.detail, size) if part)


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

    def ratio(self, contestant: str, base: str) -> Spread:
        """How many times what `base` takes the contestant takes, compared round by round.

        Raises KeyError if one of the two has no samples.
        """
        ratios = [
            one / other
            for one, other in zip(self.samples[contestant], self.samples[base], strict=True)
        ]
        return Spread(min(ratios), median(ratios), max(ratios))

    def growth(self, contestant: str, since: "Result") -> float:
        """How many times what it took in `since`, of the same rounds, the contestant takes.

        Raises KeyError if it has no samples in one of the two.
        """
        pairs = zip(self.samples[contestant], since.samples[contestant], strict=True)
        return median(one / other for one, other in pairs)
