"""Hypothesis strategies for what repositories take: values of attributes, conditions, profiles."""

import datetime as dt
from decimal import Decimal
from typing import Any, TypeVar, cast
from uuid import UUID

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from fakes.repository import (
    Attribute,
    Descending,
    Order,
    Page,
    Profile,
    Where,
    attribute,
)
from fakes.repository._entities import attributes_of, classes_of
from fakes.repository._values import is_nan, kind_of

__all__ = ["conditions", "orders", "pages", "patterns", "profiles", "texts", "values"]

E = TypeVar("E")
V = TypeVar("V")

_BOUNDARY_TEXTS = (
    *("", " ", "a", "A", "a ", " a", "a\t", "a\x00", "a\x00b", "\x00", "\x01", "\n", "a\nb"),
    *("%", "_", "\\", "a%", "a_b", "\\%", "'; DROP TABLE users; --", '"', "NULL"),
    *(
        "é",
        "e\u0301",
        "É",
        "ü",
        "Ü",
        "u",
        "ß",
        "ss",
        "\u0131",
        "İ",
        "i",
        "I",
        "Σ",
        "ς",
        "ﬀ",
        "Å",
        "\u212b",
    ),
    *("\u00a0", "\u200b", "\ufeff", "\ufffd", "\uffff", "\U0001f600", "\U0001f601", "\U0010ffff"),
)
_EXTREMES: dict[type, tuple[object, ...]] = {
    int: (0, 1, -1, 2**31 - 1, 2**31, -(2**31), 2**53 + 1, 2**63 - 1, -(2**63)),
    float: (0.0, -0.0, 0.1, 1e-308, 5e-324, 1.7976931348623157e308, -1.7976931348623157e308),
    bool: (False, True),
    bytes: (b"", b"\x00", b"\xff", b"a\x00b"),
    Decimal: (Decimal(0), Decimal("1.005"), Decimal("-0.01"), Decimal("99999999999999.99")),
    dt.date: (dt.date.min, dt.date(1970, 1, 1), dt.date(2024, 2, 29), dt.date.max),
    UUID: (UUID(int=0), UUID(int=2**128 - 1)),
}


def texts(*, nul: bool = True) -> SearchStrategy[str]:
    """Texts that UTF-8 can encode, boundary values among them; on demand none with a NUL.

    Empty, spaces at an end, LIKE's wildcards, two normal forms of one letter, letters whose case
    is a matter of language, characters beyond U+FFFF, and now and then one of 70 KB.
    """
    any_text = st.text(st.characters(codec="utf-8"), max_size=20)
    letters = st.text("aAbBüÜ %_\\", max_size=8)
    # Repeated when it is drawn: strategies are written out in Hypothesis's reports.
    large = st.just("a%_").map(lambda part: part * 24_000)
    drawn = st.one_of(letters, st.sampled_from(_BOUNDARY_TEXTS), any_text, large)
    return drawn if nul else drawn.map(lambda text: text.replace("\x00", ""))


def patterns(*, nul: bool = True) -> SearchStrategy[str]:
    """Patterns for LIKE, in which every backslash escapes something."""
    literal = st.one_of(
        st.sampled_from(["a", "A", "b", "ü", "Ü", " ", "\\\\", "\\%", "\\_", "\\a"])
    )
    short = texts(nul=nul).map(lambda text: text.replace("\\", "")[:5])
    units = st.one_of(literal, st.sampled_from(["%", "_"]), short)
    return st.lists(units, max_size=6).map("".join)


def values(cls: type[V]) -> SearchStrategy[V]:
    """Values of an attribute or a key of this class, the extreme ones among them; never NaN.

    Integers are those of 64 bits, which is what databases have.
    """
    if cls is str:
        return cast(SearchStrategy[V], texts())
    if cls is int:
        drawn = cast(SearchStrategy[V], st.integers(-(2**63), 2**63 - 1))
    else:
        drawn = st.from_type(cls).filter(lambda value: not is_nan(value))
    extremes = cast(tuple[V, ...], _EXTREMES.get(cls, ()))
    return st.sampled_from(extremes) | drawn if extremes else drawn


def conditions(entity: type[object], *, max_leaves: int = 6) -> SearchStrategy[Where]:
    """Conditions on the attributes of a class of entities, compared with what is annotated.

    Attributes whose annotation tells no class, or a container, are asked only whether they are
    NULL. None is compared for order where its values have none.
    """
    annotations = attributes_of(entity).annotations
    leaves = [_leaves(attribute(name), classes_of(hint)) for name, hint in annotations.items()]
    return st.recursive(
        st.one_of(leaves),
        lambda parts: st.one_of(
            parts.map(lambda part: ~part),
            st.tuples(parts, parts).map(lambda two: two[0] & two[1]),
            st.tuples(parts, parts).map(lambda two: two[0] | two[1]),
        ),
        max_leaves=max_leaves,
    )


def _leaves(asked: Attribute, classes: tuple[type[object], ...]) -> SearchStrategy[Where]:
    leaves = [st.just(asked.is_null())]
    if classes and not any(issubclass(cls, _CONTAINERS) for cls in classes):
        value = st.one_of([values(cls) for cls in classes])
        leaves += [value.map(asked.equals), st.lists(value, max_size=3).map(asked.is_in)]
        if _are_ordered(classes):
            signs = (asked.less_than, asked.at_most, asked.more_than, asked.at_least)
            leaves += [value.map(compare) for compare in signs]
    if classes == (str,):
        leaves += [
            texts().map(asked.starts_with),
            texts().map(asked.contains),
            texts().map(asked.equals_ignoring_case),
            patterns().map(asked.like),
        ]
    return st.one_of(leaves)


_CONTAINERS = (list, dict, set, tuple, frozenset)
"""Classes whose annotation says more of the values than that they are of it."""


def _are_ordered(classes: tuple[type[object], ...]) -> bool:
    """Whether any two values of these classes have an order."""
    try:
        return len({kind_of(cast(Any, cls)) for cls in classes}) == 1
    except TypeError:
        return False


def orders(entity: type[object]) -> SearchStrategy[tuple[Order, ...]]:
    """What to order entities of a class by: up to three attributes, each in either direction."""
    names = sorted(attributes_of(entity).annotations)
    either: list[Order] = [order for name in names for order in (name, Descending(name))]
    return st.lists(st.sampled_from(either), max_size=3).map(tuple)


def pages(entities: SearchStrategy[E]) -> SearchStrategy[Page[E]]:
    """Pages without a cursor, as the last ones are, the empty one among them."""
    return st.lists(entities, max_size=5).map(lambda items: Page(tuple(items)))


def profiles() -> SearchStrategy[Profile]:
    """Profiles with any combination of traits, those of no product among them."""
    traits = {field.name: cast("type[Any]", field.type) for field in attrs.fields(Profile)}
    return st.builds(Profile, **{name: st.from_type(kind) for name, kind in traits.items()})
