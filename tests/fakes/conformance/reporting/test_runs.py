"""Runs of pytest that go wrong, or meet each other: what their report says of it."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from fakes.conformance.reporting.alone import alone_in
from fakes.conformance.reporting.reading import Unreadable
from fakes.conformance.reporting.report import Report
from tests.fakes.conformance.projects import Project, below
from tests.fakes.conformance.reporting.records import column

WORKERS = pytest.mark.parametrize("workers", [(), ("-pxdist.plugin", "-n2")])
REPORTED = "= conformance report ="
ENDS_EARLY = """
    import pytest

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(pyfuncitem):
        if "missing" in pyfuncitem.name:
            raise RuntimeError("out of order\\nfor today")
        if "batch" in pyfuncitem.name:
            return True
"""


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # A file that is written anew within a second, and is no longer than before, looks the same.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return tmp_path / "report"


def run(project: Project, directory: Path, *options: str) -> pytest.RunResult:
    running = project.run_apart if "-n2" in options else project.run
    return running(f"--conformance-report={directory}", *options)


def cells(directory: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((directory / "conformance.json").read_text())["cells"]
    return found


def lost(result: pytest.RunResult) -> list[str]:
    lines = below(result, "= conformance lost =")
    return lines[: lines.index("To accept this, run it again with --conformance-lock.")]


@WORKERS
def test_suites_of_one_name_are_columns_of_their_own(
    project: Project, directory: Path, workers: tuple[str, ...]
) -> None:
    project.write("""
        class TestOld:
            class TestCells(SoundCells): ...

        class TestNew:
            class TestCells(SoundCells): ...
    """)
    project.pytester.makepyfile(test_again="from test_it import TestNew")

    run(project, directory, "-k", "missing", *workers)

    assert {(cell["module"], cell["suite"]) for cell in cells(directory)} == {
        ("test_again", "TestNew.TestCells"),
        ("test_it", "TestNew.TestCells"),
        ("test_it", "TestOld.TestCells"),
    }


@WORKERS
def test_a_test_that_broke_off_proves_nothing(
    project: Project, directory: Path, workers: tuple[str, ...]
) -> None:
    project.write("""
        class TestCells(SoundCells): ...
    """)
    run(project, directory, "--conformance-lock")
    project.pytester.makeconftest(ENDS_EARLY)

    result = run(project, directory, *workers)

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert lost(result) == [
        "test_it.TestCells keeps batch",
        "    is now HARNESS_ERROR: the test broke off",
        "test_it.TestCells keeps delete_missing",
        "    is now HARNESS_ERROR: RuntimeError: out of order",
        "test_it.TestCells keeps missing",
        "    is now HARNESS_ERROR: RuntimeError: out of order",
    ]


def test_a_guarantee_that_kills_its_worker_is_not_proved(project: Project, directory: Path) -> None:
    source = """
        import os

        class Deadly(FakeCells):
            def get(self, name):
                os._exit(1)

        class TestCells(SoundCells):
            cells = {cells}
    """
    project.write(source.format(cells="FakeCells"))
    run(project, directory, "-k", "round_trip", "--conformance-lock")
    project.write(source.format(cells="Deadly"))

    result = run(project, directory, "-k", "round_trip", "-pxdist.plugin", "-n2")

    assert lost(result) == [
        "test_it.TestCells keeps round_trip",
        "    is now HARNESS_ERROR: the test broke off",
    ]


@WORKERS
def test_a_suite_that_is_gone_is_lost_until_that_is_accepted(
    project: Project, directory: Path, workers: tuple[str, ...]
) -> None:
    suites = ["class TestKept(SoundCells): ...\n", "class TestGone(SoundCells): ...\n"]
    project.write("".join(suites))
    run(project, directory, "-k", "missing", "--conformance-lock")
    deselected = run(project, directory, "-k", "TestKept and missing", *workers)
    project.write(f"{suites[0]}\ndef test_it(): ...\n")

    gone = run(project, directory, "-k", "missing", *workers)
    named = run(project, directory, "test_it.py::TestKept::test_missing")
    run(project, directory, "-k", "missing", "--conformance-lock", *workers)

    assert (deselected.ret, gone.ret, named.ret) == (0, 1, 0)
    assert lost(gone) == [
        "test_it.TestGone keeps delete_missing",
        "    is now gone: the module has no such suite any more",
        "test_it.TestGone keeps missing",
        "    is now gone: the module has no such suite any more",
    ]
    assert {cell["suite"] for cell in cells(directory)} == {"TestKept"}
    assert "TestGone" not in (directory / "conformance.lock").read_text()


def test_runs_at_the_same_time_lose_nothing_of_each_other(directory: Path) -> None:
    one, other = Report.opened(directory), Report.opened(directory)

    one.add(column("TestRedis"), {}, accept=True)
    other.add(column("TestSqlite"), {}, accept=True)

    assert {cell["suite"] for cell in cells(directory)} == {"TestRedis", "TestSqlite"}
    assert len((directory / "conformance.lock").read_text().splitlines()) == 3 + 6


def test_who_adds_to_a_report_is_alone(tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    other = os.open(tmp_path, os.O_RDONLY)

    try:
        with alone_in(tmp_path), pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        os.close(other)


def test_where_nothing_can_be_locked_nobody_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)

    with alone_in(tmp_path), alone_in(tmp_path):
        pass


def test_a_report_whose_directory_went_away_fails_the_run(
    project: Project, directory: Path
) -> None:
    project.write(f"""
        import shutil

        class TestCells(SoundCells): ...

        def test_missing():
            shutil.rmtree({str(directory)!r})
    """)

    result = run(project, directory, "-k", "missing")

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert below(result, REPORTED)[0] == (
        f"Not written: {directory} cannot be written: No such file or directory"
    )


def test_a_file_of_a_report_that_cannot_be_replaced_is_named(directory: Path) -> None:
    report = Report.opened(directory)
    (directory / "matrix.html").mkdir()

    with pytest.raises(Unreadable) as refused:
        report.add(column(), {}, accept=False)

    assert str(refused.value) == f"{directory}/matrix.html cannot be written: Is a directory"
    assert sorted(path.name for path in directory.iterdir()) == [
        "conformance.json",
        "matrix.html",
        "matrix.md",
    ]


@WORKERS
def test_texts_of_an_adapter_may_hold_anything(
    project: Project, directory: Path, workers: tuple[str, ...]
) -> None:
    project.write("""
        class Name(str): ...

        class Hostile(FakeCells):
            def get(self, name):
                raise ValueError("half \\ud800 of it")

        class TestCells(SoundCells):
            cells = Hostile

            def system(self):
                return Name("Shelves 5\\n=== 9 failed ===")
    """)

    result = run(project, directory, "-k", "round_trip", *workers)

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert below(result, "= conformance =")[0] == "TestCells (Shelves 5 === 9 failed ===): 1 FAIL"
    (cell,) = cells(directory)
    assert "ValueError: half \\ud800 of it\n" in cell["reason"]


def test_other_reporters_are_not_told(project: Project, directory: Path) -> None:
    project.write("""
        class TestCells(SoundCells): ...
    """)

    run(project, directory, "-k", "round_trip", f"--junitxml={directory / 'junit.xml'}")

    assert "conformance" not in (directory / "junit.xml").read_text()


def test_who_only_collects_gets_no_report(project: Project, directory: Path) -> None:
    project.write("""
        class TestCells(SoundCells): ...
    """)

    result = run(project, directory, "--collect-only")

    assert result.ret == pytest.ExitCode.OK
    assert not directory.exists()


def test_an_example_in_a_document_is_no_suite(project: Project, directory: Path) -> None:
    project.pytester.makepyfile(
        test_it='''
        """
        >>> 1 + 1
        2
        """
    '''
    )

    result = run(project, directory, "--doctest-modules")

    result.assert_outcomes(passed=1)
    assert below(result, REPORTED)[0] == "Nothing was written: no suite took part."
