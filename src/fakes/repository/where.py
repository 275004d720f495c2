"""`Where`: which entities a query is about, as frozen values that an adapter translates.

What they mean for an entity is told in `_predicates`, and how text compares in `_text`.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Any, Final, NoReturn, TypeAlias, cast

import attrs

from doubles._texts.shown import shown
from fakes.repository._checks import (
    check_name,
    check_operator,
    check_pattern,
    check_text,
    check_value,
    check_values,
)
from fakes.repository.errors import InvalidWhere

__all__ = [
    "EVERYTHING",
    "Attribute",
    "Comparison",
    "Conjunction",
    "Disjunction",
    "IgnoringCase",
    "IsNull",
    "Leaf",
    "Membership",
    "Negation",
    "Operator",
    "TextMatch",
    "TextOperator",
    "Where",
    "attribute",
    "equalities",
    "leaves",
    "matching",
]


_DEEPEST: Final = 100


class Operator(Enum):
    """How an attribute is compared with a value; each one's value is its sign in SQL."""

    EQUALS = "="
    LESS_THAN = "<"
    AT_MOST = "<="
    MORE_THAN = ">"
    AT_LEAST = ">="

    def __repr__(self) -> str:
        return f"Operator.{self.name}"


class TextOperator(Enum):
    """What is looked for in a text; for the first two, `%` and `_` are characters like any."""

    STARTS_WITH = "starts with"
    CONTAINS = "contains"
    LIKE = "like"

    def __repr__(self) -> str:
        return f"TextOperator.{self.name}"


class Where:
    """A condition on entities, in SQL's logic of three values: a comparison with NULL is unknown.

    Conditions are written with `attribute` and `matching`, and joined by `&`, `|` and `~`. What
    is unknown is not found, and neither is its negation. They are frozen, hashable values; an
    adapter takes them apart with `match`, by the classes that follow.

    >>> adults = attribute("age").at_least(18)
    >>> adults & ~matching(status="banned")
    <Where age >= 18 and not status = 'banned'>
    """

    __slots__ = ()

    def __and__(self, other: "Where", /) -> "Where":
        if not isinstance(cast(object, other), Where):
            return NotImplemented
        parts = (*_parts(self, Conjunction), *_parts(other, Conjunction))
        return parts[0] if len(parts) == 1 else Conjunction(parts)

    def __or__(self, other: "Where", /) -> "Where":
        if not isinstance(cast(object, other), Where):
            return NotImplemented
        return Disjunction((*_parts(self, Disjunction), *_parts(other, Disjunction)))

    def __invert__(self) -> "Where":
        return self.part if isinstance(self, Negation) else Negation(self)

    def __bool__(self) -> NoReturn:
        # `and`, `or` and `not` ask for it, and would silently drop all conditions but one.
        raise InvalidWhere(
            "where",
            f"{self!r} is neither true nor false: join conditions with &, | and ~ instead of "
            "and, or and not",
        )

    def __repr__(self) -> str:
        return f"<Where {_spelled(self)}>"

    def attributes(self) -> frozenset[str]:
        """The names of the attributes that it mentions."""
        return frozenset(leaf.attribute for leaf in leaves(self))


def _check_part(_: object, __: object, part: Any) -> None:
    if not isinstance(part, Where):
        raise InvalidWhere("where", f"must be made of conditions, not {shown(part)}")


def _check_parts(_: object, __: object, parts: Any) -> None:
    if not isinstance(parts, tuple):
        raise InvalidWhere("where", f"must be made of a tuple of conditions, not {shown(parts)}")
    for part in cast(tuple[object, ...], parts):
        _check_part(None, None, part)


@attrs.frozen(repr=False)
class Comparison(Where):
    """The attribute stands in this relation to the value, which is never None."""

    attribute: str = attrs.field(validator=check_name)
    operator: Operator = attrs.field(validator=check_operator(Operator))
    value: object = attrs.field(validator=check_value)


@attrs.frozen(repr=False)
class Membership(Where):
    """The attribute equals one of the values. That is false of no values, even for a NULL."""

    attribute: str = attrs.field(validator=check_name)
    values: tuple[object, ...] = attrs.field(validator=check_values)


@attrs.frozen(repr=False)
class IsNull(Where):
    """The attribute is None, which is never unknown."""

    attribute: str = attrs.field(validator=check_name)


@attrs.frozen(repr=False)
class TextMatch(Where):
    r"""The attribute's text is like this one.

    In the text of `LIKE`, `%` stands for any characters and `_` for one, and a backslash before a
    character makes it literal.
    """

    attribute: str = attrs.field(validator=check_name)
    operator: TextOperator = attrs.field(validator=check_operator(TextOperator))
    text: str = attrs.field(validator=[check_text, check_pattern])

    @property
    def pattern(self) -> str:
        r"""The same as a pattern for SQL's `LIKE ... ESCAPE '\'`.

        >>> TextMatch("name", TextOperator.CONTAINS, "100%").pattern
        '%100\\%%'
        """
        if self.operator is TextOperator.LIKE:
            return self.text
        before = "%" if self.operator is TextOperator.CONTAINS else ""
        return f"{before}{_escaped(self.text)}%"


@attrs.frozen(repr=False)
class IgnoringCase(Where):
    """The attribute's text and this one are the same in the small letters of SQL's `lower`."""

    attribute: str = attrs.field(validator=check_name)
    text: str = attrs.field(validator=check_text)


Leaf: TypeAlias = Comparison | Membership | IsNull | TextMatch | IgnoringCase
"""A condition on a single attribute."""


@attrs.frozen(repr=False)
class Conjunction(Where):
    """All the parts hold; of no parts, everything does."""

    parts: tuple[Where, ...] = attrs.field(validator=_check_parts)
    _depth: int = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_depth", _depth_over(self.parts))


@attrs.frozen(repr=False)
class Disjunction(Where):
    """At least one of the parts holds; of no parts, nothing does."""

    parts: tuple[Where, ...] = attrs.field(validator=_check_parts)
    _depth: int = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_depth", _depth_over(self.parts))


@attrs.frozen(repr=False)
class Negation(Where):
    """The part does not hold, and is not unknown either."""

    part: Where = attrs.field(validator=_check_part)
    _depth: int = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_depth", _depth_over((self.part,)))


def _depth_over(parts: Iterable[Where]) -> int:
    """How many levels a condition of these parts has.

    Raises:
        InvalidWhere: More than whoever takes it apart has a stack for.
    """
    depth = 1 + max((getattr(part, "_depth", 0) for part in parts), default=0)
    if depth > _DEEPEST:
        raise InvalidWhere("where", f"has more than {_DEEPEST} levels, one in another")
    return depth


EVERYTHING: Final[Where] = Conjunction(())
"""The condition that every entity meets."""


@attrs.frozen
class Attribute:
    """An attribute by its name, to say what it must be; `attribute` makes one."""

    name: str = attrs.field(validator=check_name)

    def equals(self, value: object, /) -> Where:
        """It equals the value. A text does so as the profile compares text."""
        return Comparison(self.name, Operator.EQUALS, value)

    def less_than(self, value: object, /) -> Where:
        """It comes before the value."""
        return Comparison(self.name, Operator.LESS_THAN, value)

    def at_most(self, value: object, /) -> Where:
        """It comes before the value or equals it."""
        return Comparison(self.name, Operator.AT_MOST, value)

    def more_than(self, value: object, /) -> Where:
        """It comes after the value."""
        return Comparison(self.name, Operator.MORE_THAN, value)

    def at_least(self, value: object, /) -> Where:
        """It comes after the value or equals it."""
        return Comparison(self.name, Operator.AT_LEAST, value)

    def is_in(self, values: Iterable[object], /) -> Where:
        """It equals one of the values, which may be none at all."""
        if isinstance(values, str | bytes):
            raise InvalidWhere(
                self.name, f"must be compared with several values, not {shown(values)}"
            )
        try:
            listed = tuple(values)
        except Exception:  # noqa: BLE001 - the values' own code may raise anything
            raise InvalidWhere(
                self.name, f"must be compared with several values, not {shown(values)}"
            ) from None
        return Membership(self.name, listed)

    def is_null(self) -> Where:
        """It is None."""
        return IsNull(self.name)

    def starts_with(self, text: str, /) -> Where:
        """Its text begins so, upper and lower case as the profile's LIKE has it."""
        return TextMatch(self.name, TextOperator.STARTS_WITH, text)

    def contains(self, text: str, /) -> Where:
        """Its text has this one in it, upper and lower case as the profile's LIKE has it."""
        return TextMatch(self.name, TextOperator.CONTAINS, text)

    def like(self, pattern: str, /) -> Where:
        r"""Its text is LIKE the pattern: `%` any characters, `_` one, a backslash makes literal."""
        return TextMatch(self.name, TextOperator.LIKE, pattern)

    def equals_ignoring_case(self, text: str, /) -> Where:
        """Its text equals this one when both are put into small letters by the database."""
        return IgnoringCase(self.name, text)


def attribute(name: str, /) -> Attribute:
    """The attribute of this name, to say what it must be.

    >>> attribute("name").starts_with("B") | attribute("name").is_null()
    <Where name starts with 'B' or name is null>

    Raises:
        InvalidWhere: The name cannot be one; the methods raise it for what cannot be compared.
    """
    return Attribute(name)


def matching(**values: object) -> Where:
    """Each of these attributes equals its value, or is NULL where that is None.

    >>> matching(status="active", deleted_at=None)
    <Where status = 'active' and deleted_at is null>

    Raises:
        InvalidWhere: A value cannot be compared.
    """
    parts = tuple(
        IsNull(name) if value is None else Comparison(name, Operator.EQUALS, value)
        for name, value in values.items()
    )
    return parts[0] if len(parts) == 1 else Conjunction(parts)


def equalities(where: Where, /) -> Mapping[str, tuple[object, ...]]:
    """The values to which a condition pins attributes, for who looks them up in an index.

    >>> equalities(matching(status="active") & attribute("age").is_in([1, 2]))
    {'status': ('active',), 'age': (1, 2)}
    """
    pinned: dict[str, tuple[object, ...]] = {}
    for part in _parts(where, Conjunction):
        match part:
            case Comparison(attribute=name, operator=Operator.EQUALS, value=value):
                pinned[name] = (value,)
            case Membership(attribute=name, values=values):
                pinned.setdefault(name, values)
            case _:
                pass
    return pinned


def leaves(where: Where, /) -> Iterator[Leaf]:
    """The conditions on single attributes that a condition is made of, in the order of writing."""
    pending = [where]
    while pending:
        match part := pending.pop():
            case Conjunction(parts=parts) | Disjunction(parts=parts):
                pending += reversed(parts)
            case Negation(part=negated):
                pending.append(negated)
            case Comparison() | Membership() | IsNull() | TextMatch() | IgnoringCase():
                yield part
            case _:
                pass


def _parts(where: Where, joined_by: type[Conjunction] | type[Disjunction]) -> tuple[Where, ...]:
    return where.parts if isinstance(where, joined_by) else (where,)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def _spelled(where: Where) -> str:
    match where:
        case Comparison(attribute=name, operator=operator, value=value):
            return f"{name} {operator.value} {shown(value)}"
        case Membership(attribute=name, values=values):
            return f"{name} in ({', '.join(map(shown, values))})"
        case IsNull(attribute=name):
            return f"{name} is null"
        case TextMatch(attribute=name, operator=operator, text=text):
            return f"{name} {operator.value} {shown(text)}"
        case IgnoringCase(attribute=name, text=text):
            return f"lower({name}) = lower({shown(text)})"
        case Conjunction(parts=parts):
            return " and ".join(map(_bracketed, parts)) or "everything"
        case Disjunction(parts=parts):
            return " or ".join(map(_bracketed, parts)) or "nothing"
        case Negation(part=part):
            return f"not {_bracketed(part)}"
        case _:
            return type(where).__name__


def _bracketed(where: Where) -> str:
    joined = isinstance(where, Conjunction | Disjunction) and len(where.parts) > 1
    return f"({_spelled(where)})" if joined else _spelled(where)
