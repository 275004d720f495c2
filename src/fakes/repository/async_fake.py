"""The async twins of the fake repository and of its unit of work; all they do is in `fake`."""

from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from types import TracebackType
from typing import Any, Generic, Self, TypeVar, cast

from fakes.repository._required import require, require_itself, twin
from fakes.repository.fake import FakeRepository
from fakes.repository.unit_of_work import FakeUnitOfWork
from fakes.repository.values import Cursor, Order, Page
from fakes.repository.where import EVERYTHING, Where

__all__ = ["AsyncFakeRepository", "AsyncFakeUnitOfWork"]

E = TypeVar("E")
K = TypeVar("K")
R = TypeVar("R")


class AsyncFakeRepository(Generic[E, K]):
    """A `FakeRepository` for async code, under any event loop; `fake` is the repository itself.

    >>> import asyncio
    >>> import attrs
    >>> @attrs.frozen
    ... class User:
    ...     id: int
    >>> users = AsyncFakeRepository(FakeRepository(User, key=lambda user: user.id))
    >>> asyncio.run(users.add(User(1)))
    User(id=1)
    >>> users.fake.get(1)
    User(id=1)
    """

    def __init__(self, fake: FakeRepository[E, K], /) -> None:
        require(FakeRepository, "fake", fake)
        self.fake = fake

    async def add(self, entity: E, /) -> E:
        """Store a new entity, as `FakeRepository.add` does."""
        return self.fake.add(entity)

    async def add_all(self, entities: Iterable[E], /) -> list[E]:
        """Store all of these new entities or none, as `FakeRepository.add_all` does."""
        return self.fake.add_all(entities)

    async def get(self, key: K, /) -> E:
        """The entity with this key, as `FakeRepository.get` gives it."""
        return self.fake.get(key)

    async def find(self, key: K, /) -> E | None:
        """The entity with this key, or None."""
        return self.fake.find(key)

    async def update(self, entity: E, /) -> E:
        """Replace the entity with this one's key, as `FakeRepository.update` does."""
        return self.fake.update(entity)

    async def save(self, entity: E, /) -> E:
        """Update or add, as `FakeRepository.save` does."""
        return self.fake.save(entity)

    async def delete(self, key: K, /) -> None:
        """Delete the entity with this key, as `FakeRepository.delete` does."""
        self.fake.delete(key)

    async def select(
        self,
        where: Where = EVERYTHING,
        *,
        order_by: Order | Sequence[Order] = (),
        limit: int | None = None,
        offset: int = 0,
        after: Cursor | None = None,
    ) -> Page[E]:
        """The entities that meet the condition, as `FakeRepository.select` gives them."""
        return self.fake.select(where, order_by=order_by, limit=limit, offset=offset, after=after)

    async def count(self, where: Where = EVERYTHING) -> int:
        """How many entities meet the condition."""
        return self.fake.count(where)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} over {self.fake!r}>"


class AsyncFakeUnitOfWork:
    """A `FakeUnitOfWork` for async code, under any event loop; `fake` is the unit itself."""

    def __init__(self, fake: FakeUnitOfWork, /) -> None:
        require(FakeUnitOfWork, "fake", fake)
        self.fake = fake

    async def __aenter__(self) -> Self:
        self.fake.__enter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        self.fake.__exit__(kind, error, traceback)

    def on(self, repository: R, /) -> R:
        """The same async repository inside this unit of work, as `FakeUnitOfWork.on` gives it."""
        known = _known(repository)
        return cast(R, twin(known, fake=self.fake.on(known.fake)))

    async def commit(self) -> None:
        """Make the changes take effect, and end, as `FakeUnitOfWork.commit` does."""
        self.fake.commit()

    async def rollback(self) -> None:
        """Undo the changes, and end, as `FakeUnitOfWork.rollback` does."""
        self.fake.rollback()

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """A part of the work that can fail by itself, as `FakeUnitOfWork.savepoint` makes it."""
        return self._savepoint()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} over {self.fake!r}>"

    @asynccontextmanager
    async def _savepoint(self) -> AsyncGenerator[None]:
        with self.fake.savepoint():
            yield


def _known(repository: Any) -> AsyncFakeRepository[Any, Any]:
    require_itself(AsyncFakeRepository, "repository", repository)
    known: AsyncFakeRepository[Any, Any] = repository
    return known
