"""NATS with JetStream: `nats://` addresses."""

import json
import socket
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.services.processes import free_port, program, running
from tests.services.service import Service, Unreachable

__all__ = ["NATS"]


def _version(address: str) -> str:
    parts = urlsplit(address)
    try:
        with socket.create_connection((parts.hostname, parts.port or 4222), timeout=5) as wire:
            greeting = wire.makefile("rb").readline()
    except OSError as error:
        raise Unreachable(str(error)) from None
    if not greeting.startswith(b"INFO {"):
        raise Unreachable(f"it is not NATS, and greets with {greeting!r}")
    about = json.loads(greeting.removeprefix(b"INFO "))
    if not about.get("jetstream"):
        raise Unreachable("its JetStream is not enabled")
    return str(about["version"])


@contextmanager
def _start(folder: Path) -> Generator[str]:
    server, port = program("nats-server"), free_port()
    address = f"nats://127.0.0.1:{port}"
    with running(
        [server, "-a", "127.0.0.1", "-p", str(port), "-js", "-sd", folder],
        folder,
        lambda: _version(address),
    ):
        yield address


NATS = Service(
    "NATS",
    "FAKES_NATS",
    "nats://127.0.0.1:4222",
    "nats-server",
    _version,
    _start,
)
