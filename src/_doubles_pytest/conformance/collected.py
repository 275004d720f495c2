"""Which suites there are, selected or not: what is missing among them is gone."""

from collections.abc import Generator
from typing import Any, final

import pytest

from _doubles_pytest.conformance.generated import is_generated

_OUTPUT = "conformance_suites"


@final
class Collected:
    """The names of the suites in each module that was collected as a whole, in any worker."""

    def __init__(self) -> None:
        self.suites: dict[str, list[str]] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> Generator[None]:
        """Look at the tests before others deselect some."""
        # An argument that names a class leaves the others of its module out.
        if not any("::" in argument for argument in config.args):
            for item in items:
                self._add(item)
            # A worker of xdist hands this over when it ends.
            output: dict[str, Any] = getattr(config, "workeroutput", {})
            output[_OUTPUT] = self.suites
        return (yield)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over what a worker of xdist has collected; one that died says nothing."""
        output: dict[str, Any] = getattr(node, "workeroutput", {})
        self.suites.update(output.get(_OUTPUT, {}))

    def _add(self, item: pytest.Item) -> None:
        if not isinstance(item, pytest.Function):
            return
        module: Any = item.module
        names = self.suites.setdefault(module.__name__, [])
        if is_generated(item):
            from fakes.conformance.generation import suite_of

            if (name := suite_of(item)) not in names:
                names.append(name)
