"""Somebody else's project, with suites in it, to be run by pytest."""

import json
import textwrap
from pathlib import Path
from typing import Any

import attrs
import pytest

HEADER = """
from contextlib import asynccontextmanager, contextmanager

import pytest

from fakes.conformance import Deviation, Operation, Promise
from tests.fakes.conformance.adapters import (
    AsyncFakeCells, FakeCells, Shelf, SoundAsyncCells, SoundCells
)

"""
ROOT = Path(__file__).parents[3]


@attrs.frozen
class Project:
    """Somebody else's suites."""

    pytester: pytest.Pytester

    def write(self, source: str) -> None:
        """Write a test file, the usual imports in front."""
        self.pytester.makepyfile(test_it=HEADER + textwrap.dedent(source))

    def run(self, *options: str) -> pytest.RunResult:
        """Run it in this process, with our own plugin alone, and read what is printed."""
        return self.pytester.runpytest_inprocess("-p_doubles_pytest", *options)

    def run_apart(self, *options: str) -> pytest.RunResult:
        """Run it in a process of its own."""
        return self.pytester.runpytest_subprocess("-p_doubles_pytest", *options)

    def verdicts(self, *options: str) -> list[dict[str, Any]]:
        """The verdicts on the reports of a run."""
        record = self.pytester.inline_run("-p_doubles_pytest", *options)
        # What is known when a test has ended takes the place of what was known when it began.
        verdicts = {
            report.nodeid: json.loads(report.conformance)
            for report in record.getreports("pytest_runtest_logreport")
            if hasattr(report, "conformance")
        }
        return [*verdicts.values()]


def below(result: pytest.RunResult, title: str) -> list[str]:
    """The lines below the one that has this title."""
    titles = [number for number, line in enumerate(result.outlines) if title in line]
    return result.outlines[titles[0] + 1 :]
