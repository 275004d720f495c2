"""`calls` and `reset`: what a double has recorded, and how it forgets."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from doubles._lazily import lazily
from doubles._values import Call

if TYPE_CHECKING:
    from doubles._engine import handles, promises
else:
    handles = lazily("doubles._engine.handles")
    promises = lazily("doubles._engine.promises")

R = TypeVar("R")


def calls(method: Callable[..., R], /) -> Sequence[Call[R]]:
    """The recorded calls of a member, in the order they began.

    :raises NotADoubleError: it is no member of a double, or of one that records nothing.
    :raises ClosedScopeError: the scope of the double has ended.

    >>> from typing import Protocol
    >>> from doubles import mock
    >>> class EmailService(Protocol):
    ...     def send(self, to: str, *, urgent: bool = False) -> None: ...
    >>> email = mock(EmailService)
    >>> email.send("dave@example.com")
    >>> [call.arguments for call in calls(email.send)]
    [{'to': 'dave@example.com', 'urgent': False}]
    """
    state = handles.recording_state_of(method, "calls")
    return [
        Call(ordinal=record[0], arguments=state.plan.named(record[2:]), outcome=record[1])
        for record in state.log.recorded()
    ]


def reset(*doubles: object) -> None:
    """Makes doubles forget their calls and stubbings; answers given to the builder stay.

    What a wider fixture had stubbed is back when the test ends.

    :raises NotADoubleError: one of them is no double; none has forgotten anything then.
    :raises ClosedScopeError: the scope of one of them has ended.
    """
    if not doubles:
        raise TypeError("reset() takes the doubles that are to forget, one at least.")
    for state in [state for double in doubles for state in handles.states_of(double, "reset")]:
        promises.forget(state)
