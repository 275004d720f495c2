"""Each broken adapter of each port is found out by its guarantee, and a sound one by none."""

import re

import pytest

from fakes.conformance import Outcome, verdicts
from fakes.conformance.sabotage.wrapping import Saboteur, sabotaged
from tests.fakes.conformance.declaring import others
from tests.fakes.conformance.sabotage.broken import Broken, Suite, impatient
from tests.fakes.conformance.sabotage.ports import PORTS

KILLS = [
    pytest.param(broken, suite, saboteur, id=f"{broken.port}-{suite.__name__}-{saboteur.name}")
    for broken in PORTS
    for saboteur in broken.saboteurs
    for suite in broken.tried(saboteur)
]
SOUND = [
    pytest.param(broken, suite, id=f"{broken.port}-{suite.__name__}")
    for broken in PORTS
    for suite in broken.sound
]
BREAKING = [
    pytest.param(broken, name, slugs, id=f"{broken.port}-{name}")
    for broken in PORTS
    for name, slugs in broken.breaking.items()
]
every_port = pytest.mark.parametrize("broken", PORTS, ids=lambda broken: broken.port)


@pytest.mark.parametrize(("broken", "suite", "saboteur"), KILLS)
def test_a_broken_adapter_is_found_out_by_the_guarantee_that_it_breaks(
    broken: Broken, suite: Suite, saboteur: Saboteur
) -> None:
    slug = saboteur.killed_by
    examples = 100 if saboteur.name in broken.found_by_chance else 10

    verdict = verdicts(sabotaged(impatient(suite), saboteur), slug, examples=examples)[slug]

    assert verdict.outcome is Outcome.FAIL
    head, difference = verdict.reason.split("\n\n")[:2]
    assert head.startswith(f"{suite.__name__} does not keep {slug}: ")
    assert re.sub(r"\(\d+\)", "(1)", difference).startswith(broken.said[saboteur.name])


@pytest.mark.parametrize(("broken", "suite"), SOUND)
def test_a_wrapper_that_breaks_nothing_keeps_every_guarantee(broken: Broken, suite: Suite) -> None:
    slug = broken.guarantees[0].slug
    nothing = Saboteur("nothing", "breaks nothing", slug, broken.undamaged)

    found = verdicts(sabotaged(suite, nothing), examples=3)

    assert others(found) == dict.fromkeys(broken.unpromised(suite), Outcome.UNPROMISED)


@pytest.mark.parametrize(("broken", "name", "slugs"), BREAKING)
def test_a_broken_adapter_keeps_the_other_guarantees(
    broken: Broken, name: str, slugs: frozenset[str]
) -> None:
    suite = broken.suites[0]
    examples = 100 if name in broken.found_by_chance else 3
    damaged = sabotaged(impatient(suite), broken.named(name))

    found = {**verdicts(damaged, examples=3), **verdicts(damaged, *slugs, examples=examples)}

    unpromised = dict.fromkeys(broken.unpromised(suite), Outcome.UNPROMISED)
    assert others(found) == {**unpromised, **dict.fromkeys(slugs, Outcome.FAIL)}


@every_port
def test_each_guarantee_finds_out_a_broken_adapter(broken: Broken) -> None:
    slugs = {guarantee.slug for guarantee in broken.guarantees}

    assert {saboteur.killed_by for saboteur in broken.saboteurs} == slugs


@every_port
def test_each_broken_adapter_is_found_out_by_a_suite(broken: Broken) -> None:
    assert [each.name for each in broken.saboteurs if not broken.tried(each)] == []


@every_port
def test_each_broken_adapter_has_a_name_of_its_own(broken: Broken) -> None:
    assert sorted(saboteur.name for saboteur in broken.saboteurs) == sorted(broken.said)


@every_port
def test_what_a_suite_does_not_declare_is_not_damaged(broken: Broken) -> None:
    first = broken.suites[0]
    sparing = {saboteur.name for saboteur in broken.saboteurs if not saboteur.damages(first)}

    assert sparing == broken.sparing
