"""The verdict on one guarantee: what is declared decides what is run, and what ran decides."""

from datetime import UTC, datetime
from time import perf_counter

from fakes.conformance import texts
from fakes.conformance.declarations import Declarations, Deviation
from fakes.conformance.driving import bounded
from fakes.conformance.errors import Abandoned, Hang, HarnessError, Misfit
from fakes.conformance.guarantees import Guarantee, Kind
from fakes.conformance.hosting import Subject
from fakes.conformance.mistakes import mistake_about
from fakes.conformance.outcomes import Outcome, Verdict
from fakes.conformance.running import Failure, Running
from fakes.conformance.tally import Tally

__all__ = ["expected", "judge"]

_CONTENDERS = 2

_Reached = tuple[Outcome, str]


def judge(declared: Declarations, guarantee: Guarantee, subject: Subject) -> Verdict:
    """Check one guarantee, as far as the suite declares it."""
    began = perf_counter()
    running = Running(declared, guarantee, subject)
    system = ""
    try:
        _demand_sense(declared, guarantee)
        with bounded(declared.hangs_after):
            system = subject.system
        outcome, reason = _reached(running)
    except (Abandoned, Hang) as stopped:
        if isinstance(stopped, Abandoned):
            error = stopped.error
        else:
            error = texts.hung(declared.hangs_after, running.trace)
        outcome = Outcome.HARNESS_ERROR
        reason = texts.cannot_check(declared, guarantee, error, running.trace)
    tallies = running.tallies
    return Verdict(
        suite=declared.suite,
        guarantee=guarantee.slug,
        outcome=outcome,
        reason=reason,
        variant=subject.variant,
        examples=sum(tally.examples for tally in tallies),
        assertions=sum(tally.assertions for tally in tallies),
        clients=max((tally.clients for tally in tallies), default=0),
        operations=tuple(sorted(set[str]().union(*(tally.operations for tally in tallies)))),
        seconds=perf_counter() - began,
        system=system,
    )


def expected(declared: Declarations, guarantee: Guarantee) -> Outcome:
    """What the declarations alone say: PASS where the checks are to run and to be kept."""
    if mistake_about(declared, guarantee):
        return Outcome.HARNESS_ERROR
    if declared.finds_new(guarantee):
        return Outcome.NEW
    operations, promises = declared.lacks(guarantee)
    if operations:
        return Outcome.UNSUPPORTED
    if promises:
        return Outcome.UNPROMISED
    return Outcome.DEVIATION if declared.deviation_from(guarantee) else Outcome.PASS


def _demand_sense(declared: Declarations, guarantee: Guarantee) -> None:
    if mistake := mistake_about(declared, guarantee):
        raise Abandoned(mistake)


def _reached(running: Running) -> _Reached:
    declared, guarantee = running.declared, running.guarantee
    match expected(declared, guarantee):
        case Outcome.NEW:
            asked = f"{declared.suite} asks for catalogue {declared.catalogue}"
            return Outcome.NEW, f"it is since {guarantee.since}, and {asked}"
        case Outcome.UNSUPPORTED:
            return _refused(running)
        case Outcome.UNPROMISED:
            _, promises = declared.lacks(guarantee)
            return Outcome.UNPROMISED, texts.missing(declared, promises)
        case _:
            deviation = declared.deviation_from(guarantee)
            return _deviated(running, deviation) if deviation else _kept(running)


def _kept(running: Running) -> _Reached:
    guarantee = running.guarantee
    for check in guarantee.checks:
        if failure := running.search(check):
            told = (failure.difference, *failure.notes, str(failure.trace))
            return Outcome.FAIL, texts.broken(running.declared, guarantee, *told)
    doubts = [_doubt(guarantee, tally) for tally in running.tallies]
    for doubt in filter(None, doubts):
        return Outcome.INCONCLUSIVE, doubt
    return Outcome.PASS, ""


def _doubt(guarantee: Guarantee, tally: Tally) -> str:
    """Why a check in which nothing failed does not prove anything, if it does not."""
    if not tally.conclusive:
        return tally.inconclusive
    _demand_something(tally)
    if guarantee.kind is Kind.CONCURRENT and tally.clients < _CONTENDERS:
        return "only one client took part, and so there was no contention"
    return ""


def _refused(running: Running) -> _Reached:
    declared = running.declared
    operations, _ = declared.lacks(running.guarantee)
    for operation in operations:
        probe = declared.specification.probes[operation]
        if failure := running.once(probe):
            told = (failure.difference, *failure.notes, str(failure.trace))
            undeclared = texts.undeclared(declared, running.guarantee, operation, *told)
            return Outcome.FAIL, undeclared
        _demand_something(running.tallies[-1])
    return Outcome.UNSUPPORTED, f"{texts.missing(declared, operations)}, and it refuses"


def _deviated(running: Running, deviation: Deviation) -> _Reached:
    declared, guarantee = running.declared, running.guarantee
    if datetime.now(UTC).date() > deviation.expires:
        return Outcome.FAIL, texts.overdue(declared, guarantee, deviation)
    if _failure(running, deviation):
        return Outcome.DEVIATION, f"until {deviation.expires}: {deviation.reason}"
    for tally in running.tallies:
        if tally.inconclusive and not tally.conclusive:
            return Outcome.INCONCLUSIVE, tally.inconclusive
    return Outcome.FAIL, texts.deviates_no_more(declared, guarantee, deviation)


def _failure(running: Running, deviation: Deviation) -> Failure | None:
    """How the adapter deviates, if it still does."""
    checks, example = running.guarantee.checks, deviation.example
    if example is None:
        return next(filter(None, map(running.search, checks)), None)
    misfits: list[Abandoned] = []
    for check in checks:
        try:
            if failure := running.pinned(check, example):
                return failure
        except Abandoned as stopped:
            if not isinstance(stopped.error, Misfit):
                raise
            misfits.append(stopped)
    if len(misfits) == len(checks):
        raise misfits[-1]
    return None


def _demand_something(tally: Tally) -> None:
    """A check that looked at nothing has seen nothing wrong, and means nothing."""
    nothing = [
        what
        for what, count in (("assertion", tally.assertions), ("operation", len(tally.operations)))
        if not count
    ]
    if nothing:
        raise Abandoned(
            HarnessError(
                f"{tally.check} made no {' and no '.join(nothing)}.",
                "have it assert, through the trial, what operations of its clients did.",
            )
        )
