"""A guarantee as data: its name, what it says, what checks it and what it needs."""

import keyword
from collections.abc import Callable, Coroutine, Iterable
from enum import Enum
from typing import Any

import attrs

from fakes.conformance.capabilities import Capability, Operation, Promise

__all__ = ["Check", "Guarantee", "Kind", "version"]

Check = Callable[[Any], Coroutine[Any, Any, None]]
"""A coroutine function of one trial. It awaits nothing but the trial and the trial's clients."""


class Kind(Enum):
    """What a check has to see before it counts."""

    SEQUENTIAL = "sequential"
    """At least one assertion about at least one operation."""

    CONCURRENT = "concurrent"
    """The same, with at least two clients in one example; else it is inconclusive."""


def _slug(_: object, attribute: "attrs.Attribute[str]", value: str) -> None:
    if not value.isidentifier() or not value.islower() or keyword.iskeyword(value):
        raise ValueError(f"{attribute.name}: {value!r} cannot end the name of a test")


def _checks(_: object, attribute: "attrs.Attribute[tuple[Check, ...]]", value: object) -> None:
    if not value:
        raise ValueError(f"{attribute.name}: a guarantee needs at least one")


def _as_set(capabilities: Iterable[Capability]) -> frozenset[Capability]:
    return frozenset(capabilities)


@attrs.frozen
class Guarantee:
    """One promise of a port, which every adapter that declares what it `needs` must keep.

    `slug` is its stable name and that of its test; `says` is the sentence that a failure shows.
    Each of the `checks` runs on stores of its own. `choices` are the values between which systems
    rightly differ: a suite declares one of them in its `parameters`. `since` is the catalogue in
    which the guarantee first stood.

    Raises:
        ValueError: The slug is no lower-case identifier, or there is no check.
    """

    slug: str = attrs.field(validator=_slug)
    says: str
    checks: tuple[Check, ...] = attrs.field(validator=_checks)
    needs: frozenset[Capability] = attrs.field(default=frozenset[Capability](), converter=_as_set)
    kind: Kind = Kind.SEQUENTIAL
    choices: tuple[str, ...] = ()
    since: str = "2026.1"

    @property
    def operations(self) -> list[Operation]:
        """The operations that it needs, in the order in which they are declared."""
        return [operation for operation in Operation if operation in self.needs]

    @property
    def promises(self) -> list[Promise]:
        """The promises that it needs, likewise."""
        return [promise for promise in Promise if promise in self.needs]


def version(catalogue: str) -> tuple[int, ...]:
    """A catalogue's name as numbers that can be compared.

    >>> version("2026.10") > version("2026.9")
    True
    """
    return tuple(int(part) for part in catalogue.split("."))
