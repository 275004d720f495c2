"""Pages of the documentation as tests see them: blocks of Python, and what each puts out.

The blocks of a page run in order, in one namespace. The functions named `test_...` that a block
defines run right after it, each in a scope of its own. What a block prints, and the error that it
or a test of it ends with, is in the ```text block that follows; without one there is neither.

A block that opens with the name of a file (`# test_orders.py`) is that file, and is not run here.
"""

import asyncio
import inspect
import re
import traceback
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from types import ModuleType

import attrs

from doubles import calls, scope, spy
from doubles._scope import running

__all__ = ["FENCED", "ROOT", "Block", "Page", "pages"]

ROOT = Path(__file__).resolve().parents[2]

FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"# (\w+\.py)\n")


@attrs.frozen
class Block:
    """A block of Python; `line` is where it begins in its page, and `output` what follows it."""

    line: int
    code: str
    output: str | None = None

    @property
    def file(self) -> str | None:
        """The name of the file that the block is, if it is one."""
        opening = _FILE.match(self.code)
        return opening and opening[1]

    def run(self, path: Path, namespace: dict[str, object]) -> str:
        """What the block puts out; lines of the page keep their numbers."""
        before = dict(namespace)
        source = "\n" * (self.line - 1) + self.code
        printed = StringIO()
        with redirect_stdout(printed):
            self._report(lambda: exec(compile(source, str(path), "exec"), namespace))
            for name, value in list(namespace.items()):
                if name.startswith("test_") and callable(value) and before.get(name) is not value:
                    self._report(lambda test=value: _run_test(test))
        return printed.getvalue()

    def _report(self, action: Callable[[], object]) -> None:
        before = _calls_so_far()
        try:
            action()
        except Exception as error:
            if self.output is None:
                raise
            text = "".join(traceback.format_exception_only(error))
            print(_renumbered(text, before), end="")


@attrs.frozen
class Page:
    """A page of Markdown."""

    path: Path

    def __str__(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    def blocks(self) -> list[Block]:
        """Its blocks of Python, in order."""
        found: list[Block] = []
        for fenced in FENCED.finditer(self.text):
            language, content = fenced.groups()
            if language == "python":
                found.append(Block(self.text.count("\n", 0, fenced.start(2)) + 1, content))
            elif language == "text":
                found[-1] = attrs.evolve(found[-1], output=content)
        return found

    def run(self, module: ModuleType) -> Iterator[tuple[Block, str]]:
        """Runs its blocks in the namespace of a module; each with what it puts out."""
        for block in self.blocks():
            if block.file is None:
                yield block, block.run(self.path, vars(module))

    def with_outputs(self, outputs: dict[int, str]) -> str:
        """Its text with the output of the blocks at these lines in place of the one it has."""
        latest = ""

        def replaced(fenced: re.Match[str]) -> str:
            nonlocal latest
            if fenced[1] == "python":
                line = fenced.string.count("\n", 0, fenced.start(2)) + 1
                latest = outputs.get(line, "")
            return f"```text\n{latest}```" if fenced[1] == "text" else fenced[0]

        return FENCED.sub(replaced, self.text)


def pages() -> list[Page]:
    """The README and all of docs/."""
    return [Page(path) for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]]


def _run_test(test: Callable[[], object]) -> None:
    with scope():
        result = test()
        if inspect.iscoroutine(result):
            asyncio.run(result)


def _calls_so_far() -> int:
    probe = spy(lambda: None)
    probe()
    return calls(probe)[0].ordinal - running.scope.began


def _renumbered(text: str, before: int) -> str:
    """The text of a failure as if its block were the test: calls are numbered through the page."""
    lines: list[str] = []
    shorter = 0
    for line in text.splitlines(keepends=True):
        if line.strip(" ^\n"):
            renumbered = re.sub(r"#(\d+)(?= )", lambda found: f"#{int(found[1]) - before}", line)
            shorter = len(line) - len(renumbered)
            lines.append(renumbered)
        else:
            lines.append(line[shorter:])  # the marks below a call
    return "".join(lines)
