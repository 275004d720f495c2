"""The SQL of a table of entities: what is written into its text, and what goes beside it.

Values are always parameters, `$1` and so on. Names are those of the model, and are quoted.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Generic, TypeVar

import attrs

from fakes.repository import (
    Comparison,
    Conjunction,
    Disjunction,
    IgnoringCase,
    IsNull,
    Membership,
    Negation,
    TextMatch,
    Where,
)
from tests.adapters.repository.model import DIGITS, PLACES, Attribute, Model, Query

__all__ = ["Statement", "Table"]

E = TypeVar("E")

_TYPES: Final = {
    # By code points, whatever the locale of the database is.
    str: 'text COLLATE "C.utf8"',
    int: "bigint",
    Decimal: f"numeric({DIGITS}, {PLACES})",
    datetime: "timestamptz",
}


@attrs.define
class Statement:
    """A statement and the values of its parameters, in their order."""

    text: str = ""
    values: list[object] = attrs.Factory(list[object])

    def bind(self, value: object) -> str:
        """The parameter that stands for a value."""
        self.values.append(value)
        return f"${len(self.values)}"


@attrs.frozen
class Table(Generic[E]):
    """A table of its own for one kind of entities; `name` is quoted where it is used."""

    model: Model[E]
    name: str

    @property
    def key_constraint(self) -> str:
        """What PostgreSQL names when a key is taken."""
        return f"{self.name}_key"

    def create(self) -> str:
        """The statement that makes the table."""
        columns = [self._definition(*each) for each in self.model.attributes.items()]
        columns.append(
            f"CONSTRAINT {_quoted(self.key_constraint)} PRIMARY KEY ({_quoted(self.model.key)})"
        )
        if self.model.unique is not None:
            columns.append(f"UNIQUE ({_quoted(self.model.unique)})")
        return f"CREATE TABLE {self._name} ({', '.join(columns)})"

    def drop(self) -> str:
        """The statement that takes the table away."""
        return f"DROP TABLE {self._name}"

    def insert(self, values: dict[str, Any]) -> Statement:
        """Store a row, under the next number where the key is generated and None."""
        statement = Statement()
        statement.text = f"{self._inserting(statement, values)} RETURNING {self._columns}"
        return statement

    def upsert(self, values: dict[str, Any]) -> Statement:
        """Store a row, or put it in place of the one with its key, if that has its version."""
        statement = Statement()
        version = self.model.version
        changes = [f"{column} = excluded.{column}" for column in self._changing()]
        condition = ""
        if version is not None:
            stored = f"{self._name}.{_quoted(version)}"
            changes.append(f"{_quoted(version)} = {stored} + 1")
            condition = f" WHERE {stored} = excluded.{_quoted(version)}"
        statement.text = (
            f"{self._inserting(statement, values)} ON CONFLICT ({_quoted(self.model.key)}) "
            f"DO UPDATE SET {', '.join(changes)}{condition} RETURNING {self._columns}"
        )
        return statement

    def update(self, values: dict[str, Any]) -> Statement:
        """Put a row in place of the one with its key, if that has its version."""
        statement = Statement()
        key, version = self.model.key, self.model.version
        named = [name for name in values if name not in (key, version)]
        changes = [f"{_quoted(name)} = {statement.bind(values[name])}" for name in named]
        condition = f"{_quoted(key)} = {statement.bind(values[key])}"
        if version is not None:
            changes.append(f"{_quoted(version)} = {_quoted(version)} + 1")
            condition += f" AND {_quoted(version)} = {statement.bind(values[version])}"
        statement.text = (
            f"UPDATE {self._name} SET {', '.join(changes)} WHERE {condition} "
            f"RETURNING {self._columns}"
        )
        return statement

    def delete(self, key: object) -> Statement:
        """Take the row with a key away; its key comes back if there was one."""
        column = _quoted(self.model.key)
        return Statement(f"DELETE FROM {self._name} WHERE {column} = $1 RETURNING {column}", [key])

    def find(self, key: object) -> Statement:
        """The row with a key."""
        column = _quoted(self.model.key)
        return Statement(f"SELECT {self._columns} FROM {self._name} WHERE {column} = $1", [key])

    def count(self, where: Where) -> Statement:
        """How many rows meet a condition."""
        statement = Statement()
        condition = _condition(where, statement)
        statement.text = f"SELECT count(*) FROM {self._name} WHERE {condition}"
        return statement

    def select(self, where: Where, query: Query) -> Statement:
        """The rows that meet a condition, and one more than the limit if there are so many."""
        statement = Statement()
        conditions = [_condition(where, statement)]
        if query.after is not None:
            conditions.append(self._behind(query.order, query.after, statement))
        directions = [
            f"{_quoted(name)} {'DESC' if descends else 'ASC'}" for name, descends in query.order
        ]
        text = (
            f"SELECT {self._columns} FROM {self._name} WHERE {' AND '.join(conditions)} "
            f"ORDER BY {', '.join(directions)}"
        )
        if query.limit is not None:
            text += f" LIMIT {statement.bind(min(query.limit, _MOST) + 1)}"
        if query.offset:
            text += f" OFFSET {statement.bind(query.offset)}"
        statement.text = text
        return statement

    @property
    def _name(self) -> str:
        return _quoted(self.name)

    @property
    def _columns(self) -> str:
        return ", ".join(map(_quoted, self.model.attributes))

    def _changing(self) -> list[str]:
        special = (self.model.key, self.model.version)
        return [_quoted(name) for name in self.model.attributes if name not in special]

    def _definition(self, name: str, attribute: Attribute) -> str:
        null = "NULL" if attribute.nullable else "NOT NULL"
        definition = f"{_quoted(name)} {_TYPES[attribute.cls]} {null}"
        if self.model.generated and name == self.model.key:
            definition += " GENERATED BY DEFAULT AS IDENTITY"
        return definition

    def _inserting(self, statement: Statement, values: dict[str, Any]) -> str:
        # A generated column is left out, so that the database fills it in.
        given = {
            name: value
            for name, value in values.items()
            if not (self.model.generated and name == self.model.key and value is None)
        }
        columns = ", ".join(map(_quoted, given))
        bound = ", ".join(map(statement.bind, given.values()))
        return f"INSERT INTO {self._name} ({columns}) VALUES ({bound})"

    def _behind(
        self, order: Sequence[tuple[str, bool]], values: Sequence[object], statement: Statement
    ) -> str:
        """Rows behind the one with these values.

        That is `(a, b) > ($1, $2)`, which SQL has only for one direction and without NULL.
        """
        behind = ""
        for (name, descends), value in reversed(list(zip(order, values, strict=True))):
            column = _quoted(name)
            nullable = self.model.attributes[name].nullable
            if value is None:
                # NULL is greater than anything: the last when ascending.
                tied = f"{column} IS NULL"
                further = f"{column} IS NOT NULL" if descends else "FALSE"
            else:
                parameter = statement.bind(value)
                tied = f"{column} = {parameter}"
                further = f"{column} {'<' if descends else '>'} {parameter}"
                if nullable and not descends:
                    further = f"{further} OR {column} IS NULL"
            behind = f"({further} OR ({tied} AND {behind}))" if behind else f"({further})"
        return behind


_MOST: Final = 2**63 - 2
"""One less than the greatest number that a LIMIT can be."""


def _condition(where: Where, statement: Statement) -> str:
    """A condition in SQL, which has the same logic of three values."""
    match where:
        case Conjunction(parts=parts):
            return f"({' AND '.join(_condition(part, statement) for part in parts) or 'TRUE'})"
        case Disjunction(parts=parts):
            return f"({' OR '.join(_condition(part, statement) for part in parts) or 'FALSE'})"
        case Negation(part=part):
            return f"(NOT {_condition(part, statement)})"
        case Comparison(attribute=name, operator=operator, value=value):
            return f"{_quoted(name)} {operator.value} {statement.bind(value)}"
        case Membership(attribute=name, values=values):
            # Of an empty array it is false even for NULL, as it must be.
            return f"{_quoted(name)} = ANY ({statement.bind(values)})"
        case IsNull(attribute=name):
            return f"{_quoted(name)} IS NULL"
        case TextMatch(attribute=name, pattern=pattern):
            return rf"{_quoted(name)} LIKE {statement.bind(pattern)} ESCAPE '\'"
        case IgnoringCase(attribute=name, text=text):
            return f"lower({_quoted(name)}) = lower({statement.bind(text)})"
        case _:
            raise NotImplementedError(f"a condition of a kind that is not known here: {where!r}")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
