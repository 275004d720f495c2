"""A part of the report: who is compared in it, on what, and what is promised."""

import sys
import warnings
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from pkgutil import resolve_name
from typing import Any, Generic

from attrs import frozen

from benchmarks.measuring import C, Measurement
from benchmarks.paces import Scale
from benchmarks.results import Result
from benchmarks.verdicts import Verdict

__all__ = ["Chapter", "Contestants", "entered"]


@frozen
class Contestants(Generic[C]):
    """Who takes part, our own first, and the reason of each who does not, by name."""

    present: Sequence[C]
    absent: Mapping[str, str]


@frozen
class Chapter(Generic[C]):
    """What `python -m benchmarks` measures and reports under one heading.

    `ours` is the name of the contestant that all others are compared with, and `subjects` are the
    subjects of the rows, in their order.
    """

    title: str
    ours: str
    contestants: Contestants[C]
    subjects: tuple[str, ...]
    measurements: Callable[[Scale], Iterator[Measurement[C]]]
    verdicts: Callable[[Sequence[Result]], list[Verdict]]

    def measure(self, scale: Scale, subjects: Container[str]) -> list[Result]:
        """Measure the rows of these subjects, telling stderr which of them is running."""
        results: list[Result] = []
        for measurement in self.measurements(scale):
            if measurement.rows[0].subject in subjects:
                print(*measurement.rows, sep="; ", end=" ...\n", file=sys.stderr)
                results.extend(measurement.run(self.contestants.present))
        return results


OUR_PACKAGES = ("benchmarks", "doubles", "fakes")


def entered(classes: Mapping[str, str]) -> Contestants[Any]:
    """Make the contestants of these names and classes, "package.module:Class", that can be.

    One whose library is not installed is absent, and what libraries warn about when imported is
    theirs to mend. Raises ModuleNotFoundError for a module of ours.
    """
    present: list[Any] = []
    absent: dict[str, str] = {}
    for name, path in classes.items():
        try:
            with warnings.catch_warnings(action="ignore"):
                present.append(resolve_name(path)())
        except ModuleNotFoundError as missing:
            library = str(missing.name).partition(".")[0]
            if library in OUR_PACKAGES:
                raise
            absent[name] = f"{library} is not installed"
    return Contestants(tuple(present), absent)
