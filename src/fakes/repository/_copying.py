"""Copies of entities that share nothing with the original that can change."""

import copy
from collections.abc import Callable
from functools import lru_cache
from operator import is_
from types import MemberDescriptorType
from typing import Any, Final, TypeVar, cast

from doubles._texts.shown import shown
from fakes.repository._fields import members_of
from fakes.repository._immutability import ATOMS, Holdings, holdings_of, is_atom
from fakes.repository.errors import InvalidEntity

__all__ = ["copier"]

E = TypeVar("E")

_DEEPEST: Final = 100
"""How many levels an entity may have: those who read it later need a stack for it too."""


class Memo(dict[int, Any]):
    """The copies of the objects met so far by the objects' ids, as `copy.deepcopy` keeps them."""

    depth = 0


Strategy = Callable[[Any, Memo], Any]


class _Uncopyable(Exception):
    """Something cannot be copied; `path` leads to it, its last step first."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.path: list[str] = []


class _TooDeep(Exception):
    """The entity has too many levels."""


def copier(cls: type[E]) -> Callable[[E], E] | None:
    """How instances of `cls` itself are copied; None where nothing in them can ever change.

    Attributes and containers are copied with what they hold; what is shared within an entity, or
    leads back to it, does so in the copy. No constructor and no `__post_init__` runs. What cannot
    change is its own copy: an instance of a frozen class, if nothing that it holds can change.

    Raises:
        InvalidEntity: By the function: something in the entity cannot be copied, as a lock and an
            open file cannot; `field` leads to it.
    """
    return _copier(cast(Any, cls))


@lru_cache(maxsize=1024)
def _copier(cls: Any) -> Callable[[Any], Any] | None:
    strategy = _strategy(cls)
    if strategy is None:
        return None

    def copied(entity: Any) -> Any:
        try:
            return strategy(entity, Memo())
        except _Uncopyable as problem:
            path = "".join(reversed(problem.path)).removeprefix(".") or "entity"
            raise InvalidEntity(path, problem.reason) from None
        except (_TooDeep, RecursionError):
            reason = f"has more than {_DEEPEST} levels, one in another"
            raise InvalidEntity("entity", reason) from None

    held = holdings_of(cls)
    return copied if held is None else _unless_of_atoms(held, copied)


def _unless_of_atoms(held: Holdings, copied: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same for a frozen class, most of whose instances hold nothing but atoms."""

    def copied_if_needed(entity: Any) -> Any:
        try:
            if ATOMS.issuperset(map(type, held(entity))):
                return entity
        except AttributeError:
            pass  # something was never set
        return copied(entity)

    return copied_if_needed


def _copy(value: Any, memo: Memo) -> Any:
    cls = cast(Any, type(value))
    if cls in ATOMS:
        return value
    strategy = _strategy(cls)
    if strategy is None:
        return value
    known = memo.get(id(value), memo)
    return strategy(value, memo) if known is memo else known


def _copy_at(step: str, value: Any, memo: Memo) -> Any:
    memo.depth += 1
    if memo.depth > _DEEPEST:
        raise _TooDeep
    try:
        copied = _copy(value, memo)
    except _Uncopyable as problem:
        problem.path.append(step)
        raise
    memo.depth -= 1
    return copied


@lru_cache(maxsize=1024)
def _strategy(cls: Any) -> Strategy | None:
    """How instances of exactly this class are copied; None: not at all."""
    if is_atom(cls):
        return None
    if cls in _CONTAINERS:
        return _CONTAINERS[cls]
    held = holdings_of(cls)
    if issubclass(cls, tuple) and held is not None:
        return _copy_tuple
    if not _is_plain(cls):
        return _copy_by_its_own_rules
    copy_attributes = _copier_of_attributes(cls)
    return copy_attributes if held is None else _copier_if_needed(held, copy_attributes)


def _is_plain(cls: Any) -> bool:
    """Whether an instance is no more than its attributes, with no rules of its own for copies."""
    return (
        cls.__new__ is object.__new__
        and cls.__reduce_ex__ is object.__reduce_ex__
        and cls.__reduce__ is object.__reduce__
        and (not hasattr(cls, "__deepcopy__") or hasattr(cls, "__pydantic_fields__"))
        and _can_be_made_empty(cls)
    )


def _can_be_made_empty(cls: Any) -> bool:
    """Not so with what is written in C, a lock for one, and holds more than attributes."""
    try:
        object.__new__(cls)
    except TypeError:
        return False
    return True


def _copier_of_attributes(cls: Any) -> Strategy:
    has_dict = cls.__dictoffset__ != 0
    slots = [
        (name, member.__get__, member.__set__)
        for name, member in members_of(cls)
        if isinstance(member, MemberDescriptorType)
    ]

    def copy_attributes(value: Any, memo: Memo) -> Any:
        new = memo[id(value)] = object.__new__(cls)
        if has_dict:
            # Copied at once, because another thread may be changing it.
            attributes: dict[str, Any] = value.__dict__.copy()
            for name, item in attributes.items():
                if type(item) not in ATOMS:
                    attributes[name] = _copy_at(f".{name}", item, memo)
            # The class may refuse that attributes are set.
            object.__setattr__(new, "__dict__", attributes)
        for name, get, put in slots:
            try:
                held: Any = get(value)
            except AttributeError:
                continue  # nothing was ever put there
            put(new, held if type(held) in ATOMS else _copy_at(f".{name}", held, memo))
        return new

    return copy_attributes


def _copier_if_needed(held: Holdings, copy_attributes: Strategy) -> Strategy:
    """For a frozen class, of which only an instance that holds what can change is copied."""

    def copy_if_needed(value: Any, memo: Memo) -> Any:
        new = copy_attributes(value, memo)
        try:
            if all(map(is_, held(value), held(new))):
                new = memo[id(value)] = value
        except AttributeError:
            pass  # something was never set
        return new

    return copy_if_needed


def _copy_tuple(items: tuple[Any, ...], memo: Memo) -> tuple[Any, ...]:
    copied = [
        item if type(item) in ATOMS else _copy_at(f"[{index}]", item, memo)
        for index, item in enumerate(items)
    ]
    if all(map(is_, items, copied)):
        return items
    if id(items) in memo:  # an item leads back to this tuple, and has copied it
        return cast(tuple[Any, ...], memo[id(items)])
    new: tuple[Any, ...] = cast(Any, tuple).__new__(type(items), copied)
    memo[id(items)] = new
    return new


def _copy_list(items: list[Any], memo: Memo) -> list[Any]:
    new: list[Any] = []
    memo[id(items)] = new
    new += [
        item if type(item) in ATOMS else _copy_at(f"[{index}]", item, memo)
        for index, item in enumerate(items)
    ]
    return new


def _copy_dict(items: dict[Any, Any], memo: Memo) -> dict[Any, Any]:
    new: dict[Any, Any] = {}
    memo[id(items)] = new
    for key, item in items.items():
        if type(key) in ATOMS and type(item) in ATOMS:
            new[key] = item
        else:
            step = f"[{shown(key)}]"
            new[_copy_at(step, key, memo)] = _copy_at(step, item, memo)
    return new


def _copy_set(items: set[Any], memo: Memo) -> set[Any]:
    new: set[Any] = set()
    memo[id(items)] = new
    new.update(_copy_at("{}", item, memo) for item in items)
    return new


def _copy_frozenset(items: frozenset[Any], memo: Memo) -> frozenset[Any]:
    pairs = [(item, _copy_at("{}", item, memo)) for item in items]
    if all(item is copied for item, copied in pairs):
        return items
    new = memo[id(items)] = frozenset(copied for _, copied in pairs)
    return new


def _copy_by_its_own_rules(value: Any, memo: Memo) -> Any:
    try:
        return copy.deepcopy(value, memo)
    except Exception as error:  # noqa: BLE001 - the value's own code may raise anything
        name = type(value).__qualname__
        raise _Uncopyable(f"cannot be copied, being of {name}: {shown(error)}") from None


_CONTAINERS: Final[dict[type, Strategy]] = {
    list: _copy_list,
    tuple: _copy_tuple,
    dict: _copy_dict,
    set: _copy_set,
    frozenset: _copy_frozenset,
}
