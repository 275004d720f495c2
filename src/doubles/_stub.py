"""The builder of stubs: objects that give canned answers and record nothing."""

from collections.abc import Callable
from typing import TypeVar, cast

from doubles._building import build, double_class
from doubles._values import DoubleKind

T = TypeVar("T")
_class_of = double_class(DoubleKind.STUB)


def stub(spec: Callable[..., T], /, **answers: object) -> T:
    """An object that gives canned answers; a call without one raises `UnexpectedCallError`.

    :param spec: a Protocol, an ABC, a class, or one of these with type arguments.
    :param answers: for a method's name what it returns whatever its arguments, for a property's
        or an attribute's its value. `when` says more, and comes first.
    :raises SpecError: `spec` is something else.
    :raises UnknownMemberError: `spec` has no member of that name.
    :raises AnswerTypeError: an answer does not have the member's type.

    >>> from typing import Protocol
    >>> class Rates(Protocol):
    ...     def rate(self, currency: str) -> float: ...
    >>> stub(Rates, rate=1.25).rate("EUR")
    1.25
    """
    __tracebackhide__ = True
    return cast(T, build(_class_of, spec, answers))
