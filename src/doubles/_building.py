"""What every builder does: an instance of the generated class, its scope, its default answers."""

from typing import Any, cast

from doubles import _answering, _render
from doubles._compile import Double, DoubleFactory, unknown_member
from doubles._scope import current_scope
from doubles._source import CALLED

_set_scope = cast(Any, vars(Double)["__doubles_scope__"]).__set__
_set_real = cast(Any, vars(Double)["__doubles_real__"]).__set__


def build(factory: DoubleFactory, spec: object, answers: dict[str, object] | None = None) -> Any:
    """A double of `spec` that belongs to the current scope."""
    __tracebackhide__ = True
    scope = current_scope()
    double = factory(spec, scope.check_types)()
    _set_scope(double, scope)
    if answers:
        _answer(double, answers)
    return double


def build_around(factory: DoubleFactory, spec: object, real: object) -> Any:
    """A double of `spec` with a real object behind it."""
    __tracebackhide__ = True
    double = build(factory, spec)
    _set_real(double, real)
    return double


def _answer(double: Double, answers: dict[str, object]) -> None:
    __tracebackhide__ = True
    members = type(double).__doubles_blueprint__.members
    for name in answers:
        if name not in members:
            raise unknown_member(type(double), name)
    for name, value in answers.items():
        state = getattr(double, CALLED.slot(name))
        state.set_default(_answering.returned(state.plan, None, value))
