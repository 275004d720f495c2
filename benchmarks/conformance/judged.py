"""Running suites below pytest, for their time: what they find out is no part of a benchmark."""

from collections.abc import Mapping
from time import perf_counter
from typing import Any

from benchmarks.trials import WrongResultError
from fakes.conformance import Outcome, Verdict, verdicts

__all__ = ["SEED", "judged"]

SEED = 1
"""The examples are the same in every run."""


def judged(
    suite: type[Any], *slugs: str, examples: int, **fixtures: object
) -> tuple[float, Mapping[str, Verdict]]:
    """The seconds that a suite takes, and what it says of its guarantees.

    Raises WrongResultError if one of them is not kept, or cannot be checked.
    """
    began = perf_counter()
    found = verdicts(suite, *slugs, examples=examples, seed=SEED, **fixtures)
    seconds = perf_counter() - began
    for verdict in found.values():
        if verdict.outcome in (Outcome.FAIL, Outcome.HARNESS_ERROR):
            raise WrongResultError(verdict.reason)
    return seconds, found
