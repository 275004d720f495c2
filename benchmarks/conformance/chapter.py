"""The chapter of the conformance suites, put together."""

from benchmarks.chapters import Chapter, Contestants
from benchmarks.conformance.contestants import CONTESTANTS, OURS, Contestant
from benchmarks.conformance.measurements import SUBJECTS, measurements
from benchmarks.conformance.targets import verdicts

__all__ = ["conformance"]


def conformance() -> Chapter[Contestant]:
    present = Contestants(CONTESTANTS, absent={})
    return Chapter("fakes.conformance", OURS, present, SUBJECTS, measurements, verdicts)
