"""Every error that doubles raises, and nothing else.

What a test found wrong is an `AssertionError`; a wrong use of the library is a `TypeError` or a
`ValueError`; an unknown member is an `AttributeError`, so that `hasattr` and `copy` keep working.
"""

from collections.abc import Iterable

__all__ = [
    "AnswerTypeError",
    "ArgumentTypeError",
    "ClosedScopeError",
    "DummyUsedError",
    "NeverAwaitedError",
    "NotADoubleError",
    "ScopeError",
    "ShapeError",
    "SpecError",
    "UnexpectedCallError",
    "UnfinishedStubbingError",
    "UnfinishedVerificationError",
    "UnknownMemberError",
    "UnresolvedAnnotationError",
    "UnusedStubbingError",
    "VerificationError",
]


class UnexpectedCallError(AssertionError):
    """A double was called in a way that the test gave no answer for."""


class DummyUsedError(UnexpectedCallError):
    """A dummy, which only fills a parameter, was used."""


class VerificationError(AssertionError):
    """The recorded calls are not the ones that `verify` was told to find."""


class UnusedStubbingError(AssertionError):
    """A stubbing was configured and never answered a call."""


class UnfinishedStubbingError(AssertionError):
    """`when` named a call and was given no answer for it."""


class UnfinishedVerificationError(AssertionError):
    """A modifier of `verify` was written and given no call to verify."""


class NeverAwaitedError(AssertionError):
    """An async method of a double was called and its coroutine never awaited."""


class ScopeError(AssertionError):
    """A scope ended with several problems; `problems` holds them in the order they arose."""

    def __init__(self, message: str, problems: Iterable[AssertionError] = ()) -> None:
        super().__init__(message)
        self.problems: tuple[AssertionError, ...] = tuple(problems)


class UnknownMemberError(AttributeError):
    """The spec of a double has no member of this name."""


class SpecError(TypeError):
    """What a builder was given as a spec is not one."""


class ShapeError(TypeError):
    """An implementation lacks the shape of its Protocol; `mismatches` lists every breach."""

    def __init__(self, message: str, mismatches: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.mismatches: tuple[str, ...] = tuple(mismatches)


class AnswerTypeError(TypeError):
    """An answer does not have the type that the member promises to return."""


class ArgumentTypeError(TypeError):
    """A double was called with an argument of a type that its Protocol refuses."""


class UnresolvedAnnotationError(TypeError):
    """An annotation of a Protocol names something that cannot be found."""


class NotADoubleError(TypeError):
    """A control was used on something that is no double's member, or on a double that lacks it."""


class ClosedScopeError(ValueError):
    """A control was used after the scope of its double had ended."""
