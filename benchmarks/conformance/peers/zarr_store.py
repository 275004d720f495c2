"""zarr's `StoreTests` of its `MemoryStore`, completed as zarr's documentation asks for."""

from importlib import import_module
from typing import Any

import pytest

__all__ = ["TestMemoryStore"]

storage: Any = import_module("zarr.storage")
buffers: Any = import_module("zarr.core.buffer.cpu")
testing: Any = import_module("zarr.testing.store")


class TestMemoryStore(testing.StoreTests):  # type: ignore[misc]
    store_cls = storage.MemoryStore
    buffer_cls = buffers.Buffer

    async def set(self, store: Any, key: str, value: Any) -> None:
        store._store_dict.kept[key] = value

    async def get(self, store: Any, key: str) -> Any:
        return store._store_dict.kept[key]

    @pytest.fixture
    def store_kwargs(self, mapping: Any) -> dict[str, Any]:
        return {"store_dict": mapping()}

    def test_store_repr(self, store: Any) -> None:
        assert repr(store) == f"MemoryStore('{store}')"

    def test_store_supports_writes(self, store: Any) -> None:
        assert store.supports_writes

    def test_store_supports_listing(self, store: Any) -> None:
        assert store.supports_listing
