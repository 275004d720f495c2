"""A report in a directory: what earlier runs left there, and what this one makes of it."""

import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

import attrs

from fakes.conformance.records import Record
from fakes.conformance.reporting.alone import alone_in
from fakes.conformance.reporting.document import cells_in, document
from fakes.conformance.reporting.lock import (
    Loss,
    Suites,
    lock_text,
    locked_in,
    losses,
    present,
    renewed,
)
from fakes.conformance.reporting.markdown import markdown
from fakes.conformance.reporting.merging import merged
from fakes.conformance.reporting.page import page
from fakes.conformance.reporting.reading import Unreadable

__all__ = ["Report"]

_JSON, _LOCK = "conformance.json", "conformance.lock"


@attrs.frozen
class Report:
    """A directory with a report in it, which several runs may add to at the same time."""

    directory: Path

    @classmethod
    def opened(cls, directory: Path) -> "Report":
        """Read what is there, and make sure that something can be written.

        Raises:
            Unreadable: The directory cannot be used, or a file in it is none of ours.
        """
        try:
            directory.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=directory):
                pass
        except OSError as error:
            raise Unreadable(f"{directory} is no directory to write to: {error.strerror}") from None
        cells_in(directory / _JSON)
        locked_in(directory / _LOCK)
        return cls(directory)

    def add(self, found: Iterable[Record], suites: Suites, *, accept: bool) -> list[Loss]:
        """Write what is known now; what is no longer proved, unless the lock is to accept that.

        `suites` are those that there are in the modules that were collected.

        Raises:
            Unreadable: It cannot be written any more, or what is there is no report any more.
        """
        try:
            with alone_in(self.directory):
                return self._add(list(found), suites, accept=accept)
        except OSError as error:
            path = error.filename2 or self.directory
            raise Unreadable(f"{path} cannot be written: {error.strerror}") from None

    def _add(self, latest: list[Record], suites: Suites, *, accept: bool) -> list[Loss]:
        cells = merged(cells_in(self.directory / _JSON), latest)
        if accept:
            cells = present(cells, suites)
        told = document(cells)
        self._write(_JSON, json.dumps(told, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
        self._write("matrix.md", markdown(cells))
        self._write("matrix.html", page(cells))
        locked = locked_in(self.directory / _LOCK) or frozenset()
        if accept:
            self._write(_LOCK, lock_text(renewed(locked, cells, latest, suites)))
            return []
        return losses(locked, cells, latest, suites)

    def _write(self, name: str, text: str) -> None:
        """Replace a file at once, so that nobody ever reads half of one."""
        unfinished = self.directory / f".{name}.{os.getpid()}"
        try:
            unfinished.write_text(text, "utf-8", "backslashreplace")
            unfinished.replace(self.directory / name)
        finally:
            unfinished.unlink(missing_ok=True)
