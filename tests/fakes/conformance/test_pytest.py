"""Suites under pytest: names, selection, texts, counts, options and workers."""

import pytest

from tests.fakes.conformance.projects import HEADER, Project, below


def test_each_guarantee_is_a_test_with_a_plain_name(project: Project) -> None:
    project.write("""
        class TestCells(SoundCells): ...

        class TestAsyncCells(SoundAsyncCells): ...
    """)

    result = project.run("--collect-only", "-q")

    assert result.outlines[:11] == [
        "test_it.py::TestCells::test_round_trip",
        "test_it.py::TestCells::test_last_put_wins",
        "test_it.py::TestCells::test_missing",
        "test_it.py::TestCells::test_delete_missing",
        "test_it.py::TestCells::test_visible",
        "test_it.py::TestCells::test_no_lost_update",
        "test_it.py::TestCells::test_batch",
        "test_it.py::TestCells::test_rollback_hides",
        "test_it.py::TestCells::test_survives_restart",
        "test_it.py::TestCells::test_expiry",
        "test_it.py::TestCells::test_younger",
    ]
    assert "22 tests collected" in result.outlines[-1]


def test_what_became_of_the_guarantees_is_counted_for_each_suite(project: Project) -> None:
    project.write("""
        from datetime import date

        class Forgetful(FakeCells):
            def put(self, name, number): ...

        class TestCells(SoundCells):
            cells = Forgetful
            promises = ()
            deviations = (
                Deviation("round_trip", reason="it forgets", expires=date(2999, 1, 1)),
            )
            parameters = {}

        class TestAsyncCells(SoundAsyncCells): ...
    """)

    result = project.run()

    result.assert_outcomes(passed=12, failed=6, skipped=3, xfailed=1)
    assert below(result, "= conformance =")[:2] == [
        "TestAsyncCells: 10 PASS, 1 NEW",
        "TestCells: 2 PASS, 1 DEVIATION, 1 UNPROMISED, 1 NEW, 5 FAIL, 1 HARNESS_ERROR",
    ]


def test_a_run_without_suites_says_nothing_of_them(project: Project) -> None:
    project.pytester.makepyfile("def test_it(): ...")

    project.run().stdout.no_fnmatch_line("*conformance*")


def test_a_failure_shows_its_text_and_nothing_else(project: Project) -> None:
    project.write("""
        class Forgetful(FakeCells):
            def put(self, name, number): ...

        class TestCells(SoundCells):
            cells = Forgetful
    """)

    result = project.run("-k", "survives_restart", "--no-header")

    shown = below(result, " TestCells.test_survives_restart ")
    assert shown[:3] + shown[4:8] + shown[9:10] == [
        "TestCells does not keep survives_restart: a restart loses nothing.",
        "",
        "It raised what the port does not allow here. Missing: no cell is called 'a'",
        "",
        "What was done:",
        "  1. client 1: put('a', 1) -> None",
        "  2. client 2: get('a') raised Missing: no cell is called 'a'",
        "TestCells: 1 FAIL",
    ]
    result.stdout.no_fnmatch_line("*src/fakes*")


def test_why_something_was_not_run_is_told(project: Project) -> None:
    project.write("""
        class TestCells(SoundCells):
            promises = ()

            @contextmanager
            def store(self, namespace):
                yield Shelf()
    """)
    line = HEADER.count("\n") + 4

    result = project.run("-rs", "-k", "survives or younger")

    result.assert_outcomes(skipped=2)
    result.stdout.fnmatch_lines(
        [
            f"SKIPPED [[]1] test_it.py:{line}: UNPROMISED: TestCells does not declare Promise.D*",
            f"SKIPPED [[]1] test_it.py:{line}: NEW: it is since 2026.2, and TestCells asks for *",
        ]
    )


def test_a_deviation_is_an_expected_failure(project: Project) -> None:
    project.write("""
        from datetime import date

        class Forgetful(FakeCells):
            def put(self, name, number): ...

        class TestCells(SoundCells):
            cells = Forgetful
            deviations = (
                Deviation("survives_restart", reason="it forgets", expires=date(2999, 1, 1)),
            )
    """)

    result = project.run("-rx", "-k", "survives")

    result.assert_outcomes(xfailed=1)
    result.stdout.fnmatch_lines(["XFAIL * - DEVIATION: until 2999-01-01: it forgets"])


ONLY_IT = "-mconformance(guarantee='it')"
INCONCLUSIVE = """
    from fakes.conformance import Kind
    from tests.fakes.conformance.cells import get_missing
    from tests.fakes.conformance.trying import specification

    class TestCells(SoundCells):
        specification = specification(get_missing, kind=Kind.CONCURRENT)
        promises = operations = ()
        parameters = {}
"""


def test_what_was_inconclusive_is_skipped_and_counted(project: Project) -> None:
    project.write(INCONCLUSIVE)

    result = project.run("-rs", ONLY_IT)

    result.assert_outcomes(skipped=1, deselected=11)
    result.stdout.fnmatch_lines(["TestCells: 1 INCONCLUSIVE", "SKIPPED * INCONCLUSIVE: only one *"])


def test_what_was_inconclusive_can_be_made_to_fail(project: Project) -> None:
    project.write(INCONCLUSIVE)

    result = project.run("--conformance-conclusive", ONLY_IT)

    result.assert_outcomes(failed=1, deselected=11)
    result.stdout.fnmatch_lines(["INCONCLUSIVE: only one client took part, *"])


@pytest.mark.parametrize(
    ("selection", "names"),
    [
        (("-k", "lost_update"), ["no_lost_update"]),
        (("-m", "conformance(guarantee='missing')"), ["missing"]),
        (("-m", "conformance(kind='concurrent')"), ["no_lost_update"]),
        (("-m", "conformance(needs='durable')"), ["survives_restart"]),
        (("-m", "conformance(needs='batch') or conformance(needs='clock')"), ["batch", "expiry"]),
        (("-m", "conformance(expects='new')"), ["younger"]),
        (("-m", "conformance(expects='unsupported')"), ["rollback_hides"]),
        (("-m", "conformance(expects='harness error')"), ["delete_missing"]),
    ],
)
def test_guarantees_are_selected_by_name_and_marker(
    project: Project, selection: tuple[str, ...], names: list[str]
) -> None:
    project.write("""
        class TestCells(SoundCells):
            operations = {Operation.BATCH}
            parameters = {}

        def test_unmarked(): ...
    """)

    result = project.run("--collect-only", "-q", "--strict-markers", *selection)

    collected = [line for line in result.outlines if "::" in line]
    assert collected == [f"test_it.py::TestCells::test_{name}" for name in names]


def test_the_number_of_examples_can_be_set_for_a_run(project: Project) -> None:
    project.write("""
        class TestCells(SoundCells): ...
    """)

    (verdict,) = project.verdicts("-k", "round_trip", "--conformance-examples=5")

    assert verdict["examples"] == 5


@pytest.mark.parametrize("number", ["0", "-1", "many"])
def test_a_number_of_examples_that_cannot_be_stops_the_run(project: Project, number: str) -> None:
    result = project.run(f"--conformance-examples={number}")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [f"*--conformance-examples: write a number from 1, not '{number}'*"]
    )


def test_verdicts_come_back_from_the_workers_of_xdist(project: Project) -> None:
    project.write("""
        class TestCells(SoundCells):
            parameters = {"delete_missing": "ignores"}

        class TestAsyncCells(SoundAsyncCells): ...
    """)

    result = project.run_apart("-pxdist.plugin", "-n2")

    result.assert_outcomes(passed=19, failed=1, skipped=2)
    result.stdout.fnmatch_lines(
        ["TestAsyncCells: 10 PASS, 1 NEW", "TestCells: 9 PASS, 1 NEW, 1 FAIL"]
    )


def test_without_the_plugin_a_suite_runs_all_the_same(project: Project) -> None:
    project.write("""
        class TestCells(SoundCells): ...
    """)

    result = project.pytester.runpytest_subprocess("-Wignore")

    result.assert_outcomes(passed=10, skipped=1)
