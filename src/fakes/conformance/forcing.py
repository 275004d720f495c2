"""Values that their own classes refuse, for checks of what adapters do with them."""

from copy import copy
from typing import TypeVar

__all__ = ["forced"]

T = TypeVar("T")


def forced(value: T, **changes: object) -> T:
    """A copy of a frozen value with what its class refuses, as one that was unpickled may have."""
    changed = copy(value)
    for name, forbidden in changes.items():
        object.__setattr__(changed, name, forbidden)
    return changed
