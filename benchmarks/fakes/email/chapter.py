"""The chapter of email services, put together."""

from benchmarks.chapters import Chapter, entered
from benchmarks.fakes.contestants import HAND, OURS
from benchmarks.fakes.email.mailers import MailerContestant
from benchmarks.fakes.email.measurements import SUBJECTS, measurements
from benchmarks.fakes.email.targets import verdicts

__all__ = ["email"]

PACKAGE = "benchmarks.fakes.email"

CONTESTANTS = {
    OURS: f"{PACKAGE}.ours:FakesContestant",
    HAND: f"{PACKAGE}.handwritten:ListContestant",
    "Django locmem": f"{PACKAGE}.locmem:LocmemContestant",
    "aiosmtpd": f"{PACKAGE}.aiosmtpd_peer:AiosmtpdContestant",
}


def email() -> Chapter[MailerContestant]:
    return Chapter("fakes.email", OURS, entered(CONTESTANTS), SUBJECTS, measurements, verdicts)
