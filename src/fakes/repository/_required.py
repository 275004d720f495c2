"""What a setting must be an instance of, which few tests are type-checked for; and twins of it."""

from inspect import getattr_static
from typing import Any, TypeVar

from doubles._texts.shown import shown
from fakes.repository._words import a
from fakes.repository.errors import InvalidSetting

__all__ = ["require", "require_itself", "twin"]

T = TypeVar("T")


def require(cls: type[Any], setting: str, value: object) -> None:
    """Refuse a value of a setting that is no instance of a class.

    Raises:
        InvalidSetting: It is not.
    """
    if not isinstance(value, cls):
        reason = f"must be {a(cls.__name__)}, not {shown(value)}{_remedy(cls, value)}"
        raise InvalidSetting(setting, reason)


def _remedy(cls: type[Any], value: object) -> str:
    """What to pass instead, where the value was made from it."""
    made = type(value)
    if hasattr(made, "__derived_over__"):
        inside = f"derive({made.__name__}, work.on(store))"
        return f"; pass the store that it was derived over, and inside a unit of work use {inside}"
    if isinstance(getattr_static(value, "fake", None), cls):
        return "; pass its attribute `fake`"
    return ""


def require_itself(cls: type[Any], setting: str, value: object) -> None:
    """Refuse a value that is no instance of a class, or a double of one.

    Raises:
        InvalidSetting: It is.
    """
    require(cls, setting, value)
    if not issubclass(type(value), cls):
        reason = (
            f"must be {a(cls.__name__)} itself, not a double of one; put the double around "
            "what `on` gives: spy(work.on(repository))"
        )
        raise InvalidSetting(setting, reason)


def twin(original: T, **changed: object) -> T:
    """Another object of the same class, with the same attributes but for those that are changed."""
    new = object.__new__(type(original))
    vars(new).update(vars(original), **changed)
    return new
