"""MariaDB: `mariadb://` addresses."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pymysql

from tests.services.processes import finish, free_port, program, running
from tests.services.service import Service, Unreachable

if TYPE_CHECKING:
    from pymysql.cursors import Cursor

__all__ = ["MARIADB", "connect"]


def connect(address: str, read_timeout: int | None = None) -> "pymysql.Connection[Cursor]":
    """A connection, each statement a transaction."""
    parts = urlsplit(address)
    return pymysql.connect(
        host=parts.hostname,
        port=parts.port or 3306,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        database=unquote(parts.path.removeprefix("/")),
        charset="utf8mb4",
        autocommit=True,
        connect_timeout=5,
        read_timeout=read_timeout,
    )


def _version(address: str) -> str:
    try:
        with connect(address, read_timeout=5) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT version()")
            (version,) = cursor.fetchone() or ("unknown",)
    except pymysql.Error as error:
        raise Unreachable(str(error)) from None
    # MySQL speaks the same protocol: "8.0.36" there, "10.11.19-MariaDB-0+deb12u1" here.
    found = re.match(r"([\d.]+)-MariaDB", version)
    if found is None:
        raise Unreachable(f"it is not MariaDB, and its version is {version}")
    return found[1]


@contextmanager
def _start(folder: Path) -> Generator[str]:
    server, install = program("mariadbd"), program("mariadb-install-db")
    data, port = folder / "data", free_port()
    finish(
        [
            install,
            "--no-defaults",
            f"--datadir={data}",
            "--auth-root-authentication-method=normal",
        ],
        folder,
    )
    address = f"mariadb://root@127.0.0.1:{port}/test"
    with running(
        [
            server,
            "--no-defaults",
            f"--datadir={data}",
            "--bind-address=127.0.0.1",
            f"--port={port}",
            f"--socket={folder / 'socket'}",
            # As Debian sets it up; MariaDB itself was content with latin1 for long.
            "--character-set-server=utf8mb4",
            "--collation-server=utf8mb4_general_ci",
            # Nobody reads the files after this run.
            "--innodb-flush-log-at-trx-commit=0",
        ],
        folder,
        lambda: _version(address),
    ):
        yield address


MARIADB = Service(
    "MariaDB",
    "FAKES_MARIADB",
    "mariadb://root@127.0.0.1:3306/test",
    "mariadb-server",
    _version,
    _start,
)
