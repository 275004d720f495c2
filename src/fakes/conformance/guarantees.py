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


def _as_set(capabilities: Iterable[Capability]) -> frozenset[Capability]:
    return frozenset(capabilities)


@attrs.frozen
class Guarantee:
    """One promise of a port, which every adapter that declares what it `needs` must keep.

    `slug` is its stable name and that of its test; `says` is the sentence that a failure shows.
    What checks it is of two kinds, and each check runs on stores of its own. `scenarios` do always
    the same; if they draw something, then only with what. `laws` hold of all that can be drawn,
    whole programs of operations often, and are searched for an example that breaks them.
    `choices` are the values between which systems rightly differ: a suite declares one of them in
    its `parameters`. `since` is the catalogue in which the guarantee first stood.

    Raises:
        ValueError: The slug is no lower-case identifier, or there is no check.
    """

    slug: str = attrs.field(validator=_slug)
    says: str
    scenarios: tuple[Check, ...]
    needs: frozenset[Capability] = attrs.field(default=frozenset[Capability](), converter=_as_set)
    kind: Kind = Kind.SEQUENTIAL
    choices: tuple[str, ...] = ()
    since: str = "2026.1"
    laws: tuple[Check, ...] = attrs.field(default=(), kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not self.checks:
            raise ValueError(f"{self.slug}: a guarantee needs at least one check")

    @property
    def checks(self) -> tuple[Check, ...]:
        """All of them; first those that tell best what is wrong."""
        return (*self.scenarios, *self.laws)

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
