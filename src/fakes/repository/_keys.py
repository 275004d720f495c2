"""Keys: how they are read from entities, and what tells two of them apart."""

import contextlib
from collections.abc import Callable, Hashable, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from operator import attrgetter, is_
from typing import Any, TypeVar, cast
from uuid import UUID

import attrs

from doubles._texts.shown import shown
from fakes.repository._entities import Attributes, classes_of
from fakes.repository._ranks import rank_of
from fakes.repository._values import Guarded, exact, is_nan
from fakes.repository._words import a
from fakes.repository.errors import InvalidEntity, InvalidKey, InvalidSetting
from fakes.repository.profile import TextComparison

__all__ = ["Key", "key_of"]

E = TypeVar("E")

Identity = Callable[[object], Hashable]

_SELF_EVIDENT = (bytes, UUID, date, time, timedelta, Enum)

_ALIKE = (int, str, *_SELF_EVIDENT)
"""The classes of keys that are the same if and only if they are equal."""


@attrs.frozen
class Key:
    """How entities are told apart.

    `attributes` are those that a key is made of: several give a tuple, and none means that it is
    computed. `classes` has for each the classes that it may be of, where they are known. `identity`
    is equal for keys that are the same, and raises `InvalidKey` for what cannot be one.
    `found_by_value` says that the key is one attribute, and that whatever a condition holds equal
    to it is the same key.
    """

    attributes: tuple[str, ...]
    read: Callable[[Any], object]
    identity: Identity
    classes: Sequence[tuple[type, ...]] = ()
    found_by_value: bool = attrs.field(default=False, kw_only=True)

    def of(self, entity: object) -> object:
        """The key of an entity, which may be None.

        Raises:
            InvalidEntity: The function or the attribute raised.
        """
        try:
            return self.read(entity)
        except Exception as error:  # noqa: BLE001 - the function's own code may raise anything
            reason = f"cannot be read from {shown(entity)}: {type(error).__name__}: {error}"
            raise InvalidEntity("key", reason) from None


def key_of(given: object, attributes: Attributes, text: TextComparison, *, counted: bool) -> Key:
    """The key that a repository's setting describes.

    Where keys are counted, one of which no class is known is a number.

    Raises:
        InvalidSetting: It is neither a function nor names of attributes.
        UnknownAttribute: The entities have no attribute of such a name.
    """
    read, names = _reading(given)
    for name in names:
        attributes.check(name)
    allowed = [classes_of(attributes.annotations.get(name, object)) for name in names]
    if counted and allowed == [()]:
        allowed = [(int,)]
    identities = [_identity(classes, text) for classes in allowed]
    match identities:
        case []:
            return Key((), read, _identity((), text))
        case [identity]:
            [classes] = allowed
            found_by_value = len(classes) == 1 and issubclass(classes[0], _ALIKE)
            return Key(names, read, identity, allowed, found_by_value=found_by_value)
        case _:
            return Key(names, read, _compound(names, identities), allowed)


def _reading(given: Any) -> tuple[Callable[[Any], object], tuple[str, ...]]:
    if callable(given):
        return given, _names_read_by(given)
    names: tuple[Any, ...] = (given,) if isinstance(given, str) else _parts(given)
    if not names:
        wanted = "must be a function of the entity, a name of an attribute or a tuple of such"
        raise InvalidSetting("key", f"{wanted}, not {shown(given)}")
    for name in names:
        if not (isinstance(name, str) and name.isidentifier()):
            raise InvalidSetting("key", f"must be made of names of attributes, not {shown(name)}")
    return attrgetter(*names), names


class _Unread(Exception):
    """A key function does more than to hand back what it reads."""


class _Opaque:
    """Nothing can be told from it: who asks gets an error, so that no answer is relied on."""

    __slots__ = ()

    def __getattribute__(self, name: str) -> Any:
        if name == "__class__":  # as `isinstance` does
            raise _Unread
        return object.__getattribute__(self, name)

    def __bool__(self) -> bool:
        raise _Unread

    def __eq__(self, other: object) -> bool:
        raise _Unread

    def __hash__(self) -> int:
        raise _Unread


class _Read(_Opaque):
    """An attribute that a key function has read from the probe."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


class _Probe(_Opaque):
    """Stands for an entity, to see which attributes a key function hands back as they are."""

    __slots__ = ("reads",)

    def __init__(self, reads: list[_Read]) -> None:
        self.reads = reads

    def __getattr__(self, name: str) -> _Read:
        self.reads.append(_Read(name))
        return self.reads[-1]


def _names_read_by(function: Callable[..., object]) -> tuple[str, ...]:
    """The attributes that a function reads, if it hands all of them back as they are."""
    reads: list[_Read] = []
    with contextlib.suppress(Exception):
        key = function(_Probe(reads))
        kind: object = type(key)
        parts = cast("tuple[object, ...]", key if kind is tuple else (key,))
        if parts is key and len(parts) == 1:
            return ()
        if len(parts) == len(reads) and all(map(is_, parts, reads)):
            return tuple(read.name for read in reads)
    return ()


def _identity(classes: tuple[type, ...], text: TextComparison) -> Identity:
    """What makes an identity of a key of these classes, or of any where none is known."""
    if classes == (int,):
        return _of_int
    allowed = (*classes, int) if float in classes else classes
    without_bool = bool not in classes
    names = " or ".join(cls.__name__ for cls in classes)

    def identity(key: object) -> Hashable:
        wrong_bool = isinstance(key, bool) and without_bool
        if key is not None and classes and (wrong_bool or not isinstance(key, allowed)):
            raise InvalidKey("key", f"must be {a(names)}, not {shown(key)}")
        if isinstance(key, int) and float in classes:
            return _tagged(_as_float(key), text)
        return _tagged(key, text)

    def of_str(key: object) -> Hashable:
        return key if type(key) is str else identity(key)

    as_it_is = text is TextComparison.CODE_POINTS
    return of_str if as_it_is and str in classes else identity


def _of_int(key: object) -> Hashable:
    if type(key) is int:
        return key
    if isinstance(key, int) and not isinstance(key, bool):
        return int.__int__(key)
    raise InvalidKey("key", f"must be an int, not {shown(key)}")


def _as_float(key: int) -> float:
    try:
        return float(key)
    except OverflowError:
        raise InvalidKey("key", f"is too large for a float: {shown(key)}") from None


def _tagged(key: object, text: TextComparison) -> Hashable:
    """Keys of different types apart: 1, 1.0 and True are equal in Python."""
    match exact(key):
        case None:
            raise InvalidKey("key", "must not be None")
        case str() as written:
            return text.key(written)
        case tuple():
            parts = cast("tuple[object, ...]", key)
            return (tuple, *(_tagged(part, text) for part in parts))
        case _ if isinstance(key, Enum):
            return _guarded(key)
        case number if is_nan(number):
            raise InvalidKey("key", f"must not be {shown(key)}, which equals nothing")
        case bool() | int() | float() as number:
            return (type(number), number)
        case bytes() as value:
            return value
        case _ if isinstance(key, _SELF_EVIDENT):
            return key if type(key) in _SELF_EVIDENT else _guarded(key)
        case Decimal():
            return (Decimal, _guarded(key))
        case _:
            return (type(key), _checked(key, text))


def _checked(key: object, text: TextComparison) -> Hashable:
    guarded = _guarded(key)
    try:
        rank_of(key, text)
    except Exception as error:  # noqa: BLE001 - it may raise anything
        raise InvalidKey("key", f"must be hashable and have an order: {error}") from None
    if guarded != Guarded(key):
        raise InvalidKey("key", f"must equal itself, which {shown(key)} does not")
    return guarded


def _guarded(key: object) -> Guarded:
    try:
        return Guarded(key)
    except Exception as error:  # noqa: BLE001 - it may raise anything
        raise InvalidKey("key", f"must be hashable and have an order: {error}") from None


def _compound(names: tuple[str, ...], identities: Sequence[Identity]) -> Identity:
    def identity(key: object) -> Hashable:
        parts = _parts(key)
        if len(parts) != len(names):
            raise InvalidKey("key", f"must be a tuple ({', '.join(names)}), not {shown(key)}")
        return tuple(of(part) for of, part in zip(identities, parts, strict=True))

    return identity


def _parts(key: object) -> tuple[object, ...]:
    return cast(tuple[object, ...], key) if isinstance(key, tuple) else ()
