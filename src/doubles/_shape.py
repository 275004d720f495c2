"""`check_shape` and `has_shape`: does an implementation have the shape of a Protocol?

The comparison itself is imported when it is first asked for.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from doubles._lazily import lazily

if TYPE_CHECKING:
    from typing_extensions import TypeIs

    from doubles._engine import blueprint
    from doubles._shapes import comparison
else:
    blueprint = lazily("doubles._engine.blueprint")
    comparison = lazily("doubles._shapes.comparison")

T = TypeVar("T")


def check_shape(implementation: object, spec: Callable[..., object]) -> None:
    """Raise unless `implementation` has the shape of `spec`, naming every mismatch at once.

    A class stands for its instances. No property of the implementation is read. What only a type
    checker can decide is not held against it: an annotation that is missing or cannot be resolved,
    a type variable, a C function without a signature.

    >>> from typing import Protocol
    >>> class Hour(Protocol):
    ...     def now(self, zone: str = "UTC") -> float: ...
    >>> class Dial:
    ...     def now(self) -> str:
    ...         return "12:00"
    >>> check_shape(Dial(), Hour)
    Traceback (most recent call last):
        ...
    doubles.errors.ShapeError: Dial does not have the shape of Hour: 2 mismatches in 1 of 1 members.
      now: takes no 'zone', which Hour passes
      now: returns str; Hour promises float

    :raises ShapeError: it has not; `mismatches` holds one text for each.
    :raises SpecError: `spec` is not a Protocol, an ABC or a class.
    """
    __tracebackhide__ = True
    declared = blueprint.blueprint_of(spec)
    if mismatches := comparison.shape_mismatches(implementation, declared):
        raise comparison.shape_error(implementation, declared, mismatches)


def has_shape(implementation: object, spec: Callable[..., T]) -> "TypeIs[T]":
    """Whether `implementation` has the shape of `spec`, as `check_shape` judges it.

    :raises SpecError: `spec` is not a Protocol, an ABC or a class.
    """
    return not comparison.shape_mismatches(implementation, blueprint.blueprint_of(spec))
