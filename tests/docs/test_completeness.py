"""What the documentation must not leave out: names, errors, pages; and what it may claim."""

import re

import pytest

import doubles
import doubles.errors
from tests.docs.pages import ROOT, pages


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def sections(text: str, level: str) -> dict[str, str]:
    """The headings of a level, and what is below each."""
    parts = re.split(rf"^{level} (.+)$", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.mark.parametrize("name", sorted(set(doubles.__all__) - set(doubles.errors.__all__)))
def test_the_reference_has_a_heading_for_each_public_name(name: str) -> None:
    assert name in sections(read("docs/reference.md"), "###")


@pytest.mark.parametrize("name", doubles.errors.__all__)
def test_each_error_has_a_heading_an_example_and_a_fix(name: str) -> None:
    section = sections(read("docs/errors.md"), "###")[name]

    assert re.search(rf"^doubles\.errors\.{name}: ", section, re.MULTILINE)
    assert "**Fix.**" in section
    assert f"errors.md#{name.lower()}" in read("docs/reference.md")


def test_each_page_is_reached_from_the_readme_and_from_the_navigation() -> None:
    names = {str(page).removeprefix("docs/") for page in pages() if str(page) != "README.md"}

    assert names - set(re.findall(r"\(docs/([^)#]+)", read("README.md"))) == {"index.md"}
    assert names == set(re.findall(r"[\w/-]+\.md", read("mkdocs.yml")))


def test_the_readme_claims_of_speed_only_what_was_measured() -> None:
    claims = re.findall(r"^- (.+)$", sections(read("README.md"), "##")["Speed"], re.MULTILINE)
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in read("benchmarks/RESULTS.md").splitlines()
    ]

    assert claims
    for claim in claims:
        verdicts = {row[-1] for row in rows if row and row[0] == claim}
        assert verdicts == {"met"}, claim
