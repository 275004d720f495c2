"""`NoteFiles`: notes in a folder, each in a file of its own. It cannot search, sort or page."""

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from os import link
from pathlib import Path
from tempfile import NamedTemporaryFile

from attrs import asdict
from fakes.errors import Unsupported
from fakes.repository import EVERYTHING, Cursor, DuplicateKey, NotFound, Order, Page, Where

from storage.values import Note

__all__ = ["NoteFiles"]


class NoteFiles:
    """Any number of processes may share the folder: a file is there whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, note: Note, /) -> Note:
        written = self._written(note)
        try:
            link(written, self._file_of(note.title))  # unlike a rename, replaces nothing
        except FileExistsError as error:
            raise DuplicateKey("Note", note.title) from error
        finally:
            written.unlink()
        return note

    def add_all(self, notes: Iterable[Note], /) -> list[Note]:
        raise Unsupported("add_all", "files are written one by one; call add for each")

    def get(self, title: str, /) -> Note:
        note = self.find(title)
        if note is None:
            raise NotFound("Note", title)
        return note

    def find(self, title: str, /) -> Note | None:
        try:
            return self._read(self._file_of(title))
        except FileNotFoundError:
            return None

    def update(self, note: Note, /) -> Note:
        self.get(note.title)
        return self.save(note)

    def save(self, note: Note, /) -> Note:
        self._written(note).replace(self._file_of(note.title))
        return note

    def delete(self, title: str, /) -> None:
        self._file_of(title).unlink(missing_ok=True)

    def select(
        self,
        where: Where = EVERYTHING,
        *,
        order_by: Order | Sequence[Order] = (),
        limit: int | None = None,
        offset: int = 0,
        after: Cursor | None = None,
    ) -> Page[Note]:
        if order_by or limit is not None or offset or after is not None:
            raise Unsupported("select", "a folder has no order and no pages; sort what it gives")
        self._all_of_them(where)
        notes = map(self._read, self._folder.glob("*.json"))
        return Page(tuple(sorted(notes, key=lambda note: note.title)))

    def count(self, where: Where = EVERYTHING) -> int:
        self._all_of_them(where)
        return sum(1 for _ in self._folder.glob("*.json"))

    def _all_of_them(self, where: Where) -> None:
        if where != EVERYTHING:
            raise Unsupported("where", "files are found by their titles only; filter what it gives")

    def _file_of(self, title: str) -> Path:
        # Any text can be a title, and few can be the name of a file.
        return self._folder / f"{sha256(title.encode()).hexdigest()}.json"

    def _written(self, note: Note) -> Path:
        with NamedTemporaryFile("w", dir=self._folder, delete=False, encoding="utf-8") as file:
            json.dump(asdict(note), file)
        return Path(file.name)

    def _read(self, path: Path) -> Note:
        return Note(**json.loads(path.read_text(encoding="utf-8")))
