"""`reading` and `writing`: a property or attribute of a double as something to stub and verify."""

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast

from doubles.errors import NotADoubleError

T = TypeVar("T")


def reading(member: Callable[[], T], /) -> Callable[[], T]:
    """The reading of a property or attribute, for `when` and `verify`.

    `member` reads it: `reading(lambda: repo.size)`. That reading is neither answered nor recorded.

    :raises NotADoubleError: the function reads no property of a double, or more than one.

    >>> from typing import Protocol
    >>> from doubles import stub, when
    >>> class Repository(Protocol):
    ...     @property
    ...     def size(self) -> int: ...
    >>> repo = stub(Repository)
    >>> _ = when(reading(lambda: repo.size)).returns(3)
    >>> repo.size
    3
    """
    found: Reading[T] = Reading(*_caught("reading", member))
    return found


def writing(member: Callable[[], T], /) -> Callable[[T], None]:
    """The writing of a property or attribute, for `when` and `verify`.

    `member` reads it: `writing(lambda: repo.label)`.

    :raises NotADoubleError: the function reads no property of a double, or more than one.

    >>> from typing import Protocol
    >>> from doubles import mock, verify
    >>> class Repository(Protocol):
    ...     label: str
    >>> repo = mock(Repository)
    >>> repo.label = "new"
    >>> verify(writing(lambda: repo.label), "new")
    """
    return cast(Callable[[T], None], Writing(*_caught("writing", member)))


class Reading(Generic[T]):
    """Reads the member when called."""

    __slots__ = ("double", "name")

    def __init__(self, double: object, name: str) -> None:
        self.double = double
        self.name = name

    def __call__(self) -> T:
        return cast(T, getattr(self.double, self.name))


class Writing:
    """Writes the member when called."""

    __slots__ = ("double", "name")

    def __init__(self, double: object, name: str) -> None:
        self.double = double
        self.name = name

    def __call__(self, value: Any, /) -> None:
        setattr(self.double, self.name, value)


class _Catching(threading.local):
    """What this thread's `reading` has seen; None while there is none."""

    caught: list[tuple[object, str]] | None = None


_catching = _Catching()


def catch(double: object, name: str) -> bool:
    """Whether the reading of this member is caught by `reading` instead of being answered."""
    if _catching.caught is None:
        return False
    _catching.caught.append((double, name))
    return True


def _caught(control: str, member: Callable[[], object]) -> tuple[object, str]:
    if not callable(member):
        raise NotADoubleError(
            f"{control}() takes a function that reads one property or attribute of a double, "
            f"not {member!r}.\nRemedy: {control}(lambda: double.name)."
        )
    before, _catching.caught = _catching.caught, []
    try:
        member()
    except AttributeError as error:
        if not _catching.caught:
            raise
        raise _not_one(control, _catching.caught) from error
    finally:
        caught, _catching.caught = _catching.caught, before
    if len(caught) != 1:
        raise _not_one(control, caught)
    return caught[0]


def _not_one(control: str, caught: list[tuple[object, str]]) -> NotADoubleError:
    names = ", then ".join(f"{type(double).__qualname__}.{name}" for double, name in caught)
    what = f"this one reads on behind it: {names}" if caught else "this one reads none"
    return NotADoubleError(
        f"{control}() takes a function that reads one property or attribute of a double; {what}.\n"
        f"Remedy: {control}(lambda: double.name), the double in a variable of its own."
    )
