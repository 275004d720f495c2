"""The real things behind spies: which spec an object has, and the spy of a function."""

from collections.abc import Callable
from typing import Any, cast

from doubles._engine import source
from doubles._engine.blueprint import function_member
from doubles._engine.generation import Double
from doubles._engine.handles import STATE
from doubles._engine.plan import plan_of
from doubles._engine.state import MemberState
from doubles._scope import current_scope
from doubles._values import DoubleKind


def spec_of(real: object) -> object:
    """The class of an object, with the type arguments that it was built with, if any."""
    if issubclass(type(real), Double):
        return cast(Any, type(real)).__doubles_spec__
    own: dict[str, object] = getattr(real, "__dict__", {})
    return own.get("__orig_class__", type(real))


def spy_of_function(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function with the signature of another, which it calls, and with its calls recorded."""
    scope = current_scope()
    member = function_member(function)
    label = f"spy({member.name})"
    plan = plan_of(
        member,
        label=label,
        kind=DoubleKind.SPY,
        checked=scope.check_types,
        strict=False,
        own_defaults=True,
    )
    state = MemberState(plan, scope, function)
    generated = source.function(plan, state)
    setattr(generated, STATE, state)
    return generated
