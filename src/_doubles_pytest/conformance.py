"""The hooks for tests of conformance suites: options, a marker, and the outcomes at the end.

`fakes.conformance` is not imported for them: only a suite does that.
"""

import argparse
from collections import Counter
from collections.abc import Generator, Iterator
from typing import Any, final

import pytest

_NAME = "conformance"
# As they are listed; what is good comes first.
_OUTCOMES = (
    "PASS",
    "DEVIATION",
    "UNSUPPORTED",
    "UNPROMISED",
    "NEW",
    "INCONCLUSIVE",
    "NOT_RUN",
    "FAIL",
    "HARNESS_ERROR",
)


def add_conformance_options(parser: pytest.Parser) -> None:
    """Declare the options of the command line."""
    group = parser.getgroup(_NAME, "conformance suites")
    group.addoption(
        "--conformance-examples",
        type=_positive,
        metavar="N",
        help="how many examples each check runs, whatever the suites say",
    )
    group.addoption(
        "--conformance-conclusive",
        action="store_true",
        help="fail where a check was inconclusive, which is else a skip",
    )


@final
class Conformance:
    """The outcomes of guarantees, also of those whose test never began."""

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
        """Give an outcome to a test of a guarantee that its fixtures skipped or failed."""
        report = yield
        if not report.passed and item.get_closest_marker(_NAME):
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
            if call.when == "setup":
                from fakes.conformance.generation import never_begun

                outcome = "NOT_RUN" if report.skipped else "HARNESS_ERROR"
                report.user_properties.append(never_begun(item, outcome, reason))
            elif reason:
                # The line that skipped it is ours; the suite is where somebody can do something.
                path, line, _ = item.reportinfo()
                report.longrepr = (str(path), (line or 0) + 1, reason)
        return report

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Count the outcomes of each suite."""
        suites: dict[str, Counter[str]] = {}
        for verdict in _verdicts(terminalreporter):
            suites.setdefault(verdict["suite"], Counter())[verdict["outcome"]] += 1
        if not suites:
            return
        terminalreporter.section(_NAME)
        for suite, counts in sorted(suites.items()):
            listed = ", ".join(f"{counts[name]} {name}" for name in _OUTCOMES if counts[name])
            terminalreporter.write_line(f"{suite}: {listed}")


def _verdicts(terminalreporter: pytest.TerminalReporter) -> Iterator[dict[str, Any]]:
    for reports in terminalreporter.stats.values():
        for report in reports:
            # Each phase reports all that was known of the test by then.
            if isinstance(report, pytest.TestReport) and report.when != "teardown":
                known: list[tuple[str, Any]] = report.user_properties
                yield from (verdict for name, verdict in known if name == _NAME)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"write a number from 1, not {text!r}")
    return int(text)
