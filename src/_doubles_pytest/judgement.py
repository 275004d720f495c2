"""What a test is blamed for at the end of each phase, and what is told beside its own failure."""

from collections.abc import Sequence
from typing import final

import pytest

from _doubles_pytest.owners import Owner

_ALL_HIDDEN = (
    "All traceback entries are hidden. Pass `--full-trace` to see hidden and internal frames."
)
_BESIDE = pytest.StashKey[list[tuple[str, str]]]()


@final
class Test:
    """What is known about the running test."""

    def __init__(self, item: pytest.Item, owner: Owner) -> None:
        self.item = item
        self.item.stash[_BESIDE] = []
        self.owner = owner
        self._prelude = 0
        self._ran_through = False

    def begin_body(self) -> None:
        """Tell the stubbings of the body from those of its fixtures, which the teardown may use."""
        self._prelude = self.owner.scope.promised if self.owner.scope is not None else 0

    def judge_body(self) -> AssertionError | None:
        """The error that a body which raised nothing ends with."""
        # unittest keeps the outcome of a TestCase to itself.
        outcomes: list[pytest.ExceptionInfo[BaseException]] = (
            getattr(self.item, "_excinfo", None) or []
        )
        errors = [outcome.value for outcome in outcomes]
        if not errors:
            self._ran_through = True
            return self.owner.verdict(unused_from=self._prelude)
        problem = self.cut_short("call", errors)
        if problem is not None:
            outcomes.clear()
        return problem

    def cut_short(self, phase: str, errors: Sequence[BaseException]) -> AssertionError | None:
        """What the phase must end with instead of its own errors; else, tell of it beside them."""
        self._ran_through = False
        owed = self.owner.cut_short(errors)
        if owed.beside is not None:
            self.item.stash[_BESIDE].append((phase, owed.beside))
        return owed.instead

    def end(self) -> AssertionError | None:
        """Close the scope; the error that the teardown ends with."""
        self.owner.leave()
        return self.owner.close(unused_from=0 if self._ran_through else None)


def tell_beside(report: pytest.TestReport, item: pytest.Item, phase: str) -> None:
    """Write what else was wrong below the failure of the phase."""
    report.sections.extend(
        ("doubles", listing) for told, listing in item.stash.get(_BESIDE, ()) if told == phase
    )
    traceback = getattr(report.longrepr, "reprtraceback", None)
    if traceback is not None and traceback.extraline == _ALL_HIDDEN:
        # A judgement has no line of the test's to show, and says itself where to look.
        traceback.extraline = None
