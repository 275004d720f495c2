"""Values that stand for any argument of a kind, compared with `==` like every expected value."""

from collections.abc import Callable
from functools import partial
from types import FunctionType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from doubles._lazily import lazily
from doubles._texts.where import source_line

if TYPE_CHECKING:
    from doubles._annotations import checks, generics
else:
    checks = lazily("doubles._annotations.checks")
    generics = lazily("doubles._annotations.generics")

__all__ = ["an", "anything", "that"]

T = TypeVar("T")
_OF_HINTS = ("__args__", "__supertype__", "__value__")  # of a parametrised one, a NewType, an alias


def anything() -> Any:
    """Matches every argument.

    >>> anything() == 42
    True
    """
    return _Anything()


def an(spec: Callable[..., T], /) -> T:
    """Matches every instance of a class, or of a Protocol: what the type checks of calls accept.

    >>> an(int) == 42, an(int) == "42", an(list[int]) == [1, "2"]
    (True, False, False)

    :raises TypeError: `spec` is neither a class nor another type hint.
    """
    if not (isinstance(spec, type) or any(map(partial(hasattr, spec), _OF_HINTS))):
        is_function = isinstance(spec, FunctionType)
        what = f"the function {spec.__name__}(), which that() takes" if is_function else repr(spec)
        raise TypeError(f"an() takes a class or a type hint, not {what}.")
    return cast(T, _An(spec))


def that(predicate: Callable[[T], bool], /) -> T:
    """Matches every argument for which `predicate` is true; what it raises is not caught.

    >>> that(str.isupper) == "ABC"
    True
    """
    if not callable(predicate):
        raise TypeError(f"that() takes a function of one argument, not {predicate!r}.")
    return cast(T, _That(predicate))


class Matcher:
    """What the engine knows our matchers by."""

    __slots__ = ()


class _Anything(Matcher):
    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    def __repr__(self) -> str:
        return "anything()"


class _An(Matcher):
    __slots__ = ("_spec",)

    def __init__(self, spec: object) -> None:
        self._spec = spec

    def __eq__(self, other: object) -> bool:
        return checks.check_of(self._spec).reason(other, None) is None

    def __repr__(self) -> str:
        return f"an({generics.describe(self._spec)})"


class _That(Matcher, Generic[T]):
    __slots__ = ("_predicate",)

    def __init__(self, predicate: Callable[[T], bool]) -> None:
        self._predicate = predicate

    def __eq__(self, other: object) -> bool:
        return bool(self._predicate(cast(T, other)))

    def __repr__(self) -> str:
        name = getattr(self._predicate, "__name__", None) or repr(self._predicate)
        if name == "<lambda>":
            code = self._predicate.__code__  # a lambda is always a function
            name = f"<lambda at {source_line(code.co_filename, code.co_firstlineno)}>"
        return f"that({name})"
