"""What entities are sorted by, and the order that a query asks for."""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar, cast

import attrs

from doubles._texts.shown import shown
from fakes.repository._entities import Attributes
from fakes.repository._ranks import rank_of
from fakes.repository.errors import InvalidQuery
from fakes.repository.profile import Profile
from fakes.repository.values import Cursor, Descending, Order, check_order

__all__ = ["Ordering", "Position", "Ranks", "comparing", "ordering_of"]

E = TypeVar("E")

Position = tuple[Any, ...]
"""Where an entity is in an order: the ranks of its attributes, then of its key."""


@attrs.frozen
class Ranks:
    """What the values of one repository's entities are sorted by."""

    profile: Profile
    key: Callable[[Any], object]
    key_is_int: bool

    def of_value(self, name: str, value: object) -> Any:
        """The rank of an attribute's value; that of a NULL is at one end.

        Raises:
            InvalidQuery: The value has no order.
        """
        if value is None:
            return (0,) if self.profile.nulls == "first" else (2,)
        try:
            return (1, rank_of(value, self.profile.text))
        except Exception:  # noqa: BLE001 - the value's own code may raise anything
            reason = f"cannot order by {name}: {shown(value)} has no order"
            raise InvalidQuery("order_by", reason) from None

    def of_key(self, entity: object) -> Any:
        """The rank of an entity's key.

        Raises:
            InvalidQuery: The key has no order.
        """
        key = self.key(entity)
        return key if self.key_is_int else self.of_key_value(key)

    def of_key_value(self, key: object) -> Any:
        """The rank of a key, which no two keys share.

        Raises:
            InvalidQuery: The key has no order.
        """
        if not self.key_is_int:
            return (self.of_value("the key", key), _types_in(key))
        if isinstance(key, int):
            return key
        raise InvalidQuery("after", f"is behind a key that is no int: {shown(key)}")


def _types_in(key: object) -> Any:
    """What tells 1, 1.0 and True apart."""
    if isinstance(key, tuple):
        return tuple(map(_types_in, cast(tuple[object, ...], key)))
    return type(key).__qualname__


@contextmanager
def comparing() -> Generator[None]:
    """Positions are compared in the block, and with them values whose own code may raise anything.

    Raises:
        InvalidQuery: It did.
    """
    try:
        yield
    except InvalidQuery:
        raise
    except Exception as error:  # noqa: BLE001
        raise InvalidQuery("order_by", f"cannot compare all the values: {error}") from None


class _Reversed:
    """Sorts the other way round than the rank that it holds."""

    __slots__ = ("rank",)

    def __init__(self, rank: Any) -> None:
        self.rank = rank

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Reversed) and bool(self.rank == other.rank)

    def __lt__(self, other: "_Reversed") -> bool:
        return bool(other.rank < self.rank)


@attrs.frozen
class Ordering:
    """The order that a query asks for.

    The positions of entities are compared, from the greatest to the least where `descending`,
    which is how the last attribute goes, and with it the key.
    """

    asked: tuple[Order, ...]
    names: tuple[str, ...]
    reversed_names: frozenset[str]
    descending: bool
    ranks: Ranks

    def position(self, entity: object) -> Position:
        """Where an entity is in this order.

        Raises:
            InvalidQuery: It has an attribute that has no order.
        """
        ranked = [self._rank(name, getattr(entity, name)) for name in self.names]
        return (*ranked, self.ranks.of_key(entity))

    def cursor(self, entity: object) -> Cursor:
        """The place behind an entity."""
        values = (getattr(entity, name) for name in self.names)
        return Cursor(self.asked, (*values, self.ranks.key(entity)))

    def position_of(self, cursor: Cursor) -> Position:
        """The position of the entity behind which a cursor is.

        Raises:
            InvalidQuery: The cursor is of another order.
        """
        if cursor.order_by != self.asked or len(cursor.values) != len(self.names) + 1:
            raise InvalidQuery(
                "after", f"is a cursor of the order {cursor.order_by}, not of {self.asked}"
            )
        *values, key = cursor.values
        ranked = [self._rank(name, value) for name, value in zip(self.names, values, strict=True)]
        return (*ranked, self.ranks.of_key_value(key))

    def behind(self, entities: list[E], position: Position) -> list[E]:
        """Those of the entities that come after a position in this order.

        Raises:
            InvalidQuery: There is one that cannot be compared.
        """
        with comparing():
            if self.descending:
                return [entity for entity in entities if self.position(entity) < position]
            return [entity for entity in entities if position < self.position(entity)]

    def sort(self, entities: list[E]) -> list[E]:
        """The entities in this order.

        Raises:
            InvalidQuery: There are two that cannot be compared.
        """
        position = self.position if self.names else self.ranks.of_key
        with comparing():
            return sorted(entities, key=position, reverse=self.descending)

    def _rank(self, name: str, value: object) -> Any:
        rank = self.ranks.of_value(name, value)
        return _Reversed(rank) if name in self.reversed_names else rank


def ordering_of(
    order_by: Order | Sequence[Order], attributes: Attributes, ranks: Ranks
) -> Ordering:
    """The order that a query asks for.

    Raises:
        InvalidQuery: It is not made of names and `Descending`, or names one twice.
        UnknownAttribute: The entities have no attribute of such a name.
    """
    asked = (order_by,) if isinstance(order_by, str | Descending) else _listed(order_by)
    directions: dict[str, bool] = {}
    for order in asked:
        name = order.attribute if isinstance(order, Descending) else order
        if name in directions:
            raise InvalidQuery("order_by", f"names {name} twice")
        attributes.check(name)
        directions[name] = isinstance(order, Descending)
    names = tuple(directions)
    descending = bool(names) and directions[names[-1]]
    others = frozenset(name for name in names if directions[name] is not descending)
    return Ordering(asked, names, others, descending, ranks)


def _listed(order_by: object) -> tuple[Order, ...]:
    if not isinstance(order_by, tuple | list):
        raise InvalidQuery(
            "order_by", f"must be a name, Descending, or several of them, not {shown(order_by)}"
        )
    listed = tuple(cast(Sequence[Order], order_by))
    check_order(listed)
    return listed
