"""What `derive` and the methods that it writes raise, beside what the store does."""

from collections.abc import Mapping

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
    """Methods of a port that cannot be derived; `reasons` has one for each, by name."""

    def __init__(self, port: str, entity: str, reasons: Mapping[str, str]) -> None:
        super().__init__(port, entity, reasons)
        self.port = port
        self.entity = entity
        self.reasons: dict[str, str] = dict(reasons)

    def __str__(self) -> str:
        lines = [f"  {name}: {reason}" for name, reason in self.reasons.items()]
        first = next(iter(self.reasons))
        return "\n".join(
            [
                f"{self.port} cannot be derived from a repository of {self.entity}:",
                *lines,
                f"Remedy: pass a function for each: derive({self.port}, store, {first}=...).",
            ]
        )
