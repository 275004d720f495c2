"""Broken adapters that only generated programs find out: they do, whatever the seed."""

import pytest

from fakes.conformance import Outcome, verdicts
from fakes.conformance.sabotage.wrapping import sabotaged
from tests.fakes.conformance.sabotage.broken import Broken, impatient
from tests.fakes.conformance.sabotage.ports import PORTS

SEEDS = range(20)
FOUND_BY_CHANCE = [
    pytest.param(broken, name, id=f"{broken.port}-{name}")
    for broken in PORTS
    for name in broken.found_by_chance
]


@pytest.mark.parametrize(("broken", "name"), FOUND_BY_CHANCE)
def test_a_generated_program_finds_it_out_at_any_seed(broken: Broken, name: str) -> None:
    saboteur = broken.named(name)
    slug = saboteur.killed_by
    suite = sabotaged(impatient(broken.seeded), saboteur)

    found = {seed: verdicts(suite, slug, examples=100, seed=seed)[slug] for seed in SEEDS}

    missed = [seed for seed, verdict in found.items() if verdict.outcome is not Outcome.FAIL]
    assert missed == []
