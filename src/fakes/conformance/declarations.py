"""What a suite says of its adapter, read off its class; `mistakes` judges whether that is sense."""

from collections.abc import Collection, Mapping
from datetime import date
from difflib import get_close_matches
from itertools import takewhile
from typing import Any

import attrs

from fakes.conformance.capabilities import Capability, Operation, Promise
from fakes.conformance.guarantees import Guarantee, version
from fakes.conformance.specification import Specification

__all__ = ["Declarations", "Deviation", "overridden"]

_HOOKS = ("advance", "connect", "crash", "resources", "restart", "store")
_SETTINGS = frozenset(
    {
        "catalogue",
        "deviations",
        "examples",
        "hangs_after",
        "limits",
        "operations",
        "parameters",
        "promises",
        "shrinks_for",
    }
)


@attrs.frozen
class Deviation:
    """A guarantee that an adapter is known not to keep, in one way, until a day.

    The check runs with the values of the `example`, in the order in which it draws them; without
    an example, it searches for one. It must draw them all, and draw values of such types; of
    several checks, the example belongs to those that do. A check of concurrency is run again, as
    the suite says: not each race is lost. It must fail: when it no longer does, or after the day
    `expires`, the test fails and says so. `reason` is for whoever reads the report.
    """

    guarantee: str
    reason: str = attrs.field(kw_only=True)
    expires: date = attrs.field(kw_only=True)
    example: tuple[object, ...] | None = attrs.field(default=None, kw_only=True)


def overridden(suite: type[Any]) -> frozenset[str]:
    """The hooks that the suite has of its own."""
    base = _base(suite)
    return frozenset(
        hook for hook in _HOOKS if getattr(suite, hook, None) is not getattr(base, hook, None)
    )


def misspelt(suite: type[Any]) -> tuple[tuple[str, str], ...]:
    """What looks like a setting that its class does not have, each with that setting."""
    base = _base(suite)
    mine = takewhile(lambda cls: cls is not base, suite.__mro__)
    found = {
        name: get_close_matches(name, sorted(_SETTINGS - vars(cls).keys()), n=1, cutoff=0.85)
        for cls in mine
        for name, value in vars(cls).items()
        # Methods, properties and fixtures are no settings, whatever they are called.
        if name not in _SETTINGS and not name.startswith("_") and not hasattr(value, "__get__")
    }
    return tuple((name, meant) for name in sorted(found) for meant in found[name])


def _base(suite: type[Any]) -> type[Any]:
    """The class that says whether adapters block: it has the hooks that do nothing yet."""
    return next((cls for cls in reversed(suite.__mro__) if "blocking" in vars(cls)), suite)


@attrs.frozen(eq=False)
class Declarations:
    """What a suite declares, as it stands on its class.

    `hooks` names those that it overrides; `misspelt` what looks like a setting, and that setting.
    """

    suite: str
    module: str
    specification: Specification
    promises: Collection[Promise]
    operations: Collection[Operation]
    parameters: Mapping[str, str]
    limits: Mapping[str, float]
    deviations: tuple[Deviation, ...]
    catalogue: str
    examples: int
    hangs_after: float
    shrinks_for: float
    blocking: bool
    hooks: frozenset[str]
    misspelt: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, suite: type[Any]) -> "Declarations":
        """Read a suite."""
        return cls(
            suite=suite.__name__,
            module=suite.__module__,
            specification=suite.specification,
            promises=suite.promises,
            operations=suite.operations,
            parameters=suite.parameters,
            limits=suite.limits,
            deviations=suite.deviations,
            catalogue=suite.catalogue,
            examples=suite.examples,
            hangs_after=suite.hangs_after,
            shrinks_for=suite.shrinks_for,
            blocking=suite.blocking,
            hooks=overridden(suite),
            misspelt=misspelt(suite),
        )

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What it declares, and the clock that it has."""
        clock = [Promise.CLOCK] if "advance" in self.hooks else []
        return frozenset[Capability]([*self.promises, *self.operations, *clock])

    def lacks(self, guarantee: Guarantee) -> tuple[list[Operation], list[Promise]]:
        """The operations and promises that the guarantee needs and the suite does not declare."""
        missing = guarantee.needs - self.capabilities
        return (
            [operation for operation in guarantee.operations if operation in missing],
            [promise for promise in guarantee.promises if promise in missing],
        )

    def finds_new(self, guarantee: Guarantee) -> bool:
        """Whether the guarantee is younger than the catalogue that the suite asks for."""
        return version(guarantee.since) > version(self.catalogue)

    def deviation_from(self, guarantee: Guarantee) -> Deviation | None:
        """The deviation from the guarantee, where one is declared."""
        return next((each for each in self.deviations if each.guarantee == guarantee.slug), None)

    def limit(self, name: str) -> float:
        """A limit of the adapter: what the suite says, or what holds for every adapter."""
        return {**self.specification.limits, **self.limits}[name]
