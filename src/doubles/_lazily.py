"""Modules that are imported when they are first needed: most tests fail seldom."""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

_PACKAGE = __name__.partition(".")[0]
_imported: dict[str, ModuleType] = {}


class lazily(ModuleType):  # noqa: N801 - reads as an import statement does
    """The module of this name, imported when an attribute of it is first asked for."""

    def __getattr__(self, name: str) -> Any:
        module = _import(self.__name__)
        vars(self).update(vars(module))
        return getattr(module, name)


def _import(name: str) -> ModuleType:
    # A run of pytest inside a test forgets, at its end, every module that it was the first to
    # import. We remember ours: a second copy would not know the doubles of the first.
    for known, module in _imported.items():
        sys.modules.setdefault(known, module)
    module = import_module(name)
    ours = [each for each in (*sys.modules,) if each.startswith(f"{_PACKAGE}.")]
    _imported.update((each, sys.modules[each]) for each in ours)
    return module
