"""The builder of mocks: stubs that record their calls to be verified."""

from collections.abc import Callable
from typing import TypeVar, cast

from doubles._building import build, double_class
from doubles._values import DoubleKind

T = TypeVar("T")
_class_of = double_class(DoubleKind.MOCK)


def mock(spec: Callable[..., T], /, **answers: object) -> T:
    """A stub that records its calls, to be verified; methods that return None need no answer.

    :param spec: a Protocol, an ABC, a class, or one of these with type arguments.
    :param answers: for a method's name what it returns whatever its arguments, for a property's
        or an attribute's its value. `when` says more, and comes first.
    :raises SpecError: `spec` is something else.
    :raises UnknownMemberError: `spec` has no member of that name.
    :raises AnswerTypeError: an answer does not have the member's type.

    >>> from typing import Protocol
    >>> from doubles import verify
    >>> class EmailService(Protocol):
    ...     def send(self, to: str) -> None: ...
    >>> email = mock(EmailService)
    >>> email.send("dave@example.com")
    >>> verify(email.send, "dave@example.com")
    """
    __tracebackhide__ = True
    return cast(T, build(_class_of, spec, answers))
