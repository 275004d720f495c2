"""Saboteurs around an adapter that is sound: what its certificate says, with pytest and without."""

from datetime import date
from importlib import import_module
from typing import Any

import pytest

from fakes.conformance import (
    Certificate,
    Deviation,
    Fate,
    Operation,
    Specification,
    Verdict,
    certificate,
    verdicts,
)
from fakes.conformance.sabotage.attempting import saboteurs_of
from fakes.errors import Unsupported
from tests.fakes.conformance.adapters import FakeCells, SoundCells
from tests.fakes.conformance.cells import get_missing
from tests.fakes.conformance.projects import Project, below
from tests.fakes.conformance.trying import BASES, specification, suite_of

SOUND = """\
killed 3 of 4 (75 %), 1 undecided, 2 not applicable
  survived: slow (takes its time)
  undecided: texts (gives texts for numbers): HARNESS_ERROR with it: get returned what the port \
does not allow: 'one' is a str, not an int."""


def fates(found: Certificate) -> dict[str, Fate]:
    return {attempt.name: attempt.fate for attempt in found.attempts}


def reasons(found: Certificate) -> dict[str, str]:
    return {attempt.name: attempt.reason for attempt in found.attempts if attempt.reason}


@pytest.mark.parametrize("base", BASES)
def test_a_certificate_says_what_became_of_each_saboteur(base: type[Any]) -> None:
    found = certificate(base)

    assert str(found) == SOUND
    assert fates(found) == {
        "off_by_one": Fate.KILLED,
        "slow": Fate.SURVIVED,
        "texts": Fate.UNDECIDED,
        "loses_updates": Fate.KILLED,
        "commits_always": Fate.KILLED,
        "not_unique": Fate.NOT_APPLICABLE,
        "refuses": Fate.NOT_APPLICABLE,
    }
    assert found.rate == 0.75


def test_what_is_not_applicable_says_why() -> None:
    class Poor(FakeCells):
        def add(self, name: str, number: int) -> int:
            return 0

        def unit(self) -> Any:
            raise Unsupported("unit", "it has none")

    class TestCells(SoundCells):
        cells = Poor
        operations = frozenset[Operation]()
        deviations = (
            Deviation("no_lost_update", reason="no locks", expires=date(2999, 1, 1)),
            Deviation("survives_restart", reason="none", expires=date(2999, 1, 1)),
        )

    found = certificate(TestCells, "no_lost_update", "rollback_hides", "missing", "delete_missing")

    assert reasons(found) == {
        "loses_updates": "DEVIATION: until 2999-01-01: no locks",
        "commits_always": (
            "UNSUPPORTED: TestCells does not declare Operation.TRANSACTIONS, and it refuses"
        ),
        "not_unique": "TestCells does not declare Promise.UNIQUE",
        "refuses": "TestCells does not declare that delete_missing is 'ignores'",
    }
    assert str(found) == "none was killed, and none survived, 4 not applicable"
    assert found.rate is None


def test_where_a_guarantee_fails_by_itself_its_saboteurs_are_undecided() -> None:
    class Forgetful(FakeCells):
        def put(self, name: str, number: int) -> None: ...

    found = certificate(type("TestCells", (SoundCells,), {"cells": Forgetful}), "round_trip")

    assert str(found) == (
        "none was killed, and none survived, 2 undecided\n"
        "  undecided: off_by_one (puts one more): round_trip is FAIL without it\n"
        "  undecided: slow (takes its time): round_trip is FAIL without it"
    )


def test_of_a_suite_with_a_mistake_nothing_is_decided() -> None:
    suite = type("TestCells", (SoundCells,), {"promises": None})

    assert reasons(certificate(suite, "round_trip")) == {
        "off_by_one": "round_trip is HARNESS_ERROR without it",
        "slow": "round_trip is HARNESS_ERROR without it",
    }


def test_a_port_that_has_no_saboteurs_has_an_empty_certificate() -> None:
    assert certificate(suite_of(specification(get_missing))).attempts == ()


@pytest.mark.parametrize("port", ["repository", "payments", "email", "queue", "event_log"])
def test_each_port_says_where_its_saboteurs_are(port: str) -> None:
    known = import_module(f"fakes.conformance.{port}.specification")
    (specified,) = [each for each in vars(known).values() if isinstance(each, Specification)]

    slugs = {guarantee.slug for guarantee in specified.guarantees}
    assert {saboteur.killed_by for saboteur in saboteurs_of(specified)} == slugs


def test_the_same_saboteurs_are_killed_in_every_run() -> None:
    assert certificate(SoundCells, "round_trip") == certificate(SoundCells, "round_trip")


def test_a_verdict_comes_back_from_json() -> None:
    verdict = verdicts(SoundCells, "missing")["missing"]

    assert Verdict.from_json(verdict.as_json()) == verdict


SUITES = """
    class TestCells(SoundCells):
        @pytest.fixture(autouse=True)
        def made(self):
            self.adapter = FakeCells

        @contextmanager
        def connect(self, store):
            yield self.adapter(store)

    class TestAsyncCells(SoundAsyncCells): ...
"""
CERTIFIED = [
    f"{name}: {SOUND}".splitlines()[0] if not number else f"{name}: {SOUND}".splitlines()[number]
    for name in ("TestAsyncCells", "TestCells")
    for number in range(3)
]
MORAL = "A saboteur that survives fails no test: it shows damage that the suite does not see."


@pytest.mark.parametrize("workers", [(), ("-pxdist.plugin", "-n2")])
def test_a_run_with_sabotage_ends_with_certificates(
    project: Project, workers: tuple[str, ...]
) -> None:
    project.write(SUITES)

    result = project.run_apart("--sabotage", *workers)

    result.assert_outcomes(passed=20, skipped=2)
    assert below(result, "= sabotage =")[:7] == [*CERTIFIED, MORAL]


def test_only_the_saboteurs_of_what_is_selected_are_tried(project: Project) -> None:
    project.write(SUITES)

    result = project.run("--sabotage", "-k", "TestCells and lost_update")

    assert below(result, "= sabotage =")[0] == "TestCells: killed 1 of 1 (100 %)"
    result.stdout.no_fnmatch_line(MORAL)


def test_a_run_without_sabotage_has_no_certificates(project: Project) -> None:
    project.write(SUITES)

    project.run().stdout.no_fnmatch_line("*= sabotage =*")
