"""Each real system can be had privately: on the loopback alone, and with nothing left of it."""

import re
import socketserver
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from threading import Thread

import pytest

from tests.services.mariadb import MARIADB
from tests.services.nats import NATS
from tests.services.participants import Participants
from tests.services.postgresql import POSTGRESQL
from tests.services.rabbitmq import RABBITMQ
from tests.services.redis import REDIS
from tests.services.service import Service, Unreachable, started

SERVICES = [MARIADB, NATS, POSTGRESQL, RABBITMQ, REDIS]

each_service = pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)


def processes_in(folder: Path) -> list[Path]:
    """Where Linux describes the processes that work in a folder, which a server's own do."""
    found: list[Path] = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if str((process / "cwd").readlink()).startswith(str(folder)):
                found.append(process)
    return found


def sockets_of(process: Path) -> Iterator[str]:
    with suppress(OSError):  # a process of a moment, which has ended since it was found
        for file in (process / "fd").iterdir():
            with suppress(OSError):
                yield str(file.readlink())


def listened_to(folder: Path) -> list[IPv4Address | IPv6Address]:
    """The addresses that the processes in a folder listen at."""
    sockets = {each for process in processes_in(folder) for each in sockets_of(process)}
    rows = [
        row.split()
        for table in ("tcp", "tcp6")
        for row in Path("/proc/net", table).read_text().splitlines()[1:]
    ]
    listening = "0A"
    return [
        address_of(row[1].partition(":")[0])
        for row in rows
        if row[3] == listening and f"socket:[{row[9]}]" in sockets
    ]


def address_of(digits: str) -> IPv4Address | IPv6Address:
    """The address that Linux shows as one or four words of the machine's byte order."""
    words = [int(digits[start : start + 8], 16) for start in range(0, len(digits), 8)]
    return ip_address(b"".join(word.to_bytes(4, sys.byteorder) for word in words))


@each_service
def test_a_private_server_answers_on_the_loopback_alone_and_leaves_nothing(
    service: Service,
) -> None:
    folders: list[Path] = []

    @contextmanager
    def start(folder: Path) -> Generator[str]:
        folders.append(folder)
        with service.start(folder) as address:
            yield address

    name, remedy = f"private {service.name}", f"install the package {service.package}"
    with started(name, start, Participants(), remedy) as address:
        (folder,) = folders
        assert re.fullmatch(r"\d+(\.\d+)+", service.version(address))
        places = listened_to(folder)
        assert places
        assert all(place.is_loopback for place in places), places
    assert not folder.exists()
    deadline = time.monotonic() + 30
    while processes_in(folder) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert processes_in(folder) == []


class Impostor(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.request.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


@pytest.fixture
def impostor() -> Iterator[str]:
    """The host and port of something that speaks another protocol."""
    with socketserver.TCPServer(("127.0.0.1", 0), Impostor) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@each_service
def test_something_else_at_the_address_cannot_be_used(service: Service, impostor: str) -> None:
    address = service.standard.partition("//")[0] + f"//me:secret@{impostor}/0"
    with pytest.raises(Unreachable) as raised:
        service.version(address)
    assert str(raised.value)
    assert "secret" not in str(raised.value)
