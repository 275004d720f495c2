"""Builds the wheel and runs the tests against it, without src/, on the supported Pythons found.

For each Python: a fresh environment with the locked dependencies and the wheel, and a folder with
the tests and the pytest settings alone. What needs the checkout is left out; see `CHECKOUT_ONLY`.

The Python that runs this has run the tests from src/, and a test has compared the files of the
wheel with those of src/: it is left out if the machine has another.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

PYTHONS = ("3.11", "3.12", "3.13")

# These read pyproject.toml, docs/, examples/ or the types of src/, or try what is the same for
# every Python: real systems, other libraries, and broken adapters. They are run from the checkout.
CHECKOUT_ONLY = (
    "adapters",
    "benchmarks",
    "docs",
    "examples",
    "packaging",
    "static_typing",
    "test_divergences.py",
    "test_kills.py",
    "test_private_servers.py",
    "test_seeds.py",
)

ROOT = Path(__file__).resolve().parent.parent


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    """The standard output of a command that must succeed."""
    finished = subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.PIPE, text=True)
    return finished.stdout.strip()


def find_python(version: str) -> str | None:
    """The path of a usable interpreter of this version, if the machine has one."""
    finished = subprocess.run(
        [ROOT / "tools" / "find-python", version],
        check=False,
        stdout=subprocess.PIPE,
        text=True,
    )
    return finished.stdout.strip() or None


def build_wheel(into: Path) -> Path:
    """The one wheel that all Pythons are given."""
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", into)
    (wheel,) = into.glob("*.whl")
    return wheel


def copy_tests(into: Path) -> None:
    """A project of which nothing is left but its tests and their settings."""
    ignore = shutil.ignore_patterns("__pycache__", *CHECKOUT_ONLY)
    shutil.copytree(ROOT / "tests", into / "tests", ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", into)


def locked_for_tests() -> str:
    """The part of the lock that these tests import, which is the smaller one."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    project, group = pyproject["project"], pyproject["dependency-groups"]["test"]
    wanted = [project["dependencies"], *project["optional-dependencies"].values(), group]
    needed = {name_of(requirement) for requirements in wanted for requirement in requirements}
    lock = (ROOT / "constraints.txt").read_text("utf-8")
    entries = re.split(r"^(?=\w)", lock, flags=re.MULTILINE)[1:]
    while more := {name_of(each) for each in entries if users_in(each) & needed} - needed:
        needed |= more
    return "".join(entry for entry in entries if name_of(entry) in needed)


def users_in(entry: str) -> set[str]:
    """Who asked for an entry of the lock: "# via fastapi", or one name to a line."""
    return {*re.findall(r"# +(?:via )?([\w-]+)$", entry, re.MULTILINE)}


def name_of(requirement: str) -> str:
    """The name of the package that a requirement, or an entry of the lock, begins with."""
    return re.split(r"[^\w-]", requirement, maxsplit=1)[0]


def make_environment(interpreter: str, wheel: Path, at: Path) -> Path:
    """The Python of a new environment holding the lock and the wheel, and no way to src/."""
    run(interpreter, "-m", "venv", at)
    python = at / "bin" / "python"
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    lock = at / "constraints.txt"
    lock.write_text(locked_for_tests(), "utf-8")
    # Most of it is never imported, and compiling it would take longer than the tests do.
    run(*pip, "--no-compile", "--require-hashes", "--requirement", lock)
    run(*pip, "--no-deps", wheel)
    return python


def check_origin(python: Path, environment: Path, cwd: Path) -> None:
    """The tests must meet the installed packages: anything else proves nothing of the wheel."""
    show = "import doubles, fakes; print(doubles.__file__, fakes.__file__, sep='\\n')"
    for origin in run(python, "-c", show, cwd=cwd).splitlines():
        if not Path(origin).resolve().is_relative_to(environment.resolve()):
            raise ValueError(f"{origin} is not the installed wheel's.")


def test(interpreter: str, wheel: Path, workers: int) -> tuple[bool, str]:
    """Do the tests pass against the wheel on this Python, and what do they print?"""
    with TemporaryDirectory(prefix="wheel-") as temporary:
        environment, project = Path(temporary, "environment"), Path(temporary, "project")
        try:
            python = make_environment(interpreter, wheel, environment)
            copy_tests(project)
            check_origin(python, environment, project)
        except (OSError, ValueError, subprocess.CalledProcessError) as error:
            return False, str(error)
        finished = subprocess.run(
            (python, "-m", "pytest", "-n", str(workers), "--conformance-examples=4", "tests"),
            cwd=project,
            env={**os.environ, "TESTS_PROFILE": "brief"},
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return finished.returncode == 0, finished.stdout


def main() -> int:
    """Runs the Pythons side by side, all even if one fails, and says what each came to."""
    found = {version: find_python(version) for version in PYTHONS}
    here = ".".join(map(str, sys.version_info[:2]))
    others = {version: path for version, path in found.items() if path and version != here}
    tested = others or {version: path for version, path in found.items() if path}
    outcomes = dict.fromkeys(found, "not run: no such Python was found")
    if others:
        outcomes[here] = "not run: it has run the tests from src/, which holds the same files"
    with TemporaryDirectory(prefix="wheel-") as temporary:
        wheel = build_wheel(Path(temporary))
        workers = max(1, (os.cpu_count() or 1) // (len(tested) or 1))
        with ThreadPoolExecutor() as pool:
            runs = {
                version: pool.submit(test, path, wheel, workers) for version, path in tested.items()
            }
        for version, started in runs.items():
            passed, printed = started.result()
            print(f"{wheel.name} on Python {version} ({tested[version]})\n{printed}", flush=True)
            outcomes[version] = "passed" if passed else "FAILED"
    for version, outcome in outcomes.items():
        print(f"{wheel.name} on Python {version}: {outcome}")
    return int("FAILED" in outcomes.values() or "passed" not in outcomes.values())


if __name__ == "__main__":
    sys.exit(main())
