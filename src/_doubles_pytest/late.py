"""The uses of doubles after the end of their test: the last report of a run names them."""

from typing import final

import pytest

from _doubles_pytest.run import Run


@final
class LateCalls:
    """What no test can be blamed for any more; it fails the run."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail the run when a double was used where no report could say so any more."""
        scope = self._run.whole_run.scope
        if scope is not None:
            for problem in scope.close(unused_from=None):
                self._run.came_late(scope, problem)
        if self._run.late and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output["doubles_late"] = self._run.late

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object) -> None:
        """Take over what a worker of xdist has to report."""
        output: dict[str, list[tuple[str, str]]] = getattr(node, "workeroutput", {})
        self._run.late.extend(output.get("doubles_late", []))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Name the owners of the doubles that were used late."""
        if not self._run.late:
            return
        terminalreporter.section("doubles used after the end of their test", red=True)
        for label, text in self._run.late:
            terminalreporter.write_line(label)
            for line in text.splitlines():
                terminalreporter.write_line(f"    {line}".rstrip())
