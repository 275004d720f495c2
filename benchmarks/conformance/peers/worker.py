"""Runs one suite on mutants, each in a pytest of its own: `... worker MODULE OPTIONS FAULT...`.

The options are pytest's, in one text; a fault without a name is none. It prints a list with, for
each fault in turn, whether pytest found a failure, and after how many seconds. It is started with
an interpreter that has the library, and imports nothing that this would lack.
"""

import json
import shlex
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from io import StringIO
from os import devnull
from pathlib import Path
from time import perf_counter

import pytest

from benchmarks.conformance.peers.faults import Sound, named

__all__ = ["main"]

FOLDER = Path(__file__).parent


class Faulty:
    """Gives the tests what their store is to keep its values in."""

    def __init__(self, mapping: type[Sound]) -> None:
        self._mapping = mapping

    @pytest.fixture
    def mapping(self) -> type[Sound]:
        return self._mapping


def tried(module: str, options: Sequence[str], fault: str) -> tuple[bool, float]:
    """Whether the suite kills the mutant, and the seconds until it did, or until its end."""
    usual = ["-q", "-x", "-p", "no:cacheprovider", "-c", devnull, "--rootdir", str(FOLDER)]
    told = StringIO()
    began = perf_counter()
    with redirect_stdout(told):
        ended = pytest.main(
            [*usual, *options, str(FOLDER / f"{module}.py")], [Faulty(named(fault))]
        )
    seconds = perf_counter() - began
    if ended not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise SystemExit(told.getvalue())
    return ended is pytest.ExitCode.TESTS_FAILED, seconds


def main(module: str, options: str, *faults: str) -> None:
    print(json.dumps([tried(module, shlex.split(options), fault) for fault in faults]))


if __name__ == "__main__":
    main(*sys.argv[1:])
