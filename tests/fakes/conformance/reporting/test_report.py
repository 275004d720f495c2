"""Runs of pytest that write a report, add to it, and are judged by its lock."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.conformance.projects import Project, below

SUITES = """
    class Forgetful(FakeCells):
        def put(self, name, number): ...

    class TestCells(SoundCells):
        cells = {cells}
        parameters = {{"delete_missing": "raises"}}

        @pytest.fixture(params=[{variants}])
        def shelf(self, request):
            return Shelf

        @contextmanager
        def store(self, namespace, shelf):
            yield shelf()

        def system(self, request):
            return f"Shelves {{request.param if hasattr(request, 'param') else 5}}"
"""
FILES = ["conformance.json", "matrix.html", "matrix.md"]
LOCKED = [*FILES[:1], "conformance.lock", *FILES[1:]]
REPORTED = "= conformance report ="


@pytest.fixture
def conformance(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Runs":
    # A file that is written anew within a second, and is no longer than before, looks the same.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return Runs(project, tmp_path / "report")


class Runs:
    def __init__(self, project: Project, directory: Path) -> None:
        self.project = project
        self.directory = directory

    def write(self, cells: str = "FakeCells", variants: str = "'a', 'b'") -> None:
        self.project.write(SUITES.format(cells=cells, variants=variants))

    def run(self, *options: str) -> pytest.RunResult:
        run = self.project.run_apart if "-n2" in options else self.project.run
        return run(f"--conformance-report={self.directory}", *options)

    @property
    def files(self) -> list[str]:
        return sorted(path.name for path in self.directory.iterdir())

    @property
    def cells(self) -> list[dict[str, Any]]:
        cells: list[dict[str, Any]] = json.loads(self.text("conformance.json"))["cells"]
        return cells

    def text(self, name: str) -> str:
        return (self.directory / name).read_text("utf-8")


@pytest.mark.parametrize("workers", [(), ("-pxdist.plugin", "-n2")])
def test_a_run_writes_three_files(conformance: Runs, workers: tuple[str, ...]) -> None:
    conformance.write()

    result = conformance.run("--sabotage", *workers)

    result.assert_outcomes(passed=20, skipped=2)
    assert below(result, REPORTED)[0] == f"Written to {conformance.directory}/matrix.html"
    assert conformance.files == FILES
    assert {(cell["variant"], cell["system"]) for cell in conformance.cells} == {
        ("a", "Shelves 5"),
        ("b", "Shelves 5"),
    }
    assert len(conformance.cells) == 22
    assert "TestCells\\[a\\]<br>Shelves 5 | TestCells\\[b\\]" in conformance.text("matrix.md")
    assert "<td>3 of 4 (75 %)</td>" in conformance.text("matrix.html")


def test_a_second_run_writes_the_same_matrix(conformance: Runs) -> None:
    conformance.write()
    conformance.run("-k", "not a]")
    conformance.run("-k", "a]")
    first = conformance.text("matrix.md")

    conformance.run()

    assert conformance.text("matrix.md") == first


def test_a_run_without_suites_writes_nothing(conformance: Runs) -> None:
    conformance.project.pytester.makepyfile("def test_it(): ...")

    result = conformance.run()

    assert result.ret == pytest.ExitCode.OK
    assert below(result, REPORTED)[0] == "Nothing was written: no suite took part."
    assert conformance.files == []


def test_what_is_lost_fails_the_run_until_it_is_accepted(conformance: Runs) -> None:
    conformance.write(variants="'a'")
    accepted = conformance.run("--conformance-lock")
    kept = conformance.run()
    conformance.write(variants="'a'", cells="Forgetful")
    lost = conformance.run("-k", "batch or missing")
    still_lost = conformance.run("-k", "missing")
    anew = conformance.run("-k", "batch", "--conformance-lock")

    assert (accepted.ret, kept.ret, still_lost.ret) == (0, 0, 1)
    assert conformance.files == LOCKED
    assert below(lost, "= conformance lost =")[:3] == [
        "test_it.TestCells[a] keeps batch",
        "    is now FAIL: names after put_all",
        "To accept this, run it again with --conformance-lock.",
    ]
    still_lost.stdout.fnmatch_lines(["test_it.TestCells[[]a[]] keeps batch"])
    anew.stdout.no_fnmatch_line("*= conformance lost =*")
    assert "keeps batch" not in conformance.text("conformance.lock")
    assert "keeps visible" in conformance.text("conformance.lock")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "is damaged (JSONDecodeError: *): restore it, or delete it"),
        ('{"schema": 7}', "has schema 7, and this version of verified-doubles knows 1: use *"),
    ],
)
def test_a_report_that_cannot_be_read_stops_the_run(conformance: Runs, text: str, why: str) -> None:
    conformance.directory.mkdir()
    (conformance.directory / "conformance.json").write_text(text)

    result = conformance.run()

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: --conformance-report: *conformance.json {why}"])
    assert conformance.text("conformance.json") == text


def test_a_lock_that_cannot_be_read_stops_the_run(conformance: Runs) -> None:
    conformance.directory.mkdir()
    (conformance.directory / "conformance.lock").write_text("so what\n")

    result = conformance.run()

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: --conformance-report: *.lock, line 1: 'so what' is not *"])


def test_a_directory_that_cannot_be_one_stops_the_run(conformance: Runs) -> None:
    conformance.directory.write_text("")

    result = conformance.run()

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    why = "is no directory to write to: File exists"
    assert f"ERROR: --conformance-report: {conformance.directory} {why}" in result.errlines


def test_a_lock_without_a_report_stops_the_run(project: Project) -> None:
    result = project.run_apart("--conformance-lock")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        ["ERROR: --conformance-lock: say where, with --conformance-report DIR"]
    )


def test_who_has_no_suites_does_not_wait_for_them(project: Project) -> None:
    project.pytester.makepyfile("""
        import sys

        def test_it():
            assert [name for name in sys.modules if name.startswith("fakes")] == []
    """)

    project.run_apart().assert_outcomes(passed=1)
