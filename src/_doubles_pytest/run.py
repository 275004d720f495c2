"""One run of pytest: what its tests share, and which of them runs now."""

from typing import TYPE_CHECKING, final

from _doubles_pytest.judgement import Test
from _doubles_pytest.options import Options
from _doubles_pytest.owners import Owner

if TYPE_CHECKING:
    from doubles._scope import Scope


@final
class Run:
    """The state that the hooks of one run of pytest have in common.

    `wide` holds the owners that outlive a test, the whole run first. The test `has_begun` when
    it has come to what is its own: a fixture for it alone, or its body.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        self.whole_run = Owner("the test run", options, wide=True, late=self.came_late)
        self.wide = [self.whole_run]
        self.test: Test | None = None
        self.has_begun = False
        self.late: list[tuple[str, str]] = []

    @property
    def running(self) -> Test:
        """The test that runs now."""
        assert self.test is not None, "every phase comes after a set-up"  # noqa: S101
        return self.test

    def came_late(self, scope: "Scope", error: AssertionError) -> None:
        """Keep, for the end of the run, what happened after the end of the scope."""
        self.late.append((scope.label, f"{type(error).__name__}: {error}"))

    def begin_windows(self) -> None:
        """Have the doubles that tests share forget what they saw."""
        for owner in self.wide:
            owner.begin_window()

    def end_test(self) -> AssertionError | None:
        """Close the scope of the running test; the error that its teardown ends with."""
        test, self.test = self.running, None
        return test.end()
