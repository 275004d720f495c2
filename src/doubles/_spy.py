"""The builder of spies: real objects, and functions, whose calls are recorded."""

from collections.abc import Callable
from functools import partial
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any, TypeVar, cast, overload

from doubles import _source
from doubles._blueprint import function_member
from doubles._building import build_around
from doubles._compile import Double, double_class
from doubles._handles import STATE
from doubles._plan import plan_of
from doubles._scope import current_scope
from doubles._shape import check_shape
from doubles._spelling import shown
from doubles._state import MemberState
from doubles._values import DoubleKind
from doubles.errors import SpecError

T = TypeVar("T")
_class_of_spec = double_class(DoubleKind.SPY)
_class_of_real = double_class(DoubleKind.SPY, is_open=True)
_FUNCTIONS: tuple[type, ...] = (FunctionType, MethodType, BuiltinFunctionType, partial)


@overload
def spy(real: T, /) -> T: ...
@overload
def spy(real: object, spec: Callable[..., T], /) -> T: ...
def spy(real: Any, spec: Any = None, /) -> Any:
    """The real object, its calls recorded: arguments, result or error.

    `when` overrides single calls. The calls that the real object makes to itself are its own.

    :param real: an object, or a function; the spy is an instance of its class.
    :param spec: the Protocol that `real` is checked against; the spy then shows only its members.
    :raises SpecError: `real` is a class, None or, without a `spec`, a module; or `spec` is
        something that no double has the shape of.
    :raises ShapeError: `real` does not have the shape of `spec`.

    >>> from doubles import verify
    >>> class Mailer:
    ...     def send(self, to: str) -> str:
    ...         return f"sent to {to}"
    >>> mailer = spy(Mailer())
    >>> mailer.send("dave@example.com")
    'sent to dave@example.com'
    >>> verify(mailer.send, "dave@example.com")
    """
    __tracebackhide__ = True
    if (remedy := _instead_of(real, spec)) is not None:
        raise SpecError(
            f"spy() wraps a real object or a function, not {shown(real)}.\nRemedy: {remedy}."
        )
    if spec is not None:
        check_shape(real, spec)
        return build_around(_class_of_spec, spec, real)
    if isinstance(real, _FUNCTIONS):
        return _spy_of_function(cast(Callable[..., Any], real))
    return build_around(_class_of_real, _spec_of(real), real)


def _instead_of(real: object, spec: object) -> str | None:
    """What to do instead of wrapping something that cannot be; None if it can."""
    match real:
        case None:
            return "pass the object"
        case type():
            return f"build the object first: spy({real.__name__}(...))"
        case ModuleType() if spec is None:
            name = real.__name__
            return f"wrap one function, spy({name}.name), or name a Protocol, spy({name}, P)"
        case _:
            return None


def _spec_of(real: object) -> object:
    """The class of an object, with the type arguments that it was built with, if any."""
    if issubclass(type(real), Double):
        return cast(Any, type(real)).__doubles_spec__
    own: dict[str, object] = getattr(real, "__dict__", {})
    return own.get("__orig_class__", type(real))


def _spy_of_function(function: Callable[..., Any]) -> Callable[..., Any]:
    scope = current_scope()
    member = function_member(function)
    label = f"spy({member.name})"
    plan = plan_of(
        member, label=label, kind=DoubleKind.SPY, checked=scope.check_types, strict=False
    )
    state = MemberState(plan, scope, function)
    generated = _source.function(plan, state)
    setattr(generated, STATE, state)
    return generated
