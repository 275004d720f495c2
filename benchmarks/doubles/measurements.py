"""The rows of the table, and what each asks of the contestants.

How a row is measured stands in `benchmarks.measuring`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.doubles.contestants import Contestant
from benchmarks.doubles.imports import imported
from benchmarks.doubles.memory import kept_by_doubles
from benchmarks.doubles.plans import PLANS, TEST_SIZED, Plan
from benchmarks.doubles.ports import Port, port_of
from benchmarks.doubles.proofs import is_new
from benchmarks.measuring import Ask, Measurement, kept, timed, timed_at_length
from benchmarks.paces import Scale
from benchmarks.results import Row, number
from benchmarks.trials import Namespace, Trial

__all__ = ["SUBJECTS", "measurements"]

SUBJECTS = (
    "first double",
    "next double",
    "double, one answer, one call",
    "stubbed call",
    "mock call",
    "spy call",
    "async stubbed call",
    "verify",
    "memory per double",
    "memory per recorded call",
    "import",
)
"""What can be measured on its own."""


def measurements(scale: Scale) -> Iterator[Measurement[Contestant]]:
    """Every row of that scale, in the order of the table."""
    plan = PLANS[scale]
    yield from of_builds(plan)
    yield from of_calls(plan)
    yield from of_arguments(plan)
    yield from of_verifications(plan)
    yield from of_memory(plan)
    yield Measurement((Row("import"),), lambda contestants: imported(plan, contestants))


def of_builds(plan: Plan) -> Iterator[Measurement[Contestant]]:
    for size in plan.sizes:
        yield timed(plan.pace, {Row("first double", size): first_double(port_of(size))})
    for size in plan.sizes:
        yield timed(plan.pace, {Row("next double", size): next_double(port_of(size))})
    for size in plan.sizes:
        yield timed(
            plan.pace, {Row("double, one answer, one call", size): short_use(port_of(size))}
        )


def of_calls(plan: Plan) -> Iterator[Measurement[Contestant]]:
    for size in plan.sizes:
        port = port_of(size)
        details = {count: number(count, "stubbing") for count in plan.stubbings}
        yield timed(
            plan.pace,
            {
                Row("stubbed call", size, detail): stubbed(port, count)
                for count, detail in details.items()
            },
        )
    for size in plan.sizes:
        port = port_of(size, "int, nothing returned")
        yield timed(plan.pace, {Row("mock call", size): mocked(port)})
    for size in plan.sizes:
        yield timed(plan.pace, {Row("spy call", size): spied(port_of(size))})
    for size in plan.sizes:
        port = port_of(size, "int, async")
        yield timed(plan.pace, {Row("async stubbed call", size): stubbed(port, 1)})


def of_arguments(plan: Plan) -> Iterator[Measurement[Contestant]]:
    size = usual_size(plan)
    for kind in ("list", "dataclass"):
        detail = f"{kind} argument"
        port = port_of(size, kind)
        silent = port_of(size, f"{kind}, nothing returned")
        yield timed(plan.pace, {Row("stubbed call", size, detail): stubbed(port, 1)})
        yield timed(plan.pace, {Row("mock call", size, detail): mocked(silent)})
        yield timed(plan.pace, {Row("spy call", size, detail): spied(port)})


def of_verifications(plan: Plan) -> Iterator[Measurement[Contestant]]:
    size = usual_size(plan)
    port = port_of(size, "int, nothing returned")
    details = {calls: f"after {number(calls, 'call')}" for calls in plan.recorded}
    yield timed_at_length(
        plan.pace,
        {Row("verify", size, detail): verified(port, calls) for calls, detail in details.items()},
        rehearse=verified(port, 10),
    )


def of_memory(plan: Plan) -> Iterator[Measurement[Contestant]]:
    size = usual_size(plan)
    silent = port_of(size, "int, nothing returned")
    for methods in plan.sizes:
        yield kept_by_doubles(plan, Row("memory per double", methods), port_of(methods))
    for detail, ask in (("mock", mocked(silent)), ("spy", spied(port_of(size)))):
        yield kept(Row("memory per recorded call", size, detail), ask, plan.kept_calls)


def usual_size(plan: Plan) -> int:
    """The size of Protocol for what does not depend on it: neither the smallest nor the largest."""
    return plan.sizes[len(plan.sizes) // 2]


def first_double(port: Port) -> Ask[Contestant]:
    def ask(contestant: Contestant) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            original = contestant.original(port.write())
            with contestant.building() as build:
                yield {"build": build, "original": original}

        return Trial("build(original)", arranged, is_new, batch=1)

    return ask


def next_double(port: Port) -> Ask[Contestant]:
    def ask(contestant: Contestant) -> Trial:
        @contextmanager
        def arranged() -> Iterator[Namespace]:
            original = contestant.original(port.written)
            with contestant.building() as build:
                build(original)
                yield {"build": build, "original": original}

        return Trial("build(original)", arranged, is_new, batch=TEST_SIZED)

    return ask


def stubbed(port: Port, stubbings: int) -> Ask[Contestant]:
    return lambda contestant: contestant.stub(port, stubbings)


def short_use(port: Port) -> Ask[Contestant]:
    return lambda contestant: contestant.short_use(port)


def mocked(port: Port) -> Ask[Contestant]:
    return lambda contestant: contestant.mock(port)


def spied(port: Port) -> Ask[Contestant]:
    return lambda contestant: contestant.spy(port)


def verified(port: Port, calls: int) -> Ask[Contestant]:
    return lambda contestant: contestant.verify(port, calls)
