"""Modules that are imported when they are first needed: most tests fail seldom."""

from importlib import import_module
from types import ModuleType
from typing import Any


class lazily(ModuleType):  # noqa: N801 - reads as an import statement does
    """The module of this name, imported when an attribute of it is first asked for."""

    def __getattr__(self, name: str) -> Any:
        module = import_module(self.__name__)
        vars(self).update(vars(module))
        return getattr(module, name)
