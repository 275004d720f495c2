"""The adapter on SQLAlchemy Core keeps what it declares, on SQLite, PostgreSQL and MariaDB."""

from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, Final, TypeVar

from hypothesis.strategies import SearchStrategy

from fakes.conformance import Namespace, Operation, Promise
from fakes.conformance.repository import RepositoryConformance
from fakes.repository import (
    MARIADB_10_11_UTF8MB4_GENERAL_CI,
    POSTGRESQL_15_C_UTF8,
    SQLITE_3,
    Repository,
    UnitOfWork,
)
from tests.adapters.repository.entities import (
    ACCOUNT,
    ACCOUNTS,
    PRODUCT,
    PRODUCTS,
    Account,
    Product,
)
from tests.adapters.repository.model import Model
from tests.adapters.repository.sqlalchemy_core import SqlRepository
from tests.adapters.repository.sqlalchemy_database import Database
from tests.adapters.repository.sqlalchemy_stores import (
    Store,
    described,
    mariadb_database,
    postgresql_database,
    sqlite_database,
)
from tests.adapters.repository.sqlalchemy_units import SqlUnitOfWork

__all__ = ["mariadb_database", "postgresql_database", "sqlite_database"]

E = TypeVar("E")
K = TypeVar("K")

ALWAYS: Final = frozenset({Promise.ATOMIC_BATCH, Promise.DURABLE, Promise.LINEARIZABLE})
SERIALIZABLE: Final = {
    "delete_missing": "raises",
    "isolation": "serializable",
    "after_an_error": "continues",
    "key_written_back": "result",
}


class _OnSql(RepositoryConformance[E, K]):
    """What is the same on all databases."""

    model: ClassVar[Model[Any]]
    operations = frozenset(
        {
            Operation.FILTER,
            Operation.ORDER,
            Operation.PAGE,
            Operation.BATCH,
            Operation.TRANSACTIONS,
        }
    )
    examples = 10

    @contextmanager
    def connect(self, store: Store, /) -> Generator[Repository[E, K]]:
        yield SqlRepository(store.database, store.table, self.model)

    def edges(self, attribute: str, value: object) -> Iterable[object]:
        return self.model.fitting(attribute, super().edges(attribute, value))

    def unit_of_work(self, client: SqlRepository[E, K], /) -> UnitOfWork:
        assert isinstance(client.work, Database)
        return SqlUnitOfWork(client.work)

    def restart(self, store: Store, /) -> None:
        store.database.close()


class _Products(_OnSql[Product, str]):
    """Keys of text, and versions."""

    model = PRODUCT
    promises = ALWAYS | {Promise.VERSIONS, Promise.KEY_EXACT}
    key = "code"
    version = "version"

    def entities(self) -> SearchStrategy[Product]:
        return PRODUCTS


class _Accounts(_OnSql[Account, int]):
    """Generated keys, and a unique attribute."""

    model = ACCOUNT
    promises = ALWAYS | {Promise.GENERATED_KEYS, Promise.UNIQUE}
    key = "id"
    unique: ClassVar[Sequence[str | tuple[str, ...]]] = ("email",)

    def entities(self) -> SearchStrategy[Account]:
        return ACCOUNTS


class _OnSQLite:
    """A file, with a write-ahead log."""

    model: ClassVar[Model[Any]]
    profile = SQLITE_3
    parameters: ClassVar[Mapping[str, str]] = SERIALIZABLE

    @contextmanager
    def store(self, namespace: Namespace, sqlite_database: Database) -> Generator[Store]:
        with Store.of(sqlite_database, self.model, namespace) as store:
            yield store

    def residue(self, namespace: Namespace, sqlite_database: Database) -> Collection[object]:
        return Store.left(sqlite_database, namespace)

    def system(self, sqlite_database: Database) -> str:
        return described(sqlite_database)


class _OnPostgreSQL:
    """The C.utf8 collation, units of work at REPEATABLE READ, statements at READ COMMITTED."""

    model: ClassVar[Model[Any]]
    profile = POSTGRESQL_15_C_UTF8
    parameters: ClassVar[Mapping[str, str]] = {
        **SERIALIZABLE,
        "isolation": "snapshot",
        "after_an_error": "aborted",
    }

    @contextmanager
    def store(self, namespace: Namespace, postgresql_database: Database) -> Generator[Store]:
        with Store.of(postgresql_database, self.model, namespace) as store:
            yield store

    def residue(self, namespace: Namespace, postgresql_database: Database) -> Collection[object]:
        return Store.left(postgresql_database, namespace)

    def system(self, postgresql_database: Database) -> str:
        return described(postgresql_database)


class _OnMariaDB:
    """The utf8mb4_general_ci collation, by which "a", "A" and "a " are one key."""

    model: ClassVar[Model[Any]]
    profile = MARIADB_10_11_UTF8MB4_GENERAL_CI
    parameters: ClassVar[Mapping[str, str]] = SERIALIZABLE

    @contextmanager
    def store(self, namespace: Namespace, mariadb_database: Database) -> Generator[Store]:
        with Store.of(mariadb_database, self.model, namespace) as store:
            yield store

    def residue(self, namespace: Namespace, mariadb_database: Database) -> Collection[object]:
        return Store.left(mariadb_database, namespace)

    def system(self, mariadb_database: Database) -> str:
        return described(mariadb_database)


class TestProductsOnSQLite(_OnSQLite, _Products):
    """Declares all that products have."""


class TestAccountsOnSQLite(_OnSQLite, _Accounts):
    """Declares all that accounts have."""


class TestProductsOnPostgreSQL(_OnPostgreSQL, _Products):
    """Declares all that products have."""


class TestAccountsOnPostgreSQL(_OnPostgreSQL, _Accounts):
    """Declares all that accounts have."""


class TestProductsOnMariaDB(_OnMariaDB, _Products):
    """Declares no exact keys."""

    promises = ALWAYS | {Promise.VERSIONS}


class TestAccountsOnMariaDB(_OnMariaDB, _Accounts):
    """Declares all that accounts have."""
