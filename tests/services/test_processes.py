"""A private server is waited for, stopped in the end, and shows what it said if it never came."""

import os
import signal
import socket
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services import processes
from tests.services.processes import finish, free_port, program, running
from tests.services.service import DidNotStart, NotInstalled, Unreachable

PYTHON = Path(sys.executable).name
ROOT = Path(__file__).parents[2]

# It tells a socket of the test's what becomes of it.
SERVER = """
import signal, socket, sys, time

port, on_sigterm = int(sys.argv[1]), sys.argv[2]

def stop(*_):
    if on_sigterm == "stop":
        wire.sendall(b"stopped")
        sys.exit()

with socket.create_connection(("127.0.0.1", port)) as wire:
    signal.signal(signal.SIGTERM, stop)
    wire.sendall(b"started ")
    print("up", flush=True)
    while True:
        signal.pause()
"""


class Witness:
    """What a server tells, until it is gone."""

    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        self.port: int = listener.getsockname()[1]

    def command(self, on_sigterm: str = "stop") -> list[str]:
        return [sys.executable, "-c", SERVER, str(self.port), on_sigterm]

    def all(self) -> bytes:
        wire, _ = self.listener.accept()
        with wire:
            wire.settimeout(30)
            return b"".join(iter(lambda: wire.recv(100), b""))


@pytest.fixture
def witness() -> Iterator[Witness]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(30)
        yield Witness(listener)


def up(folder: Path) -> None:
    """Is the server ready?"""
    if "up" not in (folder / f"{PYTHON}.output").read_text():
        raise Unreachable("it is not up")


def test_a_server_is_stopped_in_the_end(witness: Witness, tmp_path: Path) -> None:
    with running(witness.command(), tmp_path, lambda: up(tmp_path), user="root"):
        pass
    assert witness.all() == b"started stopped"


def test_a_server_is_stopped_when_a_test_fails(witness: Witness, tmp_path: Path) -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        running(witness.command(), tmp_path, lambda: up(tmp_path), user="root"),
    ):
        raise KeyboardInterrupt
    assert witness.all() == b"started stopped"


def test_a_server_that_does_not_listen_to_its_signal_is_killed(
    witness: Witness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "STOP_SECONDS", 0.01)
    with running(witness.command("go on"), tmp_path, lambda: up(tmp_path), user="root"):
        pass
    assert witness.all() == b"started "


def test_a_server_is_stopped_even_if_the_tests_are_killed(
    witness: Witness, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(
        f"""
        import os, signal

        from tests.services.processes import running
        from tests.services.test_processes import up

        def test_it(tmp_path):
            with running({witness.command()!r}, tmp_path, lambda: up(tmp_path), user="root"):
                os.kill(os.getpid(), signal.SIGKILL)
        """
    )
    assert pytester.runpytest_subprocess().ret == -signal.SIGKILL
    assert witness.all() == b"started stopped"


def test_a_server_that_ends_by_itself_shows_what_it_said(tmp_path: Path) -> None:
    def never() -> None:
        raise Unreachable("nothing listens")

    command = [sys.executable, "-c", "print('no licence'); raise SystemExit('bye')"]
    with (
        pytest.raises(DidNotStart) as raised,
        running(command, tmp_path, never, user="root"),
    ):
        pass
    assert str(raised.value) == f"{PYTHON} ended with status 1\nno licence\nbye"


def test_a_server_that_never_answers_is_given_up_and_stopped(
    witness: Witness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "START_SECONDS", 0.0)

    def never() -> None:
        while True:
            try:
                up(tmp_path)
            except Unreachable:
                continue
            raise Unreachable("nothing listens")

    with (
        pytest.raises(DidNotStart) as raised,
        running(witness.command(), tmp_path, never, user="root"),
    ):
        pass
    assert str(raised.value) == f"{PYTHON} did not answer within 0 s (nothing listens)\nup"
    assert witness.all() == b"started stopped"


def test_a_preparation_that_fails_shows_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(DidNotStart) as raised:
        finish([sys.executable, "-c", "raise SystemExit(3)"], tmp_path, user="root")
    assert str(raised.value) == f"{PYTHON} ended with status 3\n(it said nothing)"


def a_program(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_a_program_is_looked_for_in_the_newest_folder_and_then_on_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = (a_program(tmp_path / version, "ledgerd") for version in ("15", "16"))
    on_path = a_program(tmp_path / "bin", "ledgerd")
    monkeypatch.setenv("PATH", str(on_path.parent), prepend=os.pathsep)
    assert program("ledgerd", [old.parent, new.parent, tmp_path / "17"]) == str(new)
    assert program("ledgerd", [tmp_path / "17"]) == str(on_path)
    assert program("ledgerd") == str(on_path)


def test_a_program_that_is_nowhere_is_not_installed() -> None:
    with pytest.raises(NotInstalled) as raised:
        program("no-such-ledgerd")
    assert str(raised.value) == "no-such-ledgerd is not installed"


def test_a_port_that_is_in_use_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken, free = server.getsockname()[1], free_port()
        # The one that is taken is all but sure to be chosen first.
        monkeypatch.setattr(processes, "PORTS", [*[taken] * 99, free])
        assert free_port() == free
