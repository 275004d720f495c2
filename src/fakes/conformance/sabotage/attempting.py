"""Putting saboteurs around a suite's adapter, to see whether its guarantees find them out."""

import copy
import pkgutil
from typing import Any

import attrs

from fakes.conformance.attempts import Attempt, Fate
from fakes.conformance.declarations import Declarations
from fakes.conformance.guarantees import Guarantee
from fakes.conformance.hosting import Subject
from fakes.conformance.judging import judge
from fakes.conformance.outcomes import Outcome, Verdict
from fakes.conformance.sabotage.wrapping import Saboteur, sabotaged
from fakes.conformance.specification import Specification

__all__ = ["attempts", "saboteurs_of"]

_FATES = {Outcome.FAIL: Fate.KILLED, Outcome.PASS: Fate.SURVIVED}
# What such an outcome rests on, nobody can break.
_NOT_EXPECTED = (Outcome.DEVIATION, Outcome.NEW, Outcome.UNPROMISED, Outcome.UNSUPPORTED)
_SEED = 0


def saboteurs_of(specification: Specification) -> tuple[Saboteur, ...]:
    """The broken adapters of a port, imported now; none where it does not say where they are."""
    if not specification.saboteurs:
        return ()
    found: tuple[Saboteur, ...] = pkgutil.resolve_name(specification.saboteurs)
    return found


def attempts(declared: Declarations, subject: Subject, verdict: Verdict) -> tuple[Attempt, ...]:
    """What becomes of each saboteur that the guarantee of this verdict is to find out.

    They run only where the guarantee passes without them. Their examples are the same in every
    run, so that a certificate changes only when something else has; the first that fails will do.
    """
    known = {each.slug: each for each in declared.specification.guarantees}
    guarantee = known[verdict.guarantee]
    quick = attrs.evolve(declared, shrinks_for=0.0)
    return tuple(
        Attempt(saboteur.name, saboteur.does, *_fate(saboteur, quick, guarantee, subject, verdict))
        for saboteur in saboteurs_of(declared.specification)
        if saboteur.killed_by == guarantee.slug
    )


def _fate(
    saboteur: Saboteur,
    declared: Declarations,
    guarantee: Guarantee,
    subject: Subject,
    verdict: Verdict,
) -> tuple[Fate, str]:
    if verdict.outcome in _NOT_EXPECTED:
        return Fate.NOT_APPLICABLE, f"{verdict.outcome.name}: {verdict.reason}"
    # Of what is declared wrongly, nothing can be said.
    if verdict.outcome is not Outcome.HARNESS_ERROR and (
        why := saboteur.spares(declared, subject.suite)
    ):
        return Fate.NOT_APPLICABLE, why
    if verdict.outcome is not Outcome.PASS:
        return Fate.UNDECIDED, f"{guarantee.slug} is {verdict.outcome.name} without it"
    broken = attrs.evolve(subject, suite=_around(subject.suite, saboteur), seed=_SEED)
    found = judge(declared, guarantee, broken)
    if found.outcome in _FATES:
        return _FATES[found.outcome], ""
    return Fate.UNDECIDED, f"{found.outcome.name} with it: {found.brief}"


def _around(suite: Any, saboteur: Saboteur) -> Any:
    """The suite with the saboteur, and with what its fixtures have set on it."""
    broken = copy.copy(suite)
    broken.__class__ = sabotaged(suite.__class__, saboteur)
    return broken
