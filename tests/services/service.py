"""A real system that tests talk to: where it is looked for, and when a private one is started."""

import os
import socket
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar
from urllib.parse import urlsplit

import attrs

from tests.services.participants import Participants

__all__ = ["DidNotStart", "NotInstalled", "Service", "Unreachable", "listens", "started"]

T = TypeVar("T")

PRIVATE = "private"


class Unreachable(Exception):
    """Nothing that can be used answers at an address."""


class NotInstalled(Exception):
    """The machine lacks what a private server is started from."""


class DidNotStart(Exception):
    """A private server ended, or did not answer in time; with what it had to say."""


@attrs.frozen
class Service:
    """A server with a wire: where it is looked for, and how a private one is started.

    Addresses are URLs. `version` connects and asks for the version, or raises `Unreachable`.
    `start` runs a private server that keeps its files in the folder that it is given, binds to
    127.0.0.1 alone and stops at the end; it raises `NotInstalled` where there is no binary, which
    Debian's `package` has, and `DidNotStart`.
    """

    name: str
    variable: str
    standard: str
    package: str
    version: Callable[[str], str]
    start: Callable[[Path], AbstractContextManager[str]]

    @contextmanager
    def found(self, participants: Participants) -> Generator[str]:
        """The address of a server: the variable's, else the standard one, else a private one's.

        With "private" in the variable no server is looked for, and one is started.
        """
        configured = os.environ.get(self.variable)
        if configured == PRIVATE:
            missing = f"{self.variable} asks for a private one"
        else:
            address = configured or self.standard
            try:
                version, place = self._answer_at(address)
            except Unreachable as unreachable:
                missing = str(unreachable)
                if configured:
                    participants.not_run(self.name, f"{self.variable} is set, and {missing}")
            else:
                participants.add(self.name, version, place)
                yield address
                return
        with self._private(missing, participants) as address:
            yield address

    def _answer_at(self, address: str) -> tuple[str, str]:
        """The version of the server at an address, and its host and port, without a password."""
        host, port = _endpoint(address, self.standard)
        place = f"{host}:{port}"
        if not listens(host, port):
            raise Unreachable(f"nothing listens at {place}")
        try:
            return self.version(address), place
        except Unreachable as unreachable:
            reason = " ".join(str(unreachable).split())
            raise Unreachable(f"{place} cannot be used ({reason})") from None

    @contextmanager
    def _private(self, missing: str, participants: Participants) -> Generator[str]:
        remedy = f"install the package {self.package}, or set {self.variable}"
        with started(self.name, self.start, participants, remedy, missing) as address:
            where = f"started for this run, because {missing}"
            participants.add(self.name, self.version(address), where)
            yield address


@contextmanager
def started(
    name: str,
    start: Callable[[Path], AbstractContextManager[T]],
    participants: Participants,
    remedy: str,
    missing: str = "",
) -> Generator[T]:
    """What `start` yields, which keeps its files in a folder that is gone in the end."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="fakes-")))
        try:
            server = stack.enter_context(start(folder))
        except NotInstalled as absent:
            reason = f"{missing}, and {absent}" if missing else f"{absent}"
            participants.not_run(name, f"{reason} ({remedy})")
        except DidNotStart as failure:
            participants.broken(name, str(failure))
        yield server


def listens(host: str, port: int) -> bool:
    """Does anything at all listen there?"""
    try:
        with socket.create_connection((host, port), timeout=5):
            return True
    except OSError:
        return False


def _endpoint(address: str, standard: str) -> tuple[str, int]:
    """The host and the port of an address that somebody may have mistyped."""
    with suppress(ValueError):
        parts, usual = urlsplit(address), urlsplit(standard)
        host, port = parts.hostname, parts.port or usual.port
        if parts.scheme == usual.scheme and host and port:
            return host, port
    # Without the address itself, which may hold a password.
    raise Unreachable(f"it is no address like {standard}")
