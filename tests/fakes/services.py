"""Connections to the real systems that tests compare the fakes with.

Each is looked for on its standard port of this machine, or where an environment variable says.
"""

import os
from typing import NoReturn

import psycopg
import pymysql
import pytest

__all__ = ["mariadb", "not_run", "postgresql"]


def postgresql() -> psycopg.Connection:
    """A connection to PostgreSQL, each statement a transaction; or the test is skipped."""
    address = os.environ.get("FAKES_POSTGRESQL", "host=127.0.0.1 user=postgres dbname=test")
    try:
        return psycopg.connect(address, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as error:
        not_run("PostgreSQL", error)


def mariadb() -> pymysql.Connection:
    """A connection to MariaDB, each statement a transaction; or the test is skipped."""
    host, _, port = os.environ.get("FAKES_MARIADB", "127.0.0.1:3306").partition(":")
    try:
        return pymysql.connect(
            host=host,
            port=int(port or 3306),
            user="root",
            database="test",
            charset="utf8mb4",
            autocommit=True,
            connect_timeout=5,
        )
    except pymysql.OperationalError as error:
        not_run("MariaDB", error)


def not_run(service: str, error: Exception) -> NoReturn:
    """Skip the test because the service is absent, or fail it where all services are required."""
    reason = f"{service}: not run, because it cannot be reached ({error})"
    if os.environ.get("FAKES_REQUIRE_SERVICES") == "all":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
