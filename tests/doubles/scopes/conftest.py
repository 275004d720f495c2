"""A small project of somebody else's, whose tests are run and asked whom they blame."""

import re
import textwrap

import attrs
import pytest

import doubles  # noqa: F401 - else each of the runs below would import it anew

HEADER = """
import asyncio
import threading
import unittest
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import pytest

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


@attrs.define
class Project:
    """Tests that use doubles."""

    pytester: pytest.Pytester
    plugins: tuple[str, ...] = ()

    def write(self, source: str, *, header: str = HEADER, name: str = "test_it") -> None:
        """Write a test file, the usual imports and Protocols in front."""
        self.pytester.makepyfile(**{name: header + textwrap.dedent(source)})

    def blames(self, *options: str, random_orders: int = 3) -> dict[str, list[str]]:
        """For each test that failed, the phase and the error, once all orders agree."""
        first = self.blames_once(*IN_FILE_ORDER, *options)
        for seed in range(random_orders):
            assert self.blames_once(f"--randomly-seed={seed}", *options) == first
        return first

    def blames_once(self, *options: str) -> dict[str, list[str]]:
        """For each test that failed, the phase and the error."""
        record = self.pytester.inline_run("--assert=plain", *self._only_plugins(), *options)
        blamed: dict[str, list[str]] = {}
        for report in record.getreports("pytest_runtest_logreport"):
            if report.failed:
                name = report.nodeid.rpartition("::")[2]
                blamed.setdefault(name, []).append(f"{report.when}: {_error_of(report)}")
        return blamed

    def run(self, *options: str) -> pytest.RunResult:
        """Run the tests in file order, and read what they print."""
        return self.pytester.runpytest_inprocess(*self._only_plugins(), *IN_FILE_ORDER, *options)

    def run_apart(self, *options: str) -> pytest.RunResult:
        """Run the tests in a process of their own."""
        return self.pytester.runpytest_subprocess(*self._only_plugins(), *IN_FILE_ORDER, *options)

    def _only_plugins(self) -> list[str]:
        # Finding and loading the rest takes longer than the tests do.
        options = ("-o", "asyncio_default_fixture_loop_scope=function")
        return [
            *(options if "pytest_asyncio.plugin" in self.plugins else ()),
            *(f"-p{name}" for name in ("_doubles_pytest", "pytest_randomly", *self.plugins)),
        ]


def _error_of(report: pytest.TestReport) -> str:
    # Trio prints groups, whose members are behind a margin.
    text = report.longreprtext
    found = re.search(r"^(?:E|[ |]+\|) +(?:\w+\.)*(\w+Error)\b", text, re.MULTILINE)
    return text if found is None else found[1]


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    return Project(pytester)
