"""A unit of work over the tables of several stores; what repositories show of it is in `fake`."""

from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar, cast

from fakes.repository._table import Table
from fakes.repository._view import Progress, View
from fakes.repository.errors import TransactionAborted, UnitOfWorkClosed

__all__ = ["Unit", "all_or_nothing"]

E = TypeVar("E")


class Unit:
    """A view of each table, which begin and end together."""

    def __init__(self, tables: Sequence[Table[Any]]) -> None:
        # Always in this order, so that no two units wait for each other's locks.
        self._tables = sorted(set(tables), key=id)
        self._views: dict[Table[Any], View[Any]] = {}
        self.progress = Progress()

    def begin(self) -> None:
        """Open the views, all of the same moment.

        Raises:
            UnitOfWorkClosed: It has begun before.
        """
        with self._locked():
            if self.progress.state != "has not begun":
                raise UnitOfWorkClosed(f"{self.progress.state} and cannot begin again")
            self.progress.state = "is open"
            for table in self._tables:
                self._views[table] = View(table, self.progress)
                table.views.append(self._views[table])

    def leave(self) -> None:
        """Roll back, unless it has ended."""
        if self.progress.state == "is open":
            self.rollback()

    def view(self, table: Table[Any]) -> View[Any] | None:
        """The view of a table, or None where the table is no part of this.

        Raises:
            UnitOfWorkClosed: It is not open.
        """
        self.progress.require_open()
        return self._views.get(table)

    def commit(self) -> None:
        """Make the changes take effect, and end.

        Raises:
            UnitOfWorkClosed: It is not open.
            TransactionAborted: An error had aborted it; it was rolled back.
        """
        with self._locked():
            self.progress.require_open()
            if (failure := self.progress.failure) is not None:
                self.rollback()
                raise TransactionAborted(failure)
            self.progress.state = "was committed"
            for view in self._views.values():
                view.end()
                view.publish()

    def rollback(self) -> None:
        """Undo the changes, and end.

        Raises:
            UnitOfWorkClosed: It is not open.
        """
        with self._locked():
            self.progress.require_open()
            self.progress.state = "was rolled back"
            self.progress.failure = None
            for view in self._views.values():
                view.end()
                view.undo()

    @contextmanager
    def savepoint(self) -> Generator[None]:
        """A part that is undone when an exception leaves it.

        Raises:
            UnitOfWorkClosed: It is not open.
            TransactionAborted: An error had aborted it, or has done so inside.
        """
        self.progress.require_usable()
        views = list(self._views.values())
        marks = [(view, view.mark()) for view in views]
        for view, mark in marks:
            view.savepoints.append(mark)
        try:
            yield
            self.progress.require_not_aborted()
        except BaseException:
            self._undo_to(marks)
            raise
        finally:
            for view in views:
                view.savepoints.pop()

    def _undo_to(self, marks: Sequence[tuple[View[Any], int]]) -> None:
        with self._locked():
            if self.progress.state == "is open":
                self.progress.failure = None
                for view, mark in marks:
                    view.undo(mark)

    @contextmanager
    def _locked(self) -> Generator[None]:
        with ExitStack() as locks:
            for table in self._tables:
                locks.enter_context(table.lock)
            yield


@contextmanager
def all_or_nothing(table: Table[E] | View[E]) -> Generator[Table[E] | View[E]]:
    """Where to do what takes effect if all of it succeeds: in a unit of work, or a part of one.

    Nobody else can look at the table meanwhile.
    """
    if isinstance(table, View):
        with table.part():
            yield table
        return
    unit = Unit([table])
    with table.lock:
        unit.begin()
        try:
            yield cast(View[E], unit.view(table))
            unit.commit()
        finally:
            unit.leave()
