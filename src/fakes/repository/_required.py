"""What a setting must be an instance of: type checkers say so too, but few tests are checked."""

from typing import Any

from doubles._texts.shown import shown
from fakes.repository._words import a
from fakes.repository.errors import InvalidSetting

__all__ = ["require"]


def require(cls: type[Any], setting: str, value: object) -> None:
    """Refuse a value of a setting that is no instance of a class.

    Raises:
        InvalidSetting: It is not.
    """
    if not isinstance(value, cls):
        raise InvalidSetting(setting, f"must be {a(cls.__name__)}, not {shown(value)}")
