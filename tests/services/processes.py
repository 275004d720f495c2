"""Private servers as processes: their programs, their ports, and that nothing is left of them."""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn, TypedDict

from tests.services.service import DidNotStart, NotInstalled, Unreachable

__all__ = ["finish", "free_port", "program", "running"]

# Below those that systems give to outgoing connections, one of which might get there first.
PORTS = range(20_000, 32_000)

START_SECONDS = 120.0
STOP_SECONDS = 20.0

# Its standard input ends when the tests do, even if they are killed.
WATCHER = 'read -r _; kill -s "$1" -- "-$2"'


def program(name: str, folders: Iterable[Path] = ()) -> str:
    """The path of a program, which is looked for in these folders and then on PATH.

    Of folders that are named after versions the newest counts. Debian keeps some servers off
    PATH, and puts scripts on it that want to be started by root.
    """
    first = sorted(map(str, folders), reverse=True)
    path = [*first, os.environ.get("PATH", os.defpath), "/usr/local/sbin", "/usr/sbin"]
    found = shutil.which(name, path=os.pathsep.join(path))
    if found is None:
        raise NotInstalled(f"{name} is not installed")
    return found


def free_port() -> int:
    """A port of 127.0.0.1 that nothing uses."""
    while True:
        # Not random.choice: pytest-randomly has that choose alike in all processes of a run.
        port = secrets.choice(PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class _Identity(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


def _run_by(user: str, folder: Path) -> _Identity:
    """Who owns the folder and runs a server there; only root may choose."""
    if os.geteuid() != 0:
        return {}
    known = pwd.getpwnam(user)
    os.chown(folder, known.pw_uid, known.pw_gid)
    return {"user": known.pw_uid, "group": known.pw_gid, "extra_groups": []}


def finish(command: Sequence[str | Path], folder: Path, *, user: str = "nobody") -> None:
    """Run a command that prepares the folder for a server."""
    finished = subprocess.run(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=START_SECONDS,
        check=False,
        **_run_by(user, folder),
    )
    if finished.returncode != 0:
        _fail(command, f"ended with status {finished.returncode}", finished.stdout)


@contextmanager
def running(
    command: Sequence[str | Path],
    folder: Path,
    ready: Callable[[], object],
    *,
    environment: Mapping[str, str] | None = None,
    stop: signal.Signals = signal.SIGTERM,
    user: str = "nobody",
) -> Generator[None]:
    """A server that answers: `ready` no longer raises `Unreachable`. It is stopped at the end.

    Most refuse to be run by root, and none but a mail server needs to be.
    """
    output = folder / f"{Path(command[0]).name}.output"
    with output.open("wb") as written:
        server = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
            # A group of its own, so that Ctrl-C reaches the tests alone, and they stop it.
            start_new_session=True,
            **_run_by(user, folder),
        )
    watcher = subprocess.Popen(
        ["sh", "-c", WATCHER, "sh", stop.name.removeprefix("SIG"), str(server.pid)],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        if failure := _failure_to_start(server, ready):
            _fail(command, failure, output.read_text(errors="replace"))
        yield
    finally:
        _stop(server, stop)
        watcher.kill()
        watcher.communicate()


def _failure_to_start(server: subprocess.Popen[bytes], ready: Callable[[], object]) -> str:
    """Why the server never became ready, or nothing."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            ready()
        except Unreachable as unreachable:
            if server.poll() is not None:
                return f"ended with status {server.returncode}"
            if time.monotonic() > deadline:
                return f"did not answer within {START_SECONDS:g} s ({unreachable})"
        else:
            return ""
        # A process that comes up tells nobody.
        time.sleep(0.05)


def _stop(server: subprocess.Popen[bytes], how: signal.Signals) -> None:
    server.send_signal(how)
    with suppress(subprocess.TimeoutExpired):
        server.wait(STOP_SECONDS)
    # What it started, and itself if it did not listen.
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()


def _fail(command: Sequence[str | Path], what: str, output: str) -> NoReturn:
    said = "\n".join(output.splitlines()[-40:]) or "(it said nothing)"
    raise DidNotStart(f"{Path(command[0]).name} {what}\n{said}")
