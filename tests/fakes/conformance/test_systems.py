"""What a suite says that its adapter talks to."""

from typing import Any

import pytest

from fakes.conformance import Outcome, verdicts
from tests.fakes.conformance.projects import Project, below
from tests.fakes.conformance.trying import BASES


def suite(base: type[Any], system: Any) -> type[Any]:
    return type("TestCells", (base,), {"system": system})


@pytest.mark.parametrize("base", BASES)
def test_a_suite_is_asked_for_its_system_once(base: type[Any]) -> None:
    asked: list[str] = []

    def system(self: object, version: str) -> str:
        asked.append(version)
        return f"Shelves {version}"

    found = verdicts(suite(base, system), "missing", "younger", "batch", version="5")

    assert [verdict.system for verdict in found.values()] == ["Shelves 5"] * 3
    assert asked == ["5"]


def test_a_suite_need_not_say_anything() -> None:
    assert verdicts(BASES[0], "missing")["missing"].system == ""


def test_a_system_that_cannot_be_asked_is_the_fault_of_the_suite() -> None:
    def system(self: object) -> str:
        raise LookupError("no server")

    verdict = verdicts(suite(BASES[0], system), "missing")["missing"]

    assert verdict.outcome is Outcome.HARNESS_ERROR
    assert verdict.reason == (
        "HARNESS_ERROR: missing of TestCells cannot be checked.\n"
        "\n"
        "system() raised LookupError: no server\n"
        "Remedy: put that hook of the suite right; nothing is known of the adapter yet."
    )


def test_a_system_that_is_no_text_is_the_fault_of_the_suite() -> None:
    verdict = verdicts(suite(BASES[1], lambda self: (15, 19)), "missing")["missing"]

    assert verdict.reason == (
        "HARNESS_ERROR: missing of TestCells cannot be checked.\n"
        "\n"
        "system() returned (15, 19).\n"
        "Remedy: return a text: a name and versions."
    )


def test_each_variant_is_told_of_with_its_system(project: Project) -> None:
    project.write("""
        class TestCells(SoundCells):
            @pytest.fixture(scope="class", params=["5", "6"])
            def version(self, request):
                return request.param

            def system(self, version):
                return f"Shelves {version}"
    """)

    result = project.run("-k", "missing")

    assert below(result, "= conformance =")[:2] == [
        "TestCells[5] (Shelves 5): 2 PASS",
        "TestCells[6] (Shelves 6): 2 PASS",
    ]


def test_a_system_that_is_not_there_is_not_run(project: Project) -> None:
    project.write("""
        class TestCells(SoundCells):
            def system(self):
                pytest.skip("no server")
    """)

    result = project.run("-k", "missing")

    assert below(result, "= conformance =")[:1] == ["TestCells: 2 NOT_RUN"]
