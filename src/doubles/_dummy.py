"""The builder of dummies: objects that only fill a parameter."""

from collections.abc import Callable
from typing import TypeVar, cast

from doubles._building import build, double_class
from doubles._values import DoubleKind

T = TypeVar("T")
_class_of = double_class(DoubleKind.DUMMY)


def dummy(spec: Callable[..., T], /) -> T:
    """An object that fills a parameter of type `spec`; any use of it is an error.

    :param spec: a Protocol, an ABC, a class, or one of these with type arguments.
    :raises SpecError: `spec` is something else.

    >>> from typing import Protocol
    >>> class Logger(Protocol):
    ...     def log(self, message: str) -> None: ...
    >>> dummy(Logger)
    dummy(Logger)
    """
    __tracebackhide__ = True
    return cast(T, build(_class_of, spec))
