"""Indexes over stored entities: by unique values, by shared values, and in order."""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from importlib import import_module
from typing import Any, Protocol, cast

from fakes.repository._ordering import Position

__all__ = ["Index", "OrderIndex", "SharedIndex", "UniqueIndex"]

Value = Callable[[Any], Hashable]


class UniqueIndex:
    """Which entity has a value that no other has; an entity whose value is None is left out."""

    __slots__ = ("_owners", "attributes", "value_of")

    def __init__(self, attributes: tuple[str, ...], value_of: Value) -> None:
        self.attributes = attributes
        self.value_of = value_of
        self._owners: dict[Hashable, Hashable] = {}

    def add(self, identity: Hashable, value: Hashable) -> None:
        """Take in an entity with this value, which is free."""
        if value is not None:
            self._owners[value] = identity

    def remove(self, _: Hashable, value: Hashable) -> None:
        """Forget the entity that was taken in with this value."""
        if value is not None:
            del self._owners[value]

    def owner(self, value: Hashable) -> Hashable:
        """The identity of the entity with this value, or None."""
        return self._owners.get(value)

    def identities(self, value: Hashable) -> Collection[Hashable]:
        """The identities of the entities with this value."""
        return (self._owners[value],) if value in self._owners else ()


class SharedIndex:
    """Which entities have a value, however many they are."""

    __slots__ = ("_groups", "value_of")

    def __init__(self, value_of: Value) -> None:
        self.value_of = value_of
        self._groups: dict[Hashable, set[Hashable]] = {}

    def add(self, identity: Hashable, value: Hashable) -> None:
        """Take in an entity with this value."""
        self._groups.setdefault(value, set()).add(identity)

    def remove(self, identity: Hashable, value: Hashable) -> None:
        """Forget an entity that was taken in with this value."""
        group = self._groups[value]
        group.remove(identity)
        if not group:
            del self._groups[value]

    def identities(self, value: Hashable) -> Collection[Hashable]:
        """The identities of the entities with this value."""
        return self._groups.get(value, ())


Index = UniqueIndex | SharedIndex
"""Where entities are looked up by an attribute."""


class _SortedEntries(Protocol):
    """What is used of sortedcontainers.SortedList."""

    def __len__(self) -> int: ...
    def __getitem__(self, index: int, /) -> Position: ...
    def add(self, value: Position) -> None: ...
    def remove(self, value: Position) -> None: ...
    def bisect_left(self, value: Position) -> int: ...
    def islice(
        self, start: int | None = None, stop: int | None = None, *, reverse: bool = False
    ) -> Iterator[Position]: ...


class OrderIndex:
    """Entities in an order, of which any part is found without looking at the rest.

    In the other direction they are walked from the end.
    """

    __slots__ = ("_entries", "_entry_of", "_position")

    def __init__(
        self, position: Callable[[Any], Position], entities: Iterable[tuple[Hashable, object]]
    ) -> None:
        # Only who asks for pages needs the library.
        sorted_list = import_module("sortedcontainers").SortedList
        # An entity is found again where it was put, whatever has become of its values.
        self._entry_of = {identity: (*position(entity), identity) for identity, entity in entities}
        self._entries = cast("_SortedEntries", sorted_list(self._entry_of.values()))
        self._position = position

    def add(self, identity: Hashable, entity: object) -> None:
        """Take in an entity, which must have an order."""
        entry = self._entry_of[identity] = (*self._position(entity), identity)
        self._entries.add(entry)

    def remove(self, identity: Hashable) -> None:
        """Forget an entity."""
        self._entries.remove(self._entry_of.pop(identity))

    def behind(self, position: Position, *, descending: bool) -> int:
        """How many entities come before the ones behind this position."""
        entries = self._entries
        place = entries.bisect_left(position)
        if descending:
            return len(entries) - place
        here = place < len(entries) and entries[place][:-1] == position
        return place + here

    def walk(self, start: int, *, descending: bool) -> Iterator[Hashable]:
        """The identities of the entities in order, without the first few."""
        if not descending:
            return (entry[-1] for entry in self._entries.islice(start))
        stop = max(len(self._entries) - start, 0)
        return (entry[-1] for entry in self._entries.islice(0, stop, reverse=True))
