"""The chapter of repositories, put together."""

from benchmarks.chapters import Chapter, entered
from benchmarks.fakes.contestants import HAND, OURS
from benchmarks.fakes.repository.measurements import SUBJECTS, measurements
from benchmarks.fakes.repository.targets import verdicts
from benchmarks.fakes.repository.users import UsersContestant

__all__ = ["repository"]

PACKAGE = "benchmarks.fakes.repository"

CONTESTANTS = {
    OURS: f"{PACKAGE}.ours:FakesContestant",
    HAND: f"{PACKAGE}.handwritten:DictContestant",
    "sqlite3": f"{PACKAGE}.sqlite:SqliteContestant",
    "advanced-alchemy": f"{PACKAGE}.alchemy:AlchemyContestant",
}


def repository() -> Chapter[UsersContestant]:
    return Chapter("fakes.repository", OURS, entered(CONTESTANTS), SUBJECTS, measurements, verdicts)
