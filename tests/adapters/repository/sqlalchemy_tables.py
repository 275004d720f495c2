"""Tables for SQLAlchemy Core, with types that mean the same in SQLite, PostgreSQL and MariaDB."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Identity,
    Integer,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.dialects import mysql
from sqlalchemy.types import TypeEngine

from tests.adapters.repository.model import DIGITS, PLACES, Attribute, Model

__all__ = ["table_of"]

_COLLATION: Final = "C.utf8"
"""PostgreSQL's, whatever that of the database is: a column without one compares as that does."""


class _Amount(TypeDecorator[Decimal]):
    """A decimal number; hundredths as an integer in SQLite, which has binary fractions only."""

    impl = Numeric(DIGITS, PLACES)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """What stores it in this database."""
        return BigInteger() if dialect.name == "sqlite" else Numeric(DIGITS, PLACES)

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | int | None:
        """The number as it is stored."""
        if value is None or dialect.name != "sqlite":
            return value
        return int(value.scaleb(PLACES))

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Decimal | None:
        """The number as it was."""
        if value is None or dialect.name != "sqlite":
            return value
        return Decimal(value).scaleb(-PLACES)


class _Moment(TypeDecorator[datetime]):
    """A point in time to the microsecond, stored as UTC; only PostgreSQL has time zones."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """What stores it in this database; without `fsp`, MariaDB drops what is below a second."""
        return mysql.DATETIME(fsp=6) if dialect.name in ("mysql", "mariadb") else DateTime()

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The time in UTC."""
        del dialect
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """The time with its zone."""
        del dialect
        return None if value is None else value.replace(tzinfo=UTC)


def table_of(model: Model[Any], name: str) -> Table:
    """The table of this name that holds the entities of a model."""
    columns = [
        Column(
            each,
            _type_of(attribute),
            # "By default", so that a key can also be given.
            *([Identity(always=False)] if model.generated and each == model.key else []),
            nullable=attribute.nullable,
        )
        for each, attribute in model.attributes.items()
    ]
    unique = [UniqueConstraint(model.unique)] if model.unique is not None else []
    return Table(
        name,
        MetaData(),
        *columns,
        # As PostgreSQL itself would name it; by this it is told which constraint was violated.
        PrimaryKeyConstraint(model.key, name=f"{name}_pkey"),
        *unique,
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_general_ci",
    )


def _type_of(attribute: Attribute) -> TypeEngine[Any]:
    if attribute.cls is str:
        text = Text if attribute.longest is None else String
        plain = text(attribute.longest)
        if attribute.longest is None:
            plain = plain.with_variant(mysql.MEDIUMTEXT(), "mysql", "mariadb")
        return plain.with_variant(text(attribute.longest, collation=_COLLATION), "postgresql")
    return _TYPES[attribute.cls]()


_TYPES: Final[dict[type, Callable[[], TypeEngine[Any]]]] = {
    # In SQLite, only an INTEGER can be the row's own number, which is generated.
    int: lambda: BigInteger().with_variant(Integer(), "sqlite"),
    Decimal: _Amount,
    datetime: _Moment,
}
