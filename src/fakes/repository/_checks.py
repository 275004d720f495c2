"""What the parts of a condition must be; checked when it is made."""

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeAlias, cast

from doubles._texts.shown import shown
from fakes.repository._values import is_nan
from fakes.repository.errors import InvalidWhere

__all__ = [
    "check_name",
    "check_operator",
    "check_pattern",
    "check_text",
    "check_value",
    "check_values",
]

Validator: TypeAlias = Callable[[Any, Any, Any], None]


def check_name(_: object, __: object, name: Any) -> None:
    if not isinstance(name, str) or not name.isidentifier():
        raise InvalidWhere("attribute", f"must be the name of an attribute, not {shown(name)}")


def check_value(node: Any, _: object, value: Any) -> None:
    _check_comparable(node.attribute, value)


def check_values(node: Any, _: object, values: Any) -> None:
    if not isinstance(values, tuple):
        raise InvalidWhere(node.attribute, f"must be compared with a tuple, not {shown(values)}")
    for value in cast(tuple[object, ...], values):
        _check_comparable(node.attribute, value)


def check_text(node: Any, _: object, text: Any) -> None:
    if not isinstance(text, str):
        raise InvalidWhere(node.attribute, f"must be compared with a str, not {shown(text)}")


def check_pattern(node: Any, _: object, text: Any) -> None:
    if node.operator.value == "like" and (len(text) - len(text.rstrip("\\"))) % 2:
        raise InvalidWhere(
            node.attribute,
            f"the pattern {shown(text)} ends in a backslash that escapes nothing; double it",
        )


def check_operator(kind: type[Enum]) -> Validator:
    def check(_: object, __: object, operator: Any) -> None:
        if not isinstance(operator, kind):
            names = ", ".join(f"{kind.__name__}.{known.name}" for known in kind)
            raise InvalidWhere("operator", f"must be one of {names}, not {shown(operator)}")

    return check


def _check_comparable(name: str, value: Any) -> None:
    if value is None:
        raise InvalidWhere(name, "nothing compares with None, as in SQL; ask with is_null()")
    if is_nan(value):
        raise InvalidWhere(name, "nothing compares with NaN")
    try:
        hash(value)
    except Exception:  # noqa: BLE001 - the value's own code may raise anything
        raise InvalidWhere(
            name, f"must be compared with a value that can be hashed, not {shown(value)}"
        ) from None
