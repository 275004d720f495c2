"""Classes of entities to copy, of each kind that copying tells apart, and how to copy them."""

from typing import Any, TypeVar

import attrs
from hypothesis import strategies as st

from fakes.repository._copying import copier

__all__ = ["AttrsPlain", "Base", "Holder", "Mutable", "copied", "trees"]

T = TypeVar("T")


def copied(value: T) -> T:
    copy_of = copier(type(value))
    assert copy_of is not None
    return copy_of(value)


@attrs.frozen
class Holder:
    held: Any


@attrs.frozen
class Base:
    a: int


@attrs.define
class Mutable:
    a: int


@attrs.define(slots=False)
class AttrsPlain:
    a: int
    items: list[int] = attrs.field(factory=list)


leaves = st.one_of(st.none(), st.integers(), st.text(max_size=3), st.builds(Base, st.integers()))
hashable = st.one_of(leaves, st.tuples(leaves), st.frozensets(leaves, max_size=2))
trees = st.recursive(
    leaves,
    lambda items: st.one_of(
        st.lists(items, max_size=3),
        st.tuples(items, items),
        st.dictionaries(hashable, items, max_size=3),
        st.sets(hashable, max_size=3),
        st.frozensets(hashable, max_size=3),
        st.builds(Holder, items),
        st.builds(Mutable, items),
        st.builds(AttrsPlain, items, st.lists(items, max_size=2)),
    ),
    max_leaves=12,
)
