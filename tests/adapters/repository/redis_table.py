"""Entities in Redis: under which keys they lie, and what a write does to them; nothing is sent.

An entity is one string of JSON under a key of its own. Beside them there are

- the index: a sorted set with the keys of all entities, in their order;
- for each value of the unique attribute a string with the key of the entity that has it;
- the greatest number that was generated.

All of them have the same `{tag}`, so that a cluster keeps them in one place.

A write is a `Change`. Whoever makes it watches the keys that it depends on, reads them, asks it
what to do, and does that in one MULTI; Redis refuses when one of them was written meanwhile.
"""

import json
from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Generic, TypeAlias, TypeVar

import attrs

from fakes.repository import (
    ConstraintViolation,
    DuplicateKey,
    NotFound,
    StaleVersion,
)
from tests.adapters.repository.model import Model

__all__ = ["Change", "Command", "Raw", "Table", "Values", "Writes", "member_of"]

E = TypeVar("E")
R_co = TypeVar("R_co", covariant=True)

Raw: TypeAlias = bytes | str
"""What the client gives, which decodes responses or does not."""

Command: TypeAlias = tuple[Raw | int, ...]
"""A command of Redis and its arguments."""

Found: TypeAlias = Mapping[str, Raw | None]
"""The string under each key, or None where there is nothing."""

Values: TypeAlias = dict[str, Any]

_FROM_TEXT: Final[Mapping[type, Callable[[str], object]]] = {
    datetime: datetime.fromisoformat,
    Decimal: Decimal,
}
"""How values are read for which JSON has no type; `_to_text` writes them."""


@attrs.define
class Writes:
    """What to do: strings to set or, as None, to delete; members for the index, or out of it."""

    strings: dict[str, Raw | None] = attrs.Factory(dict[str, Raw | None])
    listed: list[str] = attrs.Factory(list[str])
    unlisted: list[str] = attrs.Factory(list[str])

    def commands(self, index: str) -> list[Command]:
        """The same as commands of Redis."""
        return [
            *(("DEL", key) for key, value in self.strings.items() if value is None),
            *(("SET", key, value) for key, value in self.strings.items() if value is not None),
            *(("ZREM", index, member) for member in self.unlisted),
            *(("ZADD", index, 0, member) for member in self.listed),
        ]


@attrs.frozen
class Change(Generic[R_co]):
    """A write: the keys that it depends on, and what to do and to return once they are known.

    `decide` raises what the port says where nothing is to be done.
    """

    keys: Sequence[str]
    decide: Callable[[Found], tuple[Writes, R_co]]


@attrs.frozen
class Table(Generic[E]):
    """Where the entities of one kind lie, all under keys that begin with `{tag}`."""

    model: Model[E]
    tag: str

    @property
    def index(self) -> str:
        """The sorted set of all keys."""
        return f"{{{self.tag}}}:index"

    @property
    def last_number(self) -> str:
        """The counter of generated keys."""
        return f"{{{self.tag}}}:last"

    def row(self, key: object) -> str:
        """Where the entity with a key lies."""
        return f"{{{self.tag}}}:row:{key}"

    def entity(self, document: Raw) -> E:
        """The entity that a string of JSON tells of."""
        return self.model.entity(**self._read(document))

    def addition(self, several: Sequence[Values]) -> Change[list[E]]:
        """Store new entities, all or none."""

        def decide(found: Found) -> tuple[Writes, list[E]]:
            writes = Writes()
            known = ChainMap(writes.strings, dict(found))
            for values in several:
                if known[self.row(key := values[self.model.key])] is not None:
                    raise DuplicateKey(self.model.name, key)
                self._store(values, None, known, writes)
            return writes, [self.model.entity(**values) for values in several]

        keys = [key for values in several for key in self._keys(values)]
        return Change(list(dict.fromkeys(keys)), decide)

    def replacement(self, values: Values, *, adds: bool) -> Change[E]:
        """Put an entity in the place of the one with its key; where there is none, maybe add it."""
        key, version = values[self.model.key], self.model.version

        def decide(found: Found) -> tuple[Writes, E]:
            document = found[self.row(key)]
            if document is None and not adds:
                raise NotFound(self.model.name, key)
            current = None if document is None else self._read(document)
            stored = values
            if current is not None and version is not None:
                if values[version] != current[version]:
                    raise StaleVersion(self.model.name, key, values[version], current[version])
                stored = {**values, version: values[version] + 1}
            writes = Writes()
            self._store(stored, current, found, writes)
            return writes, self.model.entity(**stored)

        return Change(self._keys(values), decide)

    def deletion(self, key: object) -> Change[None]:
        """Take an entity away."""
        row = self.row(key)

        def decide(found: Found) -> tuple[Writes, None]:
            document = found[row]
            if document is None:
                raise NotFound(self.model.name, key)
            holder = self._holder(self._read(document))
            gone = [row] if holder is None else [row, holder]
            return Writes(dict.fromkeys(gone), unlisted=[member_of(key)]), None

        return Change([row], decide)

    def key(self, member: Raw) -> object:
        """The key that a member of the index stands for."""
        text = member if isinstance(member, str) else member.decode()
        if self.model.attributes[self.model.key].cls is int:
            return int(text, 16) - _OFFSET
        return text

    def _keys(self, values: Values) -> list[str]:
        holder = self._holder(values)
        return [self.row(values[self.model.key]), *([] if holder is None else [holder])]

    def _holder(self, values: Values) -> str | None:
        """Where it is told which entity has this value of the unique attribute."""
        if self.model.unique is None or (value := values[self.model.unique]) is None:
            return None
        return f"{{{self.tag}}}:{self.model.unique}:{value}"

    def _store(self, values: Values, current: Values | None, found: Found, writes: Writes) -> None:
        """Note what puts values in the place of current ones.

        Raises:
            ConstraintViolation: Another entity has the value of the unique attribute.
        """
        member = member_of(values[self.model.key])
        writes.strings[self.row(values[self.model.key])] = json.dumps(values, default=_to_text)
        if current is None:
            writes.listed.append(member)
        before = None if current is None else self._holder(current)
        holder = self._holder(values)
        if holder == before:
            return
        if before is not None:
            writes.strings[before] = None
        if holder is not None:
            if (other := found[holder]) is not None:
                name = str(self.model.unique)
                owner = self.key(other)
                raise ConstraintViolation(self.model.name, (name,), (values[name],), owner)
            writes.strings[holder] = member

    def _read(self, document: Raw) -> Values:
        values: Values = json.loads(document)
        for name, attribute in self.model.attributes.items():
            if values[name] is not None and (read := _FROM_TEXT.get(attribute.cls)):
                values[name] = read(values[name])
        return values


_OFFSET: Final = 2**63
"""What is added to a number of 64 bits so that it is not negative."""


def member_of(key: object) -> str:
    """A key as a text whose bytes sort as the keys do: Redis compares nothing else."""
    return f"{key + _OFFSET:016x}" if isinstance(key, int) else str(key)


def _to_text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
