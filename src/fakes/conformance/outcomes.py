"""What became of a guarantee: the outcomes, and the verdict that a report is made of."""

from enum import Enum
from typing import Any

import attrs

from fakes.conformance.attempts import Attempt

__all__ = ["Outcome", "Verdict"]


class Outcome(Enum):
    """How the check of one guarantee on one adapter can end. None of them is a bare skip."""

    PASS = "pass"  # noqa: S105 - no password
    """The adapter keeps the guarantee, as far as the check can see."""

    FAIL = "fail"
    """It does not; or it has an operation that it does not declare; or a deviation is over."""

    UNSUPPORTED = "unsupported"
    """An operation is not declared, and refuses: a typed error, and nothing was changed."""

    UNPROMISED = "unpromised"
    """A promise is not declared; nothing was run."""

    DEVIATION = "deviation"
    """The adapter still deviates in the way that is declared, and until the day that is named."""

    INCONCLUSIVE = "inconclusive"
    """The check could not see what it looks for: no contention, or no way to make it happen."""

    HARNESS_ERROR = "harness error"
    """Nothing is known about the adapter: the suite, or the check, has to be put right first."""

    NEW = "new"
    """The guarantee is younger than the catalogue that the suite asks for; nothing was run."""

    NOT_RUN = "not run"
    """What the adapter needs is not there."""

    @property
    def stops_the_run(self) -> bool:
        """Whether it fails the test that found it."""
        return self in (Outcome.FAIL, Outcome.HARNESS_ERROR)


def _encodable(text: str) -> str:
    """Text that can be written anywhere: an adapter's may have halves of characters in it."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _line(text: str) -> str:
    return _encodable(" ".join(text.split()))


@attrs.frozen
class Verdict:
    """What became of one guarantee on one adapter, and what that rests on.

    `variant` is the id of the test's parameters, where one suite runs on several adapters.
    `reason` is the whole text for whoever reads it: empty for a pass, one line for most, and the
    failure with its trace where there is one. `examples`, `assertions`, `clients` (the most that
    took part in one example) and `operations` (by name, each once) say what was done; `seconds`
    how long it took. `system` is what the suite says that the adapter talks to. `attempts` are the
    saboteurs that the guarantee is to find out, where they were put around the adapter.
    """

    suite: str
    guarantee: str
    outcome: Outcome
    reason: str = attrs.field(default="", converter=_encodable)
    variant: str = ""
    examples: int = 0
    assertions: int = 0
    clients: int = 0
    operations: tuple[str, ...] = ()
    seconds: float = 0.0
    system: str = attrs.field(default="", converter=_line)
    attempts: tuple[Attempt, ...] = ()

    @property
    def brief(self) -> str:
        """The reason in one line: what differs, or what the matter is."""
        head, _, rest = self.reason.partition("\n\n")
        # A text on what stops the run begins with what it is about.
        told = rest if rest and self.outcome.stops_the_run else head
        return told.partition("\n")[0]

    def as_json(self) -> dict[str, Any]:
        """The same in the values that JSON knows."""
        return {
            **attrs.asdict(self, recurse=False),
            "outcome": self.outcome.name,
            "operations": list(self.operations),
            "attempts": [attempt.as_json() for attempt in self.attempts],
        }

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Verdict":
        """The verdict that was written so."""
        values: dict[str, Any] = {
            **told,
            "outcome": Outcome[told["outcome"]],
            "operations": tuple(told["operations"]),
            "attempts": tuple(map(Attempt.from_json, told["attempts"])),
        }
        return cls(**values)
