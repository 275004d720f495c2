"""How a row is measured: timed in rounds, or traced for memory.

Which rows there are stands in the `measurements` of each chapter.
"""

import gc
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar

from attrs import frozen

from benchmarks.paces import Pace
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

__all__ = ["Ask", "C", "Contestant", "Measurement", "kept", "timed", "timed_at_length", "traced"]


class Contestant(Protocol):
    """Who is compared. `notes` are its choices, one line each, for the report."""

    @property
    def name(self) -> str: ...
    @property
    def notes(self) -> tuple[str, ...]: ...


C = TypeVar("C", bound=Contestant)

Ask = Callable[[C], Trial | Cannot]
"""Asks a contestant for its part in a row."""


@frozen
class Measurement(Generic[C]):
    """Rows of the table that are yet to be measured, together."""

    rows: tuple[Row, ...]
    run: Callable[[Sequence[C]], list[Result]]


@frozen
class Entries:
    """The trials of those who can, and the reasons of those who cannot."""

    trials: Mapping[str, Trial]
    reasons: Mapping[str, str]


def entries(ask: Ask[C], contestants: Sequence[C]) -> Entries:
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


def timed(pace: Pace, asks: Mapping[Row, Ask[C]]) -> Measurement[C]:
    """Rounds in which all contestants take their turn, so that a slow moment hits all alike.

    Several rows are measured in the same rounds when one of them is to be compared with another.
    """

    def run(contestants: Sequence[C]) -> list[Result]:
        entered = {row: proved(row, entries(ask, contestants)) for row, ask in asks.items()}
        return in_rounds(entered, pace.rounds, pace.budget)

    return Measurement(tuple(asks), run)


def timed_at_length(pace: Pace, asks: Mapping[Row, Ask[C]], rehearse: Ask[C]) -> Measurement[C]:
    """The same for operations whose arrangement may take a second: in fewer rounds.

    The proof is that of `rehearse`, which asks for a small trial of the same kind.
    """

    def run(contestants: Sequence[C]) -> list[Result]:
        for row in asks:
            proved(row, entries(rehearse, contestants))
        entered = {row: entries(ask, contestants) for row, ask in asks.items()}
        return in_rounds(entered, pace.large_rounds, pace.budget)

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

    def kept_since() -> int:
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    try:
        yield kept_since
    finally:
        tracemalloc.stop()


def kept(row: Row, ask: Ask[C], operations: int) -> Measurement[C]:
    """The bytes that one more operation keeps alive, over that many of them.

    `operations` is divisible by ten, as the timed loop demands.
    """

    def run(contestants: Sequence[C]) -> list[Result]:
        entered = proved(row, entries(ask, contestants))
        samples: dict[str, tuple[float, ...]] = {}
        for name, trial in entered.trials.items():
            with trial.arranged() as names:
                loop = timed_loop(trial.expression, tuple(names))
                settle(loop(10, int, **names))
                with traced() as kept_since:
                    settle(loop(operations, int, **names))
                    samples[name] = (kept_since() / operations,)
        return [Result(row, "B", samples, entered.reasons)]

    return Measurement((row,), run)
