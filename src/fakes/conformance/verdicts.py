"""Running a suite without pytest: for whoever tests suites, or runs one over and over."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import attrs

from fakes.conformance.certificates import Certificate
from fakes.conformance.declarations import Declarations
from fakes.conformance.hosting import Subject, hosting_of
from fakes.conformance.judging import judge
from fakes.conformance.outcomes import Verdict
from fakes.conformance.sabotage.attempting import attempts
from fakes.conformance.suite import AsyncConformance, Conformance

__all__ = ["certificate", "verdicts"]

_Suite = type[Conformance[Any]] | type[AsyncConformance[Any]]


def verdicts(
    suite: _Suite,
    /,
    *slugs: str,
    examples: int | None = None,
    seed: int | None = None,
    **fixtures: object,
) -> dict[str, Verdict]:
    """The verdict on each guarantee, by its slug; on those that are named, if any are.

    `fixtures` are what pytest would have given to the hooks. `examples` overrides the suite's, and
    a `seed` says which ones they are.

    Raises:
        KeyError: There is no such guarantee.
    """
    with _opened(suite, examples, seed, fixtures) as (declared, subject):
        return {verdict.guarantee: verdict for verdict in _judged(declared, subject, slugs)}


def certificate(
    suite: _Suite,
    /,
    *slugs: str,
    examples: int | None = None,
    seed: int | None = None,
    **fixtures: object,
) -> Certificate:
    """What becomes of the port's saboteurs around the suite's adapter.

    Each is put around it where the guarantee that finds it out passes without it. `slugs` names
    such guarantees; the arguments are those of `verdicts`.

    Raises:
        KeyError: There is no such guarantee.
    """
    with _opened(suite, examples, seed, fixtures) as (declared, subject):
        return Certificate(
            attempt
            for verdict in _judged(declared, subject, slugs)
            for attempt in attempts(declared, subject, verdict)
        )


@contextmanager
def _opened(
    suite: _Suite, examples: int | None, seed: int | None, fixtures: dict[str, object]
) -> Generator[tuple[Declarations, Subject]]:
    declared = Declarations.of(suite)
    if examples is not None:
        declared = attrs.evolve(declared, examples=examples)
    hosting = hosting_of(declared)
    try:
        yield declared, Subject(suite(), fixtures, hosting, seed)
    finally:
        hosting.close()


def _judged(declared: Declarations, subject: Subject, slugs: tuple[str, ...]) -> Iterator[Verdict]:
    known = {each.slug: each for each in declared.specification.guarantees}
    for slug in slugs or known:
        yield judge(declared, known[slug], subject)
