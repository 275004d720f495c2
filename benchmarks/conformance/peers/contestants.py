"""The three suites: where each is installed, and how it is run."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from attrs import frozen

from benchmarks.chapters import Contestants
from benchmarks.trials import WrongResultError

__all__ = ["OURS", "Attempt", "SuiteContestant", "contestants"]

OURS = "fakes"

PROJECT = Path(__file__).parents[3]

ENVIRONMENT = PROJECT / "build/peers"
"""Where the peers are installed: their plugins would slow down every other start of pytest."""


@frozen
class Attempt:
    """One run of a suite on a mutant: whether it was killed, and the seconds until then."""

    killed: bool
    seconds: float


@frozen
class SuiteContestant:
    """A suite of tests for stores, completed in the module of that name beside this one."""

    name: str
    module: str
    notes: tuple[str, ...]
    interpreter: str
    options: str = ""

    def attempts(self, faults: Iterable[str]) -> list[Attempt]:
        """Run it on the sound store, and then on each mutant.

        Raises WrongResultError if it cannot be run, or finds a failure of the sound store.
        """
        # The first run imports what all need, and its time does not count.
        command = (self.interpreter, "-m", f"{__package__}.worker", self.module, self.options)
        ended = subprocess.run(
            [*command, "", "", *faults],
            cwd=PROJECT,
            env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        if ended.returncode:
            raise WrongResultError(f"{self.name}: {ended.stdout}{ended.stderr}")
        _, *attempts = [Attempt(*each) for each in json.loads(ended.stdout)]
        if attempts[0].killed:
            raise WrongResultError(f"{self.name}: the sound store fails")
        return attempts


@frozen
class Peer:
    """A library with a suite of tests for stores, and the distribution that has it."""

    name: str
    module: str
    distribution: str
    notes: tuple[str, ...]
    options: str = ""

    def installed(self) -> SuiteContestant | None:
        """It, if it is installed in the environment of the peers, or in this one."""
        for interpreter in (ENVIRONMENT / "bin/python", Path(sys.executable)):
            if version := version_in(interpreter, self.distribution):
                notes = (f"{self.distribution} {version}: {self.notes[0]}", *self.notes[1:])
                return SuiteContestant(
                    self.name, self.module, notes, str(interpreter), self.options
                )
        return None


def version_in(interpreter: Path, distribution: str) -> str:
    """The installed version; nothing if there is none, or no such interpreter."""
    if not interpreter.exists():
        return ""
    asked = f"from importlib.metadata import version; print(version({distribution!r}))"
    answer = subprocess.run([interpreter, "-c", asked], capture_output=True, text=True, check=False)
    return answer.stdout.strip()


PEERS: Sequence[Peer] = (
    Peer(
        "zarr",
        "zarr_store",
        "zarr",
        (
            "`StoreTests` on its `MemoryStore`",
            "what its tests write and read beside the store goes past the fault",
        ),
        "-p pytest_asyncio.plugin -o asyncio_mode=auto"
        " -o asyncio_default_fixture_loop_scope=function",
    ),
    Peer(
        "langchain",
        "langchain_store",
        "langchain-tests",
        ("`BaseStoreSyncTests` on its `InMemoryByteStore`",),
    ),
)


def contestants() -> Contestants[SuiteContestant]:
    """Ours, and those of the peers that are installed."""
    ours = SuiteContestant(
        OURS,
        "entries",
        (
            "`RepositoryConformance` at its 25 examples, on the smallest repository over a mapping",
            "it does not look for a smaller example of what it found",
        ),
        sys.executable,
        "-p _doubles_pytest",
    )
    found = {peer: peer.installed() for peer in PEERS}
    return Contestants(
        (ours, *filter(None, found.values())),
        {
            peer.name: f"{peer.distribution} is not installed in build/peers, nor here"
            for peer, installed in found.items()
            if installed is None
        },
    )
