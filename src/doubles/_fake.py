"""`fake`: an implementation written by hand, checked against the Protocol that it stands for."""

from collections.abc import Callable
from typing import TypeVar

from doubles._blueprint import Blueprint, blueprint_of
from doubles._shape import shape_error, shape_mismatches
from doubles.errors import ShapeError

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
    blueprint = blueprint_of(spec)

    def checked(implementation: T) -> T:
        __tracebackhide__ = True
        if isinstance(implementation, type):
            raise _not_built(implementation, blueprint)
        if mismatches := shape_mismatches(implementation, blueprint):
            raise shape_error(implementation, blueprint, mismatches)
        return implementation

    return checked


def _not_built(cls: type, blueprint: Blueprint) -> ShapeError:
    problem = f"{cls.__name__} is a class, not an object with the shape of {blueprint.name}"
    return ShapeError(
        f"{problem}.\nRemedy: build it first: fake({blueprint.name})({cls.__name__}(...)).",
        [problem],
    )
