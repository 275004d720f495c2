"""What the documentation must not leave out: names, errors, pages; and what it may claim."""

import re
from importlib import import_module
from pathlib import Path

import pytest

import doubles
import doubles.errors
import fakes.strategies
from tests.docs.pages import FENCED, ROOT, pages

PAGES_OF_FAKES = {
    "email": ("email",),
    "event_log": ("event-log",),
    "payments": ("payments",),
    "queue": ("queue",),
    "repository": ("repository", "derive", "conditions"),
}


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def sections(text: str, level: str) -> dict[str, str]:
    """The headings of a level, and what is below each."""
    parts = re.split(rf"^{level} (.+)$", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def text_of(domain: str) -> str:
    """What the pages of a fake say, without their examples."""
    texts = [read(f"docs/fakes/{page}.md") for page in PAGES_OF_FAKES[domain]]
    return FENCED.sub("", "\n".join(texts))


def words_in_code(text: str) -> set[str]:
    """The words that a text has in backticks."""
    return {word for code in re.findall(r"`([^`\n]+)`", text) for word in re.findall(r"\w+", code)}


def rows(text: str) -> dict[str, list[str]]:
    """The rows of tables that begin with a name, and their other cells."""
    found = re.findall(r"^\| `(\w+)` \|(.+)\|$", text, re.MULTILINE)
    return {name: [cell.strip() for cell in cells.split("|")] for name, cells in found}


def public_names(domain: str) -> list[str]:
    names: list[str] = import_module(f"fakes.{domain}").__all__
    return names


def errors_of(domain: str) -> set[str]:
    package = import_module(f"fakes.{domain}")
    public = {name: getattr(package, name) for name in public_names(domain)}
    return {
        name for name, it in public.items() if isinstance(it, type) and issubclass(it, Exception)
    }


@pytest.mark.parametrize("name", sorted(set(doubles.__all__) - set(doubles.errors.__all__)))
def test_the_reference_has_a_heading_for_each_public_name(name: str) -> None:
    assert name in sections(read("docs/reference.md"), "###")


@pytest.mark.parametrize("name", doubles.errors.__all__)
def test_each_error_has_a_heading_an_example_and_a_fix(name: str) -> None:
    section = sections(read("docs/errors.md"), "###")[name]

    assert re.search(rf"^doubles\.errors\.{name}: ", section, re.MULTILINE)
    assert "**Fix.**" in section
    assert f"errors.md#{name.lower()}" in read("docs/reference.md")


@pytest.mark.parametrize("domain", PAGES_OF_FAKES)
def test_the_pages_of_a_fake_have_each_public_name_in_backticks(domain: str) -> None:
    assert set(public_names(domain)) - words_in_code(text_of(domain)) == set()


@pytest.mark.parametrize("domain", PAGES_OF_FAKES)
def test_each_error_of_a_fake_has_a_row_that_says_when_it_is_raised_and_what_to_do(
    domain: str,
) -> None:
    described = rows(sections(text_of(domain), "##")["Errors"])

    assert set(described) == errors_of(domain)
    assert [cells for cells in described.values() if len(cells) != 2 or not all(cells)] == []


@pytest.mark.parametrize("domain", PAGES_OF_FAKES)
def test_each_strategy_is_on_its_page(domain: str) -> None:
    every = sections(read("docs/fakes/strategies.md"), "##").values()
    [text] = [each for each in every if f"`fakes.strategies.{domain}`" in each]
    names: list[str] = import_module(f"fakes.strategies.{domain}").__all__

    assert set(names) - words_in_code(FENCED.sub("", text)) == set()


def test_every_package_of_fakes_has_its_pages_named_here() -> None:
    modules = {path.stem for path in Path(fakes.strategies.__path__[0]).glob("[!_]*.py")}

    assert modules == set(PAGES_OF_FAKES)


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
