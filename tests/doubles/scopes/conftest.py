"""A small project of somebody else's, whose tests are run and asked whom they blame."""

import textwrap

import attrs
import pytest

HEADER = """
import asyncio
import threading
import unittest
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import pytest
from hypothesis import given, settings, strategies as st

from doubles import UnexpectedCallError, calls, mock, scope, spy, stub, verify, when


class Users(Protocol):
    def find(self, key: int) -> str: ...
    def save(self, name: str) -> None: ...


class AsyncUsers(Protocol):
    async def find(self, key: int) -> str: ...
    async def save(self, name: str) -> None: ...


def swallow(call, *args):
    try:
        call(*args)
    except Exception:
        pass


async def swallow_async(call, *args):
    try:
        await call(*args)
    except Exception:
        pass

"""

IN_FILE_ORDER = ("-p", "no:randomly")
IN_RANDOM_ORDERS = [("-p", "randomly", "-p", f"randomly_seed={seed}") for seed in (1, 2, 3)]


@attrs.define
class Project:
    """Tests that use doubles."""

    pytester: pytest.Pytester

    def write(self, source: str, *, header: str = HEADER, name: str = "test_it") -> None:
        """Write a test file, the usual imports and Protocols in front."""
        self.pytester.makepyfile(**{name: header + textwrap.dedent(source)})

    def blames(self, *options: str) -> dict[str, list[str]]:
        """For each test that failed, the phase and the error, once all orders agree."""
        first = self.blames_once(*IN_FILE_ORDER, *options)
        for order in IN_RANDOM_ORDERS:
            assert self.blames_once(*order, *options) == first
        return first

    def blames_once(self, *options: str) -> dict[str, list[str]]:
        """For each test that failed, the phase and the error."""
        record = self.pytester.inline_run(*options)
        blamed: dict[str, list[str]] = {}
        for report in record.getreports("pytest_runtest_logreport"):
            if report.failed:
                name = report.nodeid.rpartition("::")[2]
                blamed.setdefault(name, []).append(f"{report.when}: {_error_of(report)}")
        return blamed

    def run(self, *options: str) -> pytest.RunResult:
        """Run the tests in file order, and read what they print."""
        return self.pytester.runpytest_inprocess(*IN_FILE_ORDER, *options)

    def run_apart(self, *options: str) -> pytest.RunResult:
        """Run the tests in a process of their own."""
        return self.pytester.runpytest_subprocess(*IN_FILE_ORDER, *options)


def _error_of(report: pytest.TestReport) -> str:
    text = report.longreprtext
    errors = [line[1:].strip() for line in text.splitlines() if line.startswith("E ")]
    return errors[0].partition(":")[0].rpartition(".")[2] if errors else text


@pytest.fixture
def project(pytester: pytest.Pytester) -> Project:
    return Project(pytester)
