"""All that the engine knows of one port: its forms, its guarantees, and what checks them."""

from collections.abc import Awaitable, Callable, Mapping
from functools import cached_property
from typing import Any

import attrs

from fakes.conformance.capabilities import Capability, Operation, Promise
from fakes.conformance.guarantees import Check, Guarantee
from fakes.conformance.ports import Port

__all__ = ["Specification"]


@attrs.frozen(eq=False)
class Specification:
    """The catalogue of a port, frozen by year and number, and its vocabulary.

    `trial` is the class of what the checks take. A probe tries one operation and asserts with
    `trial.unsupported` that it refuses; there is one for every operation that a guarantee needs.
    `limits` are the names of an adapter's limits, each with what holds where a suite says nothing.
    `contents`, given a client of a fresh store, gives what is in it: nothing, or examples are not
    kept apart. `catalogues` are the versions that a suite can ask for, the oldest first.
    `saboteurs` says where the port's broken adapters are, as in
    "fakes.conformance.sabotage.email:SABOTEURS"; that is imported only when somebody asks for them.

    Raises:
        ValueError: A slug stands twice, an operation has no probe, or a guarantee is of an unknown
            catalogue.
    """

    name: str
    port: Port
    trial: Callable[[Any], object]
    guarantees: tuple[Guarantee, ...]
    probes: Mapping[Operation, Check] = attrs.field(factory=dict[Operation, Check])
    limits: Mapping[str, float] = attrs.field(factory=dict[str, float])
    contents: Callable[[Any], Awaitable[object]] | None = None
    catalogues: tuple[str, ...] = ("2026.1",)
    saboteurs: str = ""

    def __attrs_post_init__(self) -> None:
        slugs = [guarantee.slug for guarantee in self.guarantees]
        if twice := sorted({slug for slug in slugs if slugs.count(slug) > 1}):
            raise ValueError(f"guarantees: {', '.join(twice)} stand twice")
        for guarantee in self.guarantees:
            for operation in guarantee.operations:
                if operation not in self.probes:
                    raise ValueError(f"probes: {guarantee.slug} needs one for {operation}")
            if guarantee.since not in self.catalogues:
                raise ValueError(f"catalogues: {guarantee.slug} is since {guarantee.since}")

    @cached_property
    def capabilities(self) -> frozenset[Capability]:
        """All that a suite can declare: what some guarantee needs."""
        return frozenset[Capability]().union(*(each.needs for each in self.guarantees))

    @cached_property
    def operations(self) -> list[Operation]:
        """The operations among them, in the order in which they are declared."""
        return [operation for operation in Operation if operation in self.capabilities]

    @cached_property
    def promises(self) -> list[Promise]:
        """The promises among them, likewise; without CLOCK, which is not declared by name."""
        known = self.capabilities - {Promise.CLOCK}
        return [promise for promise in Promise if promise in known]
