"""How a row is measured: timed in rounds, traced for memory, or imported in fresh interpreters.

Which rows there are stands in `benchmarks.measurements`.
"""

import gc
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from attrs import frozen

from benchmarks.contestants import Contestant
from benchmarks.plans import Plan
from benchmarks.ports import Port
from benchmarks.results import Result, Row
from benchmarks.trials import (
    Cannot,
    Trial,
    WrongResultError,
    existing_objects_frozen,
    garbage_kept,
    prove,
    seconds_per_operation,
    settle,
    timed_loop,
)

__all__ = [
    "Ask",
    "Measurement",
    "imported",
    "kept_by_calls",
    "kept_by_doubles",
    "loads",
    "timed",
    "timed_at_length",
]

Contestants = Sequence[Contestant]

Ask = Callable[[Contestant], Trial | Cannot]
"""Asks a contestant for its part in a row."""


@frozen
class Measurement:
    """Rows of the table that are yet to be measured, together."""

    rows: tuple[Row, ...]
    run: Callable[[Contestants], list[Result]]


@frozen
class Entries:
    """The trials of those who can, and the reasons of those who cannot."""

    trials: Mapping[str, Trial]
    reasons: Mapping[str, str]


def entries(ask: Ask, contestants: Contestants) -> Entries:
    answers = {contestant.name: ask(contestant) for contestant in contestants}
    return Entries(
        {name: answer for name, answer in answers.items() if isinstance(answer, Trial)},
        {name: answer.reason for name, answer in answers.items() if isinstance(answer, Cannot)},
    )


def proved(row: Row, entered: Entries) -> Entries:
    """The same entries. Raises WrongResultError if one does not do what the row says."""
    for name, trial in entered.trials.items():
        try:
            prove(trial)
        except Exception as error:
            raise WrongResultError(f"{name}: {row}: {error}") from error
    return entered


def timed(plan: Plan, asks: Mapping[Row, Ask]) -> Measurement:
    """Rounds in which all contestants take their turn, so that a slow moment hits all alike.

    Several rows are measured in the same rounds when one of them is to be compared with another.
    """

    def run(contestants: Contestants) -> list[Result]:
        entered = {row: proved(row, entries(ask, contestants)) for row, ask in asks.items()}
        return in_rounds(entered, plan.rounds, plan.budget)

    return Measurement(tuple(asks), run)


def timed_at_length(plan: Plan, asks: Mapping[Row, Ask], rehearse: Ask) -> Measurement:
    """The same for operations whose arrangement may take a second: in fewer rounds.

    The proof is that of `rehearse`, which asks for a small trial of the same kind.
    """

    def run(contestants: Contestants) -> list[Result]:
        for row in asks:
            proved(row, entries(rehearse, contestants))
        entered = {row: entries(ask, contestants) for row, ask in asks.items()}
        return in_rounds(entered, plan.large_rounds, plan.budget)

    return Measurement(tuple(asks), run)


def in_rounds(entered: Mapping[Row, Entries], rounds: int, budget: float) -> list[Result]:
    clocks = {
        (row, name): seconds_per_operation(trial, budget)
        for row, of_row in entered.items()
        for name, trial in of_row.trials.items()
    }
    samples: dict[tuple[Row, str], list[float]] = {key: [] for key in clocks}
    with existing_objects_frozen():
        for _ in range(rounds):
            for key, a_round in clocks.items():
                with garbage_kept():
                    samples[key].append(a_round())
    return [
        Result(
            row, "s", {name: tuple(samples[row, name]) for name in of_row.trials}, of_row.reasons
        )
        for row, of_row in entered.items()
    ]


@contextmanager
def traced() -> Iterator[Callable[[], int]]:
    """Trace allocations; what it yields tells the bytes kept since."""
    gc.collect()
    tracemalloc.start()

    def kept() -> int:
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    try:
        yield kept
    finally:
        tracemalloc.stop()


def kept_by_doubles(plan: Plan, row: Row, port: Port) -> Measurement:
    """The bytes that one more double of a known Protocol keeps alive."""

    def run(contestants: Contestants) -> list[Result]:
        samples: dict[str, tuple[float, ...]] = {}
        for contestant in contestants:
            original = contestant.original(port.written)
            with contestant.building() as build:
                build(original)
                with traced() as kept:
                    doubles = [build(original) for _ in range(plan.kept_doubles)]
                    samples[contestant.name] = (kept() / len(doubles),)
        return [Result(row, "B", samples)]

    return Measurement((row,), run)


def kept_by_calls(plan: Plan, row: Row, ask: Ask) -> Measurement:
    """The bytes that one more recorded call, with one and the same argument, keeps alive."""

    def run(contestants: Contestants) -> list[Result]:
        entered = proved(row, entries(ask, contestants))
        samples: dict[str, tuple[float, ...]] = {}
        for name, trial in entered.trials.items():
            with trial.arranged() as names:
                loop = timed_loop(trial.expression, tuple(names))
                settle(loop(10, int, **names))
                with traced() as kept:
                    settle(loop(plan.kept_calls, int, **names))
                    samples[name] = (kept() / plan.kept_calls,)
        return [Result(row, "B", samples, entered.reasons)]

    return Measurement((row,), run)


def imported(plan: Plan, contestants: Contestants) -> list[Result]:
    """The time of the import statement in fresh interpreters, whose start is not counted."""
    modules = {one.name: one.module for one in contestants if isinstance(one.module, str)}
    reasons = {one.name: one.module.reason for one in contestants if isinstance(one.module, Cannot)}
    samples: dict[str, list[float]] = {name: [] for name in modules}
    for module in modules.values():
        in_fresh_interpreter(f"import {module}")
    for _ in range(plan.import_rounds):
        for name, module in modules.items():
            code = (
                "from time import perf_counter; start = perf_counter(); "
                f"import {module}; print(perf_counter() - start)"
            )
            samples[name].append(float(in_fresh_interpreter(code)))
    seconds = {name: tuple(values) for name, values in samples.items()}
    return [Result(Row("import"), "s", seconds, reasons)]


def loads(statements: str, module: str) -> bool:
    """Whether a fresh interpreter has imported the module after the statements."""
    code = f"{statements}\nimport sys; print({module!r} in sys.modules)"
    return in_fresh_interpreter(code) == "True"


def in_fresh_interpreter(code: str) -> str:
    """What the code prints. Raises WrongResultError with its traceback if it fails."""
    arguments = [sys.executable, "-c", code]
    finished = subprocess.run(arguments, check=False, capture_output=True, text=True)
    if finished.returncode:
        raise WrongResultError(finished.stderr)
    return finished.stdout.strip()
