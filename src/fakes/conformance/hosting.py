"""What the tests of one suite share while they run: an event loop, and memories of each other."""

from collections.abc import Mapping
from typing import Any, Protocol

import attrs

from doubles._texts.shown import shown
from fakes.conformance.declarations import Declarations
from fakes.conformance.errors import Abandoned, HarnessError
from fakes.conformance.hosts import AsyncioHost, BlockingHost, Host, Loop, wanted
from fakes.conformance.stage import Memory, blamed

__all__ = ["Hosting", "Subject", "hosting_of"]


class Hosting(Protocol):
    """Makes the hosts of a suite's tests."""

    memory: Memory

    def host(self, suite: Any, fixtures: Mapping[str, object]) -> Host:
        """The host of one test, with the fixtures that it has.

        Raises:
            Abandoned: What the tests share cannot be opened.
        """
        ...

    def close(self) -> None:
        """End what the tests shared."""
        ...


def hosting_of(declared: Declarations) -> Hosting:
    """What the tests of a suite are to share."""
    if declared.blocking:
        return _BlockingHosting()
    return _AsyncioHosting("resources" in declared.hooks)


@attrs.define(eq=False)
class _BlockingHosting:
    """Nothing but memories."""

    memory: Memory = attrs.Factory(Memory)

    def host(self, suite: Any, fixtures: Mapping[str, object]) -> Host:
        """The host of one test."""
        return BlockingHost(suite, fixtures)

    def close(self) -> None:
        """End what the tests shared."""


@attrs.define(eq=False)
class _AsyncioHosting:
    """An event loop, and what the suite's `resources` opens in it, if it has any."""

    has_resources: bool
    memory: Memory = attrs.Factory(Memory)
    loop: Loop = attrs.Factory(Loop)

    def host(self, suite: Any, fixtures: Mapping[str, object]) -> Host:
        """The host of one test."""
        known = dict(fixtures)
        if self.has_resources:
            with blamed("resources()"):
                known["resources"] = self.loop.resources(suite, fixtures)
        return AsyncioHost(suite, known, self.loop)

    def close(self) -> None:
        """End what the tests shared."""
        self.loop.close()


@attrs.frozen(eq=False)
class Subject:
    """The adapter under test: the suite that opens it, and the fixtures that this needs.

    A `seed` chooses the examples that it is tried with; without one, Hypothesis's settings do.
    `variant` is the id of the parameters that the fixtures come from.
    """

    suite: Any
    fixtures: Mapping[str, object]
    hosting: Hosting
    seed: int | None = None
    variant: str = ""

    @property
    def system(self) -> str:
        """What the suite says that the adapter talks to; it is asked once for each variant.

        Raises:
            Abandoned: It does not say so.
        """
        systems = self.hosting.memory.systems
        if self.variant not in systems:
            with blamed("system()"):
                named: object = self.suite.system(**wanted(self.suite.system, self.fixtures))
            if not isinstance(named, str):
                raise Abandoned(
                    HarnessError(
                        f"system() returned {shown(named)}.", "return a text: a name and versions."
                    )
                )
            systems[self.variant] = named
        return systems[self.variant]

    def host(self) -> Host:
        """Where it runs."""
        return self.hosting.host(self.suite, self.fixtures)
