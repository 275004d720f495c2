"""What is built and what is installed: the files, the metadata, and what an import brings along."""

import subprocess
import sys
import tarfile
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[2]

OPTIONAL = {"hypothesis", "pytest", "_pytest"}

FAKES = ("email", "event_log", "payments", "queue", "repository")


def build(target: str, into: Path) -> Path:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", into],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = into.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def wheel_files(wheel: Path) -> set[str]:
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    with ZipFile(wheel) as archive:
        text = archive.read("verified_doubles-0.1.0.dist-info/METADATA").decode()
    return HeaderParser().parsestr(text)


def modules_after(statement: str) -> set[str]:
    """The names of all modules that a new interpreter has loaded after this statement."""
    shown = subprocess.run(
        [sys.executable, "-c", f"{statement}; import sys; print(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
    )
    return set(shown.stdout.split())


def test_wheel_is_pure_python(wheel: Path) -> None:
    assert wheel.name == "verified_doubles-0.1.0-py3-none-any.whl"


def test_wheel_holds_every_file_of_src_and_nothing_else(wheel_files: set[str]) -> None:
    source = ROOT / "src"
    sources = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    information = {
        f"verified_doubles-0.1.0.dist-info/{name}"
        for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")
    }

    assert wheel_files == sources | information


def test_wheel_holds_both_packages_with_their_types_and_the_plugin(wheel_files: set[str]) -> None:
    assert wheel_files >= {
        "_doubles_pytest/__init__.py",
        "doubles/__init__.py",
        "doubles/py.typed",
        "fakes/__init__.py",
        "fakes/py.typed",
    }


def test_wheel_announces_the_plugin_to_pytest(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        announced = archive.read("verified_doubles-0.1.0.dist-info/entry_points.txt").decode()

    assert announced == "[pytest11]\ndoubles = _doubles_pytest\n"


def test_source_distribution_holds_what_it_takes_to_build_and_test(tmp_path: Path) -> None:
    with tarfile.open(build("sdist", tmp_path)) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert names >= {
        "CHANGELOG.md",
        "LICENSE",
        "Makefile",
        "PKG-INFO",
        "README.md",
        "constraints.txt",
        "pyproject.toml",
        "src/_doubles_pytest/__init__.py",
        "src/doubles/__init__.py",
        "src/fakes/__init__.py",
        "tests/conftest.py",
        "tools/find-python",
    }
    assert not {name for name in names if name.startswith((".venv", "build", "dist"))}


def test_metadata_names_the_distribution_and_its_terms(metadata: Message) -> None:
    assert metadata["Name"] == "verified-doubles"
    assert metadata["Version"] == "0.1.0"
    assert metadata["License-Expression"] == "MIT"
    assert metadata["License-File"] == "LICENSE"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Description-Content-Type"] == "text/markdown"


def test_only_four_dependencies_are_not_optional(metadata: Message) -> None:
    required = {line for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line}

    assert {line.partition(">")[0] for line in required} == {
        "attrs",
        "sortedcontainers",
        "typeguard",
        "typing-extensions",
    }
    assert set(metadata.get_all("Provides-Extra", [])) == {"conformance", "hypothesis"}


@pytest.mark.parametrize("package", ["doubles", "fakes", *(f"fakes.{name}" for name in FAKES)])
def test_importing_a_package_imports_no_optional_dependency(package: str) -> None:
    assert modules_after(f"import {package}") & OPTIONAL == set()


def test_importing_doubles_leaves_typeguard_and_fakes_for_when_they_are_needed() -> None:
    assert modules_after("import doubles") & {"typeguard", "fakes"} == set()


def test_importing_the_fakes_leaves_what_few_need_for_when_it_is_needed() -> None:
    statement = "import " + ", ".join(f"fakes.{name}" for name in FAKES)

    assert modules_after(statement) & {"asyncio", "sortedcontainers", "typeguard"} == set()
