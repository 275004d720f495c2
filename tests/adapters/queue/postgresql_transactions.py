"""Transactions of PostgreSQL through psycopg, and what it means when the connection is lost."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import BaseRowFactory, TupleRow, dict_row

from fakes.queue import QueueUnavailable

__all__ = ["Row", "transaction"]

Row = dict[str, Any]


@contextmanager
def transaction(
    connection: "psycopg.Connection[TupleRow]",
) -> "Generator[psycopg.Cursor[Row]]":
    """A cursor, all of whose statements take effect at the end of the block, or none.

    Raises:
        QueueUnavailable: The connection is lost; only in the commit may it be that all was done.
    """
    rows: BaseRowFactory[Row] = dict_row
    with _reaching(connection, outcome_unknown=False), connection.cursor(row_factory=rows) as each:
        try:
            yield each
        except BaseException:
            # What is lost is rolled back by the server.
            if not connection.closed:
                connection.rollback()
            raise
    with _reaching(connection, outcome_unknown=True):
        connection.commit()


@contextmanager
def _reaching(
    connection: "psycopg.Connection[TupleRow]", *, outcome_unknown: bool
) -> Generator[None]:
    try:
        yield
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        # What else the server has to say, such as that it has found a deadlock, is not this.
        if not connection.closed:
            raise
        raise QueueUnavailable(str(error), outcome_unknown=outcome_unknown) from error
