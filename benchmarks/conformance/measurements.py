"""The rows of the table: whole suites, on our fakes and on databases, and single guarantees."""

from collections.abc import Iterator, Sequence
from functools import partial
from pkgutil import resolve_name

from benchmarks.conformance.contestants import OURS, Contestant
from benchmarks.conformance.databases import DATABASES, on_database
from benchmarks.conformance.judged import judged
from benchmarks.conformance.plans import PLANS
from benchmarks.measuring import Ask, Measurement, timed_at_length
from benchmarks.paces import Scale
from benchmarks.results import Result, Row
from benchmarks.trials import Cannot

__all__ = ["ALL", "GUARANTEE", "ON_DATABASE", "ON_FAKE", "SUBJECTS", "measurements"]

ON_FAKE = "suite on our fake"
GUARANTEE = "one guarantee"
ON_DATABASE = "repository suite on a database"

SUBJECTS = (ON_FAKE, GUARANTEE, ON_DATABASE)

ALL = "all five"

SUITES = {
    "repository": "benchmarks.conformance.orders:Orders",
    "payments": "tests.fakes.conformance.payments.suites:TestFake",
    "email": "tests.fakes.conformance.email.suites:TestFake",
    "queue": "tests.fakes.conformance.queue.suites:TestFake",
    "event log": "tests.fakes.conformance.event_log.suites:TestFake",
}

COMPARED = ("duplicate_add", "delete_is_complete", "re_add_after_delete")


def measurements(scale: Scale) -> Iterator[Measurement[Contestant]]:
    """Every row of that scale, in the order of the table."""
    plan = PLANS[scale]
    for examples in plan.examples:
        rows = tuple(on_fake(detail, examples) for detail in (*SUITES, ALL))
        yield Measurement(rows, partial(suites, examples))
    for slug in COMPARED:
        row = Row(GUARANTEE, plan.compared, slug, noun="example")
        rehearse = checked(slug, min(plan.compared, 10))
        yield timed_at_length(plan.pace, {row: checked(slug, plan.compared)}, rehearse)
    for database in DATABASES:
        row = Row(ON_DATABASE, plan.stored, database, noun="example")
        yield Measurement((row,), partial(stored, row))


def on_fake(detail: str, examples: int) -> Row:
    return Row(ON_FAKE, examples, detail, noun="example")


def checked(slug: str, examples: int) -> Ask[Contestant]:
    return lambda contestant: contestant.checked(slug, examples)


def suites(examples: int, contestants: Sequence[Contestant]) -> list[Result]:
    results: list[Result] = []
    for detail, path in SUITES.items():
        suite = resolve_name(path)
        # What is imported and written on first use is no part of the time.
        judged(suite, examples=1)
        seconds, found = judged(suite, examples=examples)
        samples: dict[str, tuple[float, ...]] = {OURS: (seconds,)}
        reasons: dict[str, str] = {}
        for contestant in contestants:
            if contestant.name != OURS:
                floor = contestant.floor([verdict.examples for verdict in found.values()])
                if isinstance(floor, Cannot):
                    reasons[contestant.name] = floor.reason
                else:
                    samples[contestant.name] = (floor,)
        results.append(Result(on_fake(detail, examples), "s", samples, reasons))
    sums = {
        name: (sum(result.samples[name][0] for result in results),) for name in results[0].samples
    }
    return [*results, Result(on_fake(ALL, examples), "s", sums, results[0].reasons)]


def stored(row: Row, contestants: Sequence[Contestant]) -> list[Result]:
    seconds = on_database(row.detail, row.size)
    others = [contestant.name for contestant in contestants if contestant.name != OURS]
    reasons = dict.fromkeys(others, "it has no suite for a database")
    if isinstance(seconds, Cannot):
        return [Result(row, "s", {}, {OURS: seconds.reason, **reasons})]
    return [Result(row, "s", {OURS: (seconds,)}, reasons)]
