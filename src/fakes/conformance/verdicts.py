"""Running a suite without pytest: for whoever tests suites, or runs one over and over."""

from typing import Any

import attrs

from fakes.conformance.declarations import Declarations
from fakes.conformance.hosting import AsyncioHosting, BlockingHosting, Hosting, Subject
from fakes.conformance.judging import judge
from fakes.conformance.outcomes import Verdict
from fakes.conformance.suite import AsyncConformance, Conformance

__all__ = ["verdicts"]


def verdicts(
    suite: type[Conformance[Any]] | type[AsyncConformance[Any]],
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
    declared, hosting = _read(suite)
    if examples is not None:
        declared = attrs.evolve(declared, examples=examples)
    known = {each.slug: each for each in declared.specification.guarantees}
    subject = Subject(suite(), fixtures, hosting, seed)
    try:
        return {slug: judge(declared, known[slug], subject) for slug in slugs or known}
    finally:
        hosting.close()


def _read(
    suite: type[Conformance[Any]] | type[AsyncConformance[Any]],
) -> tuple[Declarations, Hosting]:
    if issubclass(suite, Conformance):
        return Declarations.of(suite, Conformance), BlockingHosting()
    declared = Declarations.of(suite, AsyncConformance)
    return declared, AsyncioHosting(has_resources="resources" in declared.hooks)
