"""What the tests of the engine share: examples that are the same in every run."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.fakes.conformance.projects import ROOT, Project


@pytest.fixture(autouse=True)
def same_examples() -> Iterator[None]:
    """Texts are compared to the letter, and show the examples that failed."""
    outer = settings.get_current_profile_name()
    settings.load_profile("ci")
    yield
    settings.load_profile(outer)


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return Project(pytester)
