"""What all that stand in for a service have in common, and how each is asked for its part."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from benchmarks.measuring import Ask
from benchmarks.trials import Cannot, Trial

__all__ = ["HAND", "OURS", "Contestant", "asked"]

OURS = "fakes"
HAND = "hand-written"

ServiceT_co = TypeVar("ServiceT_co", covariant=True)


class Contestant(Protocol[ServiceT_co]):
    """A way to get a service. `notes` are its choices, one line each, for the report.

    `cannot` says of each subject that it has no part in why that is, and `holds` is the most that
    it is filled with: more would take longer than all the rest.
    """

    @property
    def name(self) -> str: ...
    @property
    def notes(self) -> tuple[str, ...]: ...
    @property
    def cannot(self) -> Mapping[str, str]: ...
    @property
    def holds(self) -> int: ...
    def opened(self, size: int, /) -> AbstractContextManager[ServiceT_co]:
        """A service that holds so many already, of its own, until the block is left."""
        ...


C = TypeVar("C", bound=Contestant[object])


def too_long(holds: int) -> str:
    return f"it takes too long to fill{f' with more than {holds:,}' if holds else ''}"


def asked(subject: str, size: int, trial: Callable[[C], Trial]) -> Ask[C]:
    """Ask for that trial each contestant that can, and that holds so much."""

    def ask(contestant: C) -> Trial | Cannot:
        if subject in contestant.cannot:
            return Cannot(contestant.cannot[subject])
        if size > contestant.holds:
            return Cannot(too_long(contestant.holds))
        return trial(contestant)

    return ask
