"""The real systems that took part in a run of the tests, and those that it had to do without."""

import os
from typing import NoReturn

import attrs
import pytest

__all__ = ["REQUIRED", "Participant", "Participants"]

REQUIRED = "FAKES_REQUIRE_SERVICES"
"""The environment variable that, set to "all", makes a failure of each system that is absent."""


@attrs.frozen(order=True)
class Participant:
    """A system in the table at the end of a run: its version and address, or why it is absent."""

    name: str
    version: str
    where: str


@attrs.define
class Participants:
    """What took part in a run, or was looked for in vain."""

    known: set[Participant] = attrs.Factory(set[Participant])

    def add(self, name: str, version: str, where: str) -> None:
        """Note a system. Whatever starts a server inside the test process notes it here too."""
        self.known.add(Participant(name, version, where))

    def not_run(self, name: str, reason: str) -> NoReturn:
        """Note that a system is absent; skip the test, or fail it where all are required."""
        self.add(name, "not run", reason)
        text = f"{name}: not run, because {reason}"
        if os.environ.get(REQUIRED) == "all":
            raise pytest.fail.Exception(text, pytrace=False) from None
        raise pytest.skip.Exception(text) from None

    def broken(self, name: str, reason: str) -> NoReturn:
        """Note that a system is installed and does not start, which is a failure anywhere."""
        self.add(name, "broken", reason.partition("\n")[0])
        raise pytest.fail.Exception(f"{name}: {reason}", pytrace=False) from None
