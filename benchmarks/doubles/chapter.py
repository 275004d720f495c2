"""The chapter of doubles, put together."""

from benchmarks.chapters import Chapter, entered
from benchmarks.doubles.contestants import CONTESTANTS, OURS, Contestant
from benchmarks.doubles.measurements import SUBJECTS, measurements
from benchmarks.doubles.targets import verdicts

__all__ = ["doubles"]


def doubles() -> Chapter[Contestant]:
    return Chapter("doubles", OURS, entered(CONTESTANTS), SUBJECTS, measurements, verdicts)
