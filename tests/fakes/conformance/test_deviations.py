"""Deviations: an adapter may break a guarantee in the one way that is declared, until a day."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, strategies

from fakes.conformance import Deviation, Kind, Outcome, Verdict, verdicts
from tests.fakes.conformance.adapters import FakeCells, Shelf, SoundCells
from tests.fakes.conformance.cells import NUMBERS, CellsTrial
from tests.fakes.conformance.trying import difference_in, specification, suite_of

TODAY = datetime.now(UTC).date()


class Rounding(FakeCells):
    """It keeps even numbers only."""

    def put(self, name: str, number: int) -> None:
        super().put(name, number - number % 2)


async def kept(trial: CellsTrial) -> None:
    number = trial.draw(NUMBERS, "number")
    cells = await trial.connect()
    await cells.put("a", number)
    trial.equal(await cells.get("a"), number, "get('a')")


def verdict_of(
    cells: type[Any], *checks: Any, expires: date = TODAY, example: Any = None
) -> Verdict:
    deviation = Deviation("it", reason="an even column", expires=expires, example=example)
    suite = suite_of(specification(*checks or (kept,)), cells=cells, deviations=(deviation,))
    return verdicts(suite)["it"]


@pytest.mark.parametrize("example", [None, (3,)])
def test_an_adapter_that_deviates_as_declared_is_so_reported(example: Any) -> None:
    verdict = verdict_of(Rounding, example=example)

    assert verdict.outcome is Outcome.DEVIATION
    assert verdict.reason == f"until {TODAY}: an even column"


def test_a_deviation_with_an_example_runs_no_other() -> None:
    assert verdict_of(Rounding, example=(3,)).examples == 1


@pytest.mark.parametrize(("example", "how"), [(None, "in any example"), ((3,), "with its example")])
def test_an_adapter_that_no_longer_deviates_fails(example: Any, how: str) -> None:
    verdict = verdict_of(FakeCells, example=example)

    assert verdict.outcome is Outcome.FAIL
    assert verdict.reason == (
        f"TestCells no longer deviates from it (it holds) {how}.\n"
        "  the declared reason: an even column\n"
        "Remedy: remove the Deviation."
    )


def test_an_adapter_that_deviates_elsewhere_than_in_the_example_fails() -> None:
    verdict = verdict_of(Rounding, example=(4,))

    assert verdict.outcome is Outcome.FAIL
    assert verdict.reason.startswith(
        "TestCells no longer deviates from it (it holds) with its example."
    )


def test_a_deviation_expires() -> None:
    verdict = verdict_of(Rounding, expires=TODAY - timedelta(days=1))

    assert verdict.outcome is Outcome.FAIL
    assert verdict.examples == 0
    assert verdict.reason == (
        "TestCells deviates from it (it holds), and the Deviation expired on "
        f"{TODAY - timedelta(days=1)}.\n"
        "  the declared reason: an even column\n"
        "Remedy: have the adapter keep the guarantee, or give the Deviation another day."
    )


@pytest.mark.parametrize(
    ("kind", "runs", "outcome"),
    [(Kind.CONCURRENT, 3, Outcome.DEVIATION), (Kind.SEQUENTIAL, 1, Outcome.FAIL)],
)
def test_a_race_that_ended_well_is_run_again(kind: Kind, runs: int, outcome: Outcome) -> None:
    ran: list[int] = []

    async def third_time_unlucky(trial: CellsTrial) -> None:
        ran.append(trial.draw(NUMBERS, "number"))
        trial.equal(await (await trial.connect()).names(), [], "names")
        trial.true(len(ran) < 3, "the race was lost")

    deviation = Deviation("it", reason="no locks", expires=TODAY, example=(3,))
    known = specification(third_time_unlucky, kind=kind)
    suite = suite_of(known, deviations=(deviation,), examples=10)

    assert verdicts(suite)["it"].outcome is outcome
    assert ran == [3] * runs


def test_one_of_several_checks_may_deviate() -> None:
    async def sound(trial: CellsTrial) -> None:
        trial.equal(await (await trial.connect()).names(), [], "names")

    assert verdict_of(Rounding, sound, kept, example=(3,)).outcome is Outcome.DEVIATION


def test_an_example_with_too_few_values_is_refused() -> None:
    verdict = verdict_of(Rounding, example=())

    assert verdict.outcome is Outcome.HARNESS_ERROR
    assert difference_in(verdict) == (
        "The example of the deviation has 0 values, and kept draws another for number.\n"
        "Remedy: write down all that the failing example drew, in its order."
    )


async def several(trial: CellsTrial) -> None:
    trial.draw(strategies.lists(strategies.text() | strategies.none()), "texts")
    trial.draw(strategies.dictionaries(strategies.text(), strategies.integers()))
    cells = await trial.connect()
    await cells.put("a", 3)
    trial.equal(await cells.get("a"), 3, "get('a')")


@pytest.mark.parametrize(
    ("example", "why"),
    [
        (
            ([1], {}),
            "2 values, and [1] is not of the kind that several draws for texts, such as []",
        ),
        (((), {}), "2 values, and () is not of the kind that several draws for texts, such as []"),
        (
            ([], {"a": 0.5}),
            "2 values, and {'a': 0.5} is not of the kind that several draws, such as {}",
        ),
        (([], {}, 3), "3 values, and several draws 2 of them"),
        (([],), "1 value, and several draws another"),
    ],
)
@pytest.mark.parametrize("cells", [Rounding, FakeCells])
def test_an_example_of_other_values_than_the_check_draws_is_refused(
    cells: type[Any], example: Any, why: str
) -> None:
    verdict = verdict_of(cells, several, example=example)

    assert verdict.outcome is Outcome.HARNESS_ERROR
    assert difference_in(verdict) == (
        f"The example of the deviation has {why}.\n"
        "Remedy: write down all that the failing example drew, in its order."
    )


def test_an_example_may_have_any_values_of_the_types_that_the_check_draws() -> None:
    example = (["long ago", None], {"far away": 10**9})

    assert verdict_of(Rounding, several, example=example).outcome is Outcome.DEVIATION


@pytest.mark.parametrize(("cells", "outcome"), [(Rounding, "DEVIATION"), (FakeCells, "FAIL")])
def test_an_example_belongs_to_the_checks_that_draw_its_values(
    cells: type[Any], outcome: str
) -> None:
    verdict = verdict_of(cells, kept, several, example=([], {}))

    assert verdict.outcome is Outcome[outcome]


def test_what_else_is_wrong_while_an_example_runs_is_told() -> None:
    class Absent(FakeCells):
        def __init__(self, shelf: Shelf) -> None:
            raise ConnectionRefusedError("port 5432")

    verdict = verdict_of(Absent, example=(3,))

    assert verdict.outcome is Outcome.HARNESS_ERROR
    assert "connect() raised ConnectionRefusedError: port 5432" in verdict.reason


def test_an_example_that_does_not_meet_the_assumptions_is_refused() -> None:
    async def picky(trial: CellsTrial) -> None:
        assume(trial.draw(NUMBERS) > 5)

    verdict = verdict_of(Rounding, picky, example=(3,))

    assert verdict.outcome is Outcome.HARNESS_ERROR
    assert difference_in(verdict).startswith("No example could be drawn. Unsatisfiable: ")


def test_a_deviation_can_be_of_a_real_catalogue() -> None:
    deviation = Deviation("round_trip", reason="even", expires=TODAY, example=("a", 3))
    suite = type("TestCells", (SoundCells,), {"cells": Rounding, "deviations": (deviation,)})

    assert verdicts(suite, "round_trip")["round_trip"].outcome is Outcome.DEVIATION


@pytest.mark.parametrize("example", [None, (), (3,)])
def test_a_deviation_that_could_not_be_seen_is_inconclusive(example: Any) -> None:
    async def sees_nothing(trial: CellsTrial) -> None:
        trial.inconclusive("there was nothing to see")

    verdict = verdict_of(Rounding, sees_nothing, example=example)

    assert verdict.outcome is Outcome.INCONCLUSIVE
    assert verdict.reason == "there was nothing to see"
