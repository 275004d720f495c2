"""What the tests of the documentation need of pytest."""

import pytest

from tests.docs.pages import Page


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-pages",
        action="store_true",
        help="write the outputs that the pages show anew (pytest tests/docs --rewrite-pages)",
    )


def pytest_itemcollected(item: pytest.Item) -> None:
    # Failure texts name the line of the test that led to them, and here the page is the test.
    page = item.callspec.params.get("page") if hasattr(item, "callspec") else None
    if isinstance(page, Page):
        item.path = page.path
