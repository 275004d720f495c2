"""What every test of the project shares: pytester, and how long Hypothesis may search."""

import gc
import os

from hypothesis import settings

pytest_plugins = ["pytester", "tests.services.plugin"]

# Shared machines stall for longer than any sensible deadline; a stall is not a failure.
settings.register_profile("default", deadline=None)
settings.register_profile("ci", parent=settings.get_profile("default"), derandomize=True)
# The wheel is tested on every Python; that it holds what src/ holds takes fewer examples.
settings.register_profile("brief", parent=settings.get_profile("ci"), max_examples=15)
settings.load_profile(
    os.environ.get("TESTS_PROFILE") or ("ci" if os.environ.get("CI") else "default")
)


def pytest_collection_finish() -> None:
    """Thousands of tests are there to stay, and need not be gone through for garbage each time."""
    gc.freeze()
