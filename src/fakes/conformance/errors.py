"""How a check ends before its end: what it raises to its runner, and nothing that an adapter does.

`Abandoned` and `Hang` are no `Exception`s, so that neither an adapter that swallows everything nor
Hypothesis, which would search for a smaller example, comes between them and the runner.
"""

__all__ = [
    "Abandoned",
    "CheckFailed",
    "Escaped",
    "Hang",
    "HarnessError",
    "Inconclusive",
    "Misfit",
    "spelt",
]


class CheckFailed(AssertionError):
    """The adapter did not do what the check says it must."""


class Inconclusive(Exception):
    """This example showed nothing either way."""


class HarnessError(Exception):
    """The suite, or the check, has to be put right before anything is known of the adapter.

    `remedy` says how.
    """

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.problem}\nRemedy: {self.remedy}"


class Misfit(HarnessError):
    """The example of a deviation is not one of this check."""


class Escaped(Exception):
    """What an adapter raised that would get past its caller, as an error that a check can meet."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(error)
        self.error = error


class Hang(BaseException):
    """Something took longer than it may."""


class Abandoned(BaseException):
    """The guarantee cannot be checked at all; `error` says why."""

    def __init__(self, error: HarnessError) -> None:
        super().__init__(error)
        self.error = error


def spelt(error: BaseException) -> str:
    """The type of an error, and what it says."""
    told = error.error if isinstance(error, Escaped) else error
    return f"{type(told).__name__}: {str(told).strip()}".removesuffix(": ")
