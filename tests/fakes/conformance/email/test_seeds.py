"""Broken services that only generated programs find out: they do, whatever the seed."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import core, settings

from fakes.conformance import Outcome, verdicts
from fakes.conformance.sabotage.email import SABOTEURS
from fakes.conformance.sabotage.wrapping import sabotaged
from tests.fakes.conformance.email.suites import TestFake as Fake

FOUND_BY_CHANCE = ("folds_keys", "forgets_schedules", "loses_the_third", "strips_subjects")
SEEDS = range(20)


@pytest.fixture
def any_examples(same_examples: None) -> Iterator[None]:
    """Examples that follow from the seed, and are not remembered."""
    settings.register_profile("seeded", derandomize=False, database=None)
    settings.load_profile("seeded")
    yield
    settings.load_profile("ci")


@pytest.mark.parametrize("name", FOUND_BY_CHANCE)
def test_a_generated_program_finds_it_out_at_any_seed(
    any_examples: None, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (saboteur,) = [each for each in SABOTEURS if each.name == name]
    declared: dict[str, Any] = {"shrinks_for": 0.0, "examples": 50}
    suite = type("TestSeeds", (Fake,), declared)

    for seed in SEEDS:
        monkeypatch.setattr(core, "global_force_seed", seed)
        verdict = verdicts(sabotaged(suite, saboteur), saboteur.killed_by)[saboteur.killed_by]
        assert verdict.outcome is Outcome.FAIL, f"seed {seed}"
