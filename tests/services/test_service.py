"""A server is looked for where the variable says, else where it usually is, else started."""

import socket
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.services.participants import REQUIRED, Participant, Participants
from tests.services.service import DidNotStart, NotInstalled, Service, Unreachable

NOBODY_THERE = "ledger://127.0.0.1:1/books"


class Ledgers:
    """How ledgers answer that were found, and what becomes of one that is started."""

    def __init__(self) -> None:
        self.refusal = ""
        self.trouble: Exception | None = None
        self.folders: list[Path] = []

    def version(self, address: str) -> str:
        if self.refusal and address != "ledger://private":
            raise Unreachable(self.refusal)
        return "2.5"

    @contextmanager
    def start(self, folder: Path) -> Generator[str]:
        if self.trouble:
            raise self.trouble
        self.folders.append(folder)
        assert folder.is_dir()
        yield "ledger://private"


@pytest.fixture
def ledgers(monkeypatch: pytest.MonkeyPatch) -> Ledgers:
    monkeypatch.delenv("FAKES_LEDGER", raising=False)
    monkeypatch.delenv(REQUIRED, raising=False)
    return Ledgers()


@pytest.fixture
def listener() -> Iterator[str]:
    """The host and port of something that listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


def found(
    ledgers: Ledgers, participants: Participants, standard: str = NOBODY_THERE
) -> AbstractContextManager[str]:
    service = Service(
        "Ledger", "FAKES_LEDGER", standard, "ledger-server", ledgers.version, ledgers.start
    )
    return service.found(participants)


def test_the_address_of_the_variable_counts_first(
    ledgers: Ledgers, listener: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"ledger://me:secret@{listener}/books"
    monkeypatch.setenv("FAKES_LEDGER", address)
    participants = Participants()
    with found(ledgers, participants, f"ledger://{listener}/others") as where:
        assert where == address
    assert participants.known == {Participant("Ledger", "2.5", listener)}
    assert ledgers.folders == []


def test_the_standard_address_counts_next(ledgers: Ledgers, listener: str) -> None:
    participants = Participants()
    with found(ledgers, participants, f"ledger://{listener}/books") as where:
        assert where == f"ledger://{listener}/books"
    assert participants.known == {Participant("Ledger", "2.5", listener)}
    assert ledgers.folders == []


def test_an_address_without_a_port_means_the_standard_one(
    ledgers: Ledgers, listener: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKES_LEDGER", "ledger://127.0.0.1/books")
    participants = Participants()
    with found(ledgers, participants, f"ledger://{listener}/others") as where:
        assert where == "ledger://127.0.0.1/books"
    assert participants.known == {Participant("Ledger", "2.5", listener)}


def test_where_nothing_listens_a_private_server_is_started(ledgers: Ledgers) -> None:
    participants = Participants()
    with found(ledgers, participants) as where:
        assert where == "ledger://private"
    (folder,) = ledgers.folders
    assert not folder.exists()
    assert participants.known == {
        Participant("Ledger", "2.5", "started for this run, because nothing listens at 127.0.0.1:1")
    }


def test_what_cannot_be_used_is_named_and_a_private_server_started(
    ledgers: Ledgers, listener: str
) -> None:
    ledgers.refusal = "wrong\n\tpassword"
    participants = Participants()
    with found(ledgers, participants, f"ledger://{listener}/books") as where:
        assert where == "ledger://private"
    reason = f"started for this run, because {listener} cannot be used (wrong password)"
    assert participants.known == {Participant("Ledger", "2.5", reason)}


def test_private_in_the_variable_starts_one_whatever_is_there(
    ledgers: Ledgers, listener: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKES_LEDGER", "private")
    participants = Participants()
    with found(ledgers, participants, f"ledger://{listener}/books") as where:
        assert where == "ledger://private"
    reason = "started for this run, because FAKES_LEDGER asks for a private one"
    assert participants.known == {Participant("Ledger", "2.5", reason)}


def test_a_failing_test_leaves_no_folder(ledgers: Ledgers) -> None:
    with pytest.raises(ZeroDivisionError), found(ledgers, Participants()):
        raise ZeroDivisionError
    (folder,) = ledgers.folders
    assert not folder.exists()


def assert_not_run(
    ledgers: Ledgers, reason: str, monkeypatch: pytest.MonkeyPatch, standard: str = NOBODY_THERE
) -> None:
    participants = Participants()
    with pytest.raises(pytest.skip.Exception) as skipped, found(ledgers, participants, standard):
        pass
    assert str(skipped.value) == f"Ledger: not run, because {reason}"
    assert participants.known == {Participant("Ledger", "not run", reason)}
    monkeypatch.setenv(REQUIRED, "all")
    with pytest.raises(pytest.fail.Exception) as failed, found(ledgers, participants, standard):
        pass
    assert str(failed.value) == f"Ledger: not run, because {reason}"


def test_without_a_server_and_a_binary_it_is_not_run(
    ledgers: Ledgers, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledgers.trouble = NotInstalled("ledgerd is not installed")
    assert_not_run(
        ledgers,
        "nothing listens at 127.0.0.1:1, and ledgerd is not installed "
        "(install the package ledger-server, or set FAKES_LEDGER)",
        monkeypatch,
    )


def test_without_a_usable_server_and_a_binary_it_is_not_run(
    ledgers: Ledgers, listener: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledgers.refusal = "wrong password"
    ledgers.trouble = NotInstalled("ledgerd is not installed")
    assert_not_run(
        ledgers,
        f"{listener} cannot be used (wrong password), and ledgerd is not installed "
        "(install the package ledger-server, or set FAKES_LEDGER)",
        monkeypatch,
        f"ledger://{listener}/books",
    )


def test_where_the_variable_points_nowhere_it_is_not_run(
    ledgers: Ledgers, listener: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKES_LEDGER", NOBODY_THERE)
    assert_not_run(
        ledgers,
        "FAKES_LEDGER is set, and nothing listens at 127.0.0.1:1",
        monkeypatch,
        f"ledger://{listener}/books",
    )


def test_where_the_variable_points_to_what_cannot_be_used_it_is_not_run(
    ledgers: Ledgers, listener: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledgers.refusal = "wrong password"
    monkeypatch.setenv("FAKES_LEDGER", f"ledger://me:secret@{listener}/books")
    reason = f"FAKES_LEDGER is set, and {listener} cannot be used (wrong password)"
    assert_not_run(ledgers, reason, monkeypatch)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1:5432", "till://127.0.0.1:5432", "ledger:///books", "ledger://[::1", "ledger://x:y"],
)
def test_what_is_no_address_is_said_without_the_password_that_it_may_hold(
    ledgers: Ledgers, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKES_LEDGER", address)
    reason = f"FAKES_LEDGER is set, and it is no address like {NOBODY_THERE}"
    assert_not_run(ledgers, reason, monkeypatch)


def test_a_server_that_does_not_start_is_a_failure_with_all_that_it_said(ledgers: Ledgers) -> None:
    ledgers.trouble = DidNotStart("ledgerd ended with status 1\nno licence\nbye")
    participants = Participants()
    with pytest.raises(pytest.fail.Exception) as failed, found(ledgers, participants):
        pass
    assert str(failed.value) == "Ledger: ledgerd ended with status 1\nno licence\nbye"
    assert participants.known == {Participant("Ledger", "broken", "ledgerd ended with status 1")}
