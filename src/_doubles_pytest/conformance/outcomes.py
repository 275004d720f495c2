"""The outcomes of guarantees: collected from the reports of their tests, and counted at the end."""

import json
from collections.abc import Generator
from typing import TYPE_CHECKING, final

import pytest

from _doubles_pytest.conformance.generated import NAME, is_generated

if TYPE_CHECKING:
    from fakes.conformance.records import Record


@final
class Outcomes:
    """The outcomes of guarantees, also of those whose test never began, or never ended."""

    def __init__(self) -> None:
        self._begun: dict[str, str] = {}
        self._told: dict[str, str] = {}

    @property
    def found(self) -> "list[Record]":
        """What this run has found out so far, in all its workers."""
        if not self._told:
            return []
        from fakes.conformance.records import Record

        return [Record.from_json(json.loads(told)) for told in self._told.values()]

    def pytest_configure(self, config: pytest.Config) -> None:
        """Declare the marker that every generated test has several of."""
        config.addinivalue_line(
            "markers",
            "conformance(guarantee=..., kind=..., needs=..., expects=...): "
            "a generated test of a guarantee, to be selected with -m",
        )

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Have the report on a test of a guarantee say what became of that.

        One whose fixtures skipped or failed has no verdict, nor has one that broke off.
        """
        report = yield
        if call.when == "teardown" or not is_generated(item):
            return report
        from fakes.conformance.generation import taken, unjudged

        record = taken(item)
        if record is None:
            outcome = "NOT_RUN" if report.skipped else "HARNESS_ERROR"
            record = unjudged(item, outcome, _reason(report, call))
        # Other reporters leave an attribute alone; xdist carries it, if it is plain text.
        setattr(report, NAME, json.dumps(record.as_json()))
        if call.when == "call" and isinstance(report.longrepr, tuple):
            # The line that skipped it is ours; the suite is where somebody can do something.
            path, line, _ = item.reportinfo()
            report.longrepr = (str(path), (line or 0) + 1, report.longrepr[2])
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what a test, here or in a worker of xdist, has found out."""
        told: str | None = getattr(report, NAME, None)
        if report.when == "setup" and report.passed:
            if told is not None:
                self._begun[report.nodeid] = told
            return
        # Of a test during which its worker died, xdist tells no more than that it failed.
        begun = self._begun.pop(report.nodeid, None)
        if (told := told or begun) is not None:
            self._told[report.nodeid] = told

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Count the outcomes of each adapter, and certify those that saboteurs were put around."""
        found = self.found
        if not found:
            return
        from fakes.conformance.reporting.terminal import certified, counted

        for title, lines in ((NAME, [*counted(found)]), ("sabotage", [*certified(found)])):
            if lines:
                terminalreporter.write_sep("=", title)
                for line in lines:
                    terminalreporter.write_line(line)


def _reason(report: pytest.TestReport, call: pytest.CallInfo[None]) -> str:
    """Why a test came to no verdict, in one line."""
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2]
    if call.excinfo is None:
        return "the test broke off"
    # What pytest says of a fixture that is missing is not what its error says.
    text: str = getattr(report.longrepr, "errorstring", None) or call.excinfo.exconly()
    return text.strip().partition("\n")[0]
