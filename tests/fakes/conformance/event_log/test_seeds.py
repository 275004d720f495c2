"""Broken logs that only generated programs find out: they do, whatever the seed."""

from typing import Any

import pytest

from fakes.conformance import Outcome, verdicts
from fakes.conformance.sabotage.event_log import SABOTEURS
from fakes.conformance.sabotage.wrapping import sabotaged
from tests.fakes.conformance.event_log.suites import TestFake as Fake

FOUND_BY_CHANCE = ("drops_the_empty", "loses_a_fourth", "loses_a_third_commit")
SEEDS = range(20)


@pytest.mark.parametrize("name", FOUND_BY_CHANCE)
def test_a_generated_program_finds_it_out_at_any_seed(name: str) -> None:
    (saboteur,) = [each for each in SABOTEURS if each.name == name]
    declared: dict[str, Any] = {"shrinks_for": 0.0, "examples": 100}
    suite = sabotaged(type("TestSeeds", (Fake,), declared), saboteur)

    for seed in SEEDS:
        verdict = verdicts(suite, saboteur.killed_by, seed=seed)[saboteur.killed_by]
        assert verdict.outcome is Outcome.FAIL, f"seed {seed}"
