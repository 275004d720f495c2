"""The chapter of payment gateways, put together."""

from benchmarks.chapters import Chapter, entered
from benchmarks.fakes.contestants import HAND, OURS
from benchmarks.fakes.payments.gateways import GatewayContestant
from benchmarks.fakes.payments.measurements import SUBJECTS, measurements
from benchmarks.fakes.payments.targets import verdicts

__all__ = ["payments"]

PACKAGE = "benchmarks.fakes.payments"

CONTESTANTS = {
    OURS: f"{PACKAGE}.ours:FakesContestant",
    HAND: f"{PACKAGE}.handwritten:DictContestant",
    "localstripe": f"{PACKAGE}.localstripe_peer:LocalstripeContestant",
}


def payments() -> Chapter[GatewayContestant]:
    return Chapter("fakes.payments", OURS, entered(CONTESTANTS), SUBJECTS, measurements, verdicts)
