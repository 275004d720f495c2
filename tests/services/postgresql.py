"""PostgreSQL: `postgresql://` addresses, as libpq reads them."""

import signal
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.services.processes import finish, free_port, program, running
from tests.services.service import Service, Unreachable

__all__ = ["POSTGRESQL"]


def _version(address: str) -> str:
    try:
        with psycopg.connect(address, connect_timeout=5) as connection:
            version = connection.info.parameter_status("server_version")
    except psycopg.Error as error:
        raise Unreachable(str(error)) from None
    # A packager adds to it: "15.20 (Debian 15.20-0+deb12u1)".
    return (version or "of an unknown version").partition(" (")[0]


@contextmanager
def _start(folder: Path) -> Generator[str]:
    initdb = Path(program("initdb", Path("/usr/lib/postgresql").glob("*/bin")))
    data, port = folder / "data", free_port()
    options = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8"]
    finish([initdb, f"--pgdata={data}", *options, "--no-sync", "--no-instructions"], folder)
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        # Nobody reads the files after this run.
        "fsync": "off",
    }
    arguments = [word for setting in settings.items() for word in ("-c", "{}={}".format(*setting))]
    address = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    with running(
        [initdb.with_name("postgres"), "-D", data, *arguments],
        folder,
        lambda: _version(address),
        # Without waiting for those who are still connected, as it does after SIGTERM.
        stop=signal.SIGINT,
    ):
        yield address


POSTGRESQL = Service(
    "PostgreSQL",
    "FAKES_POSTGRESQL",
    "postgresql://postgres@127.0.0.1:5432/test",
    "postgresql",
    _version,
    _start,
)
