"""The values that go into and out of a repository beside the entities and conditions."""

from collections.abc import Sequence
from typing import Any, TypeVar, cast, overload

import attrs

from doubles._texts.shown import shown
from fakes.repository.errors import InvalidQuery

__all__ = ["Cursor", "Descending", "Order", "Page", "Serial", "check_order"]

E_co = TypeVar("E_co", covariant=True)


def _check_name(_: object, __: object, name: Any) -> None:
    if not isinstance(name, str):
        raise InvalidQuery("order_by", f"must be made of names, not {shown(name)}")


@attrs.frozen
class Descending:
    """An attribute to order by from the greatest value to the least."""

    attribute: str = attrs.field(validator=_check_name)


Order = str | Descending
"""What to order by: an attribute's name, from the least value to the greatest, or `Descending`."""


def check_order(order_by: Any) -> None:
    """Refuse what is no tuple of things to order by.

    Raises:
        InvalidQuery: It is not.
    """
    if not isinstance(order_by, tuple):
        raise InvalidQuery("order_by", f"must be a tuple, not {shown(order_by)}")
    for order in cast(tuple[object, ...], order_by):
        if not isinstance(order, Descending):
            _check_name(None, None, order)


@attrs.frozen
class Cursor:
    """Where a page ended, so that the next begins behind it whatever was stored meanwhile.

    `values` are those of the attributes in `order_by` in the page's last entity, then its key: what
    an SQL database compares a row with, `(name, id) > (%s, %s)`.
    """

    order_by: tuple[Order, ...]
    values: tuple[object, ...]

    def __attrs_post_init__(self) -> None:
        check_order(self.order_by)
        if not isinstance(cast(object, self.values), tuple):
            raise InvalidQuery("after", f"must have a tuple of values, not {shown(self.values)}")


@attrs.frozen(repr=False)
class Page(Sequence[E_co]):
    """Some of the entities that match, in order; a sequence of them.

    `next` is where the following page begins (pass it as `after`), or None on the last page.

    >>> page = Page(("a", "b"))
    >>> list(page), len(page), page[0], page.next
    (['a', 'b'], 2, 'a', None)
    """

    items: tuple[E_co, ...]
    next: Cursor | None = None

    def __len__(self) -> int:
        return len(self.items)

    @overload
    def __getitem__(self, index: int) -> E_co: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[E_co, ...]: ...
    def __getitem__(self, index: int | slice) -> E_co | tuple[E_co, ...]:
        return self.items[index]

    def __repr__(self) -> str:
        more = "" if self.next is None else ", and more"
        return f"<Page of {len(self.items)}{more}: {list(self.items)!r}>"


@attrs.frozen
class Serial:
    """Keys that are numbers counted upwards, as a database's identity column makes them."""

    start: int = 1
