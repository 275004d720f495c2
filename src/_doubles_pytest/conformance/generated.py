"""The tests that suites have: known without an import of `fakes.conformance`, which made them."""

from typing import TypeGuard

import pytest

NAME = "conformance"
"""The attribute of a generated test, the marker on it, and the attribute of its reports."""


def is_generated(item: pytest.Item) -> TypeGuard[pytest.Function]:
    """Whether it is the test of a guarantee."""
    return isinstance(item, pytest.Function) and hasattr(getattr(item, "function", None), NAME)
