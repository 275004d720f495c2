"""Our fake keeps every guarantee of repositories, in each of its profiles, blocking and awaited."""

from collections.abc import Mapping
from typing import Any, ClassVar

from fakes.repository import MARIADB_10_11_UTF8MB4_GENERAL_CI, POSTGRESQL_15_C_UTF8, SQLITE_3
from tests.fakes.conformance.repository.suites import (
    ABORTED,
    SERIALIZABLE,
    TELLS_THE_ARGUMENT,
    AsyncItems,
    Items,
    Notes,
    Places,
    Points,
)


class TestFake(Items):
    """The plainest profile."""


class TestPostgreSQL(Items):
    """Where an error leaves nothing to a unit of work but to roll back, and NULL comes last."""

    profile = POSTGRESQL_15_C_UTF8
    parameters: ClassVar[Mapping[str, str]] = ABORTED


class TestMariaDB(Items):
    """Where texts that look alike are equal, and the first writer loses."""

    profile = MARIADB_10_11_UTF8MB4_GENERAL_CI
    parameters: ClassVar[Mapping[str, str]] = SERIALIZABLE


class TestSQLite(Items):
    """Where the second unit of work that writes loses."""

    profile = SQLITE_3
    parameters: ClassVar[Mapping[str, str]] = SERIALIZABLE


class TestFakeThatWritesBack(Items):
    """The other way to tell a key, and to delete what is not there."""

    settings: ClassVar[dict[str, Any]] = {"write_back": True, "delete_missing": "ignore"}
    parameters: ClassVar[Mapping[str, str]] = TELLS_THE_ARGUMENT


class TestAsyncFake(AsyncItems):
    """Awaited."""


class TestAsyncPostgreSQL(AsyncItems):
    """Awaited, with another profile."""

    examples = 4
    profile = POSTGRESQL_15_C_UTF8
    parameters: ClassVar[Mapping[str, str]] = ABORTED


class TestAsyncMariaDB(AsyncItems):
    """Likewise."""

    examples = 4
    profile = MARIADB_10_11_UTF8MB4_GENERAL_CI
    parameters: ClassVar[Mapping[str, str]] = SERIALIZABLE


class TestAsyncSQLite(AsyncItems):
    """Likewise."""

    examples = 4
    profile = SQLITE_3
    parameters: ClassVar[Mapping[str, str]] = SERIALIZABLE


class TestImmutableEntities(Places):
    """Exact keys of text, and two attributes that are unique together."""


class TestOrdinaryEntities(Points):
    """A class without fields or equality, and a key of two attributes."""


class TestSmallEntities(Notes):
    """The entities of the messages."""
