"""The port: what a repository and a unit of work do, and what they raise."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from types import TracebackType
from typing import Protocol, Self, TypeVar

from fakes.repository.values import Cursor, Order, Page
from fakes.repository.where import EVERYTHING, Where

__all__ = ["AsyncRepository", "AsyncUnitOfWork", "Repository", "UnitOfWork"]

E = TypeVar("E")
K_contra = TypeVar("K_contra", contravariant=True)
R = TypeVar("R")


class Repository(Protocol[E, K_contra]):
    """A collection of entities, each under a key of its own.

    What goes in and what comes out share nothing mutable with what is stored. Every method raises
    `InvalidEntity`, `InvalidKey`, `InvalidWhere` or `InvalidQuery` for an argument that cannot be,
    before it does anything; within a unit of work every method may raise `TransactionAborted` and
    `UnitOfWorkClosed`, and one that writes, or that locks what it reads, `WriteConflict`. Whatever
    a method raises, it has changed nothing.
    """

    def add(self, entity: E, /) -> E:
        """Store a new entity and return it as stored, with its key where that is generated.

        Raises:
            DuplicateKey: Its key is taken, whether or not its unique values are too.
            ConstraintViolation: Its values of unique attributes are taken.
        """
        ...

    def add_all(self, entities: Iterable[E], /) -> list[E]:
        """Store new entities in order, all of them or, where one is refused, none.

        Raises:
            DuplicateKey: A key is taken, or twice among them.
            ConstraintViolation: Values of unique attributes are taken, or twice among them.
            Unsupported: The adapter cannot do it at once.
        """
        ...

    def get(self, key: K_contra, /) -> E:
        """The entity with this key.

        Raises:
            NotFound: There is none.
        """
        ...

    def find(self, key: K_contra, /) -> E | None:
        """The entity with this key, or None."""
        ...

    def update(self, entity: E, /) -> E:
        """Replace the entity with this one's key, whole; return it as stored.

        Raises:
            NotFound: There is none.
            StaleVersion: It has changed since this one was read (where versions are kept).
            ConstraintViolation: Its values of unique attributes are taken.
        """
        ...

    def save(self, entity: E, /) -> E:
        """Update the entity with this one's key, or add it where there is none.

        Raises:
            StaleVersion: It has changed since this one was read (where versions are kept).
            ConstraintViolation: Its values of unique attributes are taken.
        """
        ...

    def delete(self, key: K_contra, /) -> None:
        """Delete the entity with this key.

        Raises:
            NotFound: There is none. (Other adapters ignore that.)
        """
        ...

    def select(
        self,
        where: Where = EVERYTHING,
        *,
        order_by: Order | Sequence[Order] = (),
        limit: int | None = None,
        offset: int = 0,
        after: Cursor | None = None,
    ) -> Page[E]:
        """The entities that meet the condition, in order: all, or a page of them.

        They are ordered by the attributes named, then by key, in the direction of the last
        attribute; so no two ever tie. A page is at most `limit` entities behind the first `offset`,
        or behind the cursor of an earlier page, `after`: then what is added or deleted meanwhile
        neither repeats nor skips any. An offset and a cursor exclude each other.
        """
        ...

    def count(self, where: Where = EVERYTHING) -> int:
        """How many entities meet the condition."""
        ...


class UnitOfWork(Protocol):
    """Changes that take effect together or not at all; a context manager, used once.

    Inside, its repositories show what was stored when it began, and what was changed through it.
    Nobody else sees that before `commit`. Leaving without a commit rolls back.
    """

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None: ...

    def on(self, repository: R, /) -> R:
        """The same repository inside this unit of work: an object of the same class.

        Raises:
            InvalidSetting: The repository is no part of this unit of work.
            UnitOfWorkClosed: The unit of work has not begun, or has ended.
        """
        ...

    def commit(self) -> None:
        """Make the changes take effect, and end.

        Raises:
            TransactionAborted: An operation failed and the database allows nothing but to roll
                back; that was done.
            WriteConflict: Another unit of work got in the way; this one was rolled back.
            UnitOfWorkClosed: The unit of work has not begun, or has ended.
        """
        ...

    def rollback(self) -> None:
        """Undo the changes, and end.

        Raises:
            UnitOfWorkClosed: The unit of work has not begun, or has ended.
        """
        ...

    def savepoint(self) -> AbstractContextManager[None]:
        """A part of the work that can fail by itself: an exception that leaves it undoes the part.

        Raises:
            TransactionAborted: On entering, when the unit of work was aborted before; on leaving,
                when an operation inside failed, the database allows nothing but to roll back, and
                no exception leaves; the part was undone.
            UnitOfWorkClosed: On entering: the unit of work has not begun, or has ended.
        """
        ...


class AsyncRepository(Protocol[E, K_contra]):
    """`Repository` for async code: the same methods, which raise the same."""

    async def add(self, entity: E, /) -> E:
        """Store a new entity and return it as stored, as `Repository.add` does."""
        ...

    async def add_all(self, entities: Iterable[E], /) -> list[E]:
        """Store all of these new entities or none, as `Repository.add_all` does."""
        ...

    async def get(self, key: K_contra, /) -> E:
        """The entity with this key, as `Repository.get` gives it."""
        ...

    async def find(self, key: K_contra, /) -> E | None:
        """The entity with this key, or None."""
        ...

    async def update(self, entity: E, /) -> E:
        """Replace the entity with this one's key, as `Repository.update` does."""
        ...

    async def save(self, entity: E, /) -> E:
        """Update or add, as `Repository.save` does."""
        ...

    async def delete(self, key: K_contra, /) -> None:
        """Delete the entity with this key, as `Repository.delete` does."""
        ...

    async def select(
        self,
        where: Where = EVERYTHING,
        *,
        order_by: Order | Sequence[Order] = (),
        limit: int | None = None,
        offset: int = 0,
        after: Cursor | None = None,
    ) -> Page[E]:
        """The entities that meet the condition, as `Repository.select` gives them."""
        ...

    async def count(self, where: Where = EVERYTHING) -> int:
        """How many entities meet the condition."""
        ...


class AsyncUnitOfWork(Protocol):
    """`UnitOfWork` for async code: the same methods, which raise the same."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None: ...

    def on(self, repository: R, /) -> R:
        """The same repository inside this unit of work, as `UnitOfWork.on` gives it."""
        ...

    async def commit(self) -> None:
        """Make the changes take effect, and end, as `UnitOfWork.commit` does."""
        ...

    async def rollback(self) -> None:
        """Undo the changes, and end, as `UnitOfWork.rollback` does."""
        ...

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """A part of the work that can fail by itself, as `UnitOfWork.savepoint` makes it."""
        ...
