"""Three guarantees of repositories, checked by hand: what a check of ours does, and no more.

Each takes a new store and orders that can be stored together.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from attrs import evolve, frozen

from benchmarks.conformance.orders import Order
from fakes.repository import DuplicateKey, FakeRepository, NotFound

__all__ = ["BY_HAND", "ByHand"]

Store = FakeRepository[Order, int]


@frozen
class ByHand:
    """A check, and how many orders it needs: at least, and at most."""

    check: Callable[[Store, Sequence[Order]], None]
    least: int
    most: int


def duplicate_add(store: Store, orders: Sequence[Order]) -> None:
    first, other, third = orders
    store.add(first)
    store.add(third)
    second = evolve(other, id=first.id)
    assert is_refused(DuplicateKey, lambda: store.add(second))
    holds(store, [first, third])


def delete_is_complete(store: Store, orders: Sequence[Order]) -> None:
    gone, *others = orders
    for order in orders:
        store.add(order)
    key = key_of(gone)
    store.delete(key)
    assert is_refused(NotFound, lambda: store.get(key))
    assert store.find(key) is None
    holds(store, others)


def re_add_after_delete(store: Store, orders: Sequence[Order]) -> None:
    first, second, third = orders
    key = key_of(first)
    store.add(first)
    store.delete(key)
    again = evolve(second, id=key)
    assert is_same(store.add(again), again)
    holds(store, [again])
    store.delete(key)
    saved = evolve(third, id=key)
    assert is_same(store.save(saved), saved)
    holds(store, [saved])


BY_HAND: Mapping[str, ByHand] = {
    "duplicate_add": ByHand(duplicate_add, 3, 3),
    "delete_is_complete": ByHand(delete_is_complete, 1, 4),
    "re_add_after_delete": ByHand(re_add_after_delete, 3, 3),
}


def holds(store: Store, orders: Sequence[Order]) -> None:
    page = store.select()
    assert keys_of(page) == keys_of(orders)
    assert store.count() == len(orders)
    found = {order.id: order for order in page}
    for order in orders:
        assert is_same(found[order.id], order)
        assert is_same(store.get(key_of(order)), order)


def is_same(found: Order, order: Order) -> bool:
    return evolve(found, version=order.version) == order


def is_refused(error: type[Exception], attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except error:
        return True
    return False


def key_of(order: Order) -> int:
    assert order.id is not None
    return order.id


def keys_of(orders: Iterable[Order]) -> list[int]:
    return sorted(map(key_of, orders))
