"""Repositories: the port, a fake with the semantics of real databases, and units of work.

>>> import attrs
>>> from fakes.repository import FakeRepository, Serial
>>> @attrs.frozen
... class User:
...     id: int | None
...     email: str
>>> users = FakeRepository(User, key="id", generated=Serial(), unique=["email"])
>>> ada = users.add(User(None, "a@b.se"))
>>> users.get(ada.id)
User(id=1, email='a@b.se')
>>> users.save(User(ada.id, "ada@b.se")) == users.one(email="ada@b.se")
True
"""

from fakes.repository._derive import derive as derive
from fakes.repository._snapshot import Snapshot as Snapshot
from fakes.repository.async_fake import AsyncFakeRepository as AsyncFakeRepository
from fakes.repository.async_fake import AsyncFakeUnitOfWork as AsyncFakeUnitOfWork
from fakes.repository.errors import ConstraintViolation as ConstraintViolation
from fakes.repository.errors import DuplicateKey as DuplicateKey
from fakes.repository.errors import InvalidEntity as InvalidEntity
from fakes.repository.errors import InvalidKey as InvalidKey
from fakes.repository.errors import InvalidQuery as InvalidQuery
from fakes.repository.errors import InvalidSetting as InvalidSetting
from fakes.repository.errors import InvalidWhere as InvalidWhere
from fakes.repository.errors import NotFound as NotFound
from fakes.repository.errors import RepositoryError as RepositoryError
from fakes.repository.errors import RepositoryUnavailable as RepositoryUnavailable
from fakes.repository.errors import SeveralFound as SeveralFound
from fakes.repository.errors import StaleVersion as StaleVersion
from fakes.repository.errors import TransactionAborted as TransactionAborted
from fakes.repository.errors import UnitOfWorkClosed as UnitOfWorkClosed
from fakes.repository.errors import UnknownAttribute as UnknownAttribute
from fakes.repository.errors import WriteConflict as WriteConflict
from fakes.repository.fake import FakeRepository as FakeRepository
from fakes.repository.port_errors import NoneMatches as NoneMatches
from fakes.repository.port_errors import UnderivablePort as UnderivablePort
from fakes.repository.profile import (
    MARIADB_10_11_UTF8MB4_GENERAL_CI as MARIADB_10_11_UTF8MB4_GENERAL_CI,
)
from fakes.repository.profile import POSTGRESQL_15_C_UTF8 as POSTGRESQL_15_C_UTF8
from fakes.repository.profile import SQLITE_3 as SQLITE_3
from fakes.repository.profile import Profile as Profile
from fakes.repository.profile import TextComparison as TextComparison
from fakes.repository.protocol import AsyncRepository as AsyncRepository
from fakes.repository.protocol import AsyncUnitOfWork as AsyncUnitOfWork
from fakes.repository.protocol import Repository as Repository
from fakes.repository.protocol import UnitOfWork as UnitOfWork
from fakes.repository.unit_of_work import FakeUnitOfWork as FakeUnitOfWork
from fakes.repository.values import Cursor as Cursor
from fakes.repository.values import Descending as Descending
from fakes.repository.values import Order as Order
from fakes.repository.values import Page as Page
from fakes.repository.values import Serial as Serial
from fakes.repository.where import EVERYTHING as EVERYTHING
from fakes.repository.where import Attribute as Attribute
from fakes.repository.where import Comparison as Comparison
from fakes.repository.where import Conjunction as Conjunction
from fakes.repository.where import Disjunction as Disjunction
from fakes.repository.where import IgnoringCase as IgnoringCase
from fakes.repository.where import IsNull as IsNull
from fakes.repository.where import Membership as Membership
from fakes.repository.where import Negation as Negation
from fakes.repository.where import Operator as Operator
from fakes.repository.where import TextMatch as TextMatch
from fakes.repository.where import TextOperator as TextOperator
from fakes.repository.where import Where as Where
from fakes.repository.where import attribute as attribute
from fakes.repository.where import matching as matching

__all__ = [
    "EVERYTHING",
    "MARIADB_10_11_UTF8MB4_GENERAL_CI",
    "POSTGRESQL_15_C_UTF8",
    "SQLITE_3",
    "AsyncFakeRepository",
    "AsyncFakeUnitOfWork",
    "AsyncRepository",
    "AsyncUnitOfWork",
    "Attribute",
    "Comparison",
    "Conjunction",
    "ConstraintViolation",
    "Cursor",
    "Descending",
    "Disjunction",
    "DuplicateKey",
    "FakeRepository",
    "FakeUnitOfWork",
    "IgnoringCase",
    "InvalidEntity",
    "InvalidKey",
    "InvalidQuery",
    "InvalidSetting",
    "InvalidWhere",
    "IsNull",
    "Membership",
    "Negation",
    "NoneMatches",
    "NotFound",
    "Operator",
    "Order",
    "Page",
    "Profile",
    "Repository",
    "RepositoryError",
    "RepositoryUnavailable",
    "Serial",
    "SeveralFound",
    "Snapshot",
    "StaleVersion",
    "TextComparison",
    "TextMatch",
    "TextOperator",
    "TransactionAborted",
    "UnderivablePort",
    "UnitOfWork",
    "UnitOfWorkClosed",
    "UnknownAttribute",
    "Where",
    "WriteConflict",
    "attribute",
    "derive",
    "matching",
]
