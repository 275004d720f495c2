"""What the tests of the documentation need of pytest."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-pages",
        action="store_true",
        help="write the outputs that the pages show anew (pytest tests/docs --rewrite-pages)",
    )


def pytest_itemcollected(item: pytest.Item) -> None:
    # Failure texts name the line of the test that led to them, and here the page is the test.
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    if "page" in parameters:
        item.path = parameters["page"].path
