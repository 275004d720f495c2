"""Conditions of `fakes.repository`, and places in an order, as expressions of SQLAlchemy Core."""

import operator
from collections.abc import Callable, Sequence
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Table, and_, false, func, not_, or_, true

from fakes.repository import (
    Comparison,
    Conjunction,
    Disjunction,
    IgnoringCase,
    IsNull,
    Membership,
    Negation,
    Operator,
    TextMatch,
    Where,
)

__all__ = ["Nulls", "behind", "condition", "ordering"]

Nulls = Literal["first", "last"]
"""Where a database puts NULL in ascending order."""

_COMPARED: Final[dict[Operator, Callable[[Any, Any], Any]]] = {
    Operator.EQUALS: operator.eq,
    Operator.LESS_THAN: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.MORE_THAN: operator.gt,
    Operator.AT_LEAST: operator.ge,
}


def condition(where: Where, table: Table) -> ColumnElement[bool]:
    """The same condition on the rows of a table."""
    match where:
        case Conjunction(parts=parts):
            return and_(true(), *(condition(part, table) for part in parts))
        case Disjunction(parts=parts):
            return or_(false(), *(condition(part, table) for part in parts))
        case Negation(part=part):
            return not_(condition(part, table))
        case Comparison(attribute=name, operator=how, value=value):
            compared: ColumnElement[bool] = _COMPARED[how](table.c[name], value)
            return compared
        # An empty IN would be unknown of NULL in some databases.
        case Membership(values=()):
            return false()
        case Membership(attribute=name, values=values):
            return table.c[name].in_(values)
        case IsNull(attribute=name):
            return table.c[name].is_(None)
        case TextMatch(attribute=name, pattern=pattern):
            return table.c[name].like(pattern, escape="\\")
        case IgnoringCase(attribute=name, text=text):
            return func.lower(table.c[name]) == func.lower(text)
        case _:
            raise AssertionError(f"a condition of an unknown kind: {where!r}")


def ordering(order: Sequence[tuple[str, bool]], table: Table) -> list[ColumnElement[Any]]:
    """What rows are sorted by: columns, each with whether it descends."""
    return [table.c[name].desc() if descends else table.c[name].asc() for name, descends in order]


def behind(
    values: Sequence[object], order: Sequence[tuple[str, bool]], table: Table, nulls: Nulls
) -> ColumnElement[bool]:
    """Whether a row comes behind the one that has these values, in the order of these columns.

    Row values, `(name, id) > (:name, :id)`, cannot say it: directions may differ, and a comparison
    with NULL is unknown.
    """
    found: ColumnElement[bool] = false()
    for (name, descends), value in reversed([*zip(order, values, strict=True)]):
        column = table.c[name]
        same = column.is_(None) if value is None else column == value
        found = or_(_beyond(column, value, nulls, descends=descends), and_(same, found))
    return found


def _beyond(
    column: ColumnElement[Any], value: object, nulls: Nulls, *, descends: bool
) -> ColumnElement[bool]:
    nulls_come_later = (nulls == "last") is not descends
    if value is None:
        return false() if nulls_come_later else column.is_not(None)
    beyond = column < value if descends else column > value
    return or_(beyond, column.is_(None)) if nulls_come_later else beyond
