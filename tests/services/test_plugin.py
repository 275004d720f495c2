"""The table at the end of a run says which real systems took part, whichever process asked."""

import socket
from pathlib import Path

import attrs
import pytest

from tests.services.participants import REQUIRED

ROOT = Path(__file__).parents[2]

CONFTEST = """
from contextlib import contextmanager

from tests.services.plugin import address_of
from tests.services.service import DidNotStart, NotInstalled, Service

@contextmanager
def start(folder):
    yield "ledger://private"

@contextmanager
def is_absent(folder):
    raise NotInstalled("archived is not installed")
    yield

@contextmanager
def does_not_start(folder):
    raise DidNotStart("safed ended with status 1\\nno licence\\nbye")
    yield

def service(name, start):
    standard = f"{name.lower()}://127.0.0.1:1"
    variable = f"FAKES_{name.upper()}"
    return Service(name, variable, standard, f"{name.lower()}-server", lambda _: "2.5", start)

archive_address = address_of(service("Archive", is_absent))
ledger_address = address_of(service("Ledger", start))
safe_address = address_of(service("Safe", does_not_start))
till_address = address_of(service("till", is_absent))
"""

NO_ARCHIVE = (
    "nothing listens at 127.0.0.1:1, and archived is not installed "
    "(install the package archive-server, or set FAKES_ARCHIVE)"
)

TESTS = """
import pytest

@pytest.mark.parametrize("name", ["archive", "ledger", "till"])
@pytest.mark.parametrize("time", range(2))
def test_it(name, time, request):
    assert request.getfixturevalue(f"{name}_address")

def test_a_server_of_the_test(participants):
    participants.add("aquarium", "1.0", "in this process")
"""


@attrs.frozen
class Project:
    """A project whose servers are of all kinds, to be run by pytest."""

    pytester: pytest.Pytester

    def run(self, source: str, *options: str) -> list[str]:
        """The lines that a run prints, without the time that it takes."""
        self.pytester.makepyfile(test_it=source)
        result = self.pytester.runpytest_inprocess("-ptests.services.plugin", "-q", "-rN", *options)
        *lines, last = result.outlines
        return [*lines, last.rpartition(" in ")[0]]


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv(REQUIRED, raising=False)
    pytester.makeconftest(CONFTEST)
    return Project(pytester)


@pytest.mark.parametrize(
    ("options", "counts"),
    [((), "5 passed, 2 skipped"), (("-pxdist", "-n2", "--dist=each"), "10 passed, 4 skipped")],
    ids=["one process", "workers"],
)
def test_the_systems_are_listed_by_name_with_their_versions(
    project: Project, options: tuple[str, ...], counts: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        place = f"127.0.0.1:{listener.getsockname()[1]}"
        monkeypatch.setenv("FAKES_TILL", f"till://me:secret@{place}")
        lines = project.run(TESTS, *options)
    assert lines[-6:] == [
        "================================= real systems =================================",
        "aquarium  1.0      in this process",
        f"Archive   not run  {NO_ARCHIVE}",
        "Ledger    2.5      started for this run, because nothing listens at 127.0.0.1:1",
        f"till      2.5      {place}",
        counts,
    ]


def test_all_can_be_required(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(REQUIRED, "all")
    assert project.run("def test_it(archive_address): ...") == [
        "E                                                                        [100%]",
        "==================================== ERRORS ====================================",
        "__________________________ ERROR at setup of test_it ___________________________",
        f"Archive: not run, because {NO_ARCHIVE}",
        "================================= real systems =================================",
        f"Archive  not run  {NO_ARCHIVE}",
        "1 error",
    ]


def test_a_server_that_does_not_start_shows_what_it_said(project: Project) -> None:
    assert project.run("def test_it(safe_address): ...") == [
        "E                                                                        [100%]",
        "==================================== ERRORS ====================================",
        "__________________________ ERROR at setup of test_it ___________________________",
        "Safe: safed ended with status 1",
        "no licence",
        "bye",
        "================================= real systems =================================",
        "Safe  broken  safed ended with status 1",
        "1 error",
    ]


def test_a_run_without_any_of_them_says_nothing(project: Project) -> None:
    assert project.run("def test_it(): ...") == [
        ".                                                                        [100%]",
        "1 passed",
    ]
