"""langchain's `BaseStoreSyncTests` of its `InMemoryByteStore`."""

from importlib import import_module
from typing import Any

import pytest

__all__ = ["TestInMemoryByteStore"]

stores: Any = import_module("langchain_core.stores")
testing: Any = import_module("langchain_tests.integration_tests.base_store")


class TestInMemoryByteStore(testing.BaseStoreSyncTests):  # type: ignore[misc]
    @pytest.fixture
    def kv_store(self, mapping: Any) -> Any:
        store = stores.InMemoryByteStore()
        store.store = mapping()
        return store

    @pytest.fixture
    def three_values(self) -> tuple[bytes, bytes, bytes]:
        return b"foo", b"bar", b"buzz"
