"""Whether a condition is one, and means anything for a class of entities, as `_predicates` tells.

An equality that cannot hold is a mistake, as one of a number and a text is. What has no order is
told when an entity shows it.
"""

from collections.abc import Sequence

from doubles._texts.shown import shown
from fakes.repository._entities import Attributes
from fakes.repository._values import has_nul, kind_of
from fakes.repository._words import a
from fakes.repository.errors import InvalidWhere
from fakes.repository.where import (
    Attribute,
    Comparison,
    IgnoringCase,
    Membership,
    Operator,
    TextMatch,
    Where,
    leaves,
)

__all__ = ["check_meaning", "condition"]


def condition(given: object) -> Where:
    """The same, if it is a condition.

    Raises:
        InvalidWhere: It is none.
    """
    if isinstance(given, Where):
        return given
    reason = f"must be a condition, not {shown(given)}"
    if isinstance(given, bool):
        reason += '; compare with attribute("name").equals(value), not with =='
    elif isinstance(given, Attribute):
        reason += f'; say what it must be, as in attribute("{given.name}").equals(value)'
    raise InvalidWhere("where", reason)


def check_meaning(where: Where, attributes: Attributes, *, stores_nul: bool) -> None:
    """Refuse a condition that no entity with these attributes could be meant by.

    Raises:
        UnknownAttribute: They have no attribute of a name in it.
        InvalidWhere: An attribute cannot have a value that it is said to equal, or, where the
            database does not store NUL, no text has that in it.
    """
    for leaf in leaves(where):
        attributes.check(leaf.attribute)
        match leaf:
            case Comparison(attribute=name, operator=Operator.EQUALS, value=value):
                values: Sequence[object] = (value,)
                _check_kind(name, values, attributes)
            case Comparison(attribute=name, value=value):
                values = (value,)
            case Membership(attribute=name, values=values):
                _check_kind(name, values, attributes)
            case TextMatch(attribute=name, text=text) | IgnoringCase(attribute=name, text=text):
                values = (text,)
            case _:
                continue
        if not stores_nul:
            _check_nul(name, values)


def _check_kind(name: str, values: Sequence[object], attributes: Attributes) -> None:
    classes = attributes.classes.get(name, ())
    for value in values:
        if classes and not any(_admits(cls, value) for cls in classes):
            names = " or ".join(cls.__name__ for cls in classes)
            raise InvalidWhere(name, f"must be {a(names)}, not {shown(value)}")


def _check_nul(name: str, values: Sequence[object]) -> None:
    for value in values:
        if has_nul(value):
            raise InvalidWhere(name, f"no text holds NUL in this database: {shown(value)}")


def _admits(cls: type, value: object) -> bool:
    """Whether something that is declared to be of a class may equal the value."""
    kind = _kind(type(value))
    if kind is not None and kind == _kind(cls):
        return True
    # A boolean is an int to Python only.
    return isinstance(value, cls) and not (isinstance(value, bool) and _kind(cls) == _kind(int))


def _kind(cls: type) -> str | None:
    try:
        return kind_of(cls)
    except TypeError:
        return None
