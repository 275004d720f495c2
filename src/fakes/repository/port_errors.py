"""What `derive` and the methods that it writes raise, beside what the store does."""

from collections.abc import Mapping
from types import MappingProxyType

from fakes.repository.errors import NotFound, RepositoryError
from fakes.repository.where import Where

__all__ = ["NoneMatches", "UnderivablePort"]


class NoneMatches(NotFound):
    """No entity is what a derived method was asked for; nothing was changed."""

    def __init__(self, entity: str, where: Where) -> None:
        super().__init__(entity, where)
        self.where = where

    def __str__(self) -> str:
        return f"No {self.entity} matches {self.where!r}."


class UnderivablePort(RepositoryError, TypeError):
    """A port that cannot be derived.

    `reasons` has one for each of its methods that need a function of their own, by name, and
    `surplus` one for each function that was passed and is none of its methods.
    """

    def __init__(
        self,
        port: str,
        entity: str,
        reasons: Mapping[str, str],
        surplus: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__(port, entity, reasons, dict(surplus))
        self.port = port
        self.entity = entity
        self.reasons: dict[str, str] = dict(reasons)
        self.surplus: dict[str, str] = dict(surplus)

    def __str__(self) -> str:
        told = [*self.reasons.items(), *self.surplus.items()]
        lines = [
            f"{self.port} cannot be derived from a repository of {self.entity}:",
            *(f"  {name}: {reason}" for name, reason in told),
        ]
        if self.reasons:
            passed = f"derive({self.port}, store, {next(iter(self.reasons))}=...)"
            which = "each method" if self.surplus else "each"
            lines.append(f"Remedy: pass a function for {which}: {passed}.")
        return "\n".join(lines)
