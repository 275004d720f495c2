"""The options of conformance suites on the command line."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from fakes.conformance.reporting.report import Report


def add_conformance_options(parser: pytest.Parser) -> None:
    """Declare the options."""
    group = parser.getgroup("conformance", "conformance suites")
    group.addoption(
        "--conformance-examples",
        type=_positive,
        metavar="N",
        help="how many examples a law is searched with, whatever the suites say",
    )
    group.addoption(
        "--conformance-conclusive",
        action="store_true",
        help="fail where a check was inconclusive, which is else a skip",
    )
    group.addoption(
        "--sabotage",
        dest="conformance_sabotage",
        action="store_true",
        help="break each adapter in every way that its port knows, and report what was not noticed",
    )
    group.addoption(
        "--conformance-report",
        type=Path,
        metavar="DIR",
        help="write conformance.json, matrix.md and matrix.html, with what earlier runs left there;"
        " fail when a guarantee that conformance.lock says was proved no longer is",
    )
    group.addoption(
        "--conformance-lock",
        action="store_true",
        help="write conformance.lock, with all that is proved now, beside the report",
    )


def reporting(config: pytest.Config) -> "Report | None":
    """The report that is asked for, where tests run; xdist's workers leave it to their controller.

    Raises:
        pytest.UsageError: It cannot be written, or what is there is no report.
    """
    directory: Path | None = config.getoption("conformance_report")
    if directory is None:
        if config.getoption("conformance_lock"):
            raise pytest.UsageError("--conformance-lock: say where, with --conformance-report DIR")
        return None
    if config.option.collectonly or hasattr(config, "workerinput"):
        return None
    from fakes.conformance.reporting.reading import Unreadable
    from fakes.conformance.reporting.report import Report

    try:
        # A test may be somewhere else when the run ends.
        return Report.opened(config.invocation_params.dir / directory)
    except Unreadable as error:
        raise pytest.UsageError(f"--conformance-report: {error}") from None


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"write a number from 1, not {text!r}")
    return int(text)
