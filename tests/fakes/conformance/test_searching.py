"""The search for a small example: how many, how long, and what is remembered."""

from typing import Any

import pytest
from hypothesis import settings
from hypothesis.database import InMemoryExampleDatabase

from fakes.conformance import Outcome, verdicts
from tests.fakes.conformance.adapters import FakeCells
from tests.fakes.conformance.cells import CellsTrial, last_put, put_then_get
from tests.fakes.conformance.trying import specification, suite_of, verdict_on


class Big(FakeCells):
    def get(self, name: str) -> int:
        number = super().get(name)
        return number if abs(number) < 1000 else 0


def test_a_law_is_searched_with_as_many_examples_as_the_suite_says() -> None:
    assert verdict_on(laws=(put_then_get,), examples=3).examples == 3
    assert verdict_on(laws=(put_then_get,), examples=60).examples == 60


def test_a_scenario_is_tried_with_ten_examples_at_most() -> None:
    assert verdict_on(put_then_get, examples=3).examples == 3
    assert verdict_on(put_then_get, examples=60).examples == 10


def test_the_example_that_is_shown_is_the_smallest() -> None:
    reason = verdict_on(laws=(put_then_get,), cells=Big, examples=100).reason

    assert "With:\n  name = 'a'\n  number = 1000\n" in reason


def test_shrinking_ends_when_its_time_is_over() -> None:
    verdict = verdict_on(laws=(put_then_get,), cells=Big, examples=100, shrinks_for=0)

    assert verdict.outcome is Outcome.FAIL
    assert "  number = 1000\n" not in verdict.reason
    assert "passed again" not in verdict.reason


def test_an_example_that_fails_only_once_is_shown_as_such() -> None:
    answers: list[int] = []

    class Wavering(FakeCells):
        def get(self, name: str) -> int:
            answers.append(1)
            return 7 if len(answers) == 2 else super().get(name)

    verdict = verdict_on(put_then_get, cells=Wavering)

    assert verdict.outcome is Outcome.FAIL
    assert "\n\nIt failed, and with the same values it passed again.\n\n" in verdict.reason


def test_a_failure_says_nothing_of_hypothesis(capsys: pytest.CaptureFixture[str]) -> None:
    reason = verdict_on(laws=(put_then_get,), cells=Big, examples=100).reason

    assert capsys.readouterr() == ("", "")
    assert not [word for word in ("Falsifying", "hypothesis", "Draw", "@given") if word in reason]


def test_values_without_a_label_are_numbered() -> None:
    from hypothesis import strategies

    async def draws(trial: CellsTrial) -> None:
        trial.draw(strategies.just("x"))
        trial.draw(strategies.just("y"))
        trial.true(False, "it is false")

    assert "\nWith:\n  value 1 = 'x'\n  value 2 = 'y'" in verdict_on(draws).reason


def test_the_examples_that_failed_are_kept_by_suite_guarantee_and_check() -> None:
    database: Any = InMemoryExampleDatabase()
    settings.register_profile("kept", derandomize=False, database=database)
    settings.load_profile("kept")

    verdict_on(laws=(put_then_get,), cells=Big, examples=100)
    kept = set(database.data)
    again = verdict_on(laws=(put_then_get,), cells=Big, examples=1)
    other = verdict_on(last_put, cells=Big, examples=1)

    assert kept
    assert again.outcome is Outcome.FAIL
    assert "  number = 1000\n" in again.reason
    assert other.outcome is Outcome.PASS


def test_a_seed_chooses_the_examples() -> None:
    def numbers(seed: int) -> list[int]:
        seen: list[int] = []

        class Seeing(FakeCells):
            def put(self, name: str, number: int) -> None:
                seen.append(number)
                super().put(name, number)

        verdicts(suite_of(specification(laws=(put_then_get,)), cells=Seeing), examples=9, seed=seed)
        return seen

    assert numbers(1) == numbers(1) != numbers(2)


def test_a_seed_neither_keeps_what_failed_nor_begins_with_it() -> None:
    database: Any = InMemoryExampleDatabase()
    settings.register_profile("kept", derandomize=False, database=database)
    settings.load_profile("kept")

    suite = suite_of(specification(laws=(put_then_get,)), cells=Big)

    assert verdicts(suite, examples=100, seed=1)["it"].outcome is Outcome.FAIL
    assert database.data == {}
