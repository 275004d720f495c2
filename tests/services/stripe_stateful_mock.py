"""stripe-stateful-mock: Stripe's older API for Charges, simulated by a process of Node.js.

`npm ci --omit=dev --ignore-scripts --prefix tests/services/stripe-stateful-mock` installs it.
"""

import json
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.services.participants import Participants
from tests.services.processes import free_port, program, running
from tests.services.service import NotInstalled, Unreachable, listens, started

__all__ = ["stripe_stateful_mock_address", "stripe_stateful_mock_version"]

_NAME = "stripe-stateful-mock"
_FOLDER = Path(__file__).with_name(_NAME)
_PACKAGE = _FOLDER / "node_modules" / _NAME / "package.json"


def stripe_stateful_mock_version() -> str:
    """The version that is installed."""
    return str(json.loads(_PACKAGE.read_text())["version"])


@contextmanager
def _started(folder: Path) -> Generator[str]:
    node, port = program("node"), free_port()
    if not _PACKAGE.exists():
        raise NotInstalled(f"{_NAME} is not installed")

    def ready() -> None:
        if not listens("127.0.0.1", port):
            raise Unreachable(f"nothing listens at 127.0.0.1:{port}")

    # The checkout may be where nobody but its owner can read it.
    with running([node, _FOLDER / "serve.js", str(port)], folder, ready, user="root"):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def stripe_stateful_mock_address(participants: Participants) -> Generator[str]:
    """The address of its API; any key that begins with sk_test_ will do."""
    remedy = f"install the package nodejs, and run npm ci --prefix {_FOLDER}"
    with started(_NAME, _started, participants, remedy) as address:
        participants.add(_NAME, stripe_stateful_mock_version(), "started for this run")
        yield address
