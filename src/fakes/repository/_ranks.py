"""What values of any kind are sorted by; the order that a query asks for is in `_ordering`."""

from enum import Enum
from typing import Any, cast

from fakes.repository._entities import field_names
from fakes.repository._values import order_key
from fakes.repository.profile import TextComparison

__all__ = ["rank_of"]


def rank_of(value: Any, text: TextComparison) -> Any:
    """What values are sorted by: enumerations by value, tuples and unordered classes by parts.

    Raises:
        TypeError: The value has no order.
    """
    if isinstance(value, tuple):
        return ("a tuple", *(rank_of(part, text) for part in cast(tuple[object, ...], value)))
    if isinstance(value, Enum):
        return rank_of(value.value, text)
    cls = cast(Any, type(value))
    try:
        return order_key(value, text)
    except TypeError:
        names = field_names(cls)
        if not names:
            raise
    return (cls.__qualname__, *(rank_of(getattr(value, name), text) for name in names))
