"""The chapter of the suites of three libraries, put together."""

from benchmarks.chapters import Chapter
from benchmarks.conformance.peers.contestants import OURS, SuiteContestant, contestants
from benchmarks.conformance.peers.measurements import SUBJECTS, measurements
from benchmarks.conformance.peers.targets import verdicts

__all__ = ["peers"]


def peers() -> Chapter[SuiteContestant]:
    title = "fakes.conformance and its peers"
    return Chapter(title, OURS, contestants(), SUBJECTS, measurements, verdicts)
