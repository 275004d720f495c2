"""What the suites in Redis declare and store, blocking and awaited: put before their bases."""

from collections.abc import Collection, Sequence
from typing import Any, ClassVar

from hypothesis.strategies import SearchStrategy

from fakes.conformance import Promise
from tests.adapters.repository.entities import (
    ACCOUNT,
    ACCOUNTS,
    PRODUCT,
    PRODUCTS,
    Account,
    Product,
)
from tests.adapters.repository.model import Model

__all__ = ["Accounts", "Products"]


class Products:
    """Keys of text, and versions."""

    promises: ClassVar[Collection[Promise]] = frozenset(
        {Promise.ATOMIC_BATCH, Promise.KEY_EXACT, Promise.LINEARIZABLE, Promise.VERSIONS}
    )
    key: ClassVar[str | tuple[str, ...]] = "code"
    version: ClassVar[str | None] = "version"
    model: ClassVar[Model[Any]] = PRODUCT

    def entities(self) -> SearchStrategy[Product]:
        return PRODUCTS


class Accounts:
    """Keys that are counted, and an attribute that is unique."""

    promises: ClassVar[Collection[Promise]] = frozenset(
        {Promise.ATOMIC_BATCH, Promise.GENERATED_KEYS, Promise.LINEARIZABLE, Promise.UNIQUE}
    )
    unique: ClassVar[Sequence[str | tuple[str, ...]]] = ("email",)
    model: ClassVar[Model[Any]] = ACCOUNT

    def entities(self) -> SearchStrategy[Account]:
        return ACCOUNTS
