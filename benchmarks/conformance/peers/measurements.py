"""The rows of the table: a mutant each, and what a kill costs over all of them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from benchmarks.conformance.peers.contestants import Attempt, SuiteContestant
from benchmarks.conformance.peers.faults import FAULTS
from benchmarks.measuring import Measurement
from benchmarks.paces import Scale
from benchmarks.results import Result, Row

__all__ = ["KILL", "MUTANT", "SMOKE", "SOUND", "SUBJECTS", "measurements", "of_rounds"]

SOUND = "whole suite on the sound store"
MUTANT = "until a mutant is killed"
KILL = "a kill, survivors' time included"

SUBJECTS = (SOUND, MUTANT, KILL)

SMOKE = ("loses a delete", "reads empty bytes as missing", "deletes what begins alike")
"""Killed by all three, by two of them, and by ours alone."""

ROUNDS: Mapping[Scale, int] = {Scale.FULL: 2, Scale.QUICK: 1, Scale.SMOKE: 1}

Round = Mapping[str, Sequence[Attempt]]
"""By contestant: what became of the sound store, and of each mutant."""


def measurements(scale: Scale) -> Iterator[Measurement[SuiteContestant]]:
    """Every row of that scale, measured together, as each is of the same runs."""
    faults = SMOKE if scale is Scale.SMOKE else tuple(FAULTS)
    rows = (Row(SOUND), *(Row(MUTANT, detail=fault) for fault in faults), Row(KILL))
    yield Measurement(rows, partial(attempted, faults, ROUNDS[scale]))


def attempted(
    faults: Sequence[str], rounds: int, contestants: Sequence[SuiteContestant]
) -> list[Result]:
    return of_rounds(
        faults, [{each.name: each.attempts(faults) for each in contestants} for _ in range(rounds)]
    )


def of_rounds(faults: Sequence[str], rounds: Sequence[Round]) -> list[Result]:
    """The rows: a mutant is killed by who kills it in every round."""
    return [
        Result(Row(SOUND), "s", seconds_of(0, rounds)),
        *(on_mutant(fault, place, rounds) for place, fault in enumerate(faults, 1)),
        per_kill(rounds),
    ]


def seconds_of(place: int, rounds: Sequence[Round]) -> dict[str, tuple[float, ...]]:
    return {name: tuple(each[name][place].seconds for each in rounds) for name in rounds[0]}


def on_mutant(fault: str, place: int, rounds: Sequence[Round]) -> Result:
    seconds = seconds_of(place, rounds)
    killers = {name for name in seconds if all(each[name][place].killed for each in rounds)}
    return Result(
        Row(MUTANT, detail=fault),
        "s",
        {name: seconds[name] for name in seconds if name in killers},
        {name: f"it does not kill: {fault}" for name in seconds if name not in killers},
    )


def per_kill(rounds: Sequence[Round]) -> Result:
    samples: dict[str, tuple[float, ...]] = {}
    reasons: dict[str, str] = {}
    for name in rounds[0]:
        mutants = [each[name][1:] for each in rounds]
        if all(any(one.killed for one in of_one) for of_one in mutants):
            samples[name] = tuple(
                sum(one.seconds for one in of_one) / sum(one.killed for one in of_one)
                for of_one in mutants
            )
        else:
            reasons[name] = "it kills none"
    return Result(Row(KILL), "s", samples, reasons)
