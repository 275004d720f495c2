"""The README and the pages of docs/: their examples show what happens, and their links lead on."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.docs.pages import FENCED, ROOT, Page, pages

PAGES = pages()


@pytest.fixture
def importable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder from which a page can import, as from examples/; it is all forgotten afterwards."""
    folders = (str(tmp_path), str(ROOT / "examples"))
    monkeypatch.setattr(sys, "path", [*folders, *sys.path])
    yield tmp_path
    for name, module in list(sys.modules.items()):
        if (getattr(module, "__file__", None) or "").startswith(folders):
            del sys.modules[name]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_each_example_puts_out_what_the_page_says(
    page: Page, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, importable: Path
) -> None:
    write_files(page, importable)
    # The folder is in its name, lest fakes/email.md hide the standard library's module.
    name = re.sub(r"\W", "_", str(page).removeprefix("docs/").removesuffix(".md"))
    module = ModuleType(name)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.chdir(ROOT)  # failure texts show paths from here
    rewrites = request.config.getoption("--rewrite-pages", default=False)
    outputs: dict[int, str] = {}

    for block, output in page.run(module):
        outputs[block.line] = output
        if not rewrites:
            assert output == (block.output or ""), f"{page}:{block.line}"

    if rewrites:
        page.path.write_text(page.with_outputs(outputs), encoding="utf-8")


@pytest.mark.parametrize(
    "page", [page for page in PAGES if any(block.file for block in page.blocks())], ids=str
)
def test_each_example_that_is_a_file_passes_in_pytest(
    page: Page, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "examples"))  # what a page takes from there
    write_files(page, pytester.path)

    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "--conformance-examples=5")

    assert result.ret == pytest.ExitCode.OK


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_link_leads_to_a_file_and_a_heading(page: Page) -> None:
    broken: list[str] = []
    for link in relative_links(page):
        target, _, anchor = link.partition("#")
        path = (page.path.parent / target).resolve() if target else page.path
        if not path.exists() or (anchor and anchor not in anchors(Page(path))):
            broken.append(link)

    assert broken == []


def write_files(page: Page, folder: Path) -> None:
    for block in page.blocks():
        if block.file is not None:
            (folder / block.file).write_text(block.code, encoding="utf-8")


def relative_links(page: Page) -> list[str]:
    return re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", FENCED.sub("", page.text))


def anchors(page: Page) -> set[str]:
    """What a link may name in a page: its headings."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", page.text), re.MULTILINE)
    words = [re.sub(r"[^\w\- ]", "", heading).strip().lower() for heading in headings]
    return {each.replace(" ", "-") for each in words}
