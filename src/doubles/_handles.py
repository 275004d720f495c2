"""From what a control is given (a bound method, a double, a reading) to the state behind it."""

import functools
from collections.abc import Callable, Sequence
from types import FunctionType, MethodType
from typing import Any

from doubles._access import Reading, Writing
from doubles._compare import stands_for_others
from doubles._compile import Double
from doubles._render import no_overload, wrong_argument
from doubles._source import CALLED, WRITTEN, binder
from doubles._state import MemberState
from doubles._values import DoubleKind
from doubles._where import caller
from doubles.errors import ArgumentTypeError, ClosedScopeError, NotADoubleError

STATE = "__doubles_state__"
_bind = functools.lru_cache(maxsize=4096)(binder)


def state_of(method: object, control: str) -> MemberState:
    """The state of the member that a control was given.

    :raises NotADoubleError: it is no member of a double.
    :raises ClosedScopeError: the scope of the double has ended.
    """
    state = _find(method)
    if state is None:
        raise NotADoubleError(_not_a_member(method, control))
    if state.scope.closed:
        raise ClosedScopeError(
            f"{control}() was used on {state.plan.label} after its scope ended: "
            f"{state.scope.label}.\n"
            "Remedy: build the double in the test that uses it, or in a fixture of wider scope."
        )
    return state


def recording_state_of(method: object, control: str) -> MemberState:
    """The state of a member whose calls are recorded.

    :raises NotADoubleError: it is no member of a double, or of one that records nothing.
    :raises ClosedScopeError: the scope of the double has ended.
    """
    state = state_of(method, control)
    plan = state.plan
    if not plan.kind.records:
        spec = plan.label.removesuffix(f".{plan.name}").removeprefix(f"{plan.kind.value}(")
        raise NotADoubleError(
            f"{plan.label} cannot be verified: a {plan.kind.value} records no calls.\n"
            f"Remedy: build a mock({spec.removesuffix(')')}), or wrap a real object in a spy()."
        )
    return state


def states_of(double: object, control: str) -> list[MemberState]:
    """The states of all members of a double that were used so far.

    :raises NotADoubleError: it is no double.
    """
    if isinstance(found := getattr(double, STATE, None), MemberState):
        return [found]
    if not issubclass(type(double), Double):
        raise NotADoubleError(
            f"{control}() takes whole doubles, such as mock(P), not {_described(double)}."
        )
    slots = vars(type(double))["__slots__"]
    states = (_existing(double, slot) for slot in slots)
    return [state for state in states if state is not None]


def expected_arguments(
    state: MemberState, args: Sequence[object], kwargs: dict[str, object]
) -> tuple[object, ...]:
    """The arguments that a control names, bound as the call itself would bind them.

    :raises TypeError: the member cannot be called like this.
    :raises ArgumentTypeError: the spec refuses an argument of this type.
    """
    __tracebackhide__ = True
    plan = state.plan
    expected: tuple[object, ...] = _bind(plan)(None, *args, **kwargs)
    if plan.overloads and not plan.overloads_for(expected):
        raise ArgumentTypeError(no_overload(plan, expected, caller()))
    for index, value in enumerate(expected):
        if not stands_for_others(value) and (reason := plan.refusal(index, value)) is not None:
            raise ArgumentTypeError(wrong_argument(plan, reason, caller()))
    return expected


def _find(method: object) -> MemberState | None:
    match method:
        case MethodType() if issubclass(type(method.__self__), Double):
            return _state(method.__self__, CALLED.slot(method.__func__.__name__))
        case Reading():
            return _state(method.double, CALLED.slot(method.name))
        case Writing():
            return _state(method.double, WRITTEN.slot(method.name))
        case FunctionType():
            return getattr(method, STATE, None)
    if issubclass(type(method), Double) and "__call__" in vars(type(method)):
        return _state(method, CALLED.slot("__call__"))
    return None


def _state(double: object, slot: str) -> MemberState | None:
    state: MemberState | None = getattr(double, slot, None)
    return state


def _existing(double: object, slot: str) -> MemberState | None:
    try:
        state: MemberState = object.__getattribute__(double, slot)
    except AttributeError:
        return None
    return state


def _not_a_member(method: object, control: str) -> str:
    takes = f"{control}() takes a member of a double, such as {control}(double.method, ...)"
    if issubclass(type(method), Double):
        return f"{takes}, not the whole double {method!r}."
    if isinstance(method, MethodType):
        real = type(method.__self__).__name__
        return (
            f"{takes}; {method.__func__.__qualname__} belongs to a real {real}.\n"
            f"Remedy: wrap the object, double = spy({real.lower()}), and pass its method."
        )
    return (
        f"{takes}, not {_described(method)}.\n"
        f"Remedy: pass the method itself, without calling it; a property as "
        f"{control}(reading(lambda: double.name))."
    )


def _described(thing: object) -> str:
    return f"{thing!r}, a {type(thing).__name__}" if thing is not None else "None"
