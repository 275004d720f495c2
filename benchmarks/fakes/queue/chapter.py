"""The chapter of queues, put together."""

from benchmarks.chapters import Chapter, entered
from benchmarks.fakes.contestants import HAND, OURS
from benchmarks.fakes.queue.measurements import SUBJECTS, measurements
from benchmarks.fakes.queue.queues import QueueContestant
from benchmarks.fakes.queue.targets import verdicts

__all__ = ["queue"]

PACKAGE = "benchmarks.fakes.queue"

CONTESTANTS = {
    OURS: f"{PACKAGE}.ours:FakesContestant",
    HAND: f"{PACKAGE}.handwritten:DequeContestant",
    "kombu": f"{PACKAGE}.kombu_peer:KombuContestant",
    "fakeredis": f"{PACKAGE}.fakeredis_peer:FakeredisContestant",
}


def queue() -> Chapter[QueueContestant]:
    return Chapter("fakes.queue", OURS, entered(CONTESTANTS), SUBJECTS, measurements, verdicts)
