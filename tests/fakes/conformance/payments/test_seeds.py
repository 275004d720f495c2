"""Broken gateways that only generated programs find out: they do, whatever the seed."""

import pytest

from fakes.conformance import Outcome, verdicts
from fakes.conformance.sabotage.payments import SABOTEURS
from fakes.conformance.sabotage.wrapping import sabotaged
from tests.fakes.conformance.payments.suites import TestFake as Fake

FOUND_BY_CHANCE = ("folds_keys", "splits_refunds", "tells_two_refunds")
SEEDS = range(20)


class ThatShrinksNothing(Fake):
    shrinks_for = 0.0


@pytest.mark.parametrize("name", FOUND_BY_CHANCE)
def test_a_generated_program_finds_it_out_at_any_seed(name: str) -> None:
    (saboteur,) = [each for each in SABOTEURS if each.name == name]
    broken, slug = sabotaged(ThatShrinksNothing, saboteur), saboteur.killed_by

    outcomes = [verdicts(broken, slug, examples=100, seed=seed)[slug].outcome for seed in SEEDS]

    assert outcomes == [Outcome.FAIL] * len(SEEDS)
