"""What the name of a method says that it does; how that is done is in `_derivation`."""

import difflib
from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from fakes.repository._entities import Attributes

__all__ = ["Phrase", "Unclear", "read_name"]

WHOLE: Final = frozenset({"add", "delete", "exists", "find", "get", "save", "update"})
"""Names of what is done to an entity, or to the one with a key."""

OF_ALL: Final = frozenset({"count", "delete", "find", "get", "list"})
BY_ATTRIBUTES: Final = OF_ALL | {"exists", "search"}


class Unclear(Exception):
    """A method that cannot be derived; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@attrs.frozen
class Phrase:
    """A name taken apart: what is done, to the entities that have which attributes.

    `attributes` is empty where all are meant, and None where the one is meant that is passed, or
    whose key is. `pattern` says that a search is for a pattern of LIKE.
    """

    verb: str
    attributes: tuple[str, ...] | None
    pattern: bool = False


def read_name(name: str, known: Attributes) -> Phrase:
    """What a method's name says of entities with these attributes.

    Raises:
        Unclear: It says nothing that can be derived.
    """
    if name in WHOLE:
        return Phrase(name, None)
    if name == "count":
        return Phrase(name, ())
    verb, _, rest = name.partition("_")
    if name == "all" or (rest == "all" and verb in OF_ALL):
        return Phrase("list" if name == "all" else verb, ())
    if verb not in BY_ATTRIBUTES or not rest.startswith("by_"):
        raise Unclear(_unknown(name))
    text = rest.removeprefix("by_")
    if text == "id" and verb in WHOLE and known.complete and "id" not in known.annotations:
        return Phrase(verb, None)
    if verb == "search" and text not in known.annotations and text.endswith("_pattern"):
        return Phrase(verb, _attributes(text.removesuffix("_pattern"), known), pattern=True)
    return Phrase(verb, _attributes(text, known))


def _attributes(text: str, known: Attributes) -> tuple[str, ...]:
    parts = text.split("_and_")
    readings = list(_readings(parts, known))
    if len(readings) > 1:
        meanings = " or ".join("(" + ", ".join(reading) + ")" for reading in readings)
        raise Unclear(f"may be about {meanings}")
    if readings:
        return readings[0]
    unknown = [part for part in parts if part not in known.annotations]
    if known.complete or not all(map(str.isidentifier, parts)):
        raise Unclear("; ".join(str(known.unknown(part)) for part in unknown))
    return tuple(parts)


def _readings(parts: Sequence[str], known: Attributes) -> Iterator[tuple[str, ...]]:
    """The ways to read the parts as attributes, in whose names there may be an `and` too."""
    if not parts:
        yield ()
    for end in range(1, len(parts) + 1):
        first = "_and_".join(parts[:end])
        if first in known.annotations:
            yield from ((first, *others) for others in _readings(parts[end:], known))


def _unknown(name: str) -> str:
    verb, by, rest = name.partition("_by_")
    known = BY_ATTRIBUTES if by else {*WHOLE, "count", *(f"{verb}_all" for verb in OF_ALL)}
    near = difflib.get_close_matches(verb, sorted(known), n=1)
    hint = f"; did you mean {near[0]}{by}{rest}?" if near else ""
    return f"the name tells nothing that can be derived{hint}"
