"""What the adapter on SQLAlchemy Core says when a database is gone, or cannot do what is asked."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from decimal import Decimal
from socket import create_server
from typing import Any, Final

import pytest
from sqlalchemy import NullPool, create_engine, event

from fakes.conformance import Namespace
from fakes.repository import (
    InvalidWhere,
    RepositoryUnavailable,
    TransactionAborted,
    attribute,
)
from tests.adapters.repository.entities import PRODUCT, Product
from tests.adapters.repository.sqlalchemy_core import SqlRepository
from tests.adapters.repository.sqlalchemy_database import Database
from tests.adapters.repository.sqlalchemy_dialects import mariadb, postgresql
from tests.adapters.repository.sqlalchemy_stores import (
    Store,
    mariadb_database,
    postgresql_database,
    sqlite_database,
)
from tests.adapters.repository.sqlalchemy_tables import table_of
from tests.adapters.repository.sqlalchemy_units import SqlUnitOfWork

__all__ = ["mariadb_database", "postgresql_database", "sqlite_database"]

TEA: Final = Product("tea", "Tea", None, 3, Decimal("4.50"), None)

SERVERS: Final[dict[str, tuple[Callable[[Any], int], str]]] = {
    "postgresql_database": (lambda raw: raw.info.backend_pid, "SELECT pg_terminate_backend({})"),
    "mariadb_database": (lambda raw: raw.thread_id(), "KILL {}"),
}


class Losable:
    """A database that drops the connection of the latest unit of work when it is told to."""

    def __init__(self, name: str, database: Database) -> None:
        self.database = database
        self._number_of, self._kill = SERVERS[name]
        self._latest = 0

    def noted(self, raw: Any, *_: object) -> None:
        self._latest = self._number_of(raw)

    def lose(self) -> None:
        # A connection of the pool might be the very one, and could not say that it is lost.
        killer = create_engine(self.database.engine.url, poolclass=NullPool)
        with killer.connect() as connection:
            connection.exec_driver_sql(self._kill.format(self._latest))


@pytest.fixture(params=SERVERS)
def losable(request: pytest.FixtureRequest) -> Generator[Losable]:
    losable = Losable(request.param, request.getfixturevalue(request.param))
    event.listen(losable.database.units, "checkout", losable.noted)
    yield losable
    event.remove(losable.database.units, "checkout", losable.noted)


@contextmanager
def products(database: Database) -> Generator[SqlRepository[Product, str]]:
    namespace = Namespace.fresh("failures", "products")
    with Store.of(database, PRODUCT, namespace) as store:
        yield SqlRepository(database, store.table, PRODUCT)


def test_a_connection_lost_before_the_commit_takes_everything_with_it(losable: Losable) -> None:
    with products(losable.database) as repository:
        with SqlUnitOfWork(losable.database) as unit:
            inside = unit.on(repository)
            inside.add(TEA)
            losable.lose()
            with pytest.raises(RepositoryUnavailable) as lost:
                inside.count()
            with pytest.raises(TransactionAborted), unit.savepoint():
                pytest.fail("a savepoint began in what was lost")
            with pytest.raises(TransactionAborted):
                unit.commit()
        assert not lost.value.outcome_unknown
        assert repository.count() == 0


def test_a_connection_lost_before_a_savepoint_is_no_fault_of_the_caller(losable: Losable) -> None:
    with products(losable.database) as repository, SqlUnitOfWork(losable.database) as unit:
        unit.on(repository).add(TEA)
        losable.lose()
        with pytest.raises(RepositoryUnavailable) as lost, unit.savepoint():
            pytest.fail("a savepoint began in what was lost")
        assert not lost.value.outcome_unknown
        with pytest.raises(TransactionAborted):
            unit.on(repository).count()


def test_a_connection_lost_in_a_savepoint_takes_everything_with_it(losable: Losable) -> None:
    with products(losable.database) as repository, SqlUnitOfWork(losable.database) as unit:
        with pytest.raises(RepositoryUnavailable), unit.savepoint():
            unit.on(repository).add(TEA)
            losable.lose()
        with pytest.raises(TransactionAborted):
            unit.commit()


def test_of_a_connection_lost_in_the_commit_nobody_knows_what_came(losable: Losable) -> None:
    with products(losable.database) as repository:
        with SqlUnitOfWork(losable.database) as unit:
            unit.on(repository).add(TEA)
            losable.lose()
            with pytest.raises(RepositoryUnavailable) as lost:
                unit.commit()
        assert lost.value.outcome_unknown
        assert repository.count() == 0


def test_a_connection_lost_while_nobody_used_it_is_replaced(losable: Losable) -> None:
    with products(losable.database) as repository:
        with SqlUnitOfWork(losable.database):
            pass
        losable.lose()
        with SqlUnitOfWork(losable.database) as unit:
            unit.on(repository).add(TEA)
            unit.commit()
        assert repository.get("tea") == TEA


@pytest.mark.parametrize(
    ("connect", "user"), [(postgresql, "postgresql://postgres"), (mariadb, "mariadb://root")]
)
def test_where_no_server_answers_nothing_was_done(
    connect: Callable[[str], Database], user: str
) -> None:
    with create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    database = connect(f"{user}@127.0.0.1:{port}/test")
    repository: SqlRepository[Product, str] = SqlRepository(
        database, table_of(PRODUCT, "products"), PRODUCT
    )
    with pytest.raises(RepositoryUnavailable) as absent:
        repository.add(TEA)
    assert not absent.value.outcome_unknown
    with pytest.raises(RepositoryUnavailable), SqlUnitOfWork(database):
        pytest.fail("a unit of work began without a server")


def test_sqlite_is_asked_for_no_pattern_longer_than_it_takes(sqlite_database: Database) -> None:
    with products(sqlite_database) as repository:
        assert repository.count(attribute("name").starts_with("a" * 49_999)) == 0
        with pytest.raises(InvalidWhere) as refused:
            repository.count(attribute("name").starts_with("a" * 50_000))
    assert str(refused.value) == (
        "name: patterns have at most 50000 bytes in this database, not 50001"
    )


@pytest.mark.parametrize(
    ("name", "most"), [("sqlite_database", 32_000), ("postgresql_database", 65_000)]
)
def test_databases_are_asked_for_no_more_values_than_they_take(
    name: str, most: int, request: pytest.FixtureRequest
) -> None:
    with products(request.getfixturevalue(name)) as repository:
        assert repository.select(attribute("stock").is_in(range(most)), limit=1).items == ()
        with pytest.raises(InvalidWhere) as refused:
            repository.count(attribute("stock").is_in(range(most + 1)))
    assert str(refused.value) == (
        f"where: conditions have at most {most} values in this database, not {most + 1}"
    )
