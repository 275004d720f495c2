"""The values that the engine's rooms hand to one another; nothing here acts."""

from collections.abc import Coroutine, Mapping
from enum import Enum
from itertools import count
from typing import Any, ClassVar, Generic, TypeVar, overload

import attrs

R_co = TypeVar("R_co", covariant=True)
T = TypeVar("T")


class DoubleKind(Enum):
    """The kinds of test double that are generated (a fake is the user's own object)."""

    DUMMY = "dummy"
    STUB = "stub"
    MOCK = "mock"
    SPY = "spy"

    @property
    def records(self) -> bool:
        return self in (DoubleKind.MOCK, DoubleKind.SPY)

    @property
    def delegates(self) -> bool:
        return self is DoubleKind.SPY


class Use(Enum):
    """How a member is used, as failure texts say it in the past tense."""

    CALL = "called"
    READ = "read"
    WRITE = "written"


next_ordinal = count(1).__next__
"""Numbers the calls of all doubles in the order they began."""


class Pending:
    """The outcome of a call that has not returned yet."""


PENDING = Pending()


@attrs.frozen(eq=False)
class Raised:
    """The outcome of a call that raised."""

    error: BaseException


class _Result:
    """The type of `Call.result`: for an async call, what awaiting it gave."""

    @overload
    def __get__(self, call: "Call[Coroutine[Any, Any, T]]", owner: object) -> T: ...
    @overload
    def __get__(self, call: "Call[T]", owner: object) -> T: ...
    def __get__(self, call: "Call[Any]", owner: object) -> Any:
        match call.outcome:
            case Raised(error=error):
                raise ValueError(f"This call raised {error!r}: read `error` instead of `result`.")
            case Pending():
                raise ValueError("This call has not returned yet: it has no result.")
            case _:
                return call.outcome


@attrs.frozen(eq=False)
class Call(Generic[R_co]):
    """One recorded call.

    `ordinal` is its place among the calls of all doubles, `arguments` maps each parameter's name
    to the argument as it was when the call was made, defaults filled in.
    """

    ordinal: int
    arguments: Mapping[str, Any]
    outcome: object = attrs.field(repr=False)

    result: ClassVar[_Result] = _Result()

    @property
    def error(self) -> BaseException | None:
        """What the call raised; None when it returned, or has not yet."""
        return self.outcome.error if isinstance(self.outcome, Raised) else None
