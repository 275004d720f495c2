"""`fake`: an implementation written by hand, checked against the Protocol that it stands for."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from doubles._lazily import lazily
from doubles.errors import ShapeError

if TYPE_CHECKING:
    from doubles._engine import blueprint
    from doubles._engine.blueprint import Blueprint
    from doubles._shapes import comparison
else:
    blueprint = lazily("doubles._engine.blueprint")
    comparison = lazily("doubles._shapes.comparison")

T = TypeVar("T")


def fake(spec: Callable[..., T], /) -> Callable[[T], T]:
    """A function that checks the shape of an implementation and returns it untouched, typed as `T`.

    `spec` is a Protocol, an ABC, a class, or one of these with type arguments. What the function is
    given must be an object: build it first. Its shape is judged as `check_shape` does.

    >>> from typing import Protocol
    >>> class Clock(Protocol):
    ...     def now(self) -> float: ...
    >>> class Stopped:
    ...     def now(self) -> float:
    ...         return 12.0
    >>> fake(Clock)(Stopped()).now()
    12.0

    :raises SpecError: `spec` is none of these.
    :raises ShapeError: by the function: the implementation has another shape, or is a class.
    """
    declared = blueprint.blueprint_of(spec)

    def checked(implementation: T) -> T:
        __tracebackhide__ = True
        if isinstance(implementation, type):
            raise _not_built(implementation, declared)
        if mismatches := comparison.shape_mismatches(implementation, declared):
            raise comparison.shape_error(implementation, declared, mismatches)
        return implementation

    return checked


def _not_built(cls: type, declared: "Blueprint") -> ShapeError:
    problem = f"{cls.__name__} is a class, not an object with the shape of {declared.name}"
    return ShapeError(
        f"{problem}.\nRemedy: build it first: fake({declared.name})({cls.__name__}(...)).",
        [problem],
    )
