"""The words that checks of repositories have beside those of all checks: entities, and units."""

from collections.abc import Iterable, Sequence
from itertools import count as count_from
from typing import Any, cast

from hypothesis import strategies
from hypothesis.strategies import SearchStrategy

from doubles._texts.shown import shown
from fakes.conformance.capabilities import Operation
from fakes.conformance.differences import difference
from fakes.conformance.errors import HarnessError
from fakes.conformance.repository.edges import mutated
from fakes.conformance.repository.facts import Facts
from fakes.conformance.stage import Stage
from fakes.conformance.trial import Trial
from fakes.errors import Unsupported
from fakes.repository import AsyncRepository, AsyncUnitOfWork, Profile
from fakes.repository._entities import field_names

__all__ = ["Entities", "RepositoryTrial"]

Entities = AsyncRepository[Any, Any]
"""A client, of whatever entities the suite has."""


class RepositoryTrial(Trial[Entities]):
    """A trial of a repository, which knows of its entities what the suite says."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._numbers = count_from(1)
        self.facts.demand_names()

    @property
    def facts(self) -> Facts:
        """What the suite says of its entities."""
        return Facts(self.suite)

    @property
    def profile(self) -> Profile:
        """The database that the adapter is on."""
        return self.facts.profile

    # Entities.

    @property
    def key_names(self) -> tuple[str, ...]:
        """The attributes that are the key."""
        return self.facts.key_names

    @property
    def unique_names(self) -> list[tuple[str, ...]]:
        """The attributes whose values no two entities share, as tuples."""
        return self.facts.unique_names

    def plain_names(self, entity: Any) -> list[str]:
        """The attributes that are neither key nor version nor unique."""
        return self.facts.plain_names(entity)

    def key_of(self, entity: Any) -> Any:
        """The key of an entity, as the port takes it."""
        return self.facts.key_of(entity)

    def keys_of(self, entities: Iterable[Any]) -> list[Any]:
        """The keys of entities, in their order."""
        return list(map(self.facts.key_of, entities))

    def with_key(self, entity: Any, key: Any) -> Any:
        """The entity under another key."""
        return self.facts.with_key(entity, key)

    def over(self, entity: Any, other: Any) -> Any:
        """The other entity, to be stored over this one: with its key, and its version if any."""
        return self.facts.over(entity, other)

    def without(self, entity: Any, attribute: str) -> Any:
        """The entity without a value there."""
        return self.changed(entity, attribute, None)

    def changed(self, entity: Any, attribute: str, value: object) -> Any:
        """The entity with another value there."""
        return self.facts.changed(entity, attribute, value)

    def entity(self, label: str = "entity") -> Any:
        """An entity that can be stored."""
        drawn = self.draw(self._strategy(), label)
        self.facts.demand_attributes(drawn)
        return drawn

    def entities(self, least: int, most: int | None = None, label: str = "entities") -> list[Any]:
        """Entities that can be stored together: with keys and unique values of their own."""
        apart = [self.key_names, *self.unique_names]
        several = strategies.lists(
            self._strategy(),
            min_size=least,
            max_size=least if most is None else most,
            unique_by=tuple(map(self._apart, apart)),
        )
        drawn = self.draw(several, label)
        for entity in drawn:
            self.facts.demand_attributes(entity)
        return drawn

    def mutated(self, entity: Any) -> bool:
        """Change in place all but its key and version; whether anything could be changed."""
        return mutated(entity, (*self.key_names, self.facts.version or ""))

    # Assertions.

    def same(self, actual: Any, expected: Any, what: str) -> None:
        """The entity that came out is the one that went in, of whatever version."""
        self.equal(*self._comparable(actual, expected), what)

    def is_same(self, actual: Any, expected: Any) -> bool:
        """Whether it is, which asserts nothing."""
        actual, expected = self._comparable(actual, expected)
        return difference(expected, actual) is None

    def same_keys(self, actual: Iterable[Any], expected: Iterable[Any], what: str) -> None:
        """They are the entities with the same keys, each once, in whatever order."""
        got, wanted = (sorted(self.keys_of(each), key=repr) for each in (actual, expected))
        self.true(
            difference(wanted, got) is None,
            f"the keys of {what}\n  expected: {shown(wanted)}\n  got:      {shown(got)}",
        )

    async def holds(self, repository: Entities, expected: Sequence[Any], when: str) -> None:
        """All that is stored is this: what is selected, counted and got agrees."""
        page = await repository.select()
        self.same_keys(page, expected, f"all that is stored {when}")
        self.equal(await repository.count(), len(expected), f"count() {when}")
        found = {repr(self.key_of(entity)): entity for entity in page}
        for entity in expected:
            key = self.key_of(entity)
            self.same(found[repr(key)], entity, f"the selected entity with the key {key!r} {when}")
            self.same(await repository.get(key), entity, f"get({key!r}) {when}")

    # Units of work.

    async def unit_of_work(self, repository: Entities) -> AsyncUnitOfWork:
        """A unit of work that has not begun.

        Raises:
            Unsupported: The suite has none, and does not declare `Operation.TRANSACTIONS`.
            HarnessError: It has none, and does declare it.
        """
        raw = await self.hook("unit_of_work", repository)
        if raw is not None:
            return self.lifted(raw, AsyncUnitOfWork, f"unit {next(self._numbers)}")
        if self.declares(Operation.TRANSACTIONS):
            raise HarnessError(
                "The suite declares Operation.TRANSACTIONS, and not how a unit of work is made.",
                "override unit_of_work() on the suite.",
            )
        raise Unsupported("unit_of_work", "the suite has no unit_of_work()")

    def _comparable(self, actual: Any, expected: Any) -> tuple[Any, Any]:
        """The two without what may differ between them: the version, and who they are."""
        expected = self.facts.with_version_of(expected, actual)
        cls = cast(Any, type(expected))
        if field_names(cls) or cls.__eq__ is not object.__eq__:
            return actual, expected
        return getattr(actual, "__dict__", actual), getattr(expected, "__dict__", expected)

    def _strategy(self) -> SearchStrategy[Any]:
        try:
            strategy: SearchStrategy[Any] = self.suite.entities()
        except NotImplementedError:
            raise HarnessError(
                "The suite does not say what its entities are.",
                "override entities() with a Hypothesis strategy of entities with keys.",
            ) from None
        return strategy

    def _apart(self, names: Sequence[str]) -> Any:
        """What tells entities apart by these attributes, as the database does; None never does."""
        text = self.profile.text

        def identity(entity: Any) -> object:
            # An attribute that is not there is told of when all are drawn.
            values = [getattr(entity, name, None) for name in names]
            if None in values:
                return object()
            return tuple(text.key(each) if isinstance(each, str) else each for each in values)

        return identity
