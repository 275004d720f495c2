"""The mutants: mappings that go wrong in one place, for each library's store to keep its values in.

A store of any of them is a mapping with methods around it, and so has exactly the fault that its
mapping has. Nothing is imported here: peers run in an environment without this project's
dependencies.
"""

from collections.abc import Iterator, MutableMapping
from typing import Any

__all__ = ["FAULTS", "Sound", "named"]


class Sound(MutableMapping[str, Any]):
    """A mapping without a fault. Values are bytes, or have a length, slices and `to_bytes`."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        return self.kept[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.kept[key] = value

    def __delitem__(self, key: str) -> None:
        del self.kept[key]

    def __iter__(self) -> Iterator[str]:
        return iter(list(self.kept))

    def __len__(self) -> int:
        return len(list(iter(self)))


class LosesDeletes(Sound):
    def __delitem__(self, key: str) -> None:
        self.kept[key]


class DeletesWhatBeginsAlike(Sound):
    def __delitem__(self, key: str) -> None:
        del self.kept[key]
        for other in list(self):
            if other.startswith(key):
                del self.kept[other]


class ListsWhatWasDeleted(Sound):
    def __init__(self) -> None:
        super().__init__()
        self.deleted: dict[str, None] = {}

    def __delitem__(self, key: str) -> None:
        del self.kept[key]
        self.deleted[key] = None

    def __iter__(self) -> Iterator[str]:
        return iter([*self.kept, *(key for key in self.deleted if key not in self.kept)])


class LosesSetAfterDelete(ListsWhatWasDeleted):
    def __setitem__(self, key: str, value: Any) -> None:
        if key not in self.deleted:
            self.kept[key] = value

    def __iter__(self) -> Iterator[str]:
        return iter(list(self.kept))


class KeepsTheFirst(Sound):
    def __setitem__(self, key: str, value: Any) -> None:
        self.kept.setdefault(key, value)


class ListsTwice(Sound):
    def __init__(self) -> None:
        super().__init__()
        self.listed: list[str] = []

    def __setitem__(self, key: str, value: Any) -> None:
        self.kept[key] = value
        self.listed.append(key)

    def __iter__(self) -> Iterator[str]:
        return iter([key for key in self.listed if key in self.kept])


class ReadsEmptyAsMissing(Sound):
    def __getitem__(self, key: str) -> Any:
        value = self.kept[key]
        if not len(value):
            raise KeyError(key)
        return value


class EndsAtNul(Sound):
    def __setitem__(self, key: str, value: Any) -> None:
        content = value if isinstance(value, bytes) else value.to_bytes()
        self.kept[key] = value[: len(content.partition(b"\0")[0])]


class KeepsNoMoreThan64KiB(Sound):
    def __setitem__(self, key: str, value: Any) -> None:
        self.kept[key] = value[: 64 * 1024]


class FoldsCase(Sound):
    def __getitem__(self, key: str) -> Any:
        return self.kept[key.lower()]

    def __setitem__(self, key: str, value: Any) -> None:
        self.kept[key.lower()] = value

    def __delitem__(self, key: str) -> None:
        del self.kept[key.lower()]


class KeepsEight(Sound):
    def __setitem__(self, key: str, value: Any) -> None:
        self.kept[key] = value
        if len(self.kept) > 8:
            del self.kept[next(iter(self.kept))]


class IsShared(Sound):
    shared: dict[str, Any] = {}  # noqa: RUF012 - that it is shared is the fault

    def __init__(self) -> None:
        self.kept = self.shared


FAULTS: dict[str, type[Sound]] = {
    "loses a delete": LosesDeletes,
    "deletes what begins alike": DeletesWhatBeginsAlike,
    "lists what was deleted": ListsWhatWasDeleted,
    "loses a set after a delete": LosesSetAfterDelete,
    "keeps the first of two values": KeepsTheFirst,
    "lists twice what was set twice": ListsTwice,
    "reads empty bytes as missing": ReadsEmptyAsMissing,
    "ends a value at its first NUL": EndsAtNul,
    "keeps no more than 64 KiB": KeepsNoMoreThan64KiB,
    "folds the case of keys": FoldsCase,
    "forgets the oldest of nine": KeepsEight,
    "shares what it keeps with others": IsShared,
}
"""By what is wrong with them. None is about what only one of the libraries has."""


def named(name: str) -> type[Sound]:
    """The mapping with that fault; the sound one for no name."""
    return FAULTS[name] if name else Sound
