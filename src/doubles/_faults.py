"""`faulty` and `schedule`: a service whose calls fail at a rate, and which of them did."""

from collections.abc import Callable, Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from types import UnionType
from typing import TYPE_CHECKING, TypeVar, Union, cast, get_args, get_origin

from doubles._lazily import lazily
from doubles._schedule import Error, Schedule
from doubles._spy import spy
from doubles.errors import NotADoubleError, SpecError

if TYPE_CHECKING:
    from doubles._engine import faults, generation, handles
    from doubles._engine.generation import Double
    from doubles._engine.plan import Plan
    from doubles._engine.state import MemberState
    from doubles._texts import spelling
else:
    faults = lazily("doubles._engine.faults")
    generation = lazily("doubles._engine.generation")
    handles = lazily("doubles._engine.handles")
    spelling = lazily("doubles._texts.spelling")

T = TypeVar("T")
_SEED_BITS = 64
# What a method returns that does its work later has these: there is no effect yet to come before.
_LATER = ("__next__", "__anext__", "__aiter__", "__enter__", "__aenter__")


def faulty(
    service: object,
    spec: Callable[..., T],
    /,
    *,
    seed: int,
    rate: float,
    errors: Sequence[Error],
    lost_replies: float = 0.5,
    only: Collection[Callable[..., object]] = (),
) -> T:
    """A spy of the service whose calls fail at a rate: before they take effect, or after it.

    The seed, the method and the number of the call decide what becomes of it, so that a test fails
    the same way each time, in whatever order its threads call other methods; a greater `rate` fails
    the same calls and more. Properties, dunder methods other than `__call__`, and methods that
    return an iterator or a context manager are passed on. `schedule` shows what happened, and
    `when` overrides single calls.

    :param service: the real object, or a fake.
    :param spec: the Protocol that it is checked against, as by `spy`.
    :param rate: how many of the calls fail, from 0 to 1.
    :param errors: the exceptions, or classes of them, one of which a call that fails raises.
    :param lost_replies: how many of the calls that fail do so after they took effect, from 0 to 1.
    :param only: the methods that may fail, such as `Gateway.charge`; all, if it is empty.
    :raises SpecError: `service` or `spec` is none.
    :raises ShapeError: the service does not have the shape of `spec`.
    :raises AnswerTypeError: one of `errors` is no exception, or none that the methods can raise.
    :raises TypeError: an option is of the wrong type, or `only` names what cannot fail.
    :raises ValueError: a rate is out of its range, or there are no errors.

    >>> from typing import Protocol
    >>> class Clock(Protocol):
    ...     def now(self) -> int: ...
    >>> class Noon:
    ...     def now(self) -> int:
    ...         return 12
    >>> clock = faulty(Noon(), Clock, seed=0, rate=0.5, errors=[TimeoutError])
    >>> for _ in range(2):
    ...     try:
    ...         print(clock.now())
    ...     except TimeoutError:
    ...         print("no answer")
    no answer
    12
    >>> schedule(clock)
    <spy(Clock), seed=0, rate=0.5: 1 of 2 calls failed
      1. failed      now(): TimeoutError
      2. passed on   now()>
    """
    __tracebackhide__ = True
    if spec is None:
        raise SpecError("faulty() needs the Protocol: faulty(service, P, seed=..., ...).")
    odds = faults.Odds(_seed(seed), _share("rate", rate), _share("lost_replies", lost_replies))
    chosen = _errors(errors)
    double = spy(service, spec)
    states = _states(cast("Double", double), only, (get_origin(spec) or spec, type(service)))
    found = faults.Faults(odds)
    answers = [faults.Fails(state.plan, found, chosen) for state in states]
    for state, answer in zip(states, answers, strict=True):
        state.set_default(answer)
    states[0].scope.adopt(found)
    return double


def schedule(double: object, /) -> Schedule:
    """The calls of a faulty service, in the order in which they began, and what became of each.

    Each test begins anew, and so does each Hypothesis example.

    :raises NotADoubleError: `double` was not made by `faulty`.
    :raises ClosedScopeError: its scope has ended.
    """
    for state in handles.states_of(double, "schedule"):
        for answer in state.default.answers if state.default else ():
            if isinstance(answer, faults.Fails):
                return answer.faults.schedule(type(double).__qualname__)
    raise NotADoubleError(
        f"schedule() takes what faulty() returned; {type(double).__qualname__} does not fail.\n"
        "Remedy: service = faulty(real, P, seed=..., rate=..., errors=[...])."
    )


def _states(
    double: "Double", only: Collection[Callable[..., object]], owners: tuple[object, ...]
) -> "list[MemberState]":
    """The states of the methods that are to fail, which `only` takes from one of the owners.

    :raises SpecError: the spec has no method that can.
    :raises TypeError: `only` names another.
    """
    members = type(double).__doubles_blueprint__.members.values()
    methods = [member.name for member in members if member.kind.is_callable]
    states = [generation.state_of_member(double, name) for name in methods]
    able = {state.plan.name: state for state in states if _can_fail(state.plan)}
    if not able:
        raise SpecError(f"{type(double).__qualname__} has no method that can fail.")
    names = [_name(method, able, owners) for method in _collection("only", only)]
    return [able[name] for name in names or able]


def _can_fail(plan: "Plan") -> bool:
    if plan.name.startswith("__") and plan.name != "__call__":
        return False
    return not any(_comes_later(hint) for hint in plan.returned(None))


def _comes_later(hint: object) -> bool:
    origin = get_origin(hint) or hint
    if origin in (Union, UnionType):
        return any(map(_comes_later, get_args(hint)))
    return origin is Iterable or any(hasattr(origin, name) for name in _LATER)


def _name(method: object, able: Collection[str], owners: tuple[object, ...]) -> str:
    name = getattr(method, "__name__", None)
    function = getattr(method, "__func__", method)  # of a bound one
    if (
        not isinstance(name, str)
        or name not in able
        or not any(getattr(each, name, None) is function for each in owners)
    ):
        raise TypeError(
            f"only= takes methods that can fail, such as P.method, not {spelling.shown(method)}.\n"
            f"Those are: {', '.join(able)}."
        )
    return name


def _errors(errors: object) -> list[Error]:
    # The order of a set of classes, and with it what the seed draws, is another in each process.
    if isinstance(errors, AbstractSet):
        raise TypeError(f"errors= takes a list, not {spelling.shown(cast(object, errors))}.")
    found = _collection("errors", errors)
    if not found:
        raise ValueError("errors= is empty: name what a call that fails raises.")
    return cast(list[Error], found)  # which each method's answers are checked to be


def _collection(option: str, value: object) -> list[object]:
    if isinstance(value, str) or not isinstance(value, Collection):
        raise TypeError(f"{option}= takes a list, not {spelling.shown(value)}.")
    return [*cast(Collection[object], value)]


def _seed(seed: object) -> int:
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise TypeError(f"seed= takes a whole number, not {spelling.shown(seed)}.")
    if seed.bit_length() > _SEED_BITS:
        raise ValueError(f"seed= takes a number of at most {_SEED_BITS} bits.")
    return seed


def _share(option: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{option}= takes a number from 0 to 1, not {spelling.shown(value)}.")
    if not 0 <= value <= 1:
        raise ValueError(f"{option}= takes a number from 0 to 1, not {spelling.shown(value)}.")
    return value
