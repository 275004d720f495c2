"""How a user plugs in a repository: the base classes of their suites, and the hooks of these."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from hypothesis.strategies import SearchStrategy

from fakes.conformance.repository.edges import edges_of
from fakes.conformance.repository.specification import REPOSITORY
from fakes.conformance.specification import Specification
from fakes.conformance.suite import AsyncConformance, Conformance, Suite
from fakes.repository import AsyncRepository, AsyncUnitOfWork, Profile, Repository, UnitOfWork

__all__ = ["AsyncRepositoryConformance", "RepositoryConformance"]

E = TypeVar("E")
K = TypeVar("K")


class _RepositorySuite(Suite, Generic[E, K]):
    """What both suites say in the same words, beside what every suite declares.

    `key` is the attribute that is the key, or several. `unique` are the attributes, or tuples of
    attributes, whose values no two entities share, with `Promise.UNIQUE`. `version` is the
    attribute that tells changes apart, with `Promise.VERSIONS`. `profile` is the database that the
    adapter is on, for where databases rightly differ: how text compares, where NULL is sorted,
    which keys are generated.
    `searched` are the attributes that conditions and orders can be about: all that hold numbers,
    texts and times, unless it says otherwise.

    `parameters` has, for each guarantee that the adapter declares and in which systems differ,
    what `specification` lists. `limits` are `text`, the most characters in an attribute, `bytes`
    likewise, and `integer`, the greatest number.
    """

    specification: ClassVar[Specification] = REPOSITORY
    key: ClassVar[str | tuple[str, ...]] = "id"
    unique: ClassVar[Sequence[str | tuple[str, ...]]] = ()
    version: ClassVar[str | None] = None
    profile: ClassVar[Profile] = Profile()
    searched: ClassVar[Collection[str] | None] = None

    def entities(self) -> SearchStrategy[E]:
        """New entities that the adapter can store, each with a key.

        They vary in all that the adapter keeps; several of them may have the same key, or the same
        values of unique attributes: the checks draw again. With `Promise.GENERATED_KEYS` the key
        is a number like those that are generated, from 1 to some thousands.
        """
        raise NotImplementedError

    def edges(self, attribute: str, value: object) -> Iterable[object]:
        """What lies at the edges of what an attribute can hold, where `value` is one of its values.

        Every attribute is asked about but the key and the version, also those that are unique. By
        default it follows from the value's class and from the limits. Override it for an
        attribute that takes less, such as an address or a state.
        """
        del attribute
        limits = {**self.specification.limits, **self.limits}
        return edges_of(value, limits, nul=self.profile.stores_nul)


class RepositoryConformance(_RepositorySuite[E, K], Conformance[Repository[E, K]]):
    """The suite of a blocking `Repository`: see `fakes.conformance.repository` for an example."""

    def unit_of_work(self, client: Any, /) -> UnitOfWork | None:
        """A unit of work, not yet entered, whose `on` takes this client.

        Optional: what has it declares `Operation.TRANSACTIONS`. A client may have several at the
        same time, each on a connection of its own. What waits for another unit to end must not do
        so for long, since that may be open in the same thread: let the database give up after a
        second (`lock_timeout`, `innodb_lock_wait_timeout`), and raise `WriteConflict`.
        """
        del client
        return None


class AsyncRepositoryConformance(_RepositorySuite[E, K], AsyncConformance[AsyncRepository[E, K]]):
    """The suite of an `AsyncRepository`, with what `RepositoryConformance` has."""

    async def unit_of_work(self, client: Any, /) -> AsyncUnitOfWork | None:
        """A unit of work, not yet entered: see `RepositoryConformance.unit_of_work`."""
        del client
        return None
