"""What a database knows of entities, and what is refused before it is asked.

Databases do not refuse these by themselves, or not all alike: SQLite stores any type in any column,
MariaDB compares a text with a number by reading the number at its start, PostgreSQL rounds what
has too many decimal places. An adapter that lets them decide behaves differently on each.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Generic, TypeVar, cast

import attrs

from fakes.repository import (
    Comparison,
    Cursor,
    Descending,
    IgnoringCase,
    InvalidEntity,
    InvalidKey,
    InvalidQuery,
    InvalidWhere,
    Membership,
    Order,
    TextMatch,
    UnknownAttribute,
    Where,
)
from fakes.repository.where import leaves

__all__ = ["DIGITS", "PLACES", "Attribute", "Model", "Query"]

E = TypeVar("E")

DIGITS: Final = 15
"""How many digits a decimal number has at most, before and behind the point."""

PLACES: Final = 2
"""How many of them come behind the point."""


@attrs.frozen
class Attribute:
    """A column: the class of its values, and what it limits them to."""

    cls: type
    nullable: bool = attrs.field(default=False, kw_only=True)
    longest: int | None = attrs.field(default=None, kw_only=True)

    def mistake(self, value: object, *, stores_nul: bool) -> str | None:
        """What is wrong with a value, so that it cannot be in the column; None if nothing is."""
        if value is None and self.nullable:
            return None
        # Exactly of the class: a bool is an int, and a client library may know no subclasses.
        if type(value) is not self.cls:
            return f"must be of type {self.cls.__name__}, not {value!r}"
        match value:
            case str():
                return self._mistake_in_text(value, stores_nul=stores_nul)
            case int() if not -(2**63) <= value < 2**63:
                return f"must be a number of 64 bits, not {value}"
            case Decimal() if not _fits(value):
                return f"must have at most {DIGITS} digits, {PLACES} of them decimal: {value}"
            case datetime() if value.utcoffset() is None:
                return f"must have a time zone: {value!r}"
            case _:
                return None

    def _mistake_in_text(self, text: str, *, stores_nul: bool) -> str | None:
        if self.longest is not None and len(text) > self.longest:
            return f"must be a text of at most {self.longest} characters, not of {len(text)}"
        if not stores_nul and "\0" in text:
            return f"must not hold NUL, which the database does not store: {text!r}"
        try:
            text.encode()
        except UnicodeEncodeError:
            return f"must not hold a surrogate, which is no character: {text!r}"
        return None


@attrs.frozen
class Query:
    """What a `select` asks for beside its condition: attributes, whether each descends, a page.

    The key is the last of them, and goes in the direction of the one before.
    """

    asked: tuple[Order, ...]
    order: Sequence[tuple[str, bool]]
    limit: int | None
    offset: int
    after: Sequence[object] | None

    def cursor(self, last: object) -> Cursor:
        """The place behind an entity."""
        return Cursor(self.asked, tuple(getattr(last, name) for name, _ in self.order))


@attrs.frozen
class Model(Generic[E]):
    """A table of entities: its columns, its key, and what else the database sees to."""

    entity: type[E]
    attributes: Mapping[str, Attribute]
    key: str = attrs.field(kw_only=True)
    unique: str | None = attrs.field(default=None, kw_only=True)
    version: str | None = attrs.field(default=None, kw_only=True)
    generated: bool = attrs.field(default=False, kw_only=True)
    stores_nul: bool = attrs.field(default=True, kw_only=True)

    @property
    def name(self) -> str:
        """What the entities are called."""
        return self.entity.__name__

    def values(self, entity: E) -> dict[str, Any]:
        """The values of an entity that can be stored, by column; a key of None is to be generated.

        Raises:
            InvalidEntity: It cannot be stored.
        """
        if type(entity) is not self.entity:
            raise InvalidEntity("entity", f"must be of type {self.name}, not {entity!r}")
        values: dict[str, Any] = {name: getattr(entity, name, None) for name in self.attributes}
        for name, attribute in self.attributes.items():
            if name == self.key and self.generated and values[name] is None:
                continue
            if mistake := attribute.mistake(values[name], stores_nul=self.stores_nul):
                raise InvalidEntity(name, mistake)
        return values

    def check_key(self, key: object) -> None:
        """Refuse what cannot be a key.

        Raises:
            InvalidKey: It cannot.
        """
        attribute = self.attributes[self.key]
        if mistake := attribute.mistake(key, stores_nul=self.stores_nul):
            raise InvalidKey("key", mistake)

    def fitting(self, name: str, values: Iterable[object]) -> list[object]:
        """As much of each value as the attribute holds, where that is a text."""
        longest = self.attributes[name].longest
        return [value[:longest] if isinstance(value, str) else value for value in values]

    def check_where(self, where: object) -> None:
        """Refuse what is no condition on these entities.

        Raises:
            InvalidWhere: It is none, or compares an attribute with what it cannot be.
            UnknownAttribute: It is about an attribute that they do not have.
        """
        if not isinstance(where, Where):
            raise InvalidWhere("where", f"must be a condition, not {where!r}")
        for leaf in leaves(where):
            attribute = self._attribute(leaf.attribute)
            match leaf:
                case Comparison(value=value):
                    values: tuple[object, ...] = (value,)
                case Membership(values=values):
                    pass
                case TextMatch(text=text) | IgnoringCase(text=text):
                    values = (text,)
                case _:
                    continue
            # What is looked for may be longer than what is there.
            wanted = attrs.evolve(attribute, longest=None)
            for value in values:
                if mistake := wanted.mistake(value, stores_nul=self.stores_nul):
                    raise InvalidWhere(leaf.attribute, mistake)

    def query(
        self,
        order_by: Order | Sequence[Order],
        limit: int | None,
        offset: int,
        after: Cursor | None,
    ) -> Query:
        """The same, checked and with the key behind what is asked to order by.

        Raises:
            InvalidQuery: The order, the limit, the offset or the cursor cannot be.
            UnknownAttribute: The order is by an attribute that the entities do not have.
        """
        asked = (order_by,) if isinstance(order_by, str | Descending) else _listed(order_by)
        order: dict[str, bool] = {}
        for each in asked:
            name = each.attribute if isinstance(each, Descending) else each
            self._attribute(name)
            if name in order:
                raise InvalidQuery("order_by", f"names {name} twice")
            order[name] = isinstance(each, Descending)
        descends = list(order.values())[-1] if order else False
        pairs = (*order.items(), (self.key, descends))
        _check_number("limit", limit, least=1)
        _check_number("offset", offset, least=0)
        if after is not None and offset:
            raise InvalidQuery("offset", "cannot be combined with after")
        return Query(asked, pairs, limit, offset, self._values_of(after, asked, pairs))

    def _values_of(
        self, after: Cursor | None, asked: tuple[Order, ...], order: Sequence[tuple[str, bool]]
    ) -> Sequence[object] | None:
        if after is None:
            return None
        if not isinstance(cast(object, after), Cursor):
            raise InvalidQuery("after", f"must be the cursor of an earlier page, not {after!r}")
        if after.order_by != asked or len(after.values) != len(order):
            raise InvalidQuery("after", f"is a cursor of the order {after.order_by}, not {asked}")
        for (name, _), value in zip(order, after.values, strict=True):
            if mistake := self.attributes[name].mistake(value, stores_nul=self.stores_nul):
                raise InvalidQuery("after", f"{name} {mistake}")
        return after.values

    def _attribute(self, name: str) -> Attribute:
        try:
            return self.attributes[name]
        except KeyError:
            raise UnknownAttribute(name, f"{self.name} has no such attribute") from None


def _fits(number: Decimal) -> bool:
    if not number.is_finite():
        return False
    scaled = number.scaleb(PLACES)
    return scaled == scaled.to_integral_value() and abs(scaled) < Decimal(10) ** DIGITS


def _listed(order_by: object) -> tuple[Order, ...]:
    if not isinstance(order_by, tuple | list):
        raise InvalidQuery(
            "order_by", f"must be a name, Descending, or several of them, not {order_by!r}"
        )
    listed = tuple(cast(Sequence[object], order_by))
    for each in listed:
        if not isinstance(each, str | Descending):
            raise InvalidQuery("order_by", f"must be made of names, not {each!r}")
    return cast(tuple[Order, ...], listed)


def _check_number(field: str, given: object, *, least: int) -> None:
    if given is None and field == "limit":
        return
    if type(given) is not int or not least <= given < 2**63:
        raise InvalidQuery(field, f"must be an int of at least {least}, not {given!r}")
