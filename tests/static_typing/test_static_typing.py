"""Both type checkers, held to what the accept and reject modules say of the public API."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs
import pytest

HERE = Path(__file__).parent
PACKAGE = HERE.parents[1] / "src" / "doubles"
OF_DOUBLES = ("accept.py", "reject.py", "specimens.py")
OF_FAKES = ("accept_fakes.py", "reject_fakes.py")
OF_CONFORMANCE = ("accept_conformance.py", "reject_conformance.py")

# A project is a directory that holds a version of `doubles` and a copy of its subjects.
SHIPPED = "shipped"
LOOSENED_ANSWER = "loosened_answer"
BUILDER_OF_ANY = "builder_of_any"
PROJECTS = {
    SHIPPED: (*OF_DOUBLES, *OF_FAKES, *OF_CONFORMANCE),
    LOOSENED_ANSWER: OF_DOUBLES,
    BUILDER_OF_ANY: OF_DOUBLES,
}

CHECKERS = ("mypy", "pyright")


@attrs.frozen
class Finding:
    """What a checker reports of a subject: its rule's name, or mypy's code."""

    checker: str
    project: str
    subject: str
    line: int
    rule: str
    message: str


def edit(module: Path, pattern: str, replacement: str) -> None:
    text, edits = re.subn(pattern, replacement, module.read_text(), flags=re.DOTALL)
    assert edits == 1, f"{module.name} has {edits} places to edit that match {pattern!r}."
    module.write_text(text)


def loosen_the_answer(package: Path) -> None:
    edit(
        package / "_when.py",
        r'(def returns\(self: "Stubbing\[P, T\]"), value: T, /, \*more: T',
        r"\1, value: object, /, *more: object",
    )


def build_any(package: Path) -> None:
    edit(package / "_stub.py", r"(def stub\([^)]*\)) -> T:", r"\1 -> Any:")
    edit(package / "_stub.py", r"import TypeVar", "import Any, TypeVar")


def run(*command: str, cwd: Path) -> str:
    """What a checker prints; one that cannot work says why on stderr."""
    # The Python that pyright asks where the packages are is the first on the path.
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=cwd,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout


def mypy(projects: Path) -> list[Finding]:
    command = ("mypy", "--strict", "--config-file=", "--cache-dir=../cache", "--output=json")
    reports = [
        (project, json.loads(line))
        for project, subjects in PROJECTS.items()
        for line in run(*command, *subjects, cwd=projects / project).splitlines()
        if line
    ]
    return [
        Finding("mypy", project, report["file"], report["line"], report["code"], report["message"])
        for project, report in reports
        # The package is checked where it is, with the settings of the project.
        if report["severity"] == "error" and report["file"] in PROJECTS[project]
    ]


def pyright(projects: Path) -> list[Finding]:
    configuration = {
        "include": [
            f"{project}/{subject}" for project, subjects in PROJECTS.items() for subject in subjects
        ],
        "executionEnvironments": [{"root": project} for project in PROJECTS],
        "typeCheckingMode": "strict",
        "enableTypeIgnoreComments": False,
        "reportUnnecessaryTypeIgnoreComment": "error",
    }
    (projects / "pyrightconfig.json").write_text(json.dumps(configuration))
    output = run("pyright", "--outputjson", cwd=projects)
    report: dict[str, Any] = json.loads(output)
    assert report["summary"]["filesAnalyzed"] == sum(map(len, PROJECTS.values()))
    return [
        Finding(
            "pyright",
            Path(diagnostic["file"]).parent.name,
            Path(diagnostic["file"]).name,
            diagnostic["range"]["start"]["line"] + 1,
            diagnostic.get("rule", ""),
            diagnostic["message"],
        )
        for diagnostic in report["generalDiagnostics"]
    ]


@pytest.fixture(scope="session")
def findings(tmp_path_factory: pytest.TempPathFactory) -> list[Finding]:
    """All that both checkers find in all projects: starting a checker is what takes the time."""
    projects = tmp_path_factory.mktemp("projects")
    for project, subjects in PROJECTS.items():
        shutil.copytree(PACKAGE, projects / project / "doubles")
        for subject in subjects:
            shutil.copy(HERE / subject, projects / project)
    loosen_the_answer(projects / LOOSENED_ANSWER / "doubles")
    build_any(projects / BUILDER_OF_ANY / "doubles")
    return mypy(projects) + pyright(projects)


def test_both_checkers_accept_the_sound_uses_and_refuse_every_misuse(
    findings: list[Finding],
) -> None:
    """A misuse that is not refused shows as an unused suppression."""
    assert [finding for finding in findings if finding.project == SHIPPED] == []


@pytest.mark.parametrize("checker", CHECKERS)
def test_an_answer_loosened_to_object_is_noticed(findings: list[Finding], checker: str) -> None:
    """Otherwise reject.py would hold no answer of `returns` to its type."""
    lines = (HERE / "reject.py").read_text().splitlines()
    noticed = [
        lines[finding.line - 1].strip().partition("  #")[0]
        for finding in findings
        if (finding.checker, finding.project) == (checker, LOOSENED_ANSWER)
        if finding.rule in {"unused-ignore", "reportUnnecessaryTypeIgnoreComment"}
    ]
    assert 'when(users.find, 1).returns("Dave")' in noticed


@pytest.mark.parametrize("checker", CHECKERS)
def test_a_builder_that_returns_any_is_noticed(findings: list[Finding], checker: str) -> None:
    """Otherwise accept.py would hold no double to the type of its spec."""
    lines = (HERE / "accept.py").read_text().splitlines()
    noticed = [
        lines[finding.line - 1].strip()
        for finding in findings
        if (finding.checker, finding.project) == (checker, BUILDER_OF_ANY)
        if finding.rule in {"assert-type", "reportAssertTypeFailure"}
    ]
    assert "assert_type(stub(Users), Users)" in noticed


@pytest.mark.parametrize("subject", ["reject.py", "reject_fakes.py"])
def test_every_misuse_is_refused_by_name_in_both_checkers(subject: str) -> None:
    suppressions = re.compile(
        r" {4,}\S.*  # type: ignore\[[a-z, -]+\]  # pyright: ignore\[[A-Za-z, ]+\]"
    )
    lines = (HERE / subject).read_text().splitlines()
    misuses = [line for line in lines if "ignore" in line]
    assert [line for line in misuses if not suppressions.fullmatch(line)] == []
    assert len(misuses) >= 40


@pytest.mark.parametrize("package", ["doubles", "fakes"])
def test_the_public_types_are_complete(package: str) -> None:
    output = run("pyright", "--outputjson", "--ignoreexternal", "--verifytypes", package, cwd=HERE)
    completeness: dict[str, Any] = json.loads(output)["typeCompleteness"]
    # What is not exported counts too where an exported type leads to it, and names the cause.
    incomplete = {
        symbol["name"]: [diagnostic["message"] for diagnostic in symbol["diagnostics"]]
        for symbol in completeness["symbols"]
        if symbol["diagnostics"]
        # What pyright makes up for a converter of attrs has no source to hold a docstring.
        and "__converterDescriptor_" not in symbol["name"]
    }
    assert incomplete == {}
    assert completeness["completenessScore"] == 1
