"""From what a control is given (a bound method, a double, a reading) to the state behind it."""

from collections.abc import Callable, Sequence
from types import BuiltinFunctionType, FunctionType, MethodType

from doubles._access import Reading, Writing
from doubles._annotations.verdicts import with_article
from doubles._engine.compare import stands_for_others
from doubles._engine.generation import Double
from doubles._engine.plan import Plan
from doubles._engine.source import CALLED, WRITTEN, binder
from doubles._engine.state import MemberState
from doubles._scope import Scope
from doubles._texts.render import no_overload, wrong_argument
from doubles._texts.spelling import shown
from doubles._texts.where import caller, is_generated
from doubles._values import DoubleKind
from doubles.errors import ArgumentTypeError, ClosedScopeError, NotADoubleError
from doubles.matchers import an, anything, that

STATE = "__doubles_state__"


def state_of(method: object, control: str) -> MemberState:
    """The state of the member that a control was given.

    :raises NotADoubleError: it is no member of a double, or one of a dummy.
    :raises ClosedScopeError: the scope of the double has ended.
    """
    state = _find(method)
    if state is None:
        raise NotADoubleError(_not_a_member(method, control))
    plan = state.plan
    if plan.kind is DoubleKind.DUMMY:
        spec = _spec(plan)
        raise NotADoubleError(
            f"{control}() was used on {plan.label}, and a dummy only fills a parameter.\n"
            f"Remedy: build a stub({spec}) to answer it, or a mock({spec}) to verify it."
        )
    _refuse_closed(state.scope, plan.label, control)
    return state


def recording_state_of(method: object, control: str) -> MemberState:
    """The state of a member whose calls are recorded.

    :raises NotADoubleError: it is no member of a double, or of one that records nothing.
    :raises ClosedScopeError: the scope of the double has ended.
    """
    state = state_of(method, control)
    plan = state.plan
    if not plan.kind.records:
        raise NotADoubleError(
            f"{plan.label} cannot be verified: a {plan.kind.value} records no calls.\n"
            f"Remedy: build a mock({_spec(plan)}), or wrap a real object in a spy()."
        )
    return state


def states_of(double: object, control: str) -> list[MemberState]:
    """The states of all members of a double that were used so far.

    :raises NotADoubleError: it is no double.
    :raises ClosedScopeError: the scope of the double has ended.
    """
    if isinstance(double, FunctionType) and (found := _function_state(double)):
        _refuse_closed(found.scope, found.plan.label, control)
        return [found]
    if not isinstance(double, Double):
        raise NotADoubleError(
            f"{control}() takes whole doubles, such as mock(P), not {_described(double)}."
        )
    _refuse_closed(double.__doubles_scope__, type(double).__qualname__, control)
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
    expected: tuple[object, ...] = _binder(state)(None, *args, **kwargs)
    if any(value is matcher for value in expected for matcher in (anything, an, that)):
        raise TypeError(
            f"{plan.label} was given a matcher that is not called: "
            "write anything(), an(User) or that(predicate)."
        )
    if plan.overloads and not plan.overloads_for(expected):
        raise ArgumentTypeError(no_overload(plan, expected, caller()))
    for index, value in enumerate(expected):
        if not stands_for_others(value) and (reason := plan.refusal(index, value)) is not None:
            raise ArgumentTypeError(wrong_argument(plan, reason, caller()))
    return expected


def _binder(state: MemberState) -> Callable[..., tuple[object, ...]]:
    """The function that binds the plan's arguments, made when a control first needs it."""
    if state.plan.bind is None:
        state.plan.bind = binder(state.plan)
    return state.plan.bind


def _refuse_closed(scope: Scope, label: str, control: str) -> None:
    """:raises ClosedScopeError: the scope has ended."""
    if scope.closed:
        raise ClosedScopeError(
            f"{control}() was used on {label} after its scope ended: {scope.label}.\n"
            "Remedy: build the double in the test that uses it, or in a fixture of wider scope."
        )


def _find(method: object) -> MemberState | None:
    match method:
        case MethodType() if issubclass(type(method.__self__), Double):
            return _state(method.__self__, CALLED.slot(method.__func__.__name__))
        case Reading():
            return _state(method.double, CALLED.slot(method.name))
        case Writing():
            return _state(method.double, WRITTEN.slot(method.name))
        case FunctionType():
            return _function_state(method)
        case _ if issubclass(type(method), Double) and "__call__" in vars(type(method)):
            return _state(method, CALLED.slot("__call__"))
        case _:
            return None


def _state(double: object, slot: str) -> MemberState | None:
    state: MemberState | None = getattr(double, slot, None)
    return state


def _function_state(function: FunctionType) -> MemberState | None:
    """The state of a function's spy; a decorator around it copies its attributes, but not this."""
    state: MemberState | None = getattr(function, STATE, None)
    return state if is_generated(function.__code__) else None


def _existing(double: object, slot: str) -> MemberState | None:
    try:
        state: MemberState = object.__getattribute__(double, slot)
    except AttributeError:
        return None
    return state


def _not_a_member(method: object, control: str) -> str:
    takes = f"{control}() takes a member of a double, such as double.method"
    match method:
        case Double():
            members = type(method).__doubles_blueprint__.members.values()
            first = next((member.name for member in members if member.kind.is_callable), "method")
            return (
                f"{takes}, not the whole double {type(method).__qualname__}.\n"
                f"Remedy: name the member, such as double.{first}."
            )
        case MethodType(__self__=Double() as double):
            name = method.__func__.__name__
            return (
                f"{takes}; {name} is what every double has.\n"
                f"Remedy: declare {name} in {type(double).__doubles_blueprint__.name}."
            )
        case MethodType(__self__=type() as real):
            return (
                f"{takes}; {method.__func__.__qualname__} belongs to the class {real.__name__}.\n"
                f"Remedy: build a double, double = mock({real.__name__}), and pass its method."
            )
        case MethodType():
            name = type(method.__self__).__name__
            return (
                f"{takes}; {method.__func__.__qualname__} belongs to a real {name}.\n"
                f"Remedy: wrap the object, double = spy(...), and pass its method."
            )
        case FunctionType() | BuiltinFunctionType():
            name = method.__qualname__
            return (
                f"{takes}, not the function {name}.\n"
                "Remedy: pass the method of an object that a builder returned; "
                "of a function, double = spy(function), pass the spy itself."
            )
        case _:
            return (
                f"{takes}, not {_described(method)}.\n"
                f"Remedy: pass the method itself, without calling it; a property as "
                f"{control}(reading(lambda: double.name))."
            )


def _described(thing: object) -> str:
    if isinstance(thing, type):
        return f"the class {thing.__name__}"
    return "None" if thing is None else f"{shown(thing)}, {with_article(type(thing))}"


def _spec(plan: Plan) -> str:
    """The spec as the test wrote it: `Users` of `stub(Users).find`."""
    double = plan.label.removesuffix(f".{plan.name}")
    return double.removeprefix(f"{plan.kind.value}(").removesuffix(")")
