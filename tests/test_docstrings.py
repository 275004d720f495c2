"""The examples in the docstrings of the installed packages, run as they stand."""

import doctest
import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import pytest

import doubles
import fakes


def module_names() -> Iterator[str]:
    for package in (doubles, fakes):
        yield package.__name__
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield module.name


@pytest.mark.parametrize("name", list(module_names()))
def test_examples_in_docstrings_show_what_happens(name: str) -> None:
    report: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)

    for example in doctest.DocTestFinder().find(importlib.import_module(name)):
        runner.run(example, out=report.append)

    assert "".join(report) == ""


@pytest.mark.parametrize("name", doubles.__all__)
def test_every_public_name_has_a_docstring_that_doctest_finds(name: str) -> None:
    public = getattr(doubles, name)
    documented = public if hasattr(public, "__qualname__") else type(public)

    found = doctest.DocTestFinder(exclude_empty=False).find(
        importlib.import_module(documented.__module__)
    )

    assert inspect.getdoc(public)
    assert f"{documented.__module__}.{documented.__qualname__}" in {each.name for each in found}
