"""A compiled check of values, and the words with which it refuses one; compiling is elsewhere."""

import sys
from collections.abc import Callable
from types import NoneType
from typing import Literal

from attrs import evolve, field, frozen

from doubles._annotations.generics import arguments_of, describe, is_union, origin_of
from doubles._texts.shown import shown

ATOMS: frozenset[type] = frozenset({int, str, bytes, float, complex, bool, NoneType})


@frozen
class Refusal:
    """Why a value does not have the type of a hint.

    `place` says where in a collection the value was found; `problem` what is wrong with it where
    that is more than its class.
    """

    value: object
    hint: object
    problem: str = ""
    place: str = ""

    @property
    def is_specific(self) -> bool:
        """Whether it says more than that the class of the whole value is the wrong one."""
        return bool(self.place or self.problem)

    def inside(self, place: str) -> "Refusal":
        """The same refusal as the collection puts it that holds the value at `place`."""
        return evolve(self, place=f"{self.place} of {place}" if self.place else place)

    def __str__(self) -> str:
        subject = f"{self.place}, {shown(self.value)}," if self.place else shown(self.value)
        return f"{subject} {self.problem or _wrong_class(self.value, self.hint)}"


# Judges a value, looking at so many items of each collection; None: at all of them.
Judge = Callable[[object, int | None], Refusal | None]


@frozen
class Check:
    """A hint compiled into a check of values.

    Every value passes where `always`. So does one whose very class is in `exact`; `atoms` are those
    of them whose instances cannot change later.
    """

    hint: object
    always: bool
    atoms: frozenset[type]
    exact: frozenset[type]
    judge: Judge = field(repr=False, eq=False)

    def reason(self, value: object, limit: int | None = 100) -> str | None:
        """Why a value does not pass, as the end of a sentence; None if it passes.

        `limit` is how many items of each collection are looked at; None: all of them. Nothing is
        raised: a value that cannot be judged passes.

        >>> from doubles._annotations.checks import check_of
        >>> check_of(int).reason("1")
        "'1' is a str, not an int"
        >>> check_of(list[int]).reason([1, None])
        'item 1, None, is not an int'
        """
        if self.always or type(value) in self.exact:
            return None
        try:
            found = self.judge(value, limit)
            return None if found is None else str(found)
        except Exception:  # noqa: BLE001 - the value's own code may raise anything
            return None


def passes(value: object, limit: int | None) -> None:
    """The judge that every value passes."""


def refusal(value: object, hint: object, problem: str = "") -> Refusal | None:
    """The refusal of a value; None for a mock without a spec, which stands for anything."""
    return None if _is_bare_mock(value) else Refusal(value, hint, problem)


def with_article(hint: object) -> str:
    """A class with its article, any other hint as it is: `an int`, `a User`, `list[int]`."""
    name = describe(hint)
    if hint is NoneType or not isinstance(hint, type) or origin_of(hint) is not None:
        return name
    return f"{'an' if name[:1] in 'aeioAEIO' else 'a'} {name}"


def _wrong_class(value: object, hint: object) -> str:
    cls = type(value)
    if value is None or cls in _literal_classes(hint):
        return f"is not {with_article(hint)}"
    if isinstance(value, type):
        return f"is a class, not {with_article(hint)}"
    if describe(cls) == describe(hint):
        return f"is a {_qualified(cls)}, not a {_qualified(hint)}"
    return f"is {with_article(cls)}, not {with_article(hint)}"


def _literal_classes(hint: object) -> set[type]:
    if origin_of(hint) is Literal:
        return set(map(type, arguments_of(hint)))
    members = arguments_of(hint) if is_union(hint) else ()
    return {cls for member in members for cls in _literal_classes(member)}


def _qualified(hint: object) -> str:
    return f"{getattr(hint, '__module__', '?')}.{getattr(hint, '__qualname__', describe(hint))}"


def _is_bare_mock(value: object) -> bool:
    module = sys.modules.get("unittest.mock")
    if module is None or not isinstance(value, module.NonCallableMock):
        return False
    return value.__class__ is type(value)
