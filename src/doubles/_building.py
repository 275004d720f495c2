"""What every builder does: an instance of the generated class, its scope, its default answers."""

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from doubles._lazily import lazily
from doubles._scope import current_scope
from doubles.errors import SpecError

if TYPE_CHECKING:
    from doubles._engine import answering, generation, specs
    from doubles._engine.generation import Double
    from doubles._values import DoubleKind
else:
    answering = lazily("doubles._engine.answering")
    generation = lazily("doubles._engine.generation")
    specs = lazily("doubles._engine.specs")

DoubleFactory = Callable[[Any, bool], "type[Double]"]
"""Gives the class of the doubles of a spec, with type checks or without."""

_set = object.__setattr__


def double_class(kind: "DoubleKind", *, is_open: bool = False) -> DoubleFactory:
    """The function that gives the class of doubles of `kind`, made once for each spec."""

    @lru_cache(maxsize=1024)
    def generated(spec: object, checked: bool) -> "type[Double]":  # noqa: FBT001 - a key of the cache
        return generation.generate(spec, kind, checked=checked, is_open=is_open)

    def class_of(spec: object, checked: bool) -> "type[Double]":  # noqa: FBT001
        __tracebackhide__ = True
        try:
            return generated(spec, checked)
        except SpecError:
            raise
        except TypeError:
            specs.refuse_unhashable(spec)
            raise

    return class_of


def build(factory: DoubleFactory, spec: object, answers: dict[str, object] | None = None) -> Any:
    """A double of `spec` that belongs to the current scope."""
    __tracebackhide__ = True
    scope = current_scope()
    double = factory(spec, scope.check_types)()
    _set(double, "__doubles_scope__", scope)
    if answers:
        _answer(double, answers)
    return double


def build_around(factory: DoubleFactory, spec: object, real: object) -> Any:
    """A double of `spec` with a real object behind it."""
    __tracebackhide__ = True
    double = build(factory, spec)
    _set(double, "__doubles_real__", real)
    return double


def _answer(double: "Double", answers: dict[str, object]) -> None:
    __tracebackhide__ = True
    generated = type(double)
    for name in answers:
        if name not in generated.__doubles_blueprint__.members:
            raise generation.unknown_member(generated, name)
    for name, value in answers.items():
        state = generation.state_of_member(double, name)
        state.set_default(answering.returned(state.plan, None, value))
