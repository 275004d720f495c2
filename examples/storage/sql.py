"""The conditions, orders and cursors of `fakes.repository` as SQL; every value is a parameter."""

from collections.abc import Sequence

from fakes.repository import (
    Comparison,
    Conjunction,
    Cursor,
    Descending,
    Disjunction,
    IgnoringCase,
    IsNull,
    Membership,
    Negation,
    Order,
    TextMatch,
    Where,
)

__all__ = ["SQL", "behind", "key_last", "name_of", "order", "where_clause"]

SQL = tuple[str, list[object]]
"""A piece of SQL, and the values of its question marks."""


def where_clause(where: Where) -> SQL:
    match where:
        case Comparison(attribute=name, operator=operator, value=value):
            return f"{name} {operator.value} ?", [value]
        case Membership(attribute=name, values=options):
            return f"{name} IN ({', '.join('?' * len(options))})", list(options)
        case IsNull(attribute=name):
            return f"{name} IS NULL", []
        case TextMatch(attribute=name, pattern=pattern):
            return f"{name} LIKE ? ESCAPE '\\'", [pattern]
        case IgnoringCase(attribute=name, text=text):
            return f"lower({name}) = lower(?)", [text]
        case Conjunction(parts=parts):
            return joined(" AND ", parts, "1")
        case Disjunction(parts=parts):
            return joined(" OR ", parts, "0")
        case Negation(part=part):
            sql, values = where_clause(part)
            return f"NOT ({sql})", values
        case _:
            raise TypeError(f"no condition that this adapter knows: {where!r}")


def joined(word: str, parts: tuple[Where, ...], of_none: str) -> SQL:
    pieces = [where_clause(part) for part in parts]
    sql = word.join(f"({sql})" for sql, _ in pieces) or of_none
    return sql, [value for _, values in pieces for value in values]


def key_last(order_by: Order | Sequence[Order], key: str) -> tuple[Order, ...]:
    """What to order by so that no two rows tie: also by the key, in the last one's direction."""
    orders = (order_by,) if isinstance(order_by, str | Descending) else tuple(order_by)
    if key in map(name_of, orders):
        return orders
    descends = bool(orders) and isinstance(orders[-1], Descending)
    return (*orders, Descending(key) if descends else key)


def order(orders: Sequence[Order]) -> str:
    return ", ".join(f"{name_of(each)} {direction(each)}" for each in orders)


def behind(cursor: Cursor | None) -> SQL:
    """The rows behind the last one of a page, for columns that are never NULL."""
    if cursor is None:
        return "1", []
    pieces: list[str] = []
    values: list[object] = []
    for length, last in enumerate(cursor.order_by):
        equal = [f"{name_of(each)} = ?" for each in cursor.order_by[:length]]
        sign = "<" if isinstance(last, Descending) else ">"
        pieces.append(" AND ".join([*equal, f"{name_of(last)} {sign} ?"]))
        values += cursor.values[: length + 1]
    return " OR ".join(f"({piece})" for piece in pieces), values


def name_of(order: Order) -> str:
    return order if isinstance(order, str) else order.attribute


def direction(order: Order) -> str:
    return "DESC" if isinstance(order, Descending) else "ASC"
