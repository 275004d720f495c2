"""Arguments that hold themselves, or the same container many times."""

from typing import Any, Protocol

import pytest

from doubles import VerificationError, mock, stub, verify, when


class Store(Protocol):
    def put(self, value: Any) -> int: ...


def nested(levels: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(levels):
        value = [value, value]
    return value


def cyclic(name: str) -> dict[str, Any]:
    value: dict[str, Any] = {"name": name, "pair": ([], name)}
    value["self"] = value
    value["pair"][0].append(value["pair"])
    return value


def test_a_container_in_many_places_is_copied_once() -> None:
    store = mock(Store, put=1)

    store.put(nested(60))

    verify(store.put, nested(60))


def test_a_container_in_itself_is_recorded_and_compared() -> None:
    store = mock(Store, put=1)

    store.put(cyclic("a"))

    verify(store.put, cyclic("a"))
    with pytest.raises(VerificationError):
        verify(store.put, cyclic("b"))


def test_a_container_in_itself_is_stubbed() -> None:
    store = stub(Store)
    when(store.put, cyclic("a")).returns(1)

    assert store.put(cyclic("a")) == 1


def test_a_tangle_that_changes_after_the_call_is_seen_as_it_was() -> None:
    store = mock(Store, put=1)
    value = cyclic("a")

    store.put(value)
    value["name"] = "b"

    verify(store.put, cyclic("a"))
