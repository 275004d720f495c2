"""`FakeUnitOfWork`: changes in several fake repositories at once; how it is done is in `_unit`."""

from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, Self, TypeVar, cast

from fakes.repository._required import require_itself, twin
from fakes.repository._unit import Unit
from fakes.repository.errors import InvalidSetting
from fakes.repository.fake import FakeRepository

__all__ = ["FakeUnitOfWork"]

R = TypeVar("R")


class FakeUnitOfWork:
    """Changes in one or several fake repositories that take effect together or not at all.

    Inside, everything is as it was when the unit began. Nothing ever waits: what a database would
    wait for raises `WriteConflict` at once. It is for the writer who comes second, or for whom the
    profile says.

    >>> import attrs
    >>> @attrs.frozen
    ... class User:
    ...     id: int
    ...     email: str
    >>> users = FakeRepository(User, key=lambda user: user.id)
    >>> with FakeUnitOfWork(users) as work:
    ...     _ = work.on(users).add(User(1, "ada@example.com"))
    ...     before = users.count()
    ...     work.commit()
    >>> before, users.count()
    (0, 1)
    """

    def __init__(self, *repositories: FakeRepository[Any, Any]) -> None:
        if not repositories:
            raise InvalidSetting("repositories", "must be at least one")
        self._unit = Unit([_known(repository).table.committed for repository in repositories])

    def __enter__(self) -> Self:
        self._unit.begin()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        self._unit.leave()

    def on(self, repository: R, /) -> R:
        """The same repository inside this unit of work: an object of the same class.

        It shares the attributes that the repository had.

        Raises:
            InvalidSetting: The repository is no part of this unit of work, or a double: put a spy
                around what this gives.
            UnitOfWorkClosed: The unit of work has not begun, or has ended.
        """
        known = _known(repository)
        if known.table is not known.table.committed:
            raise InvalidSetting("repository", f"is in a unit of work already: {known!r}")
        if (view := self._unit.view(known.table.committed)) is None:
            reason = f"is no part of this unit of work; name it when you make it: {known!r}"
            raise InvalidSetting("repository", reason)
        return cast(R, twin(known, table=view))

    def commit(self) -> None:
        """Make the changes take effect, and end.

        Raises:
            TransactionAborted: An error has aborted the unit of work, which was rolled back.
            UnitOfWorkClosed: The unit of work has not begun, or has ended.
        """
        self._unit.commit()

    def rollback(self) -> None:
        """Undo the changes, and end.

        Raises:
            UnitOfWorkClosed: The unit of work has not begun, or has ended.
        """
        self._unit.rollback()

    def savepoint(self) -> AbstractContextManager[None]:
        """A part of the work that can fail by itself: an exception that leaves it undoes the part.

        Raises:
            TransactionAborted: On entering, when an error has aborted the unit of work; on leaving,
                when one has done so inside and no exception leaves.
            UnitOfWorkClosed: On entering: the unit of work has not begun, or has ended.
        """
        return self._unit.savepoint()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self._unit.progress.described()}>"


def _known(repository: Any) -> FakeRepository[Any, Any]:
    require_itself(FakeRepository, "repository", repository)
    known: FakeRepository[Any, Any] = repository
    return known
