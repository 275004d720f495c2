"""The builder of spies: real objects, and functions, whose calls are recorded."""

from collections.abc import Callable
from functools import partial
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any, TypeVar, cast, overload

from doubles._building import build_around, double_class
from doubles._lazily import lazily
from doubles._shape import check_shape
from doubles._values import DoubleKind
from doubles.errors import SpecError

if TYPE_CHECKING:
    from doubles._engine import real as real_things
    from doubles._texts import spelling
else:
    real_things = lazily("doubles._engine.real")
    spelling = lazily("doubles._texts.spelling")

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
            f"spy() wraps a real object or a function, not {spelling.shown(real)}.\n"
            f"Remedy: {remedy}."
        )
    if spec is not None:
        check_shape(real, spec)
        return build_around(_class_of_spec, spec, real)
    if isinstance(real, _FUNCTIONS):
        return real_things.spy_of_function(cast(Callable[..., Any], real))
    return build_around(_class_of_real, real_things.spec_of(real), real)


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
