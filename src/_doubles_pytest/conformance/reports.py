"""The report on all conformance suites, written at the end of a run, and judged by its lock."""

from typing import TYPE_CHECKING, final

import pytest

from _doubles_pytest.conformance.collected import Collected
from _doubles_pytest.conformance.outcomes import Outcomes

if TYPE_CHECKING:
    from fakes.conformance.reporting.lock import Loss
    from fakes.conformance.reporting.report import Report


@final
class Reports:
    """Adds what a run has found out to a report; fails the run when something proved is lost."""

    def __init__(
        self, report: "Report", outcomes: Outcomes, collected: Collected, *, accept: bool
    ) -> None:
        self._report = report
        self._outcomes = outcomes
        self._collected = collected
        self._accept = accept
        self._told = "Nothing was written: no suite took part."
        self._losses: list[Loss] = []

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the report."""
        found = self._outcomes.found
        if not found:
            return
        from fakes.conformance.reporting.reading import Unreadable

        try:
            self._losses = self._report.add(found, self._collected.suites, accept=self._accept)
        except Unreadable as error:
            self._told = f"Not written: {error}"
            failed = True
        else:
            self._told = f"Written to {self._report.directory / 'matrix.html'}"
            failed = bool(self._losses)
        if failed and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say where the report is, and name what was lost."""
        terminalreporter.write_sep("=", "conformance report")
        terminalreporter.write_line(self._told)
        if not self._losses:
            return
        terminalreporter.write_sep("=", "conformance lost", red=True)
        for loss in self._losses:
            terminalreporter.write_line(loss.line)
            terminalreporter.write_line(f"    is now {loss.now}")
        terminalreporter.write_line("To accept this, run it again with --conformance-lock.")
