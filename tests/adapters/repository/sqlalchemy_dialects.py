"""What is peculiar to each database: how it is connected to, how it locks, and what it says.

SQLAlchemy gives all of them one language. It does not give them one meaning of a failure: which
constraint was broken, whether another transaction was in the way, what can follow.
"""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import psycopg
import pymysql
from pymysql.constants import ER
from sqlalchemy import (
    Connection,
    Engine,
    Table,
    create_engine,
    event,
    insert,
    literal,
    make_url,
)
from sqlalchemy.dialects import postgresql as postgresql_dialect
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.engine.interfaces import IsolationLevel
from sqlalchemy.exc import IntegrityError

from tests.adapters.repository.sqlalchemy_database import Database, Dialect, Refusal

__all__ = ["mariadb", "postgresql", "sqlite"]


# PostgreSQL.


def _refusal_of_postgresql(error: object) -> Refusal | None:
    match error:
        case psycopg.errors.UniqueViolation():
            # As PostgreSQL itself names the constraint of a primary key.
            constraint = error.diag.constraint_name or ""
            return "key taken" if constraint.endswith("_pkey") else "value taken"
        case (
            psycopg.errors.SerializationFailure()
            | psycopg.errors.DeadlockDetected()
            | psycopg.errors.LockNotAvailable()
        ):
            return "conflict"
        case _:
            return None


def _insert_by_postgresql(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    statement = postgresql_dialect.insert(table).values(values)
    absent = statement.on_conflict_do_nothing(index_elements=list(table.primary_key))
    return connection.execute(absent.returning(literal(1))).first() is not None


_POSTGRESQL: Final = Dialect(
    nulls="last",
    stores_nul=False,
    longest_pattern=None,
    # Its protocol counts parameters in 16 bits; a cursor and a limit need a few.
    most_values=65_000,
    # BEGIN takes no snapshot; the first statement does.
    snapshot="SELECT 1",
    refusal=_refusal_of_postgresql,
    aborts=True,
    ends=lambda _: False,
    insert_if_absent=_insert_by_postgresql,
)


def postgresql(address: str, *, lock_timeout: float = 1.0, options: str = "") -> Database:
    """A PostgreSQL through psycopg; the timeout, in seconds, is for any one lock.

    Units of work are at REPEATABLE READ: a write of what is newer than their snapshot is refused.
    """
    engine = create_engine(
        make_url(address).set(drivername="postgresql+psycopg"),
        connect_args={"options": f"-c lock_timeout={int(lock_timeout * 1000)} {options}"},
        pool_pre_ping=True,
    )
    units = engine.execution_options(isolation_level="REPEATABLE READ")
    return Database(engine, units, _POSTGRESQL)


# MariaDB.


def _refusal_of_mariadb(error: object) -> Refusal | None:
    if not isinstance(error, pymysql.MySQLError):
        return None
    number, message = error.args
    match number:
        case ER.DUP_ENTRY:
            return "key taken" if message.endswith("'PRIMARY'") else "value taken"
        case ER.LOCK_WAIT_TIMEOUT | ER.LOCK_DEADLOCK | ER.CHECKREAD:
            return "conflict"
        case _:
            return None


def _insert_by_mariadb(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    # Both INSERT IGNORE and ON DUPLICATE KEY UPDATE would also pass over other constraints.
    try:
        connection.execute(insert(table).values(values))
    except IntegrityError as error:
        if _refusal_of_mariadb(error.orig) == "key taken":
            return False
        raise
    return True


_MARIADB: Final = Dialect(
    nulls="first",
    stores_nul=True,
    longest_pattern=None,
    most_values=None,
    snapshot=None,
    refusal=_refusal_of_mariadb,
    aborts=False,
    ends=lambda error: isinstance(error, pymysql.MySQLError) and error.args[0] == ER.LOCK_DEADLOCK,
    insert_if_absent=_insert_by_mariadb,
)


def mariadb(address: str, *, lock_timeout: int = 1, unit_lock_timeout: int = 1) -> Database:
    """A MariaDB through PyMySQL; the timeouts, in whole seconds, are for any one lock.

    Units of work are at SERIALIZABLE, where every read locks what it finds: at REPEATABLE READ they
    would see a snapshot, and overwrite what is newer than that. Other statements are at READ
    COMMITTED: above it, an UPDATE that finds nothing locks the gap that it looked in, and two that
    then insert there are a deadlock.
    """
    return Database(
        _engine_of_mariadb(address, "READ COMMITTED", lock_timeout),
        _engine_of_mariadb(address, "SERIALIZABLE", unit_lock_timeout),
        _MARIADB,
    )


def _engine_of_mariadb(address: str, level: IsolationLevel, lock_timeout: int) -> Engine:
    url = make_url(address).set(drivername="mariadb+pymysql")
    # Without NO_AUTO_VALUE_ON_ZERO, the key 0 would be taken as the wish for a generated one.
    modes = "sql_mode = CONCAT(@@sql_mode, ',NO_AUTO_VALUE_ON_ZERO')"
    return create_engine(
        url.update_query_dict({"charset": "utf8mb4"}),
        connect_args={
            "init_command": f"SET SESSION {modes}, innodb_lock_wait_timeout = {lock_timeout}"
        },
        isolation_level=level,
        pool_pre_ping=True,
    )


# SQLite.


def _refusal_of_sqlite(error: object) -> Refusal | None:
    if not isinstance(error, sqlite3.Error):
        return None
    match error.sqlite_errorcode:
        case sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY | sqlite3.SQLITE_CONSTRAINT_ROWID:
            return "key taken"
        case sqlite3.SQLITE_CONSTRAINT_UNIQUE:
            return "value taken"
        # BUSY has variants, which are told in the higher bits.
        case code if code & 0xFF == sqlite3.SQLITE_BUSY:
            return "conflict"
        case _:
            return None


def _insert_by_sqlite(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    statement = sqlite_dialect.insert(table).values(values)
    absent = statement.on_conflict_do_nothing(index_elements=list(table.primary_key))
    return connection.execute(absent.returning(literal(1))).first() is not None


_SQLITE: Final = Dialect(
    nulls="first",
    stores_nul=True,
    # SQLITE_MAX_LIKE_PATTERN_LENGTH and SQLITE_MAX_VARIABLE_NUMBER, which are set when SQLite is
    # compiled: what it has by default.
    longest_pattern=50_000,
    most_values=32_000,
    # BEGIN takes no snapshot; the first look into the file does.
    snapshot="SELECT 1 FROM sqlite_schema",
    refusal=_refusal_of_sqlite,
    aborts=False,
    ends=lambda _: False,
    insert_if_absent=_insert_by_sqlite,
)


def sqlite(file: Path, *, lock_timeout: float = 1.0) -> Database:
    """A file of SQLite; the timeout, in seconds, is for the only lock of writers.

    SQLAlchemy begins the transactions: the driver does so before the first write, and so every
    read before that would be of another moment. With a write-ahead log, readers never wait.
    """
    engine = create_engine(
        f"sqlite:///{file}", connect_args={"isolation_level": None, "timeout": lock_timeout}
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA journal_mode = WAL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    # The decorator has registered both.
    del set_up, begin
    return Database(engine, engine, _SQLITE)
